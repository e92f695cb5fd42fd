"""What all screens of the organisers share: the rich editor and the fields."""

from csp.constants import NONCE
from django.contrib import admin
from django.forms import Media as PlainMedia
from js_asset import Media

from events.admin import fields

# The one style that the editor puts into the page; a test fails when it changes.
EDITOR_STYLE = "'sha256-PlumsSlvJ7vvWzjqibGAYKq92O3y/4JTxWWsWJvyUYA='"


class Screen(admin.ModelAdmin):
    """A ModelAdmin whose forms use our fields, and whose pages admit the rich editor."""

    formfield_overrides = fields.OVERRIDES
    save_on_top = False
    list_per_page = 50

    @property
    def media(self):
        return super().media + PlainMedia(js=["js/admin_editor.js", "js/admin_zone.js"])

    def render_change_form(self, request, context, *args, **kwargs):
        # The editor's import map is an inline script: it is let in by the nonce of this answer.
        context["media"] = Media.from_media(context["media"], nonce=str(request.csp_nonce))
        response = super().render_change_form(request, context, *args, **kwargs)
        response._csp_update = {"script-src": [NONCE], "style-src": [EDITOR_STYLE]}
        return response
