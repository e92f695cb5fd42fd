"""Search over everything there is, from the head of every organisers' page.

Found is what the lists find, among the rows they would show: who may not see people finds none.
"""

import re
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from events import found, states
from events.admin.webinar import in_zone
from events.models import Document, Organisation, Series, Speaker, Webinar
from events.search import LENGTH
from registrations.models import Enquiry, Registration

SHOWN = 5  # of each kind
LETTER = "[2-9A-HJ-NP-Z]"
REFERENCE = re.compile(f"({LETTER}{{4}})[- ]?({LETTER}{{4}})", re.IGNORECASE)


@dataclass
class Group:
    """What was found of one kind: (address, name, what tells it apart) of each, and where all of it is."""

    title: str
    results: list = field(default_factory=list)
    url: str = ""


@require_safe
def page(request, site):
    """Show what was found; one reference, typed as it stands in a mail, leads straight to whose it is."""
    typed = " ".join(request.GET.get("q", "").split())[:LENGTH]
    address = of_reference(site, request, typed)
    if address:
        return HttpResponseRedirect(address)
    context = {
        **site.each_context(request),
        "title": _("Search"),
        "typed": typed,
        "groups": groups(site, request, typed) if typed else [],
        "longest": LENGTH,
    }
    return TemplateResponse(request, "admin/search.html", context)


def of_reference(site, request, typed):
    """Return the address of the registration or question with this reference, "" if none is to be seen."""
    reference = REFERENCE.fullmatch(typed)
    for model in (Registration, Enquiry) if reference else ():
        model_admin = site.get_model_admin(model)
        if model_admin.has_view_permission(request):
            its = model_admin.get_queryset(request).filter(reference="-".join(reference.groups()).upper())
            if one := its.first():
                return address_of(one)
    return ""


def groups(site, request, typed):
    """Return the Groups in which something was found, each by one query."""
    known = [group(site.get_model_admin(model), request, typed) for model in DETAILS]
    known.insert(4, documents(site.get_model_admin(Webinar), request, typed))
    return [each for each in known if each and each.results]


def group(model_admin, request, typed):
    if not model_admin.has_view_permission(request):
        return None
    rows = model_admin.get_queryset(request)
    rows, _may_repeat = model_admin.get_search_results(request, rows, typed)
    name, about = model_admin.opts.verbose_name_plural, DETAILS[model_admin.model]
    results = [(address_of(row), str(row), about(row)) for row in selected(rows)[: SHOWN + 1]]
    url = reverse(f"admin:{model_admin.opts.label_lower.replace('.', '_')}_changelist")
    query = {"q": typed, **LIST_OF_ALL.get(model_admin.model, {})}
    more = f"{url}?{urlencode(query)}" if len(results) > SHOWN else ""
    return Group(capfirst(name), results[:SHOWN], more)


def documents(webinar_admin, request, typed):
    """Return the Group of documents, which have no list: each stands on the page of its webinar."""
    if not webinar_admin.has_view_permission(request):
        return None
    here = webinar_admin.get_queryset(request).order_by().values("pk")
    rows = found.named(Document.objects.filter(webinar__in=here), typed).select_related("webinar")
    results = [
        (address_of(row.webinar) + "#documents-heading", str(row), str(row.webinar)) for row in rows[:SHOWN]
    ]
    return Group(capfirst(Document._meta.verbose_name_plural), results)


def selected(rows):
    return rows.select_related("webinar") if rows.model in {Registration, Enquiry} else rows


def address_of(row):
    return reverse(f"admin:{row._meta.label_lower.replace('.', '_')}_change", args=[row.pk])


def of_webinar(webinar):
    return f"{in_zone(webinar.starts_at, webinar)} · {states.WORDS[states.of(webinar, timezone.now())]}"


def of_registration(registration):
    return f"{registration.email} · {registration.webinar} · {registration.get_status_display()}"


def of_enquiry(enquiry):
    return " · ".join(
        str(part) for part in (enquiry.name, enquiry.webinar, enquiry.get_status_display()) if part
    )


def nothing(row):
    return ""


DETAILS = {
    Webinar: of_webinar,
    Series: nothing,
    Speaker: nothing,
    Organisation: nothing,
    Registration: of_registration,
    Enquiry: of_enquiry,
}
LIST_OF_ALL = {Enquiry: {"status__exact": "any"}}  # what a list must be asked for to leave nothing out
