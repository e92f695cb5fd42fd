"""What is not found or not allowed: organisers are told so on a page of theirs, with the way back.

Both in the same words, so that nobody learns what there is.
"""

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views import defaults

from registrations import noted


def not_found(request, exception):
    return page(request, 404) if is_organiser(request) else defaults.page_not_found(request, exception)


def refused(request, exception):
    noted.event("permission refused", request, ["user.not-allowed"])
    return page(request, 403) if is_organiser(request) else render(request, "403.html", status=403)


def is_organiser(request):
    # Whoever asks elsewhere is not looked up: public pages do without the database.
    return request.path.startswith("/admin/") and hasattr(request, "user") and request.user.is_staff


def page(request, status):
    context = {"title": _("This does not exist, or you have no access to it"), "has_permission": True}
    return render(request, "admin/no_access.html", context, status=status)
