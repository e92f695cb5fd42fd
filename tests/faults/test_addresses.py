"""B2 of the catalogue: e-mail addresses that are none, look like others or are somebody else's."""

import socket

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from registrations import calendar, links
from registrations.models import Message
from tests import builders
from tests.faults.visitor import ask, assert_comes_back, html, parsed, register, stamp, text, unchanged
from tests.security.test_http import assert_headers

pytestmark = pytest.mark.django_db

WRONG = "Enter an email address in the correct format, like name@example.org"
NO_ADDRESSES = {
    "header": "a@ex.org\nBcc: x@y.zz",
    "two": "a@ex.org,b@ex.org",
    "two by semicolon": "a@ex.org;b@ex.org",
    "with a name": '"A" <a@ex.org>',
    "escaped line break": "a@ex.org%0d%0a",
    "comment": "a(b)@ex.org",
    "quoted": '"a b"@ex.org',
    "IP literal": "a@[127.0.0.1]",
    "IPv6 literal": "a@[IPv6:::1]",
    "no dot": "a@localhost",
    ".local": "a@printer.local",
    "trailing dot": "a@ex.org.",
    "two dots": "a..b@ex.org",
    "local part of 65": "a" * 65 + "@ex.org",
    "255 in all": "a@" + ".".join(["x" * 60] * 4) + ".example.org",
    "full width": "ａda@example.org",
    "ligature": "ﬁda@example.org",
    "Cyrillic local part": "аda@example.org",
    "100 kB": "a" * 100_000 + "@ex.org",
    "a route": "a%b@ex.org@c.org",
}


@pytest.fixture
def webinar():
    return builders.coming_webinar()


def send_link(client, webinar, email):
    path = reverse("registrations:send_link", args=[webinar.slug])
    return client.post(path, {"email": email, "stamp": stamp("send-link")})


@pytest.mark.parametrize("email", NO_ADDRESSES.values(), ids=NO_ADDRESSES)
def test_what_is_no_address_comes_back_from_every_form(client, webinar, email, monkeypatch):
    """B21, B24 and B25: refused without asking any name server."""
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: pytest.fail("a look-up"))
    with unchanged():
        registering = register(client, webinar, email=email)
        asking = ask(client, email=email)
        linking = send_link(client, webinar, email)

    assert_comes_back(registering, {"email": WRONG}, name="Ada Example", country="CH")
    assert_comes_back(asking, {"email": WRONG}, name="Ada Example", message="Will there\nbe captions?")
    assert_comes_back(linking, {"email": WRONG})
    for answer in (registering, asking, linking):
        assert answer.context["form"]["email"].value() == email


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_mail_has_exactly_one_recipient_whatever_the_name(client, peer, work_off):
    """B21"""
    webinar = builders.coming_webinar()
    names = ["Ada, b@ex.zz", '"Ada" <b@ex.zz>', "Ada\r\nRCPT TO:<b@ex.zz>", "Ada; b@ex.zz, ü@ex.zz"]
    for number, name in enumerate(names):
        register(client, webinar, name=name, email=f"person-{number}@example.org")

    work_off()

    assert [recipients for recipients, _ in peer.taken] == [
        [f"person-{number}@example.org"] for number in range(len(names))
    ]


@pytest.mark.parametrize("first", ["a@bücher.example", "a@xn--bcher-kva.example"])
@pytest.mark.parametrize("second", ["a@BÜCHER.example", "a@XN--BCHER-KVA.example", "A@bu\u0308cher.example"])
def test_a_domain_in_letters_and_as_it_travels_is_one_registration(client, webinar, first, second):
    """B23: shown in letters, sent in ASCII."""
    for email in (first, second):
        assert register(client, webinar, email=email).status_code == 302

    registration = webinar.registrations.get()
    assert registration.email == "a@bücher.example"
    assert "<bdi>a@bücher.example</bdi>" in client.get(links.page_path(registration)).content.decode()
    for message in Message.objects.all():
        mail = parsed(message)
        assert [each.addr_spec for each in mail["To"].addresses] == ["a@xn--bcher-kva.example"]
        assert mail.as_bytes().partition(b"\n\n")[0].isascii()


@pytest.mark.parametrize(
    ("email", "sent_to"),
    [
        ("a@faß.example", "a@xn--fa-hia.example"),
        ("a@βόλος.example", "a@xn--nxasmm1c.example"),
        ("a@例え.example", "a@xn--r8jz45g.example"),
        ("a@ꙩꙩ.example", "a@xn--sx8aa.example"),
    ],
    ids=ascii,
)
def test_a_mail_goes_to_the_domain_that_was_checked(client, webinar, email, sent_to):
    """B23: by the rules of 2008; those of 2003 lead to fass.example, or to none."""
    assert register(client, webinar, email=email).status_code == 302

    registration = webinar.registrations.get()
    assert (registration.email, calendar.ascii_address(registration.email)) == (email, sent_to)


@pytest.mark.parametrize(
    "other", ["ada@exаmple.org", "ada@example.оrg", "ada@examp1e.org", "a.da@example.org"], ids=ascii
)
def test_an_address_that_only_looks_alike_is_another_person(client, webinar, other):
    """B24: Cyrillic letters in the domain; a mail goes where it says."""
    known = builders.registration(webinar, timezone.now(), email="ada@example.org")

    answer = register(client, webinar, email=other)

    assert answer.status_code == 302
    stranger = webinar.registrations.exclude(pk=known.pk).get()
    assert calendar.ascii_address(stranger.email) != "ada@example.org"
    assert not known.messages.filter(kind="already_registered").exists()


@pytest.mark.parametrize(("typed", "meant"), [("a@gmial.com", "gmail.com"), ("A@GMAIL.CON", "gmail.com")])
def test_a_domain_that_was_probably_mistyped_is_asked_about_once_and_then_accepted(
    client, webinar, typed, meant
):
    """B26: a hint, not an error."""
    kept = typed[0] + typed[1:].lower()
    with unchanged():
        answer = register(client, webinar, email=typed)

    page, form = answer.content.decode(), answer.context["form"]
    assert answer.status_code == 200
    assert_headers(answer)
    assert f"Did you mean {meant}? Press Register again to keep it as you typed it: {kept}." in page
    assert 'aria-describedby="id_email_hint id_email_helptext"' in page
    assert page.count("autofocus") == 1
    assert not any(word in page for word in ("Error:", "error", "invalid"))
    assert (form["name"].value(), form["country"].value(), form["email"].value()) == (
        "Ada Example",
        "CH",
        typed,
    )

    register(client, webinar, email=typed, email_kept=kept, stamp=answer.context["stamp"])

    assert webinar.registrations.get().email == kept


def test_beside_an_error_the_hint_leaves_the_focus_to_the_summary(client, webinar):
    """B26"""
    answer = register(client, webinar, email="a@gmial.com", name="")

    assert_comes_back(answer, {"name": "Enter your full name"}, email="a@gmial.com")
    page = answer.content.decode()
    assert page.count("autofocus") == 1
    assert "Did you mean gmail.com?" in page
    assert page.index("data-error-summary") < page.index("id_email_hint")


@pytest.mark.parametrize("kind", Message.Kind.values)
def test_no_automatic_answer_is_asked_for_by_our_mails(kind):
    """B27"""
    mail = parsed(builders.unsaved_message(kind))

    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Precedence"] == "bulk"
    assert mail["X-Auto-Response-Suppress"] == "OOF, AutoReply"  # reports of failure stay wanted
    assert mail["Disposition-Notification-To"] is None
    assert mail["Return-Receipt-To"] is None


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_mail_that_comes_back_comes_to_us_and_a_refused_one_is_marked(client, peer, work_off):
    """B27: never to the visitor, never without a sender; nothing of ours answers a mail, so nothing loops."""
    register(client, builders.coming_webinar(), email="list@example.org")
    ask(client, email="away@example.org")
    peer.answer_to_rcpt = "550 No such user"
    work_off()

    assert set(peer.senders) == {"webinars@example.org"}
    marked = Message.objects.exclude(failed_at=None).values_list("kind", flat=True)
    assert sorted(marked) == ["enquiry_received", "new_enquiry", "registered"]
    work_off()
    assert len(peer.senders) == 3


LETTERS = st.text(max_size=40)


@given(email=st.one_of(LETTERS, st.builds("{}@{}.{}".format, LETTERS, LETTERS, LETTERS)))
def test_any_text_as_an_address_is_refused_or_can_be_written_to(client, webinar, email):
    """B25"""
    answer = register(client, webinar, email=email)

    assert answer.status_code in {200, 302, 429}
    for registration in webinar.registrations.filter(messages__sent_at=None):
        mail = parsed(registration.messages.earliest("pk"))
        assert len(mail["To"].addresses) == 1
        assert registration.email.rpartition("@")[0] in mail["To"].addresses[0].addr_spec
        assert text(mail)
        assert html(mail)
        registration.messages.waiting().update(sent_at=timezone.now())
