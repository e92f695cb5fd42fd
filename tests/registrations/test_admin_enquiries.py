"""Questions and mails as organisers see them."""

import pytest
from django.urls import reverse
from django.utils import timezone

from events.models import User
from registrations import enquiries, mails
from registrations.models import Enquiry, EnquiryReply, Message
from tests import builders
from tests.builders import NOW

pytestmark = pytest.mark.django_db

LIST = "admin:registrations_enquiry_changelist"


@pytest.fixture
def organiser(client):
    client.force_login(builders.user())
    return client


def asked(**details):
    details = {"name": "Ada Example", "email": "ada@example.org", "subject": "Captions", **details}
    return enquiries.ask({"message": "Will there be captions?", **details}, builders.webinar(), "key", NOW)


def answer(client, enquiry, **fields):
    data = {"text": "Yes,\n\nin English.", "form_key": "pressed once", **fields}
    return client.post(reverse("admin:registrations_enquiry_reply", args=[enquiry.pk]), data)


def sent(enquiry, kind):
    return mails.build(enquiry.messages.get(kind=kind), timezone.now())


def test_an_answer_goes_by_mail_in_the_thread_of_the_acknowledgement(organiser):
    enquiry = asked()

    page = answer(organiser, enquiry)

    assert page.status_code == 302
    first, mail = sent(enquiry, "enquiry_received"), sent(enquiry, "enquiry_reply")
    begun = first.extra_headers["Message-ID"]
    assert (mail.extra_headers["In-Reply-To"], mail.extra_headers["References"]) == (begun, begun)
    assert mail.extra_headers["Message-ID"] != begun
    assert mail.subject == f"Re: {first.subject}"
    assert (mail.to, mail.reply_to) == (["ada@example.org"], first.reply_to)
    assert "Yes,\n\nin English." in mail.body
    assert "Will there be captions?" in mail.body
    enquiry.refresh_from_db()
    reply = enquiry.replies.get()
    assert (enquiry.status, reply.text, reply.by.email) == (
        "answered",
        "Yes,\n\nin English.",
        "organiser@example.org",
    )


def test_pressed_twice_an_answer_goes_once(organiser):
    enquiry = asked()

    for _ in range(2):
        assert answer(organiser, enquiry).status_code == 302

    assert EnquiryReply.objects.count() == enquiry.messages.filter(kind="enquiry_reply").count() == 1
    answer(organiser, enquiry, form_key="another page")
    assert EnquiryReply.objects.count() == enquiry.messages.filter(kind="enquiry_reply").count() == 2


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (" \n ", "Enter your answer"),
        ("x" * 10_001, "Enter at most 10,000 characters (you have 10001)."),
        ("a\0b", "Null characters are not allowed."),
    ],
    ids=["empty", "long", "nul"],
)
def test_an_answer_that_cannot_be_sent_comes_back_with_what_was_typed(organiser, text, sentence):
    enquiry = asked()

    page = answer(organiser, enquiry, text=text)

    assert page.status_code == 200
    assert sentence in page.content.decode()
    assert page.context["form"]["text"].value() == text
    assert not EnquiryReply.objects.exists()
    enquiry.refresh_from_db()
    assert enquiry.status == "new"


def test_template_syntax_in_an_answer_is_text(organiser):
    """B58"""
    hostile = "{{ enquiry.email }} <script>alert(1)</script> {enquiry.__class__}"
    enquiry = asked()
    answer(organiser, enquiry, text=hostile)

    mail = sent(enquiry, "enquiry_reply")

    assert hostile in mail.body
    assert "<script>" not in mail.html
    for name in ("reply", "change"):
        page = organiser.get(reverse(f"admin:registrations_enquiry_{name}", args=[enquiry.pk]))
        assert "<script>alert" not in page.content.decode()


def test_questions_are_filtered_by_webinar_and_state(organiser):
    enquiry, other = asked(), builders.enquiry(subject="Other", status="spam")

    for query, found in (
        (f"?webinar__id__exact={enquiry.webinar_id}", [enquiry]),
        ("?status__exact=spam", [other]),
        ("?status__exact=closed", []),
        ("?q=captions", [enquiry]),
        ("?q=captions&status__exact=any", [enquiry, other]),
        ("", [enquiry]),
    ):
        page = organiser.get(reverse(LIST) + query)
        assert set(page.context["cl"].result_list) == set(found)


def test_questions_are_closed_at_once_and_spam_stays_spam(organiser):
    chosen = [builders.enquiry(), builders.enquiry(status="answered"), builders.enquiry(status="spam")]
    data = {"action": "close", "_selected_action": [enquiry.pk for enquiry in chosen]}

    page = organiser.post(reverse(LIST) + "?status__exact=any", data, follow=True)

    assert "2 enquiries closed. 1 skipped because of their status." in page.content.decode()
    assert list(Enquiry.objects.order_by("pk").values_list("status", flat=True)) == [
        "closed",
        "closed",
        "spam",
    ]


def test_many_questions_are_marked_as_spam_at_once_and_taken_back(organiser):
    chosen = [builders.enquiry(), builders.enquiry(status="answered"), builders.enquiry(status="spam")]

    def act(action, query):
        data = {"action": action, "_selected_action": [enquiry.pk for enquiry in chosen]}
        page = organiser.post(reverse(LIST) + query, data, follow=True)
        return page.text, set(Enquiry.objects.values_list("status", flat=True))

    told, states = act("mark_as_spam", "")
    assert ("2 enquiries marked as spam" in told, states) == (True, {"spam"})
    told, states = act("take_for_real", "?status__exact=spam")
    assert ("3 enquiries are new again." in told, states) == (True, {"new"})
    assert "Nothing was done. 3 skipped" in act("take_for_real", "")[0]


def test_only_who_may_change_questions_answers_them(client):
    enquiry = asked()

    assert "You are not signed in any more" in answer(client, enquiry).text
    client.force_login(User.objects.create_user("reader@example.org", is_staff=True))
    assert answer(client, enquiry).status_code == 404
    assert not EnquiryReply.objects.exists()


def test_a_question_is_marked_as_answered_and_its_text_is_not_edited(organiser):
    enquiry = builders.enquiry()
    url = reverse("admin:registrations_enquiry_change", args=[enquiry.pk])

    answer = organiser.post(url, {"status": "answered", "message": "Forged"})

    assert answer.status_code == 302
    enquiry.refresh_from_db()
    assert (enquiry.status, enquiry.message) == ("answered", "Will there be captions?")


def test_what_a_visitor_typed_is_shown_escaped(organiser):
    hostile = "<script>alert(1)</script>"
    asked(name=hostile, subject=hostile, message=hostile)
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


def test_the_list_shows_how_a_question_begins_and_when_it_came_in_the_webinars_zone(organiser):
    enquiry = asked()

    page = organiser.get(reverse(LIST)).text

    assert "Will there be captions?" in page
    assert "1 September 2026, 10:00 CEST" in page
    page = organiser.get(reverse("admin:registrations_enquiry_change", args=[enquiry.pk])).text
    assert "An answer sent from here makes it “Answered” by itself." in page
