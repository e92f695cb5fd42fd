"""Registering for a webinar, and asking for the personal link again."""

from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from events.models import Webinar
from registrations import enquiries, personal_links, seats, visitor_form
from registrations.forms import LinkForm, RegistrationForm
from registrations.models import Admission, Places
from registrations.offer import offer as offer_for
from registrations.patience import Busy, patiently


@sensitive_post_parameters()
@visitor_form.visitor_form
def register(request, slug):
    now = timezone.now()
    webinar = public_webinar(slug)
    admission = Admission.of(webinar)
    form = RegistrationForm(request.POST if request.method == "POST" else None, admission=admission)
    if not form.is_valid():
        return show(request, webinar, form, now)
    if visitor_form.is_robot(request):
        enquiries.keep_as_spam(form.cleaned_data, webinar, visitor_form.new_key(), now)
        return redirect("registrations:registered", slug)
    key = visitor_form.read_stamp(request, f"register {webinar.pk}", now)
    if key is None:
        form.add_error(None, _("Press Register once more to send the form."))
        return show(request, webinar, form, now)
    try:
        patiently(seats.register, webinar, form.cleaned_data, key, now)
    except seats.RegistrationClosed:
        return show(request, webinar, form, now)
    except Busy:
        form.add_error(None, _("Too many people are registering at this moment. Press Register once more."))
        return show(request, webinar, form, now, status=503)
    return redirect("registrations:registered", slug)


def show(request, webinar, form, now, status=200):
    """Show the form, or why there is none; whatever was typed is on the page either way."""
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
    return render(request, "registrations/registered.html", {"webinar": public_webinar(slug)})


@sensitive_post_parameters()
@visitor_form.visitor_form
def send_link(request, slug=None):
    """Send the personal link again: for one webinar, or for all that are still to come."""
    now = timezone.now()
    webinar = public_webinar(slug) if slug else None
    form = LinkForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        if visitor_form.is_robot(request) or visitor_form.read_stamp(request, "send-link", now):
            if not visitor_form.is_robot(request):
                personal_links.send(form.cleaned_data["email"], webinar, now)
            return redirect(*(("registrations:link_sent", slug) if slug else ("registrations:links_sent",)))
        form.add_error(None, _("Press the button once more to send the form."))
    context = {"form": form, "webinar": webinar, "stamp": visitor_form.stamp_for(request, "send-link", now)}
    return render(request, "registrations/send_link.html", context)


@require_safe
def link_sent(request, slug=None):
    webinar = public_webinar(slug) if slug else None
    return render(request, "registrations/link_sent.html", {"webinar": webinar})


def public_webinar(slug):
    return get_object_or_404(Webinar.objects.public().select_related("admission", "places"), slug=slug)
