"""What all screens of the organisers share: the rich editor and the fields."""

from csp.constants import NONCE
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import ValidationError
from django.forms import Media as PlainMedia
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from js_asset import Media

from events.admin import changes, fields
from events.admin.guard import Guarded
from events.files import NotStored
from events.models import Right

# The one style that the editor puts into the page; a test fails when it changes.
EDITOR_STYLE = "'sha256-PlumsSlvJ7vvWzjqibGAYKq92O3y/4JTxWWsWJvyUYA='"


class Screen(Guarded, admin.ModelAdmin):
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

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except NotStored:
            # All of it was taken back; asked once more, the form is refused with what was typed.
            request.files_are_refused = True
            return super().changeform_view(request, object_id, form_url, extra_context)

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        return type(form)("Refused", (Refused, form), {}) if hasattr(request, "files_are_refused") else form

    def changelist_view(self, request, extra_context=None):
        title = capfirst(self.opts.verbose_name_plural)
        return super().changelist_view(request, {"title": title, **(extra_context or {})})

    def history_view(self, request, object_id, extra_context=None):
        if not hasattr(self.model, "history"):
            return super().history_view(request, object_id, extra_context)
        return changes.page(self, request, self.get_object(request, unquote(object_id)))

    def render_change_form(self, request, context, *args, **kwargs):
        # The editor's import map is an inline script: it is let in by the nonce of this answer.
        context["media"] = Media.from_media(context["media"], nonce=str(request.csp_nonce))
        response = super().render_change_form(request, context, *args, **kwargs)
        response._csp_update = {"script-src": [NONCE], "style-src": [EDITOR_STYLE]}
        return response


class Directory(Screen):
    """Entries that all teams pick from: changed by those who use them alone, and by administrators."""

    rights = {"view": Right.SEE, "add": Right.EDIT, "change": Right.EDIT, "delete": Right.EDIT}

    def save_model(self, request, obj, form, change):
        if not change:
            obj.added_by = request.user
        super().save_model(request, obj, form, change)


class Refused:
    """A form that is valid but for its files, which the disk does not take."""

    def clean(self):
        super().clean()
        sentence = _(
            "The file could not be stored, so nothing was changed: the server has no room for it. "
            "Tell whoever runs the site, then choose the file again and save."
        )
        raise ValidationError(sentence, code="not_stored")
