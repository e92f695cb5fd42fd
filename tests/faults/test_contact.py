"""B5 of the catalogue: what can be wrong in a question to the organisers, and what becomes of it."""

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from events.models import Site
from registrations.models import Bucket, Enquiry, Message
from tests import builders
from tests.faults.visitor import ask, assert_comes_back, html, parsed, stamp, text, unchanged
from tests.security.test_http import assert_headers

pytestmark = pytest.mark.django_db

MIDST = "Will there\nbe captions?"


def to_contact(enquiry=None):
    enquiry = enquiry or Enquiry.objects.get()
    return parsed(enquiry.messages.get(kind="new_enquiry"))


@pytest.mark.parametrize("breaks", ["\r\n", "\n", "\r", "\x85", "\u2028", "\x0b"], ids=ascii)
@pytest.mark.parametrize("field", ["name", "subject"])
def test_a_line_break_makes_no_header(client, field, breaks):
    """B52: it is a space."""
    answer = ask(client, **{field: f"Ada{breaks}Bcc: eve@evil.example"})

    assert answer.status_code == 302
    assert getattr(Enquiry.objects.get(), field) == "Ada Bcc: eve@evil.example"
    for message in Message.objects.all():
        mail = parsed(message)
        assert mail["Bcc"] is None
        assert len(mail["To"].addresses) == 1


def test_names_and_titles_that_organisers_typed_with_line_breaks_raise_nothing():
    """B52: the verbs of the admin pass the form by."""
    Site.objects.update(name="Our\r\nBcc: eve@evil.example site")
    webinar = builders.webinar(title="One\r\nBcc: eve@evil.example")
    registration = builders.registration(webinar, name="Ada\r\nBcc: eve@evil.example <x@y.zz>")
    enquiry = builders.enquiry(subject="Why\r\nBcc: eve@evil.example", webinar=webinar)

    for kind in Message.Kind.values:
        mail = parsed(builders.unsaved_message(kind, enquiry if "enquiry" in kind else registration))
        assert mail["Bcc"] is None
        assert [len(mail[name].addresses) for name in ("To", "From", "Reply-To")] == [1, 1, 1]


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("message", "x" * 5001, "Enter at most 5,000 characters (you have 5001)."),
        ("message", "x" * 1_000_000, "Enter at most 5,000 characters (you have 1000000)."),
        ("subject", "x" * 100_000, "Shorten this to 200 characters (it has 100000)."),
        ("name", "x" * 151, "Shorten this to 150 characters (it has 151)."),
        ("message", "", "Enter your question"),
        ("message", "a\0b", "Null characters are not allowed."),
    ],
    ids=["5,001", "1 MB", "subject of 100 kB", "name", "empty", "NUL"],
)
def test_what_is_too_long_comes_back_whole_with_its_length(client, field, typed, sentence):
    """B53"""
    others = {"name": "Ada Example", "subject": "Captions & <signs>", "message": MIDST}
    others.pop(field)
    with unchanged():
        answer = ask(client, **{field: typed})

    assert_comes_back(answer, {field: sentence}, email="ada@example.org", **others)
    assert answer.context["form"][field].value() == typed


def test_a_question_of_three_megabytes_is_refused_with_the_limits(client):
    """B53"""
    with unchanged():
        answer = ask(client, message="x" * 3_000_000)

    assert answer.status_code == 413
    assert "at most 2.5 MB" in " ".join(answer.content.decode().split())
    assert_headers(answer)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Ada Example", "Ada Example"),
        ("Example, Ada", "Example, Ada"),
        ("boss@bank.zz <boss@bank.zz>", "boss bank.zz boss bank.zz"),
        ('"boss" <b@bank.zz>, x', '"boss" b bank.zz , x'),
        ("Zoë <zoe@bank.zz>", "Zoë zoe bank.zz"),
    ],
)
def test_a_question_comes_from_us_and_is_answered_to_the_visitor(client, name, shown):
    """B54: a name that looks like an address is shown without its marks."""
    ask(client, name=name)

    mail = to_contact()
    (sender,), (reader,) = mail["From"].addresses, mail["Reply-To"].addresses
    assert sender.addr_spec == "webinars@example.org"
    assert (reader.display_name, reader.addr_spec) == (shown, "ada@example.org")
    assert mail["Sender"] is None


@pytest.mark.parametrize(
    "message",
    ["https://a.example " * 200, "Пишите нам скорее " * 50, "🎉" * 2000, "买" * 5000],
    ids=["links", "Cyrillic", "emoji", "Chinese"],
)
def test_no_question_is_dropped_for_what_it_says(client, message):
    """B55"""
    ask(client, message=message)

    assert Enquiry.objects.get().message == message.strip()
    assert message.strip()[:50] in text(to_contact())


def test_one_text_from_many_networks_is_stored_each_time(client):
    """B55"""
    for number in range(30):
        client.defaults["REMOTE_ADDR"] = f"192.0.2.{number}"
        assert ask(client).status_code == 302

    assert Enquiry.objects.count() == 30


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_question_outlasts_a_mail_server_that_is_down(client, peer, work_off):
    """B56: stored at once, sent later, with the reference for the visitor."""
    peer.answer_to_rcpt = "451 4.3.0 Down"
    answer = ask(client)
    work_off()
    enquiry = Enquiry.objects.get()
    assert answer.url == "/contact/sent/"
    assert "You get an email with its reference." in client.get(answer.url).content.decode()
    assert peer.taken == []
    assert enquiry.messages.filter(sent_at=None, failed_at=None).count() == 2

    peer.answer_to_rcpt = None
    Message.objects.update(due_at=timezone.now())
    work_off()

    assert sorted(peer.recipients()) == sorted(["ada@example.org", Site.objects.get().contact_email])
    assert enquiry.reference in str(peer.taken)


@pytest.mark.parametrize("field", ["copy", "cc", "send_copy", "to", "reply_to", "cc_myself"])
def test_nobody_can_have_a_copy_of_the_text_mailed(client, field):
    """B57: the acknowledgement repeats nothing of what was typed but the name."""
    page = client.get("/contact/").content.decode()
    assert "copy" not in page.lower()

    ask(client, **{field: "eve@evil.example", "message": "Buy cheap words"})

    mails = [parsed(message) for message in Message.objects.all()]
    assert len(mails) == 2
    assert not any("eve@evil.example" in str(mail) for mail in mails)
    acknowledgement = parsed(Message.objects.get(kind="enquiry_received"))
    assert "Buy cheap words" not in text(acknowledgement) + html(acknowledgement)
    assert "Captions" not in str(acknowledgement)


@pytest.mark.parametrize(
    "typed",
    ["<script>alert(1)</script>", "{{7*7}}{% load x %}", "{enquiry.__class__}", "%(subject)s%n", "${x}"],
)
def test_the_syntax_of_others_is_text(client, admin_client, typed):
    """B58"""
    ask(client, name=typed, subject=typed, message=typed)

    enquiry = Enquiry.objects.get()
    mail = to_contact(enquiry)
    pages = [
        admin_client.get(f"/admin/registrations/enquiry/{enquiry.pk}/change/").content.decode(),
        admin_client.get("/admin/registrations/enquiry/").content.decode(),
        html(mail),
    ]
    assert text(mail).count(typed) == 3
    assert typed in mail["Subject"]
    for page in pages:
        assert "<script>alert" not in page
        assert typed.replace("<", "&lt;").replace(">", "&gt;") in page


@given(
    typed=st.dictionaries(
        st.sampled_from(["name", "email", "subject", "message", "stamp", "website"]), st.text(max_size=300)
    )
)
def test_any_text_in_any_field_is_an_answer_below_500_and_can_be_mailed(client, typed):
    """B53"""
    answer = ask(client, **{"stamp": stamp("contact"), **typed})

    assert answer.status_code in {200, 302, 429}
    assert_headers(answer)
    for message in Message.objects.waiting():
        assert len(parsed(message)["To"].addresses) == 1
        assert len(parsed(message)["Reply-To"].addresses) == 1
    Message.objects.waiting().update(sent_at=timezone.now())
    Bucket.objects.all().delete()  # or all but the first sixty would be slowed down
