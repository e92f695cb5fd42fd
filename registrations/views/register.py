"""Registering for a webinar, and asking for the personal link again."""

from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from registrations import enquiries, limits, noted, personal_links, seats, visitor_form
from registrations.admitting import public_webinar
from registrations.forms import LinkForm, RegistrationForm
from registrations.kept_forms import kept_form
from registrations.models import Admission, Places
from registrations.offer import offer as offer_for
from registrations.patience import Busy, patiently

MANY_FROM_NETWORK = gettext_lazy(
    "Many people are registering from your network at this moment. Press Register once more in a minute."
)
MANY_AT_ONCE = gettext_lazy("Too many people are registering at this moment. Press Register once more.")
MANY_LINKS = gettext_lazy(
    "Many people are asking for their link from your network at this moment. "
    "Press the button once more in a minute."
)


@sensitive_post_parameters()
@visitor_form.visitor_form
@kept_form
def register(request, slug):
    now = timezone.now()
    webinar = public_webinar(slug)
    form = RegistrationForm(
        request.POST if request.method == "POST" else None,
        admission=Admission.of(webinar),
        own_questions=list(webinar.questions.all()) if webinar.asks_questions else [],
        now=now,
    )
    if not form.is_valid() or form.hint:
        return show(request, webinar, form, now)
    purpose = f"register {webinar.pk}"
    key = visitor_form.read_stamp(request, purpose, now)
    is_robot = visitor_form.is_robot(request)
    if key is None and not is_robot:
        form.once_more = visitor_form.why_once_more(request, purpose, now)
        return show(request, webinar, form, now)
    if not limits.may_register(request, now):
        form.add_error(None, ValidationError(MANY_FROM_NETWORK, "limit"))
        return limits.slowed_down(show(request, webinar, form, now))
    if is_robot:
        enquiries.keep_as_spam(form.cleaned_data, webinar, visitor_form.new_key(), now)
        return redirect("registrations:registered", slug)
    try:
        patiently(seats.register, webinar, form.details(), key, now, form.answers(), form.access_needs())
    except seats.RegistrationClosed:
        form.add_error(None, ValidationError(_("Registration is closed."), "closed"))
        return show(request, webinar, form, now)
    except Busy:
        form.add_error(None, ValidationError(MANY_AT_ONCE, "busy"))
        return show(request, webinar, form, now, status=503)
    return redirect("registrations:registered", slug)


def show(request, webinar, form, now, status=200):
    """Show the form, or why there is none; whatever was typed is on the page either way."""
    if form.is_bound:
        noted.returned(request, form)
    admission = Admission.of(webinar)
    offer = offer_for(admission, Places.of(webinar).taken, now)
    context = {
        "webinar": webinar,
        "admission": admission,
        "offer": offer,
        "now": now,
        "form": form,
        "stamp": visitor_form.stamp_for(request, f"register {webinar.pk}", now),
    }
    template = "register" if offer.is_open else "closed"
    return render(request, f"registrations/{template}.html", context, status=status)


@require_safe
def registered(request, slug):
    """Say what happens next, in the same words to everybody."""
    webinar = public_webinar(slug)
    context = {"webinar": webinar, "admission": Admission.of(webinar)}
    return render(request, "registrations/registered.html", context)


@sensitive_post_parameters()
@visitor_form.visitor_form
@kept_form
def send_link(request, slug=None):
    """Send the personal link again: for one webinar, or for all that are still to come."""
    now = timezone.now()
    webinar = public_webinar(slug) if slug else None
    form = LinkForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return show_link_form(request, webinar, form, now)
    is_robot = visitor_form.is_robot(request)
    if not is_robot and not visitor_form.read_stamp(request, "send-link", now):
        form.once_more = visitor_form.why_once_more(request, "send-link", now)
        return show_link_form(request, webinar, form, now)
    if not limits.may_ask_for_link(request, now):
        form.add_error(None, ValidationError(MANY_LINKS, "limit"))
        return limits.slowed_down(show_link_form(request, webinar, form, now))
    if not is_robot:
        personal_links.ask(form.cleaned_data["email"], webinar, now)
    return redirect(*(("registrations:link_sent", slug) if slug else ("registrations:links_sent",)))


def show_link_form(request, webinar, form, now):
    if form.is_bound:
        noted.returned(request, form)
    context = {"form": form, "webinar": webinar, "stamp": visitor_form.stamp_for(request, "send-link", now)}
    return render(request, "registrations/send_link.html", context)


@require_safe
def link_sent(request, slug=None):
    webinar = public_webinar(slug) if slug else None
    return render(request, "registrations/link_sent.html", {"webinar": webinar})
