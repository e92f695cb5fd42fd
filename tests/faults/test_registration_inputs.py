"""B1 of the catalogue: what can be wrong in the registration form. See visitor.py for what is owed."""

import csv
import io
import unicodedata
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from registrations import export, links, seats
from registrations.models import Answer, Enquiry, Message, Question, Registration
from tests import builders
from tests.faults.visitor import (
    ask,
    assert_comes_back,
    filled_in,
    html,
    parsed,
    register,
    stamp,
    text,
    unchanged,
)
from tests.security.test_http import assert_headers

pytestmark = pytest.mark.django_db

INVISIBLE = "Remove the invisible characters: type this again instead of pasting it."
NUL = "Null characters are not allowed."
EVERYTHING = dict.fromkeys(("job_title", "group", "question"), "on")
HOSTILE = [
    "<script>alert(1)</script>",
    "{{7*7}}{% now %}",
    "{event.__class__}",
    "%s%n%(name)s",
    "${x}",
    "=cmd|' /C calc'!A0",
    "'\"><b>&amp;",
]


@pytest.fixture
def webinar():
    """A webinar that asks everything, and four questions of its own."""
    webinar = builders.admission(webinar=builders.coming_webinar(), **EVERYTHING).webinar
    for kind in ("short", "one", "many", "consent"):
        Question.objects.create(webinar=webinar, kind=kind, text=kind, why="To plan.", choices="Red\nBlue")
    return webinar


def own(webinar, kind):
    return f"question_{webinar.questions.get(kind=kind).pk}"


def path(webinar, name="register"):
    return f"/webinars/{webinar.slug}/{name}/"


# What is sent around the fields -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "sentence"),
    [
        ("name", NUL),
        ("email", NUL),
        ("organisation", NUL),
        ("job_title", NUL),
        ("question", NUL),
        ("needs_text", NUL),
        ("short", NUL),
        ("country", "Choose a country or territory from the list"),
        ("group", "Choose a group from the list"),
        ("needs", "Choose from the list"),
        ("one", "Choose one"),
    ],
)
def test_a_nul_is_an_error_at_its_field(client, webinar, field, sentence):
    """B01"""
    name = own(webinar, field) if field in {"short", "one"} else field
    with unchanged():
        answer = register(client, webinar, **{name: "A\0b"})

    typed = {"name": "Ada Example", "email": "ada@example.org", "country": "CH"}
    typed.pop(field, None)
    assert_comes_back(answer, {name: sentence}, **typed)


@pytest.mark.parametrize("field", ["stamp", "email_kept", "time_zone"])
def test_a_nul_in_a_field_nobody_sees_stores_nothing_of_it(client, webinar, field):
    """B01"""
    answer = register(client, webinar, **{field: "A\0b"})

    assert answer.status_code in {200, 302}
    assert answer.status_code == 302 or "ada@example.org" in answer.content.decode()
    assert_headers(answer)


def test_a_nul_in_a_body_that_is_no_form_is_read_as_an_empty_form(client, webinar):
    """B02: path, query, cookies and headers are refused in tests/security/test_http.py."""
    with unchanged():
        answer = client.post(path(webinar), '{"name": "a\0b\\u0000"}', content_type="application/json")

    assert "Enter your full name" in answer.content.decode()
    assert_headers(answer)


@pytest.mark.parametrize("name", ["register", "registered", "send-link", "send-link/sent", "contact"])
@pytest.mark.parametrize("slug", ["no-such", "1" * 30, "9" * 5000, "1%00", "%ff", "draft"])
def test_a_webinar_that_there_is_not_is_not_found_and_stores_nothing(client, slug, name):
    """B03"""
    draft = builders.webinar(slug="draft", status="draft")
    address = f"/webinars/{slug}/{name}/"
    with unchanged():
        answers = [client.get(address), client.post(address, filled_in(draft))]

    read_only = {"registered", "send-link/sent"}
    assert answers[0].status_code == (400 if "%00" in slug else 404)
    assert answers[1].status_code in ({405, 404, 400} if name in read_only else {answers[0].status_code})
    for answer in answers:
        assert_headers(answer)


def test_the_stamp_of_another_webinar_registers_nobody(client, webinar):
    """B03: a form of one webinar sent to another."""
    other = builders.coming_webinar()
    with unchanged():
        answer = register(client, webinar, stamp=stamp(f"register {other.pk}"))

    assert "Press Register once more" in answer.content.decode()


# When it is sent --------------------------------------------------------------------------------


def test_a_form_sent_after_closing_time_says_when_that_was_and_gives_everything_back(client):
    """B04: opened before."""
    start = builders.START.replace(year=2030)
    webinar = builders.webinar(starts_at=start, ends_at=start + timedelta(hours=1))
    fields = filled_in(webinar, needs=["captions", "dial-in"], needs_text="in French")
    closed = builders.START.replace(year=2025, hour=7, minute=45)
    builders.admission(webinar=webinar, closes_at=closed)
    with unchanged(but=["registrations_bucket"]):  # the limit of the network counts the attempt
        answer = client.post(path(webinar), fields)

    page = " ".join(answer.content.decode().split())
    assert_headers(answer)
    assert "It closed on Thursday 25 September 2025 at 09:45, Zurich (CEST, UTC+2)." in page
    assert "Nothing of this was stored." in page
    assert f'href="{path(webinar, "contact")}"' in page
    for words in ("Ada Example", "ada@example.org", "Ministry of &lt;Labour&gt;", "Switzerland", "in French"):
        assert words in page
    assert "Captions, Dialling in by telephone" in page


def test_a_form_sent_after_the_last_place_went_joins_the_waitlist_that_it_was_told_of(client):
    """B05"""
    webinar = builders.admission(webinar=builders.coming_webinar(), capacity=1).webinar
    fields = filled_in(webinar)
    builders.registration(webinar, timezone.now())

    answer = client.post(path(webinar), fields)

    assert answer.url == path(webinar, "registered")
    registration = webinar.registrations.get(email="ada@example.org")
    assert registration.status == "waitlisted"
    assert "you are number 1 on the waitlist" in text(parsed(registration.messages.get()))


def seen(answer):
    headers = {name: value for name, value in answer.headers.items() if name != "X-Request-ID"}
    return answer.status_code, headers, answer.content


@pytest.mark.parametrize(
    "again",
    ["ada@bücher.example", "ADA@BÜCHER.example", "  ada@bücher.example\t", "ada@xn--bcher-kva.example"],
    ids=["same", "other case", "spaces", "as it travels"],
)
def test_the_same_address_again_is_one_registration_and_its_owner_gets_the_link(client, webinar, again):
    """B06"""
    known = builders.registration(webinar, timezone.now(), email="ada@bücher.example")

    repeated = register(client, webinar, email=again)
    new = register(client, webinar, email="eve@example.org")

    assert seen(repeated) == seen(new)
    assert webinar.registrations.exclude(email="eve@example.org").get() == known
    mail = parsed(known.messages.get(kind="already_registered"))
    assert links.page_url(known) in text(mail)
    assert mail["To"].addresses[0].addr_spec == "ada@xn--bcher-kva.example"


def test_an_address_with_a_tag_is_another_address(client, webinar):
    """B06"""
    register(client, webinar)
    register(client, webinar, email="ada+two@example.org")

    assert webinar.registrations.count() == 2


def test_going_back_and_sending_the_changed_form_is_one_registration(client, webinar):
    """B07: the page is the same; what is changed is changed on the personal page."""
    fields = filled_in(webinar)
    first = client.post(path(webinar), fields)
    second = client.post(path(webinar), {**fields, "name": "Ada Lovelace"})

    assert seen(first) == seen(second)
    assert webinar.registrations.get().name == "Ada Example"
    assert Message.objects.count() == 1


def test_the_personal_page_changes_nothing_that_it_does_not_ask(client, webinar):
    """B08: the registration form is in tests/registrations/test_views.py."""
    registration = builders.registration(webinar, timezone.now(), email="ada@example.org")
    asked = {"name", "organisation", "job_title", "country", "group", "question", "time_zone", "is_reminded"}
    fixed = [f.attname for f in Registration._meta.fields if f.name not in asked | {"changed_at"}]
    before = Registration.objects.values(*fixed).get()
    forged = dict.fromkeys(fixed, "1") | {"webinar": "0", "status": "cancelled", "taken": "0"}

    answer = client.post(links.page_path(registration), {**forged, "name": "Ada Lovelace"})

    assert answer.status_code == 302
    assert Registration.objects.values(*fixed).get() == before
    assert Registration.objects.get().name == "Ada Lovelace"


def test_a_question_knows_no_other_fields(client, webinar):
    """B08"""
    forged = {field.attname: "9" for field in Enquiry._meta.fields}
    typed = {"name": "Ada Example", "email": "ada@example.org", "subject": "?", "message": "!"}

    ask(client, **{**forged, "status": "answered", "webinar": "1", **typed})

    enquiry = Enquiry.objects.get()
    assert (enquiry.status, enquiry.webinar, len(enquiry.reference)) == ("new", None, 9)
    assert enquiry.form_key != "9"


def test_of_a_field_sent_twice_the_last_one_is_judged_and_stored(client, webinar):
    """B09"""
    with unchanged():
        answer = register(client, webinar, email=["ada@example.org", "nonsense"])
    assert_comes_back(
        answer,
        {"email": "Enter an email address in the correct format, like name@example.org"},
        name="Ada Example",
    )

    assert register(client, webinar, email=["nonsense", "ada@example.org"]).status_code == 302
    assert webinar.registrations.get().email == "ada@example.org"


# Choices and consent ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("country", "XX", "Choose a country or territory from the list"),
        ("group", "Nobody", "Choose a group from the list"),
        ("needs", ["captions", "a throne"], "Choose from the list"),
        ("one", "Green", "Choose one"),
        ("many", ["Red", "Green"], "Choose at least one"),
    ],
)
def test_a_choice_that_is_not_offered_is_refused(client, webinar, field, typed, sentence):
    """B10"""
    name = own(webinar, field) if field in {"one", "many"} else field
    with unchanged():
        answer = register(client, webinar, **{name: typed})

    assert_comes_back(answer, {name: sentence}, name="Ada Example", email="ada@example.org")


def test_a_required_consent_is_asked_for_and_stored_with_its_words_and_time(client, webinar):
    """B10"""
    webinar.questions.filter(kind="consent").update(is_required=True, version=3, text="I agree.")
    name = own(webinar, "consent")
    with unchanged():
        answer = register(client, webinar)
    assert_comes_back(answer, {name: "Tick the box to agree"}, name="Ada Example")
    assert f'name="{name}" checked' not in answer.content.decode()

    register(client, webinar, **{name: "on"})

    stored = Answer.objects.get()
    assert (stored.asked, stored.version, stored.value) == ("I agree.", 3, "yes")
    assert timezone.now() - stored.answered_at < timedelta(hours=1)


# Too much ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sent",
    [
        {f"field{n}": "" for n in range(10_001)},
        {f"file{n}": SimpleUploadedFile("a.txt", b"a") for n in range(300)},
        {"name": "x" * 3_000_000},
    ],
    ids=["10,001 fields", "300 files", "3 MB"],
)
def test_too_much_is_refused_with_the_limits_named(client, webinar, sent):
    """B11"""
    with unchanged():
        answer = client.post(path(webinar), sent)

    page = " ".join(answer.content.decode().split())
    assert answer.status_code == 413
    assert "at most 2.5 MB, 10,000 fields and 100 files" in page
    assert_headers(answer)


def test_a_long_name_comes_back_whole_with_its_length(client, webinar):
    """B11: 100 kB."""
    with unchanged():
        answer = register(client, webinar, name="x" * 100_000)

    sentence = "Shorten this to 150 characters (it has 100000)."
    assert_comes_back(answer, {"name": sentence}, email="ada@example.org", country="CH")
    assert 'value="' + "x" * 100_000 in answer.content.decode()


@pytest.mark.parametrize("letter", ["\u0958", "\u2126", "\ufb2c"], ids=["Devanagari", "ohm", "Hebrew"])
def test_letters_that_grow_when_composed_are_measured_as_stored(client, webinar, letter):
    """B11 and B14"""
    answer = register(client, webinar, name=letter * 150, organisation=letter * 200)

    assert answer.status_code == 302 or "Shorten this to 150 characters" in answer.content.decode()


def test_a_group_of_any_length_can_be_chosen(client, webinar):
    """B10: organisers type the groups."""
    webinar.admission.groups = "x" * 2000
    webinar.admission.save()

    (_, (name, _)) = client.get(path(webinar)).context["form"].fields["group"].choices

    assert register(client, webinar, group=name).status_code == 302
    assert webinar.registrations.get().group == name


# Letters ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    ["", "   ", "\u200b\u200b", "\u0301\u0302", "\u3164", "\u2800", "\u00ad\u2060", "…", "\u200d"],
    ids=ascii,
)
def test_a_name_of_which_nothing_is_seen_is_asked_for_again(client, webinar, name):
    """B12"""
    with unchanged():
        answer = register(client, webinar, name=name)

    assert_comes_back(answer, {"name": "Enter your full name"}, email="ada@example.org", country="CH")


@pytest.mark.parametrize("field", ["name", "organisation", "job_title", "needs_text", "short"])
@pytest.mark.parametrize(
    "typed",
    ["abc\u202egpj.exe", "A\u2066da", "A\u200dda", "Z\u200coë", "A\u00adda", "Ada\u200f", "A\ufeffb"],
    ids=ascii,
)
def test_characters_that_turn_or_hide_letters_are_refused(client, webinar, field, typed):
    """B13"""
    name = own(webinar, "short") if field == "short" else field
    with unchanged():
        answer = register(client, webinar, **{name: typed})

    assert_comes_back(answer, {name: INVISIBLE}, email="ada@example.org", country="CH")


@pytest.mark.parametrize("name", ["می‌خواهم", "क्‍ष", "👩‍🔬 Ada", "ශ්‍රී"], ids=ascii)
def test_joiners_stay_where_a_script_needs_them(client, webinar, name):
    """B13"""
    register(client, webinar, name=name)

    registration = webinar.registrations.get()
    assert registration.name == unicodedata.normalize("NFC", name)
    for address in (links.page_path(registration), links.join_path(registration)):
        assert f"<bdi>{registration.name}</bdi>" in client.get(address).content.decode()


def everywhere(client, admin_client, registration):
    """Return {place: text} of all places to which a name comes, and the calendar's own reading of it."""
    mail = parsed(registration.messages.earliest("pk"))
    (ics,) = {part.get_content() for part in mail.walk() if part.get_content_type() == "text/calendar"}
    with export.csv_file(Registration.objects.all()) as file:
        rows = list(csv.reader(io.StringIO(file.read().decode("utf-8-sig"))))
    page = links.page_path(registration)
    return {
        "page": client.get(page).content.decode(),
        "door": client.get(links.join_path(registration)).content.decode(),
        "data": client.get(page + "data.json").json(),
        "admin": admin_client.get(
            f"/admin/registrations/registration/{registration.pk}/change/"
        ).content.decode(),
        "list": admin_client.get("/admin/registrations/registration/").content.decode(),
        "text": text(mail),
        "html": html(mail),
        "to": mail["To"].addresses[0].display_name,
        "ics": ics,
        "csv": rows[1][2],
    }


@pytest.mark.parametrize(
    "name",
    ["Zoe\u0308 😀", "𝔄da 𠮷野", "محمد علي", "王小明", "İpek Işık", "Nguye\u0302\u0303n", "Ωmega \u212b"],
    ids=ascii,
)
def test_names_of_the_world_are_stored_composed_and_shown_everywhere(client, admin_client, webinar, name):
    """B14: nothing that a registrant types comes into a PDF."""
    register(client, webinar, name=name)

    stored = unicodedata.normalize("NFC", name)
    found = everywhere(client, admin_client, webinar.registrations.get())
    assert found.pop("data")["name"] == stored
    found["ics"] = found["ics"].replace("\r\n ", "").replace("\n ", "")
    assert [place for place, words in found.items() if stored not in words] == []


def test_a_pile_of_marks_is_refused(client, webinar):
    """B14"""
    with unchanged():
        answer = register(client, webinar, name="Z" + "\u0316" * 100)

    assert_comes_back(answer, {"name": "Use at most 4 accents on a letter."}, email="ada@example.org")


@pytest.mark.parametrize("typed", ["Ada\x1b[31m", "Ada\x07", "Ada\x7f", "Ada\x9b31m"], ids=ascii)
@pytest.mark.parametrize("field", ["name", "organisation", "needs_text"])
def test_control_characters_are_refused_and_reach_no_log(client, webinar, caplog, field, typed):
    """B15"""
    with unchanged():
        answer = register(client, webinar, **{field: typed})

    assert_comes_back(answer, {field: INVISIBLE}, email="ada@example.org", country="CH")
    assert "\x1b" not in caplog.text
    assert "Ada" not in caplog.text


def test_line_breaks_in_one_line_are_spaces_and_reach_no_header(client, webinar):
    """B15"""
    register(client, webinar, name="Ada\r\nBcc: eve@evil.example\x85\u2028Example")

    registration = webinar.registrations.get()
    assert registration.name == "Ada Bcc: eve@evil.example Example"
    mail = parsed(registration.messages.get())
    assert mail["Bcc"] is None
    assert [each.addr_spec for each in mail["To"].addresses] == ["ada@example.org"]


@pytest.mark.parametrize("name", HOSTILE)
def test_the_syntax_of_others_stays_literal_and_escaped_everywhere(
    client, admin_client, webinar, caplog, name
):
    """B16: also in the page title, by the webinar's. No value of a registrant comes into a PDF."""
    builders.webinar(title="x")
    webinar.title = f"About {name}"
    webinar.save()
    assert register(client, webinar, name=name, organisation=name, job_title=name).status_code == 302

    registration = webinar.registrations.get()
    assert registration.name == name
    found = everywhere(client, admin_client, registration)
    escaped = name.translate(ESCAPES)
    assert found["data"]["name"] == name
    assert f"Dear {name}," in found["text"]
    for place in ("page", "door", "admin", "list"):
        assert escaped in found[place], place
        assert name not in found[place] or name == escaped, place
        assert "<title>" in found[place]
        assert "<script>alert" not in found[place]
    assert "<script" not in found["html"]
    assert "<b>" not in found["html"].replace("<b></b>", "")
    assert found["csv"] == ("'" if name[0] in "=%" else "") + name
    assert "49" not in found["text"].split("Reference")[0].split(",")[0]
    assert "BEGIN:VEVENT" in found["ics"]
    title = client.get(path(webinar)).content.decode().partition("<title>")[2].partition("</title>")[0]
    assert f"About {escaped}" in title
    assert name not in caplog.text


ESCAPES = {ord("&"): "&amp;", ord("<"): "&lt;", ord(">"): "&gt;", ord('"'): "&quot;", ord("'"): "&#x27;"}


@pytest.mark.parametrize(
    "name",
    [
        "[free](https://evil.example)",
        "https://evil.example",
        "www.evil.example",
        "Ada evil.example/free",
        "evil.com",
        "Win at EVIL.ORG now",
        "mailto:eve@evil.example",
    ],
)
@pytest.mark.parametrize("form", [register, ask], ids=["register", "contact"])
def test_a_web_address_is_no_name(client, webinar, form, name):
    """B17: our mails greet people by it, and mail programs make links of addresses."""
    with unchanged():
        answer = form(client, *([webinar] if form is register else []), name=name)

    assert_comes_back(answer, {"name": "Leave out web addresses."}, email="ada@example.org")


@pytest.mark.parametrize("name", ["Dr.med. J.R.R. Tolkien", "M.van der Berg", "Min./Labour", "St.Clair, Jr."])
def test_dots_in_names_are_no_web_addresses(client, webinar, name):
    """B17"""
    register(client, webinar, name=name)

    assert webinar.registrations.get().name == name


def test_every_link_in_a_mail_is_ours(client, webinar, settings):
    """B17"""
    register(client, webinar, name="Ada (evil dot example)", organisation="Booking.com")

    words = html(parsed(webinar.registrations.get().messages.get()))
    assert {part.partition('"')[0].startswith(settings.SITE_URL) for part in words.split('href="')[1:]} == {
        True
    }


# The form itself --------------------------------------------------------------------------------


@pytest.mark.parametrize("old", ["", "nonsense", "a:b:c"])
def test_a_form_without_a_valid_stamp_gives_everything_back(client, webinar, old):
    """B18: and one press sends it. Other stamps are in tests/registrations/test_views.py."""
    typed = {
        "job_title": "Director",
        "needs": ["captions"],
        "question": "Why\r\nnot?",
        own(webinar, "many"): ["Red"],
    }
    with unchanged():
        answer = register(client, webinar, stamp=old, **typed)

    form = answer.context["form"]
    for field, value in typed.items():
        assert form[field].value() == value
    assert "Error: " in answer.content.decode()
    assert_headers(answer)
    assert register(client, webinar, stamp=answer.context["stamp"], **typed).status_code == 302
    assert not client.cookies


# Anything at all --------------------------------------------------------------------------------

FIELDS = ["name", "email", "organisation", "job_title", "country", "group", "needs", "needs_text", "question"]
HIDDEN = ["time_zone", "stamp", "website", "email_kept"]
LOCAL = st.text("abc.+'_-", min_size=1, max_size=8)
ADDRESSES = st.one_of(st.text(max_size=80), st.builds("{}@{}.org".format, LOCAL, st.text(max_size=20)))


@given(
    typed=st.dictionaries(st.sampled_from([*FIELDS, *HIDDEN, "short", "one", "many", "consent"]), st.text()),
    email=ADDRESSES,
)
def test_any_text_in_any_field_is_an_answer_below_500(client, webinar, typed, email):
    """B14: whatever is accepted can be mailed, shown and exported, too."""
    kinds = {"short", "one", "many", "consent"}
    fields = {own(webinar, name) if name in kinds else name: value for name, value in typed.items()}
    with_email = {"email": email, **fields}

    answer = register(client, webinar, **with_email)

    assert answer.status_code in {200, 302, 429}
    assert_headers(answer)
    for registration in webinar.registrations.filter(messages__sent_at=None).distinct():
        for message in registration.messages.all():
            parsed(message)
        assert client.get(links.page_path(registration)).status_code == 200
        registration.messages.waiting().update(sent_at=timezone.now())


@given(name=st.text(min_size=1, max_size=160))
def test_any_name_that_is_accepted_can_be_mailed(client, webinar, name):
    """B14"""
    registration = builders.registration(webinar, timezone.now())

    answer = client.post(links.page_path(registration), {"name": name, "organisation": name})

    assert answer.status_code in {200, 302}
    registration.refresh_from_db()
    seats.cancel(registration, timezone.now())
    for message in registration.messages.all():
        assert len(parsed(message)["To"].addresses) == 1


@given(query=st.one_of(st.text(max_size=200), st.dictionaries(st.text(max_size=9), st.text(max_size=30))))
def test_any_query_on_the_visitors_addresses_is_an_answer_below_500(client, webinar, query):
    """B02"""
    for name in ("register", "registered", "send-link", "send-link/sent", "contact"):
        answer = (
            client.get(path(webinar, name), query)
            if isinstance(query, dict)
            else client.get(path(webinar, name), QUERY_STRING=query)
        )
        assert answer.status_code in {200, 400}
