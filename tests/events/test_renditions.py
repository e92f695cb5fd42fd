"""A picture is stored in the sizes in which it is shown, and a page knows them by its name alone."""

import re
from io import StringIO
from pathlib import PurePosixPath

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.template.loader import render_to_string
from PIL import Image

from events import pictures
from events.models import Speaker
from tests import builders
from tests.events.uploaded import picture


def sizes(shape, width, height):
    renditions = pictures.renditions(f"pictures/a-{width}x{height}.webp", shape)
    return [(each.width, each.height) for each in renditions]


@pytest.mark.parametrize(
    ("shape", "size", "expected"),
    [
        (pictures.PORTRAIT, (1200, 1600), [(64, 64), (128, 128), (400, 400)]),
        (pictures.PORTRAIT, (100, 300), [(64, 64), (100, 100)]),
        (pictures.PORTRAIT, (1, 1), [(1, 1)]),
        (pictures.WIDE, (1600, 1200), [(640, 360), (1280, 720)]),
        (pictures.WIDE, (800, 450), [(640, 360), (800, 450)]),
        (pictures.WIDE, (1600, 90), [(160, 90)]),
        (pictures.LOGO, (1600, 1600), [(112, 112)]),
        (pictures.LOGO, (1600, 200), [(480, 60)]),
        (pictures.LOGO, (90, 30), [(90, 30)]),
    ],
)
def test_renditions_fit_their_boxes_and_are_never_larger_than_the_picture(shape, size, expected):
    assert sizes(shape, *size) == expected


@pytest.mark.parametrize("name", ["pictures/ada.webp", "pictures/a-10x.webp", "pictures/a-10x10.png", ""])
def test_a_name_that_tells_no_size_has_none(name):
    assert pictures.renditions(name, pictures.PORTRAIT) == []


def stored(size=(900, 600), **fields):
    content = ContentFile(picture("WEBP", size), name="x.webp")
    return builders.speaker(portrait=content, **fields).portrait


def size_of(name):
    with default_storage.open(name) as file, Image.open(file) as image:
        return image.size


def test_every_rendition_is_drawn_when_the_picture_is_stored(db, django_assert_num_queries):
    portrait = stored()

    with django_assert_num_queries(0):
        names = portrait.names

    assert [size_of(name) for name in names] == [(900, 600), (64, 64), (128, 128), (400, 400)]
    assert all(pictures.STORED_PICTURE.fullmatch(PurePosixPath(name).name) for name in names)


def test_each_rendition_is_handed_out(client, db):
    for name in stored().names:
        answer = client.get(f"/{name}")

        assert (answer.status_code, answer["Content-Type"]) == (200, "image/webp")
        assert b"".join(answer.streaming_content)


def test_a_page_tells_the_browser_every_size_and_how_large_it_is_shown(db):
    portrait = stored()
    stem = "/" + portrait.name.removesuffix(".webp")

    shown = render_to_string("includes/picture.html", {"picture": portrait, "alt": "Ada", "sizes": "64px"})

    assert " ".join(shown.split()) == (
        f'<img src="{stem}-400.webp"'
        f' srcset="{stem}-64.webp 64w, {stem}-128.webp 128w, {stem}-400.webp 400w" sizes="64px"'
        ' width="400" height="400" alt="Ada">'
    )


def test_a_logo_has_one_size_and_needs_no_choice(db):
    logo = builders.organisation(logo=ContentFile(picture("WEBP", (300, 100)), name="x.webp")).logo

    shown = render_to_string("includes/picture.html", {"picture": logo, "alt": "", "sizes": "5rem"})

    assert 'width="300" height="100"' in shown
    assert "srcset" not in shown


def test_the_page_of_a_webinar_shows_the_logos_of_who_holds_it_beside_their_names(client, db):
    webinar = builders.coming_webinar()
    logo = ContentFile(picture("WEBP", (300, 100)), name="x.webp")
    for name, drawn in {"One": logo, "Two": ""}.items():
        builders.organiser(webinar, organisation=builders.organisation(name=name, logo=drawn))

    page = client.get(webinar.get_absolute_url()).content.decode()

    shown = re.findall(r"<li>\s*(<img[^>]*>)?\s*(One|Two)\s*</li>", page)
    assert [bool(image) for image, _name in shown] == [True, False]
    assert 'width="300" height="100" loading="lazy" alt=""' in shown[0][0]


def test_a_picture_stored_before_there_were_sizes_is_shown_as_it_is(db):
    portrait = builders.speaker(portrait="pictures/ada.webp").portrait

    shown = render_to_string("includes/picture.html", {"picture": portrait, "alt": "Ada", "sizes": "64px"})

    assert " ".join(shown.split()) == '<img src="/pictures/ada.webp" alt="Ada">'


def drawn():
    out, err = StringIO(), StringIO()
    call_command("pictures", stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_the_command_draws_what_lacks_a_size_and_nothing_twice(db):
    before = default_storage.save("pictures/old.webp", ContentFile(picture("WEBP", (500, 500))))
    lacking = stored()
    default_storage.delete(lacking.names[1])
    old, complete = builders.speaker(portrait=before), stored().instance

    out, _err = drawn()

    old.refresh_from_db()
    assert out.splitlines()[1:] == [f"{before} is {old.portrait.name} now"]
    assert len(old.portrait.renditions) == 3
    assert Speaker.objects.get(pk=complete.pk).portrait.name == complete.portrait.name
    assert all(default_storage.exists(n) for each in Speaker.objects.all() for n in each.portrait.names)
    assert drawn() == ("", "")


def test_a_picture_that_cannot_be_drawn_stays_as_it_is(db):
    speaker = builders.speaker(portrait="pictures/gone.webp")

    out, err = drawn()

    speaker.refresh_from_db()
    assert (out, speaker.portrait.name) == ("", "pictures/gone.webp")
    assert err.startswith("pictures/gone.webp could not be drawn:")
