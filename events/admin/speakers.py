from django.contrib import admin
from django.utils.translation import gettext_lazy

from events import found, history
from events.admin.rows import Rows
from events.admin.screen import Directory
from events.models import Speaker, SpeakerLink


class LinkRows(Rows):
    model = SpeakerLink
    fields = [("label", "url")]


@admin.register(Speaker)
class SpeakerAdmin(Directory):
    fieldsets = [
        (
            gettext_lazy("Person"),
            {"fields": [("honorific", "name"), "slug", "biography", "portrait", "portrait_alt"]},
        )
    ]
    inlines = [LinkRows]
    list_display = ["name", "honorific"]
    search_fields = ["name"]
    search_help_text = gettext_lazy("Search in names.")

    def get_search_results(self, request, queryset, search_term):
        return found.named(queryset, search_term), False

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj else {"slug": ["name"]}

    def delete_model(self, request, obj):
        """Leave no name behind: who is taken off the site is not named by what the admin noted either."""
        key = obj.pk
        super().delete_model(request, obj)
        history.clear_words(Speaker, [key])
