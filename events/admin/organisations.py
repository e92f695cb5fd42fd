from django.contrib import admin
from django.utils.translation import gettext_lazy

from events import found
from events.admin.screen import Directory
from events.models import Organisation


@admin.register(Organisation)
class OrganisationAdmin(Directory):
    fields = ["name", "short_name", "logo", "url"]
    list_display = ["name", "short_name"]
    search_fields = ["name", "short_name"]
    search_help_text = gettext_lazy("Search in names.")

    def get_search_results(self, request, queryset, search_term):
        return found.named(queryset, search_term), False
