"""The public pages: each a function of what is published and of the minute."""

from datetime import timedelta

from django import forms
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from events import at_once, lists
from events.filters import WebinarFilters, rows_of
from events.models import OldSlug, Page, Series, Speaker, Webinar
from events.phase import phase_of
from events.programme import programme
from events.public import public_page

PAGE_SIZE = 25
RECENT = 5
RECORDED = 3


class PageForm(forms.Form):
    page = forms.IntegerField(required=False)


def this_minute():
    return timezone.now().replace(second=0, microsecond=0)


def page_of(webinars, request):
    """Return the page that is asked for; whatever is no number leads to the first."""
    form = PageForm(request.GET)
    form.is_valid()
    return Paginator(webinars, PAGE_SIZE).get_page(form.cleaned_data.get("page"))


@public_page
def home(request):
    now = this_minute()
    public = Webinar.objects.public()
    upcoming = lists.cards(public.upcoming(now)[:7], now)
    recorded = lists.cards(lists.recorded(public, now)[:RECORDED], now)
    others = public.past(now).exclude(pk__in=[card.webinar.pk for card in recorded])
    context = {
        "lead": upcoming and upcoming[0],
        "upcoming": upcoming[1:],
        "recorded": recorded,
        "past": lists.cards(others[:RECENT], now),
    }
    context["has_past"] = bool(context["recorded"] or context["past"])
    return render(request, "events/home.html", context)


@public_page
def webinars(request):
    now = this_minute()
    public = Webinar.objects.public()
    form = WebinarFilters(request.GET, rows_of(public))
    page = page_of(lists.upcoming_then_past(form.narrow(public, now), now), request)
    context = {
        "form": form,
        "page": page,
        "cards": lists.cards(page.object_list, now),
        "first_page": page.number == 1 and not form.query(),
    }
    return render(request, "events/webinars.html", context)


@public_page
def series(request, slug):
    now = this_minute()
    found = get_object_or_404(Series, slug=slug)
    public = found.webinars.public()
    page = page_of(public.order_by("number", "starts_at", "pk"), request)
    context = {
        "series": found,
        "page": page,
        "cards": lists.cards(page.object_list, now),
        "progress": lists.progress(public, now),
        "organisers": found.organisers.select_related("organisation"),
    }
    return render(request, "events/series.html", context)


@public_page
def speaker(request, slug):
    now = this_minute()
    found = get_object_or_404(Speaker.objects.public().prefetch_related("links"), slug=slug)
    public = Webinar.objects.public().filter(pk__in=found.appearances.values("webinar"))
    page = page_of(lists.upcoming_then_past(public, now), request)
    cards = lists.cards(page.object_list, now, speaker=found)
    return render(request, "events/speaker.html", {"speaker": found, "page": page, "cards": cards})


@public_page
def webinar(request, slug):
    found = at_once.public_page(slug)
    if found is None:
        moved = get_object_or_404(OldSlug.objects.exclude(webinar__status="draft"), slug=slug)
        return redirect(moved.webinar, permanent=True)
    webinar, site = found
    return render_webinar(request, webinar, this_minute(), site=site)


def render_webinar(request, webinar, now, **context):
    """Return the webinar's page as it is at `now`.

    `context` may hold the site, if it is at hand, and `preview`: what its strip says to organisers.
    """
    contents = programme(webinar, now)
    context |= {
        "webinar": webinar,
        "programme": contents,
        "phase": phase_of(webinar, now, contents.has_recording),
    }
    return render(request, "events/webinar.html", context)


@public_page
def page(request, slug):
    return render(request, "events/page.html", {"page": get_object_or_404(Page, slug=slug)})


@public_page
def robots(request):
    return render(request, "events/robots.txt", content_type="text/plain")


@public_page
def security_txt(request):
    """Whom to tell of a weakness: RFC 9116."""
    expires = this_minute().replace(hour=0, minute=0) + timedelta(days=180)
    return render(request, "events/security.txt", {"expires": expires}, content_type="text/plain")
