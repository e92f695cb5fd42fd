"""The file of a document for those who may see its webinar: of a draft, before it is out, for registrants."""

from django.views.decorators.http import require_safe

from events import downloads
from events.admin import guard
from events.models import Document, Webinar


@require_safe
def file(request, pk, document):
    theirs = Document.objects.filter(webinar__in=Webinar.objects.of(request.user)).exclude(file="")
    found = guard.find(request, theirs, webinar=pk, pk=document)
    return downloads.file_of(request, found, cache="private, no-store")
