"""B1 of the catalogue: letters, marks and syntax in what is typed into the registration form."""

import csv
import io
import unicodedata

import pytest

from events.models import Webinar
from registrations import export, links
from registrations.models import Registration
from tests import builders
from tests.faults.visitor import (
    ask,
    asking_everything,
    assert_comes_back,
    html,
    own,
    parsed,
    path,
    register,
    text,
    unchanged,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def webinar():
    return asking_everything()


INVISIBLE = "Remove the invisible characters: type this again instead of pasting it."
HOSTILE = [
    "<script>alert(1)</script>",
    "{{7*7}}{% now %}",
    "{event.__class__}",
    "%s%n%(name)s",
    "${x}",
    "=cmd|' /C calc'!A0",
    "'\"><b>&amp;",
]


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
    with export.written(Registration.objects.all(), "csv", needs_of=Webinar.objects.all())[0] as file:
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
        "csv": rows[1][3],
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
