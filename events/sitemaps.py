"""What search engines may find, and when each page last changed in truth."""

from collections import defaultdict

from django.db.models import Max, Q
from django.template.loader import render_to_string
from django.urls import reverse

from events.models import Page, Series, Speaker, Webinar

LIMIT = 49_000  # the protocol ends at 50,000 addresses


def entries(now):
    """Return [(path, last change)], the newest webinars first."""
    found = Webinar.objects.public().annotate(document_at=Max("documents__updated_at"))
    found = found.order_by("-starts_at", "-pk")[:LIMIT]
    webinars = [(webinar, last_change(webinar, now)) for webinar in found]
    newest = max((changed for _, changed in webinars), default=None)
    result = [(reverse("events:home"), newest), (reverse("events:webinars"), newest)]
    result += [(webinar.get_absolute_url(), changed) for webinar, changed in webinars]
    of_series = defaultdict(list)
    for webinar, changed in webinars:
        of_series[webinar.series_id].append(changed)
    for series in Series.objects.order_by("pk")[:500]:
        result.append((series.get_absolute_url(), max([series.updated_at, *of_series[series.pk]])))
    result += [(speaker.get_absolute_url(), changed) for speaker, changed in speakers()]
    return result + [(page.get_absolute_url(), page.updated_at) for page in Page.objects.all()]


def speakers():
    """Return (speaker, last change) of those with a page: it tells of their webinars, never of a draft."""
    public = ~Q(appearances__webinar__status="draft")
    found = Speaker.objects.public().annotate(
        webinar_at=Max("appearances__webinar__updated_at", filter=public)
    )
    return [(speaker, max(speaker.updated_at, speaker.webinar_at)) for speaker in found.order_by("pk")[:500]]


def last_change(webinar, now):
    """Return when the page last read differently: it also changes when the webinar ends."""
    moments = [webinar.updated_at, webinar.document_at, webinar.ends_at]
    return max((moment for moment in moments if moment and moment <= now), default=now)


def xml(found, site_url):
    urlset = [{"location": site_url + path, "lastmod": changed} for path, changed in found]
    return render_to_string("sitemap.xml", {"urlset": urlset})
