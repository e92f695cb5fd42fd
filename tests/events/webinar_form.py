"""The admin's page of a webinar as a browser sends it."""

from django.contrib.messages import get_messages
from django.urls import reverse

from events.models import Webinar

PREFIXES = ["organisers", "sittings", "sessions", "appearances", "documents", "takeaways"]
ADD = "/admin/events/webinar/add/"
KEPT = {"title": "Kept & whole", "summary": "Kept, too"}


def rows(prefix, *new, kept=()):
    """The fields of one set of rows: `kept` is rows saved before (with their id), `new` the others."""
    fields = {f"{prefix}-TOTAL_FORMS": len(kept) + len(new), f"{prefix}-INITIAL_FORMS": len(kept)}
    for index, row in enumerate([*kept, *new]):
        fields |= {f"{prefix}-{index}-{name}": value for name, value in row.items()}
    return fields


def page(**fields):
    """The form of a webinar, without rows, as a browser would send it."""
    typed = {
        "title": "Skills for all",
        "slug": "skills",
        "lang": "en",
        "status": "draft",
        "format": "online",
        "time_zone": "Europe/Zurich",
        "starts_at": "2026-09-25T10:00",
        "ends_at": "2026-09-25T11:30",
    }
    for prefix in PREFIXES:
        typed |= rows(prefix)
    return typed | OF_REGISTRATIONS | fields


# The parts that registrations adds to this page.
OF_REGISTRATIONS = {
    f"{prefix}-{name}": 0
    for prefix in ("admission", "questions")
    for name in ("TOTAL_FORMS", "INITIAL_FORMS")
}


def typed_again(webinar, **fields):
    return page(title=webinar.title, slug=webinar.slug, status=webinar.status) | fields


def again(answer):
    """Return the fields of a refused page as the browser would send them once more."""
    form = dict(answer.context["adminform"].form.data.lists())
    return form | {"seen": answer.context["seen"]}


def refused(client, address, typed):
    """Post; return the sentences and what came back, after a look at what was to be kept."""
    response = client.post(address, typed)
    assert response.status_code == 200
    shown = response.content.decode()
    assert 'value="Kept &amp; whole"' in shown
    assert 'value="Kept, too"' in shown
    return errors(response), shown


def session_row(**fields):
    return {"kind": "session", "title": "", "order": "", **fields}


def appearance_row(**fields):
    return {"role": "speaker", "is_confirmed": "on", "order": "", **fields}


def document_row(**fields):
    return {"kind": "slides", "lang": "en", "audience": "public", "order": "", **fields}


def change(webinar):
    return reverse("admin:events_webinar_change", args=[webinar.pk])


def saved(client, address, fields):
    """Post and return the webinar; fail with the errors of the form if it was refused."""
    response = client.post(address, fields)
    assert response.status_code == 302, errors(response)
    assert list(get_messages(response.wsgi_request))
    return Webinar.objects.get(slug=fields["slug"])


def errors(response):
    """Return all sentences of a refused form, of the page and of its rows."""
    context = response.context
    found = [*context["adminform"].form.errors.values()]
    for inline in context["inline_admin_formsets"]:
        found += [
            inline.formset.non_form_errors(),
            *(e for form in inline.formset.errors for e in form.values()),
        ]
    return [sentence for part in found for sentence in part]
