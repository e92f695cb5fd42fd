from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from events import found
from events.admin import named
from events.admin.rows import OrderedRows
from events.admin.screen import Screen
from events.admin.team import WithTeam
from events.models import Organiser, Right, Series


class SeriesOrganiserRows(OrderedRows):
    model = Organiser
    form = named.OrganiserForm
    formset = named.OrganiserFormSet
    joined = "organisation"
    autocomplete_fields = ["organisation"]
    fields = [("organisation", "new_name"), "role"]

    def get_formset(self, request, obj=None, **kwargs):
        return named.by(request.user, super().get_formset(request, obj, **kwargs))


@admin.register(Series)
class SeriesAdmin(WithTeam, Screen):
    rights = {"view": Right.SEE, "change": Right.EDIT}
    fieldsets = [(_("Page"), {"fields": ["title", "slug", "text", ("contact_name", "contact_email")]})]
    inlines = [SeriesOrganiserRows]
    list_display = ["title", "slug"]
    search_fields = ["title"]

    def get_search_results(self, request, queryset, search_term):
        return found.named(queryset, search_term), False

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj else {"slug": ["title"]}
