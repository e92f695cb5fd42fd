"""The page on which a draft is looked through, then published: nothing is published anywhere else."""

from functools import partial

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from events import checklist as of_events
from events.admin import guard
from events.models import Page, Right, Site, Webinar
from registrations import changes
from registrations import checklist as of_registrations


def page(model_admin, request, pk):
    """Show what is missing or odd, then publish."""
    webinars = of_events.to_be_checked(Webinar.objects.of(request.user, Right.EDIT))
    webinar = guard.find(request, webinars.select_related("series", "admission"), pk=pk)
    if webinar.status != Webinar.Status.DRAFT:
        messages.info(request, _("This webinar is published already."))
        return redirect("admin:events_webinar_change", pk)
    now = timezone.now()
    points = [
        *of_events.checklist(webinar, Site.objects.get(), now),
        *of_registrations.checklist(webinar, now),
        *of_events.of_texts(Page.objects.unfinished(), partial(address_of_text, request.user)),
    ]
    breaks = any(point.is_blocking for point in points)
    if request.method == "POST" and not breaks:
        changes.publish(webinar, now)
        messages.success(request, _("The webinar is published: everyone can read its page."))
        return redirect("admin:events_webinar_change", pk)
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Check and publish"),
        "opts": Webinar._meta,
        "webinar": webinar,
        "points": points,
        "breaks": breaks,
    }
    return render(request, "admin/registrations/publish.html", context)


def address_of_text(user, text):
    """Return where a text of the site is changed, for whoever may; where it is read, for others."""
    if user.is_superuser:
        return reverse("admin:events_page_change", args=[text.pk])
    return text.get_absolute_url()
