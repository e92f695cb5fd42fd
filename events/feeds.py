"""Feeds."""

from django.contrib.syndication.views import Feed
from django.http import Http404
from django.views.decorators.http import require_safe


@require_safe
def webinars_calendar(request):
    raise Http404


@require_safe
def series_calendar(request, slug):
    raise Http404


@require_safe
def sitemap(request):
    raise Http404


class WebinarsFeed(Feed):
    pass
