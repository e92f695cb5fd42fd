from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from registrations.admin.messages import MessageRows
from registrations.models import Enquiry


@admin.register(Enquiry)
class EnquiryAdmin(admin.ModelAdmin):
    """Questions are answered by mail (Reply-To); here it is kept which ones are done."""

    list_display = ["reference", "subject", "name", "webinar", "status", "created_at"]
    list_display_links = ["reference", "subject"]
    list_filter = ["status", "is_one_of_many", ("webinar", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["webinar"]
    list_per_page = 50
    search_fields = ["reference", "subject", "name", "email", "message"]
    fieldsets = [
        (None, {"fields": ["status"]}),
        (_("Question"), {"fields": ["reference", "webinar", "subject", "message"]}),
        (_("From"), {"fields": ["name", "email", "created_at"]}),
    ]
    readonly_fields = ["reference", "webinar", "subject", "message", "name", "email", "created_at"]
    inlines = [MessageRows]

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
