"""Files that visitors fetch."""

from django.http import Http404
from django.views.decorators.http import require_safe


@require_safe
def calendar(request, slug):
    raise Http404


@require_safe
def programme(request, slug):
    raise Http404


@require_safe
def document(request, pk, name):
    raise Http404


@require_safe
def picture(request, name):
    raise Http404


@require_safe
def favicon(request):
    raise Http404
