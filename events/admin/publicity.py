"""Something to announce a webinar with: texts for a mailing, its link, a QR code, the card for posts."""

import io
from functools import partial

import segno
from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import path
from django.utils import translation
from django.utils.translation import gettext as _

from events.admin import guard
from events.models import Site, Webinar

QR_TYPES = {"svg": "image/svg+xml", "png": "image/png"}
SCALE = 20  # pixels for each point: sharp on a poster, some 10 kB


def urls(admin_site):
    view = admin_site.admin_view
    return [
        path("<int:pk>/publicity/", view(partial(page, admin_site)), name="events_webinar_publicity"),
        path("<int:pk>/publicity/qr.<slug:kind>", view(qr), name="events_webinar_qr"),
    ]


def page(admin_site, request, pk):
    """Show the texts to copy and the pictures to download."""
    webinars = Webinar.objects.of(request.user).select_related("series")
    webinar = guard.find(request, webinars.prefetch_related("sittings", "organisers__organisation"), pk=pk)
    context = {
        **admin_site.each_context(request),
        **texts(webinar),
        "title": _("Something to announce it with"),
        "opts": Webinar._meta,
        "webinar": webinar,
        "address": address(webinar),
    }
    return render(request, "admin/events/publicity.html", context)


def qr(request, pk, kind):
    """Return the QR code of the page's address as a file."""
    if kind not in QR_TYPES:
        raise Http404
    webinar = guard.find(request, Webinar.objects.of(request.user), pk=pk)
    drawn = io.BytesIO()
    segno.make_qr(address(webinar), error="m").save(drawn, kind=kind, scale=SCALE, border=4)
    name = f'attachment; filename="{webinar.slug}-qr.{kind}"'
    return HttpResponse(drawn.getvalue(), QR_TYPES[kind], headers={"Content-Disposition": name})


def address(webinar):
    return settings.SITE_URL + webinar.get_absolute_url()


def texts(webinar):
    """Return {"plain": …, "html": …} in the language of the webinar's page, if the site speaks it."""
    spoken = webinar.lang if webinar.lang in dict(settings.LANGUAGES) else translation.get_language()
    context = {"webinar": webinar, "address": address(webinar), "site": Site.objects.get()}
    with translation.override(spoken):
        return {
            "plain": render_to_string("events/publicity.txt", context).strip() + "\n",
            "html": render_to_string("events/publicity.html", context).strip() + "\n",
        }
