import csv
import io

import pytest
from django.urls import reverse
from django.utils import timezone

from registrations import enquiries, seats, verify
from registrations.models import Admission, Message, Registration
from tests import builders
from tests.builders import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def organiser(client):
    client.force_login(builders.user())
    return client


LIST = "admin:registrations_registration_changelist"


def act(client, action, *registrations):
    data = {"action": action, "_selected_action": [registration.pk for registration in registrations]}
    return client.post(reverse(LIST), data, follow=True).content.decode()


def test_the_list_is_searched_and_filtered(organiser):
    webinar = builders.admission(capacity=1).webinar
    first = builders.registration(webinar, name="Ada Example", organisation="ILO")
    second = builders.registration(webinar, name="Grace Sample")

    for query, found, missing in (
        ("?q=ilo", first, second),
        (f"?q={second.email}", second, first),
        (f"?q={first.reference}", first, second),
        ("?status__exact=waitlisted", second, first),
        (f"?webinar__id__exact={webinar.pk}&status__exact=registered", first, second),
    ):
        page = organiser.get(reverse(LIST) + query).content.decode()
        assert found.name in page
        assert missing.email not in page


def test_the_list_takes_the_same_queries_however_long_it_is(organiser, django_assert_max_num_queries):
    webinar = builders.webinar()
    for _ in range(30):
        builders.registration(webinar)

    with django_assert_max_num_queries(12):
        organiser.get(reverse(LIST))


def test_cancelling_in_bulk_says_how_many_were_skipped_and_why(organiser):
    webinar = builders.admission(webinar=builders.coming_webinar(), capacity=2).webinar
    first, second, third = (builders.registration(webinar) for _ in range(3))
    act(organiser, "cancel", first)

    page = act(organiser, "cancel", first, second)

    assert "1 registration done. 1 skipped: they were cancelled already." in page
    third.refresh_from_db()
    assert third.status == "registered"
    assert second.journal.last().by.email == "organiser@example.org"


def test_the_link_is_sent_again_in_bulk(organiser):
    registration = builders.registration(builders.webinar())

    page = act(organiser, "send_link", registration)

    assert "1 registration done." in page
    assert registration.messages.filter(kind="personal_link").count() == 1


def test_a_registration_shows_what_happened_and_is_not_edited(organiser):
    registration = builders.registration(builders.webinar())
    url = reverse("admin:registrations_registration_change", args=[registration.pk])

    page = organiser.get(url).content.decode()
    organiser.post(url, {"name": "Forged", "status": "cancelled"})

    assert "got a place" in page
    assert "You are registered" in page
    registration.refresh_from_db()
    assert (registration.status, registration.name) == ("registered", "Ada Example")


def by_hand(client, webinar, **fields):
    data = {"webinar": webinar.pk, "name": "Grace Sample", "email": "Grace@Example.org", "country": ""}
    return client.post(reverse("admin:registrations_registration_add"), {**data, **fields})


def test_an_organiser_registers_somebody_by_hand_without_confirmation_and_after_closing(organiser):
    webinar = builders.coming_webinar()
    builders.admission(webinar=webinar, asks_confirmation=True, asks_approval=True, closes_at=NOW)

    answer = by_hand(organiser, webinar)

    assert answer.status_code == 302
    registration = webinar.registrations.get()
    assert (registration.status, registration.email) == ("registered", "Grace@example.org")
    assert registration.journal.get().by.email == "organiser@example.org"
    assert registration.messages.get().kind == "registered"


def test_by_hand_too_nobody_gets_a_place_that_is_not_there(organiser):
    webinar = builders.admission(webinar=builders.coming_webinar(), capacity=0).webinar

    by_hand(organiser, webinar)

    assert webinar.registrations.get().status == "waitlisted"


def test_by_hand_one_address_is_registered_once_and_revived_after_cancelling(organiser):
    webinar = builders.coming_webinar()
    by_hand(organiser, webinar)

    assert "This address is registered already." in by_hand(organiser, webinar).content.decode()
    seats.cancel(webinar.registrations.get(), NOW)
    by_hand(organiser, webinar, name="Grace Again")
    registration = webinar.registrations.get()
    assert (registration.status, registration.name, registration.calendar_sequence) == (
        "registered",
        "Grace Again",
        2,
    )


def test_a_wrong_entry_by_hand_says_what_is_wrong(organiser):
    answer = by_hand(organiser, builders.coming_webinar(), name="\u202e", email="nonsense")

    page = answer.content.decode()
    assert "Enter your full name" in page
    assert "Enter an email address in the correct format" in page
    assert not Registration.objects.exists()


# Previews of mails ----------------------------------------------------------------------------


def test_each_mail_is_previewed_with_the_webinars_data_and_nothing_is_stored(organiser):
    webinar = builders.webinar(title="Skills & <jobs>")

    page = organiser.get(reverse("admin:events_webinar_mails", args=[webinar.pk])).content.decode()

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


def test_registrations_are_not_deleted_here(organiser):
    registration = builders.registration(builders.webinar())

    url = reverse("admin:registrations_registration_delete", args=[registration.pk])
    assert organiser.post(url, {"post": "yes"}).status_code == 403


# Export ---------------------------------------------------------------------------------------


def exported(client, query=""):
    answer = client.get(reverse("admin:registrations_registration_export") + query)
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    content = b"".join(answer.streaming_content)
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def test_the_export_holds_what_the_list_shows(organiser):
    webinar = builders.admission(capacity=1).webinar
    first, second = (builders.registration(webinar, country="CH") for _ in range(2))

    header, line = exported(organiser, "?status__exact=waitlisted")

    assert header[0] == "Reference"
    assert line == [
        second.reference,
        webinar.title,
        "Ada Example",
        second.email,
        "",
        "",
        "Switzerland",
        "On the waitlist",
        "2026-09-01 08:00",
    ]
    assert [row[0] for row in exported(organiser)[1:]] == [second.reference, first.reference]


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+41 22 799 61 11", "'+41 22 799 61 11"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1+1", "'=1+1"),
        ("\r\n=1+1", "'=1+1"),
        (" =1+1", "'=1+1"),
        ("\v=1+1", "'=1+1"),
        ("\u202e=1+1", "'=1+1"),
        ("＝1+1", "'＝1+1"),
        ("|calc", "'|calc"),
        ("%0", "'%0"),
        ('a,b;c\n"d" 😀', 'a,b;c\n"d" 😀'),
        ("Ada = Example", "Ada = Example"),
    ],
)
def test_no_cell_is_a_formula(organiser, value, cell):
    registration = builders.registration(builders.webinar())
    Registration.objects.filter(pk=registration.pk).update(organisation=value)

    assert exported(organiser)[1][4] == cell


def test_the_export_is_for_organisers_only(client):
    answer = client.get(reverse("admin:registrations_registration_export"))

    assert answer.status_code == 302
    assert "login" in answer.url


# Admission on the webinar's page --------------------------------------------------------------


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

    assert answer.status_code == 302, answer.context["errors"]
    assert Admission.objects.get().capacity == 2
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


# Questions and mails --------------------------------------------------------------------------


def test_a_question_is_marked_as_answered_and_its_text_is_not_edited(organiser):
    enquiry = builders.enquiry()
    url = reverse("admin:registrations_enquiry_change", args=[enquiry.pk])

    rows = {"messages-TOTAL_FORMS": "0", "messages-INITIAL_FORMS": "0"}
    answer = organiser.post(url, {"status": "answered", "message": "Forged", **rows})

    assert answer.status_code == 302
    enquiry.refresh_from_db()
    assert (enquiry.status, enquiry.message) == ("answered", "Will there be captions?")


def test_what_a_visitor_typed_is_shown_escaped(organiser):
    hostile = "<script>alert(1)</script>"
    enquiries.ask(
        {"name": hostile, "email": "a@example.org", "subject": hostile, "message": hostile}, None, "k", NOW
    )
    builders.registration(builders.webinar(title=hostile), name=hostile, organisation=hostile)

    for name in ("registration", "enquiry", "message"):
        page = organiser.get(reverse(f"admin:registrations_{name}_changelist")).content.decode()
        assert hostile not in page


def test_given_up_mails_are_found_and_sent_again(organiser):
    message = builders.message()
    Message.objects.update(failed_at=NOW, last_error="550 No such mailbox")
    url = reverse("admin:registrations_message_changelist")

    assert "No such mailbox" in organiser.get(url + "?state=failed").content.decode()
    page = organiser.post(url, {"action": "send_again", "_selected_action": [message.pk]}, follow=True)

    assert "1 mail waits to be sent." in page.content.decode()
    assert Message.objects.waiting().count() == 1
