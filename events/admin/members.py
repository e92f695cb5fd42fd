"""The page on which organisers of a webinar or series say who works on it, and as what."""

from functools import partial

from django import forms
from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events import organisers, teams
from events.admin import guard
from events.admin.users import invite
from events.models import Member, Right, Role, User

ROLES = [(role, role.label) for role in Role]
REFUSED = {
    teams.AccountClosed: gettext_lazy("This account is closed. An administrator can open it."),
    teams.InTheTeam: gettext_lazy("This person is in the team already. Change the role below."),
    teams.LastOrganiser: gettext_lazy(
        "Nothing was changed: nobody would organise it any more. Add another organiser first."
    ),
    teams.LeftTheTeam: gettext_lazy("Nothing was changed: the team has been changed meanwhile."),
}


class JoinForm(forms.Form):
    email = forms.EmailField(
        label=gettext_lazy("Email address"),
        help_text=gettext_lazy("They are told by mail; who has no account gets a link to set a password."),
        widget=forms.EmailInput(attrs={"class": "vTextField"}),
        error_messages={"required": gettext_lazy("Enter an email address, like name@example.org.")},
    )
    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=ROLES, initial=Role.ORGANISER)


class MemberForm(forms.Form):
    """One line of the team: another role, or none any more."""

    member = forms.ModelChoiceField(Member.objects.none())
    role = forms.ChoiceField(choices=ROLES)
    remove = forms.BooleanField(required=False)

    def __init__(self, of, data):
        super().__init__(data)
        self.fields["member"].queryset = of.team.select_related("user")


def urls(model_admin):
    view = model_admin.admin_site.admin_view(partial(page, model_admin))
    name = f"events_{model_admin.opts.model_name}_team"
    return [path("<int:pk>/team/", view, name=name)]


def page(model_admin, request, pk):
    """Show the team; on POST add somebody, give another role, or remove somebody."""
    of = guard.find(request, model_admin.model.objects.of(request.user, Right.EDIT), pk=pk)
    form = JoinForm(request.POST if "email" in request.POST else None)
    if form.is_valid() and add(request, of, form):
        return redirect(request.path)
    if request.method == "POST" and not form.is_bound:
        return change(model_admin, request, of)
    context = {
        **model_admin.admin_site.each_context(request),
        **shown(of),
        "title": _("Team"),
        "opts": model_admin.opts,
        "of": of,
        "form": form,
        "roles": ROLES,
        "page": reverse(f"admin:events_{model_admin.opts.model_name}_change", args=[of.pk]),
    }
    return render(request, "admin/events/team.html", context)


def shown(of):
    """Return what includes/team.html takes."""
    name = f"admin:events_{of._meta.model_name}_team"
    team = of.team.select_related("user")
    return {"team": team, "by_series": teams.by_series(of), "team_page": reverse(name, args=[of.pk])}


def add(request, of, form):
    """Return whether somebody joined; else the form says why not."""
    email, role = form.cleaned_data["email"], form.cleaned_data["role"]
    try:
        member, is_new = teams.add(of, email, role, request.user, timezone.now())
    except (teams.AccountClosed, teams.InTheTeam) as error:
        form.add_error("email", REFUSED[type(error)])
        return False
    except of.DoesNotExist:
        guard.refuse(request)
    tell = partial(invite, request, member.user, member) if is_new else partial(welcome, request, member)
    transaction.on_commit(tell)
    return True


def welcome(request, member):
    words = {"address": member.user.email}
    try:
        organisers.tell_of_team(member, request.user)
    except OSError:
        messages.warning(request, _("%(address)s is in the team, but could not be told by mail.") % words)
    else:
        messages.success(request, _("%(address)s was told by mail.") % words)


def change(model_admin, request, of):
    form = MemberForm(of, request.POST)
    if not form.is_valid():
        messages.warning(request, REFUSED[teams.LeftTheTeam])
        return redirect(request.path)
    member, role = form.cleaned_data["member"], form.cleaned_data["role"]
    try:
        if form.cleaned_data["remove"]:
            teams.remove(member, of, request.user, timezone.now())
        else:
            teams.change(member, of, role, request.user, timezone.now())
    except (teams.LastOrganiser, teams.LeftTheTeam) as error:
        messages.error(request, REFUSED[type(error)])
        return redirect(request.path)
    messages.success(request, _("Changed: %s.") % member.user.email)
    return and_go_on(model_admin, request, of, member)


def and_go_on(model_admin, request, of, member):
    """Go back to the team; who took the right to it from themselves, to the front."""
    if member.user != request.user:
        return redirect(request.path)
    guard.keep_signed_in(request)
    fresh = User.objects.get(pk=request.user.pk)
    if model_admin.model.objects.of(fresh, Right.EDIT).filter(pk=of.pk).exists():
        return redirect(request.path)
    return redirect("admin:index")
