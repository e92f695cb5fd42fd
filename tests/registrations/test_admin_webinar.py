"""Admission on the webinar's page, and the previews of its mails."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from registrations import verify
from registrations.models import Admission, Message, Registration
from tests import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def organiser(client):
    client.force_login(builders.user())
    return client


def test_each_mail_is_previewed_with_the_webinars_data_and_nothing_is_stored(organiser):
    webinar = builders.webinar(title="Skills & <jobs>")

    with CaptureQueriesContext(connection) as queries:
        page = organiser.get(reverse("admin:events_webinar_mails", args=[webinar.pk])).content.decode()

    assert not [query for query in queries if not query["sql"].startswith(("SELECT", "(SELECT"))]
    for kind in Message.Kind:
        assert str(kind.label) in page
        html = organiser.get(reverse("admin:events_webinar_mail", args=[webinar.pk, kind]))
        assert html.status_code == 200
        assert "style=" not in html.content.decode()
    assert "Skills &amp; &lt;jobs&gt;" in page
    assert not Registration.objects.exists()
    assert not Message.objects.exists()
    assert (
        organiser.get(reverse("admin:events_webinar_mail", args=[webinar.pk, "nonsense"])).status_code == 404
    )


def webinar_form(client, webinar, **fields):
    """Return what a browser would send for the webinar's page, with some fields changed."""
    page = client.get(reverse("admin:events_webinar_change", args=[webinar.pk]))
    form = page.context["adminform"].form
    formsets = page.context["inline_admin_formsets"]
    data = {}
    for each in [
        form,
        *(row for inline in formsets for row in [inline.formset.management_form, *inline.formset.forms]),
    ]:
        for field in each:
            value = field.value()
            if value not in (None, "") and value is not False:
                data[field.html_name] = (
                    field.field.widget.format_value(value)
                    if hasattr(field.field.widget, "format_value") and not isinstance(value, list)
                    else value
                )
    return {**data, **fields}


def test_raising_the_capacity_on_the_webinars_page_promotes_in_order(organiser):
    webinar = builders.admission(webinar=builders.coming_webinar(), capacity=1).webinar
    first, second, third = (builders.registration(webinar) for _ in range(3))

    data = webinar_form(organiser, webinar, **{"admission-0-capacity": "2"})
    answer = organiser.post(reverse("admin:events_webinar_change", args=[webinar.pk]), data)
    after = organiser.get(answer.headers["Location"])

    assert Admission.objects.get().capacity == 2
    assert "1 person moved up from the waitlist and is told by mail." in after.text
    assert [r.status for r in Registration.objects.order_by("pk")] == [
        "registered",
        "registered",
        "waitlisted",
    ]
    assert list(second.messages.values_list("kind", flat=True)) == ["promoted", "waitlisted"]
    assert first.messages.count() == third.messages.count() == 1


def test_lowering_the_capacity_on_the_webinars_page_explains_too_many_places(organiser):
    webinar = builders.admission(webinar=builders.coming_webinar(), capacity=2).webinar
    for _ in range(2):
        builders.registration(webinar, now=timezone.now())

    data = webinar_form(organiser, webinar, **{"admission-0-capacity": "1"})
    organiser.post(reverse("admin:events_webinar_change", args=[webinar.pk]), data)

    assert (Admission.objects.get().capacity, webinar.registrations.attendees().count()) == (1, 2)
    assert verify.complaints(timezone.now()) == []


def test_an_impossible_window_is_refused_in_words(organiser):
    webinar = builders.admission().webinar
    window = {"admission-0-opens_at": "2026-09-20T10:00", "admission-0-closes_at": "2026-09-19T10:00"}

    answer = organiser.post(
        reverse("admin:events_webinar_change", args=[webinar.pk]), webinar_form(organiser, webinar, **window)
    )

    assert "Registration must close after it opens." in answer.content.decode()
    assert Admission.objects.get().opens_at is None


def test_a_webinar_with_registrations_is_not_deleted(organiser):
    webinar = builders.registration(builders.webinar()).webinar

    url = reverse("admin:events_webinar_delete", args=[webinar.pk])
    organiser.post(url, {"post": "yes"})

    assert type(webinar).objects.filter(pk=webinar.pk).exists()
