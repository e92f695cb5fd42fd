"""What search engines may find, in each language of the site, and when each page last changed in truth."""

from collections import defaultdict

from django.conf import settings
from django.db.models import Max, Q
from django.template.loader import render_to_string
from django.urls import reverse

from events import site_languages
from events.models import Appearance, Document, Page, Series, Speaker, Webinar

LIMIT = 50_000  # addresses: the protocol ends there
OTHERS = 2_000  # kept free for series, speakers and pages


def entries(now):
    """Return [(path, last change)], the newest webinars first."""
    shown = ("slug", "starts_at", "ends_at", "updated_at", "series__updated_at")
    webinars = Webinar.objects.public().select_related("series").only(*shown)
    found = list(webinars.order_by("-starts_at", "-pk")[: LIMIT // len(settings.LANGUAGES) - OTHERS])
    changed = last_changes(found, now)
    newest = max(changed.values(), default=None)
    result = [(reverse("events:home"), newest), (reverse("events:webinars"), newest)]
    result += [(webinar.get_absolute_url(), changed[webinar.pk]) for webinar in found]
    of_series = defaultdict(list)
    for webinar in found:
        of_series[webinar.series_id].append(changed[webinar.pk])
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


def last_changes(webinars, now):
    """Return {pk: when its page last read differently} for webinars with their series.

    It changes when the organisers save it (sessions, takeaways and the like are saved with it), when a
    document, a speaker or the series changes, when a document's time comes, and at its start and end.
    """
    documents = Document.objects.values_list("webinar")
    replaced = dict(documents.annotate(Max("updated_at")))
    published = dict(documents.filter(publish_at__lte=now).annotate(Max("publish_at")))
    speakers = dict(Appearance.objects.values_list("webinar").annotate(Max("speaker__updated_at")))
    return {
        webinar.pk: latest(
            now,
            webinar.updated_at,
            webinar.series and webinar.series.updated_at,
            webinar.starts_at,
            webinar.ends_at,
            *(moments.get(webinar.pk) for moments in (replaced, published, speakers)),
        )
        for webinar in webinars
    }


def latest(now, *moments):
    """Return the latest of the moments, those to come and those unknown left out."""
    return max((moment for moment in moments if moment and moment <= now), default=now)


def xml(found, site_url):
    urlset = [
        {"location": site_url + address, "lastmod": changed, "alternates": others}
        for path, changed in found
        for address, others in in_each_language(path, site_url)
    ]
    return render_to_string("sitemap.xml", {"urlset": urlset})


def in_each_language(path, site_url):
    """Return (path, where to find it in each language) for each language; of one language only the path."""
    if len(settings.LANGUAGES) == 1:
        return [(path, [])]
    pages = [(code, site_languages.same_page(path, code)) for code, _name in settings.LANGUAGES]
    default = ("x-default", site_languages.same_page(path, settings.LANGUAGE_CODE))
    others = [{"lang_code": code, "location": site_url + address} for code, address in [*pages, default]]
    return [(address, others) for _code, address in pages]
