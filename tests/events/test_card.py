import io
from datetime import timedelta

import pytest
from PIL import Image, features

from events import card, lettering
from events.card import Card
from events.models import Sitting
from tests import builders
from tests.events.printed import picture

WHEN = {"day": "Friday 25 September 2026", "time": "10:00 to 11:30, Zurich (CEST, UTC+2)"}
ARABIC = "سوق العمل بعد الجائحة"


def said(webinar, now=builders.NOW):
    return card.card_of(webinar, now)


@pytest.fixture
def webinar(db):
    series = builders.series(title="Summer webinars")
    webinar = builders.webinar(slug="activation", title="Activation", series=series, number=1)
    builders.organiser(webinar, organisation=builders.organisation(name="The Labour Office"))
    return webinar


def test_a_card_says_what_when_and_by_whom(webinar):
    assert said(webinar) == Card(
        title="Activation", above="Webinar 1 · Summer webinars", organisers=("The Labour Office",), **WHEN
    )


def test_a_webinar_of_two_days_tells_both(webinar):
    for number in (1, 2):
        start = builders.START + timedelta(days=number - 1)
        Sitting.objects.create(
            webinar=webinar, number=number, starts_at=start, ends_at=start + timedelta(hours=2)
        )
    webinar.ends_at = start + timedelta(hours=2)

    shown = said(webinar)

    assert (shown.day, shown.time) == ("25 to 26 September 2026", "from 10:00, Zurich (CEST, UTC+2)")


@pytest.mark.parametrize(
    ("status", "facts"),
    [
        ("cancelled", ("Cancelled", True, WHEN["day"])),
        ("postponed", ("Postponed", False, "New date to be announced")),
    ],
)
def test_a_card_says_that_a_webinar_does_not_take_place(webinar, status, facts):
    webinar.status = status

    shown = said(webinar)

    assert (shown.state, shown.is_struck, shown.day) == facts
    assert top(card.draw(shown)) == (179, 38, 30)
    assert top(card.draw(Card("Activation"))) == (31, 63, 158)


def top(octets):
    return Image.open(io.BytesIO(octets)).convert("RGB").getpixel((600, 5))


@pytest.mark.parametrize(
    "title",
    [
        "Activation",
        "word " * 40,
        "W" * 200,
        ARABIC * 8,
        "雇用サービス",
        "😀",
        "",
        "a\u202eb",
        "Z" + "\u0301" * 150,
    ],
    ids=["short", "many words", "one word", "arabic", "no font", "emoji", "empty", "override", "marks"],
)
def test_whatever_the_title_it_is_a_small_picture_of_the_right_size(title):
    """B14"""
    octets = card.draw(Card(title, above="A joint webinar", organisers=("An organiser " * 20,), **WHEN))

    drawn = Image.open(io.BytesIO(octets))
    assert (drawn.format, drawn.size) == ("PNG", (1200, 630))
    assert len(octets) <= 100_000
    edges = [drawn.convert("RGB").crop(box).getcolors() for box in ((0, 21, 60, 630), (1141, 21, 1200, 630))]
    assert [len(colours) for colours in edges] == [1, 1]  # nothing runs out of the margins


def test_the_same_values_give_the_same_octets():
    values = Card("Activation", **WHEN)

    assert card.draw(values) == card.draw(values)


def test_logos_stand_in_place_of_names_if_all_have_one(webinar):
    organisation = webinar.organisers.get().organisation
    organisation.logo.save("x", io.BytesIO(picture(size=(300, 100), color="lime")))

    with_all = said(webinar)
    builders.organiser(webinar, organisation=builders.organisation(name="Another"))
    with_one = said(webinar)

    assert greens(with_all) > 1000
    assert greens(with_one) == 0
    assert with_one.organisers == ("The Labour Office", "Another")


def greens(values):
    drawn = Image.open(io.BytesIO(card.draw(values))).convert("RGB")
    return sum(count for count, (red, green, _) in drawn.getcolors() if green > 200 and red < 50)


def test_a_logo_that_is_gone_is_no_error(webinar):
    organisation = webinar.organisers.get().organisation
    organisation.logo.name = "pictures/gone-300x100.webp"
    organisation.save()

    assert said(webinar).logos == ()


def test_a_row_of_photographs_for_logos_stays_within_bounds():
    file = io.BytesIO()
    Image.effect_noise((480, 108), 100).convert("RGB").save(file, "WEBP", quality=90)

    octets = card.draw(Card("W" * 200, organisers=("a", "b", "c"), logos=(file.getvalue(),) * 3, **WHEN))

    assert len(octets) <= 100_000


# Lettering ------------------------------------------------------------------------------------


def test_a_line_is_cut_into_pieces_in_the_order_of_the_eye():
    assert lettering.pieces("ILO Ж") == [
        ("ILO ", "noto-sans-latin", False),
        ("Ж", "noto-sans-cyrillic", False),
    ]
    assert [(part, way) for part, _font, way in lettering.pieces("سوق 2026 ILO")] == [
        ("2026 ILO", False),
        (" ", True),
        ("سوق", True),
    ]


def test_long_titles_are_broken_evenly_and_cut_with_an_ellipsis():
    assert lettering.balanced("Covid-19: Activation for recovery", 700, 88, 1056) == [
        "Covid-19: Activation",
        "for recovery",
    ]
    cut = lettering.cut("word, " * 40, 400, 32, 500)
    assert cut.endswith("word…")
    assert lettering.width(cut, 400, 32) <= 500


def test_letters_without_a_font_are_left_out_or_the_whole_text_is():
    assert lettering.settable("Good 😀 morning\u202e") == "Good morning"
    assert lettering.settable("雇用サービス EU") == ""


@pytest.mark.skipif(not features.check("fribidi"), reason="FriBidi, a system library, is missing")
def test_arabic_letters_are_joined():
    joined, apart = (sum(lettering.width(part, 400, 60) for part in parts) for parts in (["سوق"], "سوق"))

    assert joined < apart


def test_without_fribidi_a_card_is_drawn_all_the_same(monkeypatch):
    monkeypatch.setattr(features, "check", lambda name: False)

    assert card.draw(Card(ARABIC, **WHEN)).startswith(b"\x89PNG")


# Its address ----------------------------------------------------------------------------------


def test_the_card_may_be_shown_elsewhere_and_is_asked_for_once(client, webinar):
    response = client.get("/webinars/activation/card.png")

    assert response.status_code == 200
    assert response["Content-Type"] == "image/png"
    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert response["Cache-Control"] == "public, max-age=0, s-maxage=10"
    again = client.get("/webinars/activation/card.png", headers={"if-none-match": response["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_draft_has_no_card_and_an_old_address_leads_to_the_new(client, webinar):
    webinar.old_slugs.create(slug="once")
    assert client.get("/webinars/once/card.png")["Location"] == "/webinars/activation/card.png"

    webinar.status = "draft"
    webinar.save()

    assert client.get("/webinars/activation/card.png").status_code == 404
