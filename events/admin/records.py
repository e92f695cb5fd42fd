"""The record: read by administrators, written by what it tells of."""

from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events import comparison, times, usual_zone
from events.admin.guard import Guarded
from events.models import Record


@admin.register(Record)
class RecordAdmin(Guarded, admin.ModelAdmin):
    list_display = ["when", "kind", "who", "what", "count"]
    list_display_links = None
    list_filter = ["kind", ("by", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["by", "account"]
    list_per_page = 50
    show_facets = admin.ShowFacets.NEVER
    actions = None

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    @usual_zone.shown_in_it
    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(request, {"title": _("Log of what was done"), **(extra_context or {})})

    @admin.display(description=gettext_lazy("when"), ordering="at")
    def when(self, record):
        return times.stamp(record.at, timezone.get_current_timezone())

    @admin.display(description=gettext_lazy("who"))
    def who(self, record):
        return comparison.who(record.by or record.by_id)

    @admin.display(description=gettext_lazy("what"))
    def what(self, record):
        if record.kind == Record.Kind.EXPORT and not record.about:
            return _("of several webinars")
        if record.account_id is None:
            return record.about
        return f"{comparison.who(record.account or record.account_id)}: {record.about}"
