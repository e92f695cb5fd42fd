"""What all screens of the organisers share: the rich editor and the fields."""

from csp.constants import NONCE
from django.contrib import admin
from django.forms import Media as PlainMedia
from django.utils.text import capfirst
from js_asset import Media

from events.admin import fields

# The one style that the editor puts into the page; a test fails when it changes.
EDITOR_STYLE = "'sha256-PlumsSlvJ7vvWzjqibGAYKq92O3y/4JTxWWsWJvyUYA='"


class Screen(admin.ModelAdmin):
    """A ModelAdmin whose forms use our fields, and whose pages admit the rich editor."""

    formfield_overrides = fields.OVERRIDES
    actions = None  # deleting many at once is no everyday deed
    list_per_page = 50
    show_facets = admin.ShowFacets.NEVER

    @property
    def media(self):
        return super().media + PlainMedia(js=["js/admin_names.js", "js/admin_zone.js"])

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        return fields.without_detours(super().formfield_for_dbfield(db_field, request, **kwargs))

    def changelist_view(self, request, extra_context=None):
        title = capfirst(self.opts.verbose_name_plural)
        return super().changelist_view(request, {"title": title, **(extra_context or {})})

    def lookup_allowed(self, lookup, value, request):
        # A pattern from the address bar can be no pattern, or one that takes the database a minute.
        return "regex" not in lookup and super().lookup_allowed(lookup, value, request)

    def render_change_form(self, request, context, *args, **kwargs):
        # The editor's import map is an inline script: it is let in by the nonce of this answer.
        context["media"] = Media.from_media(context["media"], nonce=str(request.csp_nonce))
        response = super().render_change_form(request, context, *args, **kwargs)
        response._csp_update = {"script-src": [NONCE], "style-src": [EDITOR_STYLE]}
        return response
