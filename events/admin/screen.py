"""What all screens of the organisers share: the rich editor, the fields, two organisers at once."""

import json
from contextlib import nullcontext

from csp.constants import NONCE
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import ValidationError
from django.db import transaction
from django.forms import Media as PlainMedia
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy
from js_asset import Media

from events import history, trail, usual_zone
from events.admin import changes, fields, kept_files, meanwhile, mistakes, posted
from events.admin.alike import AlikeRows
from events.admin.choices import written_at_once
from events.admin.guard import Guarded
from events.files import NotStored
from events.models import Right, zones

# The one style that the editor puts into the page; a test fails when it changes.
EDITOR_STYLE = "'sha256-PlumsSlvJ7vvWzjqibGAYKq92O3y/4JTxWWsWJvyUYA='"

NOT_STORED = gettext_lazy(
    "The file could not be stored, so nothing was changed: the server has no room for it. "
    "Tell whoever runs the site, then choose the file again and save."
)
LATE = gettext_lazy(
    "Nothing is saved yet: this page was changed while you had it open. What you typed is still in its "
    "fields; where only somebody else changed something, theirs is. Look through it and save again."
)


class Screen(Guarded, admin.ModelAdmin):
    """A ModelAdmin whose forms use our fields, and whose pages admit the rich editor."""

    formfield_overrides = fields.OVERRIDES
    actions = None  # deleting many at once is no everyday deed
    list_per_page = 50
    show_facets = admin.ShowFacets.NEVER

    @property
    def media(self):
        return super().media + PlainMedia(
            js=[f"js/admin_{name}.js" for name in ("names", "unsaved", "zone", "end")]
        )

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        return written_at_once(fields.without_detours(field))

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        if request.method == "POST":
            kept_files.put_back(request)
        try:
            with transaction.atomic() if request.method == "POST" else nullcontext():
                self.look_meanwhile(request, object_id)
                return super().changeform_view(request, object_id, form_url, extra_context)
        except NotStored:
            # All of it was taken back; asked once more, the form is refused with what was typed.
            request.refused = NOT_STORED
            return super().changeform_view(request, object_id, form_url, extra_context)

    def look_meanwhile(self, request, object_id):
        """Note which state of each row this page shows; refuse a form that was typed on an earlier one."""
        key = unquote(object_id or "")
        if hasattr(request, "seen"):
            return
        if not (hasattr(self.model, "history") and posted.NUMBER.fullmatch(key)):
            return
        if request.method == "POST":
            self.lock(key)
        # Before the rows themselves are read: a state too old is told for nothing, one too new is lost.
        parts = changes.parts(self)
        request.seen = history.states(key, parts)
        seen = meanwhile.read(request.POST.get("seen", ""))
        newer = meanwhile.newer_rows(seen, request.seen) if seen is not None else {}
        if newer:
            page = self.get_object(request, key)
            request.meanwhile = meanwhile.Look(self, request, page, parts, seen, newer).take_in()
            request.refused = LATE

    def save_related(self, request, form, formsets, change):
        with trail.in_one_go():
            super().save_related(request, form, formsets, change)

    def lock(self, key):
        """Let nobody else save this page until this form is checked and saved."""
        self.model._default_manager.select_for_update(no_key=True).filter(pk=key).first()

    def get_form(self, request, obj=None, change=False, **kwargs):
        form, why = super().get_form(request, obj, change, **kwargs), getattr(request, "refused", None)
        return type(form)("Refused", (Refused, form), {"why": why}) if why else form

    def get_inline_formsets(self, request, formsets, inline_instances, obj=None):
        sets = super().get_inline_formsets(request, formsets, inline_instances, obj)
        return [AlikeRows.like(rows) for rows in sets]

    def changelist_view(self, request, extra_context=None):
        title = capfirst(self.opts.verbose_name_plural)
        return super().changelist_view(request, {"title": title, **(extra_context or {})})

    def history_view(self, request, object_id, extra_context=None):
        if not hasattr(self.model, "history"):
            return super().history_view(request, object_id, extra_context)
        with timezone.override(zones.zone(self.zone_name(request, object_id))):
            return changes.page(self, request, self.get_object(request, unquote(object_id))).render()

    def zone_name(self, request, object_id):
        """Return the zone in which times are typed and told."""
        return usual_zone.name()

    def render_change_form(self, request, context, *args, form_url="", **kwargs):
        # The editor's import map is an inline script: it is let in by the nonce of this answer.
        context["media"] = Media.from_media(context["media"], nonce=str(request.csp_nonce))
        context["seen"] = json.dumps(getattr(request, "seen", None))
        context["meanwhile"] = getattr(request, "meanwhile", None)
        if context["meanwhile"]:
            tell(context["meanwhile"], context["adminform"], context["inline_admin_formsets"])
        form, sets = context["adminform"].form, context["inline_admin_formsets"]
        if form.is_bound:
            kept_files.keep(request, [form, *(row for rows in sets for row in rows.formset.forms)])
        context = mistakes.told(context)
        # Sent without the fragment of the address, or the answer came back at a section, out of sight of
        # what is said on top.
        form_url = form_url or request.get_full_path()
        response = super().render_change_form(request, context, *args, form_url=form_url, **kwargs)
        response._csp_update = {"script-src": [NONCE], "style-src": [EDITOR_STYLE]}
        return response


class Directory(Screen):
    """Entries that all teams pick from: changed by those who use them alone, and by administrators."""

    rights = {"view": Right.SEE, "add": Right.EDIT, "change": Right.EDIT, "delete": Right.EDIT}

    def save_model(self, request, obj, form, change):
        if not change:
            obj.added_by = request.user
        super().save_model(request, obj, form, change)


def tell(found, adminform, inlines):
    """Put what others typed beside the fields."""
    forms = {form.prefix: form for inline in inlines for form in inline.formset.forms}
    for prefix, field, text in found.beside:
        forms.get(prefix, adminform.form).add_error(field, text)


class Refused:
    """A form that is refused whatever stands in it; `why` says why."""

    def clean(self):
        super().clean()
        raise ValidationError(self.why, code="refused")
