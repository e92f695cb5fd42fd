"""Point (d) of the contract: what is refused is one line in the log, with a reason and without a value."""

import json
import logging
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from events import organisers, uploads
from registrations import details, limits, links, outbox
from registrations.models import Bucket, Message, Question
from tests import builders
from tests.faults.visitor import ask, filled_in, register, stamp
from tests.names_in_log import Names
from tests.webinar_site.signing_in import PASSWORD, sign_in
from webinar_site import logs

pytestmark = pytest.mark.django_db

CANARY = "Xanthippe"
ADDRESS = "canary@xanthippe.example"


@pytest.fixture
def webinar():
    return builders.admission(webinar=builders.coming_webinar()).webinar


@pytest.fixture
def lines(caplog):
    """A function that returns the log so far as it is written, and forgets it."""
    caplog.set_level(logging.DEBUG)

    def read():
        written = [record for record in caplog.records if is_written(record)]
        caplog.clear()
        return [logs.JsonFormatter().format(record) for record in written]

    return read


def is_written(record):
    """Return whether the settings let it through: the test's own mail server talks a lot."""
    ours = record.name.startswith(("events", "registrations"))
    return record.levelno >= (logging.INFO if ours else logging.WARNING)


def events(lines):
    """Return (event, route, reasons) of each named event."""
    found = [json.loads(line) for line in lines]
    return [(line["event"], line["route"], line["reasons"]) for line in found if "event" in line]


@pytest.mark.parametrize(
    ("line", "is_found"),
    [
        ("Key (email)=(ada@example.org) already exists", True),
        ("Ada Éxample", True),
        (f"no route: /elsewhere/{'x' * 20}:{'y' * 43}", True),
        (f"no route: /registrations/{'x' * 20}:{'y' * 43}/", False),  # the log masks it
        ("form refused", False),
    ],
)
def test_a_line_that_names_somebody_is_found(line, is_found):
    """The negative control of what holds in every test: see tests/names_in_log.py."""
    names = Names()

    names.handle(logging.LogRecord("events", logging.INFO, __file__, 1, line, (), None))

    assert bool(names.lines) is is_found


@pytest.mark.parametrize(
    ("typed", "reasons"),
    [
        ({"name": ""}, ["name.required"]),
        ({"name": "x" * 200}, ["name.max_length"]),
        ({"name": "https://xanthippe.example"}, ["name.web_address"]),
        ({"name": "Xan\u202ethippe"}, ["name.invisible"]),
        ({"name": "Z" + "\u0316" * 100}, ["name.accents"]),
        ({"name": "Xan\0thippe"}, ["name.null_characters_not_allowed"]),
        ({"email": "xanthippe"}, ["email.address"]),
        ({"email": "xanthippe@gmial.com"}, ["email.hint"]),
        ({"country": "Xanthippe"}, ["country.invalid_choice"]),
        ({"name": "", "email": ""}, ["name.required", "email.required"]),
        ({"stamp": ""}, ["form.stamp"]),
        ({"stamp": stamp("contact")}, ["form.stamp"]),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else None,
)
def test_a_form_that_comes_back_is_one_line_with_its_reasons(client, webinar, lines, typed, reasons):
    register(client, webinar, **{"name": CANARY, "email": ADDRESS, **typed})

    written = lines()
    assert events(written) == [("form refused", "registrations:register", reasons)]
    assert "xan" not in "".join(written).lower()


def test_the_other_forms_are_noted_by_their_route(client, webinar, lines):
    registration = builders.registration(webinar, timezone.now(), name=CANARY, email=ADDRESS)
    question = Question.objects.create(
        webinar=webinar, kind="short", text=CANARY, why="To know.", is_required=True
    )
    page = links.page_path(registration)
    lines()

    ask(client, message="", name=CANARY, email=ADDRESS)
    ask(client, stamp="", name=CANARY)
    client.post("/send-link/", {"email": CANARY})
    client.post(page, {"name": CANARY})
    client.post(links.join_path(registration))

    written = lines()
    assert events(written) == [
        ("form refused", "registrations:contact", ["message.required"]),
        ("form refused", "registrations:contact", ["form.stamp"]),
        ("form refused", "registrations:send_links", ["email.address"]),
        ("form refused", "personal:page", [f"question_{question.pk}.required"]),
        ("form refused", "personal:join", ["door.early"]),
    ]
    assert "xanthippe" not in "".join(written).lower()


def test_what_is_too_late_is_noted(client, webinar, lines):
    fields = filled_in(webinar)
    registration = builders.registration(webinar, timezone.now())
    client.post(links.page_path(registration) + "cancel/")
    webinar.admission.closes_at = timezone.now() - timedelta(minutes=1)
    webinar.admission.save()
    lines()

    client.post(f"/webinars/{webinar.slug}/register/", fields)
    client.post(links.page_path(registration) + "return/")

    assert events(lines()) == [
        ("form refused", "registrations:register", ["form.closed"]),
        ("form refused", "personal:return", ["form.closed"]),
    ]


def test_a_limit_is_a_named_event(client, webinar, lines):
    ask(client)
    Bucket.objects.update(tokens=0, at=timezone.now() + timedelta(hours=1))
    lines()

    ask(client, name=CANARY)

    assert events(lines()) == [("limit hit", "registrations:contact", ["form.limit"])]
    registration = builders.registration(webinar, email=ADDRESS)
    for number in range(limits.MAILS_ABOUT_A_WEBINAR + 1):
        outbox.queue("personal_link", registration, timezone.now(), number, by_form=True)
    written = lines()
    assert ("limit hit", "", ["mails-to-one-address"]) in events(written)
    assert "xanthippe" not in "".join(written)


@pytest.mark.usefixtures("nobody_has_guessed")
def test_wrong_links_and_posts_from_elsewhere_are_named_events(client, webinar, lines):
    registration = builders.registration(webinar, timezone.now())
    token = links.page_path(registration).split("/")[2]

    client.get(f"/registrations/{token}x/")
    client.post(f"/webinars/{webinar.slug}/register/", headers={"Sec-Fetch-Site": "cross-site"})

    written = lines()
    assert events(written) == [
        ("link refused", "personal:page", ["link.wrong"]),
        ("permission refused", "registrations:register", ["form.another-site"]),
    ]
    assert token not in "".join(written)


def test_signing_in_and_what_is_not_allowed_are_named_events(client, lines):
    organiser = organisers.make(ADDRESS, "a long enough password", is_superuser=True)
    sign_in = {"login": ADDRESS, "password": CANARY}
    client.post("/accounts/login/", sign_in)
    client.post("/accounts/login/", {**sign_in, "password": "a long enough password"})
    organiser.is_superuser = False
    organiser.save()
    client.force_login(organiser)
    client.get("/admin/registrations/registration/")

    written = lines()
    assert events(written) == [
        ("sign-in refused", "account_login", ["user.unknown-or-password"]),
        ("signed in", "account_login", [f"user.{organiser.pk}"]),
        ("permission refused", "admin:registrations_registration_changelist", ["user.not-allowed"]),
    ]
    assert "xanthippe" not in "".join(written).lower()


def test_a_wrong_second_factor_is_a_named_event(client, lines):
    organiser = organisers.make("organiser@example.org", PASSWORD)
    Authenticator.objects.create(user=organiser, type="totp", data={"secret": "A" * 32})
    sign_in(client)
    client.post("/accounts/2fa/authenticate/", {"code": "000000"})

    assert events(lines()) == [("sign-in refused", "mfa_authenticate", ["user.second-factor"])]


@pytest.mark.parametrize(
    ("field", "name", "content", "reason"),
    [
        (uploads.DocumentField(), "Xanthippe.exe", b"MZ", "file.kind"),
        (uploads.DocumentField(), "Xanthippe.pdf", b"Xanthippe", "file.no-pdf"),
        (uploads.DocumentField(), "Xanthippe.docx", b"Xanthippe", "file.no-document"),
        (uploads.DocumentField(), "Xanthippe.vtt", b"Xanthippe", "file.no-captions"),
        (uploads.PictureField(), "Xanthippe.png", b"Xanthippe", "file.no-picture"),
        (uploads.PictureField(), "Xanthippe.png", bytes(uploads.PICTURE_SIZE + 1), "file.size"),
    ],
    ids=["kind", "pdf", "office", "captions", "picture", "size"],
)
def test_a_refused_upload_is_a_named_event_without_a_word_of_the_file(lines, field, name, content, reason):
    with pytest.raises(ValidationError):
        field.clean(SimpleUploadedFile(name, content))

    written = lines()
    assert events(written) == [("upload refused", "", [reason])]
    assert "xanthippe" not in "".join(written).lower()


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_canaries_reach_no_log_from_the_form_to_the_mail_server(client, peer, work_off, lines, monkeypatch):
    """Names, addresses, answers and tokens; also where the mail server quotes them or a page breaks."""
    webinar = builders.admission(webinar=builders.coming_webinar(), question="on").webinar
    peer.answer_to_rcpt = f"550 No such user {ADDRESS}"
    register(client, webinar, name=CANARY, email=ADDRESS, question=CANARY, needs=["other"], needs_text=CANARY)
    ask(client, name=CANARY, email=ADDRESS, subject=CANARY, message=CANARY)
    client.post("/send-link/", {"email": ADDRESS, "stamp": stamp("send-link")})
    registration = webinar.registrations.get()
    tokens = [links.token(signer, registration) for signer in (links.PAGE, links.JOIN, links.CONFIRM)]
    work_off()
    Message.objects.filter(kind="registered").update(sent_at=None, failed_at=None, facts={})
    work_off()  # a mail that cannot be built
    client.get(f"/{CANARY}/{ADDRESS}/")
    client.get(f"/?q={CANARY}")
    client.raise_request_exception = False
    monkeypatch.setattr(details, "change", lambda *_, **__: [][0])
    broken = client.post(links.page_path(registration), {"name": CANARY})

    written = lines()
    assert broken.status_code == 500
    assert any("IndexError" in line for line in written)
    assert any("Message" in line and "cannot be built" in line for line in written)
    secrets = [CANARY.lower(), *(token.lower() for token in tokens)]
    assert [line for line in written if any(secret in line.lower() for secret in secrets)] == []
