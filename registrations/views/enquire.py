"""The contact form, of the site and of each webinar."""

from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from registrations import enquiries, limits, noted, visitor_form
from registrations.admitting import public_webinar
from registrations.forms import EnquiryForm
from registrations.kept_forms import kept_form

MANY_QUESTIONS = gettext_lazy(
    "Many questions are coming from your network at this moment. Press Send once more in a minute."
)


@sensitive_post_parameters()
@visitor_form.visitor_form
@kept_form
def contact(request, slug=None):
    now = timezone.now()
    webinar = public_webinar(slug) if slug else None
    form = EnquiryForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return show(request, webinar, form, now)
    key = visitor_form.read_stamp(request, "contact", now)
    is_robot = visitor_form.is_robot(request)
    if key is None and not is_robot:
        form.once_more = visitor_form.why_once_more(request, "contact", now)
        return show(request, webinar, form, now)
    if not limits.may_ask_question(request, now):
        form.add_error(None, ValidationError(MANY_QUESTIONS, "limit"))
        return limits.slowed_down(show(request, webinar, form, now))
    if is_robot:
        enquiries.keep_as_spam(form.cleaned_data, webinar, visitor_form.new_key(), now)
    else:
        enquiries.ask({**form.cleaned_data, "language": get_language()}, webinar, key, now)
    return redirect(
        *(("registrations:webinar_contact_sent", slug) if slug else ("registrations:contact_sent",))
    )


def show(request, webinar, form, now):
    if form.is_bound:
        noted.returned(request, form)
    context = {"form": form, "webinar": webinar, "stamp": visitor_form.stamp_for(request, "contact", now)}
    return render(request, "registrations/contact.html", context)


@require_safe
def contact_sent(request, slug=None):
    webinar = public_webinar(slug) if slug else None
    return render(request, "registrations/contact_sent.html", {"webinar": webinar})
