from functools import partial

from django import forms
from django.contrib import admin, messages
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events import history, organisers, record
from events.admin.screen import Screen
from events.models import Record, User

RIGHTS = ["is_active", "is_staff", "is_superuser"]


class UserForm(forms.ModelForm):
    class Meta:
        help_texts = {
            "email": gettext_lazy(
                "To sign in with. A new organiser is sent a link there, to set a password."
            ),
            "is_active": gettext_lazy("Without it, the account is closed and its history is kept."),
            "is_staff": gettext_lazy("Without it, roles are kept and of no use."),
            "is_superuser": gettext_lazy("Needs no role. Also gives others their rights."),
        }
        labels = {
            "is_staff": gettext_lazy("may enter the organisers’ pages"),
            "is_superuser": gettext_lazy("administrator, who may do everything"),
        }

    def clean_email(self):
        return self.cleaned_data["email"].lower()


@admin.register(User)
class UserAdmin(Screen):
    form = UserForm
    fields = ["email", "name", "is_active", "is_staff", "is_superuser", "roles"]
    readonly_fields = ["roles"]
    list_display = ["email", "name", "what_for", "is_active"]
    list_filter = ["is_active"]
    search_fields = ["email", "name"]
    ordering = ["email"]

    def get_changeform_initial_data(self, request):
        return {"is_staff": True, **super().get_changeform_initial_data(request)}

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("memberships__webinar", "memberships__series")

    @admin.display(description=gettext_lazy("roles"))
    def what_for(self, user):
        """Say in words what somebody may do, shortly: each role with what it is in."""
        if user.is_superuser:
            return _("Administrator")
        members = user.memberships.all() if user.is_staff else []
        return "; ".join(f"{each}: {each.webinar or each.series}" for each in members) or _("none")

    @admin.display(description=gettext_lazy("roles"))
    def roles(self, user):
        """List the roles, each with the way to its team."""
        members = user.memberships.select_related("webinar", "series") if user.pk else []
        lines = [
            (team_page(each.webinar or each.series), each, each.webinar or each.series) for each in members
        ]
        listed = format_html_join(mark_safe("<br>"), '<a href="{}">{}: {}</a>', lines)
        return listed or where_roles_are_given()

    def save_model(self, request, obj, form, change):
        if not change:
            obj.set_unusable_password()
        obj.save()
        if "email" in form.changed_data:
            organisers.vouch_for_address(obj)
        changed = [name for name in RIGHTS if not change or name in form.changed_data]
        if changed:
            organisers.note_rights(obj, request.user, timezone.now(), changed)
        if not change:
            transaction.on_commit(partial(invite, request, obj))
            if not obj.is_superuser:
                messages.info(request, where_roles_are_given())

    def delete_model(self, request, obj):
        """Leave the number of the account, not its name."""
        key = obj.pk
        record.note(Record.Kind.RIGHTS, request.user, timezone.now(), _("account deleted"), account=obj)
        super().delete_model(request, obj)
        history.clear_words(User, [key])


def where_roles_are_given():
    """Say the next step for an account without a role, with the ways there."""
    return format_html(
        _(
            "A role is given for a <a href='{}'>webinar</a> or a <a href='{}'>series</a>: open it and "
            "choose “Add somebody, change roles” under “Team”. Without one, an organiser sees nothing."
        ),
        reverse("admin:events_webinar_changelist"),
        reverse("admin:events_series_changelist"),
    )


def team_page(of):
    return reverse(f"admin:events_{of._meta.model_name}_team", args=[of.pk])


def invite(request, user, member=None):
    try:
        organisers.invite(user, request.user, member)
    except OSError:
        sentence = _("The invitation could not be sent. %s can ask for a link under “Forgot your password?”.")
        messages.warning(request, sentence % user.email)
    else:
        messages.success(request, _("An invitation was sent to %s.") % user.email)
