"""The page that says who changed what and when, of a page and all its rows."""

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from events import history

SHOWN = 200  # rows of the trail on a page: a long programme is made in one go


def parts(model_admin):
    """Return the Parts of the trail that a screen shows: its model and those of its rows."""
    return history.parts_of(model_admin.model, [each.model for each in model_admin.inlines])


def page(model_admin, request, page):
    """Show the changes of `page`, the latest first."""
    if not model_admin.has_view_or_change_permission(request, page):
        raise PermissionDenied
    shown = parts(model_admin)
    rows = Paginator(history.rows(page.pk, shown), SHOWN).get_page(request.GET.get("p"))
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Changes"),
        "opts": model_admin.opts,
        "page": page,
        "rows": rows,
        "presses": history.presses(shown, list(rows)),
    }
    return TemplateResponse(request, "admin/events/changes.html", context)
