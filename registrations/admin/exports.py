"""Giving out the registrations of the list, as filtered and searched, as a file.

By POST only: there is no address that could be passed on, guessed or opened by somebody else, and each
export is noted with who made it.
"""

from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import FileResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from events import record
from events.admin.posted import NUMBER
from events.models import Record, Right, Webinar
from registrations import export, noted


@require_POST
def download(request, model_admin):
    if not model_admin.has_view_permission(request):
        raise PermissionDenied
    form = request.POST.get("format")
    if form not in export.FORMS:
        raise BadRequest("No such format")
    try:
        found = model_admin.get_changelist_instance(request).get_queryset(request)
    except IncorrectLookupParameters as error:
        raise BadRequest("No such filter") from error
    mine = Webinar.objects.of(request.user, Right.NEEDS)
    file, count, webinar = export.written(found, form, needs_of=mine)
    webinar = webinar or asked_for(request)
    about = f"webinar.{webinar.pk if webinar else 'any'}"
    noted.event("export", request, [f"user.{request.user.pk}", about, f"rows.{count}"])
    record.note(Record.Kind.EXPORT, request.user, timezone.now(), str(webinar or ""), count=count)
    of = f"-{webinar.slug}" if webinar else ""
    name = f"registrations{of}-{timezone.now():%Y-%m-%d}.{form}"
    return FileResponse(file, as_attachment=True, filename=name, content_type=export.FORMS[form][1])


def asked_for(request):
    """Return the webinar that the list is narrowed to, for an export without anybody."""
    number = request.GET.get("webinar__id__exact", "")
    return Webinar.objects.filter(pk=number).first() if NUMBER.fullmatch(number) else None
