"""What programs read: calendars, the Atom feed, the sitemap.

Every address comes from SITE_URL, never from the request.
"""

from datetime import timedelta

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from events import ics, sitemaps
from events.models import Series, Site, Webinar
from events.public import public_page

ENTRIES = 500  # of a calendar
NEWS = 50  # of the feed, the last changed first
LOOKING_BACK = timedelta(days=365)
REFRESH = timedelta(hours=6)


@public_page
def webinars_calendar(request):
    return calendar_answer(Webinar.objects.public(), Site.objects.get().name)


@public_page
def series_calendar(request, slug):
    series = get_object_or_404(Series, slug=slug)
    return calendar_answer(Webinar.objects.public().filter(series=series), series.title)


def calendar_answer(webinars, name):
    shown = recent(webinars.select_related("series").prefetch_related("sittings"), timezone.now())
    body = ics.published(shown, site_url=settings.SITE_URL, name=name, refresh=REFRESH)
    return HttpResponse(body, content_type="text/calendar; charset=utf-8; method=PUBLISH")


def recent(webinars, now):
    """Return those to come and those of the last year, never more than a calendar program can bear."""
    coming = list(webinars.upcoming(now)[:ENTRIES])
    past = webinars.past(now).filter(ends_at__gt=now - LOOKING_BACK)
    return coming + list(past[: ENTRIES - len(coming)])


@public_page
def sitemap(request):
    body = sitemaps.xml(sitemaps.entries(timezone.now()), settings.SITE_URL)
    return HttpResponse(body, content_type="application/xml; charset=utf-8")


def called_off(webinar):
    """Return what comes first of a webinar that does not take place at its time: that, and why."""
    if webinar.status == Webinar.Status.PUBLISHED:
        return ()
    return webinar.get_status_display(), webinar.status_reason


class WebinarsFeed(Feed):
    feed_type = Atom1Feed

    @method_decorator(public_page)
    def __call__(self, request, *args, **kwargs):
        return super().__call__(request, *args, **kwargs)

    def title(self):
        return ics.one_line(Site.objects.get().name)

    def subtitle(self):
        return _("Webinars, as they are announced")

    def link(self):
        return settings.SITE_URL + reverse("events:webinars")

    def feed_url(self):
        return settings.SITE_URL + reverse("events:webinars_feed")

    feed_guid = link

    def items(self):
        return Webinar.objects.public().order_by("-updated_at", "-pk")[:NEWS]

    def item_title(self, webinar):
        return ics.one_line(webinar.title)

    def item_description(self, webinar):
        start = webinar.starts_at.astimezone(webinar.zone)
        when = f"{start:%Y-%m-%d %H:%M} ({webinar.city})"
        *first, last = (ics.one_line(part) for part in (*called_off(webinar), when, webinar.summary) if part)
        return ". ".join([*(part.rstrip(".") for part in first), last])

    def item_link(self, webinar):
        return settings.SITE_URL + webinar.get_absolute_url()

    def item_guid(self, webinar):
        # Not the page's address: that one changes with the title.
        return f"urn:uuid:{webinar.calendar_uid}"

    def item_pubdate(self, webinar):
        return webinar.published_at

    def item_updateddate(self, webinar):
        return webinar.updated_at
