"""The pages on which organisers move, postpone or cancel a webinar: what will follow is shown first."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.db.models import Count
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from events.admin import guard
from events.models import Right, Webinar
from registrations import changes
from registrations.admin.act_forms import MoveForm, ReasonForm, SilentForm, TellForm
from registrations.models import Registration

Status = Webinar.Status


@dataclass(frozen=True)
class Act:
    """One act: its words, its form, the states of a webinar in which it can be done, and how.

    `do` returns how many people are told by mail.
    """

    title: str
    button: str
    form: Callable
    states: set
    do: Callable
    says: str
    done: str


def move(webinar, form, now, **kwargs):
    return changes.move(webinar, form.cleaned_data["time_zone"], form.stretches, now, **kwargs)


def postpone(webinar, form, now, **kwargs):
    return changes.postpone(webinar, form.cleaned_data["reason"], now, **kwargs)


def cancel(webinar, form, now, **kwargs):
    return changes.cancel(webinar, form.cleaned_data["reason"], now, **kwargs)


def reinstate(webinar, form, now, **kwargs):
    return changes.reinstate(webinar, now, **kwargs)


def unpublish(webinar, form, now, *, seen, tell):
    return changes.unpublish(webinar, now, seen)


ACTS = {
    "move": Act(
        _("Move to another time"),
        _("Move it"),
        MoveForm,
        {Status.PUBLISHED, Status.POSTPONED},
        move,
        _("The page shows the new time and, struck through, the old one."),
        _("Moved."),
    ),
    "postpone": Act(
        _("Postpone"),
        _("Postpone it"),
        ReasonForm,
        {Status.PUBLISHED},
        postpone,
        _("The page says that the webinar is postponed. Places are kept; registration is closed until then."),
        _("Postponed."),
    ),
    "cancel": Act(
        _("Cancel the webinar"),
        _("Cancel it"),
        partial(ReasonForm, is_required=True),
        {Status.PUBLISHED, Status.POSTPONED},
        cancel,
        _("The page stays and says that the webinar is cancelled, and why. You can take this back."),
        _("Cancelled."),
    ),
    "reinstate": Act(
        _("It takes place after all"),
        _("Let it take place"),
        TellForm,
        {Status.POSTPONED, Status.CANCELLED},
        reinstate,
        _("The page shows the webinar at the time it had, and registration goes on."),
        _("It takes place after all."),
    ),
    "unpublish": Act(
        _("Make it a draft again"),
        _("Make it a draft"),
        SilentForm,
        {Status.PUBLISHED},
        unpublish,
        _("The page is gone for everybody but organisers. This is possible while nobody is registered."),
        _("It is a draft again."),
    ),
}


def possible(webinar, are_to_be_told):
    """Return [(name, title)] of the acts that can be done with the webinar as it is.

    Who holds a place or waits for one is not left without a page: see changes.unpublish().
    """
    return [
        (name, act.title)
        for name, act in ACTS.items()
        if webinar.status in act.states and not (name == "unpublish" and are_to_be_told)
    ]


def urls(model_admin):
    view = model_admin.admin_site.admin_view(partial(page, model_admin))
    return [path("<int:pk>/<slug:name>/act/", view, name="events_webinar_act")]


def page(model_admin, request, pk, name):
    """Ask, then show what will follow, then do it."""
    theirs = Webinar.objects.of(request.user, Right.EDIT).prefetch_related("sittings")
    webinar = guard.find(request, theirs, pk=pk)
    act = ACTS.get(name)
    if act is None:
        raise Http404
    if webinar.status not in act.states:
        return changed_meanwhile(request, webinar)
    with timezone.override(ZoneInfo(MoveForm.zone_of(webinar, request.POST))):
        form = act.form(webinar, request.POST if request.method == "POST" else None)
        is_sure = form.is_valid() and "change" not in request.POST
        if is_sure and "do" in request.POST:
            return done(request, webinar, act, form)
        context = {
            **model_admin.admin_site.each_context(request),
            "title": act.title,
            "opts": Webinar._meta,
            "webinar": webinar,
            "act": act,
            "form": form,
            "is_sure": is_sure,
            "told": told(webinar),
            "reminders": form.reminders(timezone.now()) if is_sure else [],
        }
        return render(request, "admin/registrations/act.html", context)


def done(request, webinar, act, form):
    seen, tell = form.cleaned_data["seen"], form.cleaned_data.get("tell", False)
    try:
        number = act.do(webinar, form, timezone.now(), seen=seen, tell=tell)
    except changes.ChangedMeanwhile:
        return changed_meanwhile(request, webinar)
    except changes.HasRegistrations:
        text = _("People are registered, so it cannot become a draft. You can cancel it: then they are told.")
        messages.error(request, text)
    else:
        messages.success(request, f"{act.done} {told_now(number)}")
    return redirect("admin:events_webinar_change", webinar.pk)


def told_now(number):
    text = ngettext("%d person is being told by mail.", "%d people are being told by mail.", number)
    return text % number if number else gettext("Nobody is told.")


def changed_meanwhile(request, webinar):
    messages.warning(
        request, _("Nothing was done: the webinar has been changed meanwhile. Here is how it stands now.")
    )
    return redirect("admin:events_webinar_change", webinar.pk)


def told(webinar):
    """Return [(state, number)] of those who would be told."""
    counted = changes.concerned(webinar).order_by().values("status").annotate(people=Count("pk"))
    numbers = {row["status"]: row["people"] for row in counted}
    return [(status.label, numbers[status]) for status in Registration.Status if status in numbers]
