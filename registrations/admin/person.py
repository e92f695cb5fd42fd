"""What is done from the page of one person: asked first, naming who is told, then done by the verbs."""

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods
from django_countries import countries

from events.admin import guard
from events.models import Right
from registrations import details
from registrations.admin.deeds import DEEDS, do, moved_up, number_moved_up
from registrations.form_fields import LongSelect, OneLine, name_field, organisation_field
from registrations.models import Registration


class CorrectionForm(forms.Form):
    """What was typed wrongly: never the address, to which the links were sent."""

    name = name_field()
    organisation = organisation_field(required=False)
    job_title = OneLine(label=gettext_lazy("Job title"), limit=200, required=False)
    country = forms.ChoiceField(
        label=gettext_lazy("Country or territory"),
        choices=lambda: [("", "–"), *countries],
        widget=LongSelect,
        required=False,
    )


def urls(model_admin):
    view, here = model_admin.admin_site.admin_view, {"model_admin": model_admin}
    return [
        path("<int:pk>/correct/", view(correct), here, name="registrations_registration_correct"),
        path("<int:pk>/<slug:deed>/do/", view(ask), here, name="registrations_registration_do"),
    ]


def found(request, pk):
    theirs = Registration.objects.of(request.user, Right.PEOPLE).select_related("webinar")
    return guard.find(request, theirs, pk=pk)


def shown(request, model_admin, registration, template, **context):
    context |= {
        **model_admin.admin_site.each_context(request),
        "opts": Registration._meta,
        "registration": registration,
    }
    return render(request, f"admin/registrations/registration/{template}.html", context)


def back(registration):
    return redirect("admin:registrations_registration_change", registration.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request, pk, deed, model_admin):
    """Say who will be told what; on POST do it."""
    registration, name, deed = found(request, pk), deed, DEEDS.get(deed)
    if deed is None:
        raise Http404
    if request.method == "POST" and (outcome := do(name, registration, request.user)):
        said = [deed.one(deed.done, registration), moved_up(number_moved_up(outcome))]
        messages.success(request, " ".join(filter(None, said)))
        return back(registration)
    if not deed.is_possible(registration):
        standing = _("Data erased") if registration.erased_at else registration.get_status_display()
        messages.warning(request, _("Nothing was done. Status: %s.") % standing)
        return back(registration)
    follows = deed.one(deed.follows, registration)
    return shown(request, model_admin, registration, "do", title=deed.title, follows=follows)


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request, pk, model_admin):
    """Let organisers put right what was typed wrongly; the address is told, the journal notes who did it."""
    registration = found(request, pk)
    if registration.erased_at:
        messages.warning(request, _("Nothing was done. Status: %s.") % _("Data erased"))
        return back(registration)
    typed = {name: str(getattr(registration, name)) for name in CorrectionForm.base_fields}
    form = CorrectionForm(request.POST if request.method == "POST" else None, initial=typed, label_suffix="")
    if form.is_valid():
        if details.change(registration, form.cleaned_data, timezone.now(), by=request.user):
            messages.success(
                request, _("Corrected; %s is told by mail what was changed.") % registration.name
            )
        else:
            messages.success(request, _("Nothing was different, so nobody is told."))
        return back(registration)
    return shown(request, model_admin, registration, "correct", title=_("Correct details"), form=form)
