"""Registrations over time, drawn and as a table."""

from datetime import UTC, date, datetime, timedelta
from xml.etree import ElementTree

import pytest
from django.urls import reverse

from events.models import User
from registrations import chart, seats
from tests import builders

FIRST = date(2026, 9, 1)


def test_days_without_registrations_are_days_too():
    days = chart.drawn({FIRST: 3, FIRST + timedelta(days=2): 1})

    assert [(day.on.day, day.new, day.total) for day in days] == [(1, 3, 3), (2, 0, 3), (3, 1, 4)]


def test_the_highest_bar_and_the_end_of_the_line_reach_the_top():
    days = chart.drawn({FIRST: 3, FIRST + timedelta(days=1): 1})

    assert (days[0].new_y, days[0].new_height, days[-1].total_y) == (0, chart.HEIGHT, 0)
    assert chart.line(days) == "M0 160V40.0H320.0V0.0H640.0"


def test_one_day_fills_the_drawing():
    (day,) = chart.drawn({FIRST: 1})

    assert (day.x, day.new_y, day.total) == (0, 0, 1)


def test_before_the_last_four_hundred_days_all_is_counted_with_the_first():
    days = chart.drawn({FIRST - timedelta(days=5000): 7, FIRST - timedelta(days=399): 2, FIRST: 1})

    assert len(days) == chart.MOST
    assert (days[0].new, days[-1].total) == (9, 10)


def test_nobody_makes_no_drawing():
    assert chart.drawn({}) == []


@pytest.fixture
def organiser(client):
    client.force_login(builders.user())
    return client


def page(client, webinar):
    return client.get(reverse("admin:registrations_registration_over_time", args=[webinar.pk]))


@pytest.mark.django_db
def test_the_page_draws_the_days_of_the_webinars_zone_and_tells_them_in_a_table(organiser):
    webinar = builders.webinar(time_zone="Asia/Tokyo")
    for day, hour in ((1, 14), (1, 15), (3, 14)):  # 23:00, midnight and 23:00 in Tokyo
        builders.registration(webinar, now=datetime(2026, 9, day, hour, tzinfo=UTC))
    builders.registration(builders.webinar())

    html = page(organiser, webinar).content.decode()

    assert html.count("<rect ") == 3
    assert "In all: 3 from 1 Sep 2026 to 3 Sep 2026" in html
    assert html.count("<span>1 Sep 2026</span><span>3 Sep 2026</span>") == 2
    assert '<th scope="row">2 Sep 2026</th>' in html
    assert "Registered: 3" in html
    assert "style=" not in html[html.index("<figure") : html.index("</details>")]
    drawing = html[html.index('<svg viewBox="0') :]
    ElementTree.fromstring(drawing[: drawing.index("</svg>") + 6])


@pytest.mark.django_db
def test_one_day_or_two_are_told_by_the_table_alone(organiser):
    webinar = builders.webinar()
    for day in (1, 2):
        person = builders.registration(webinar, now=datetime(2026, 9, day, tzinfo=UTC))
    seats.cancel(person, datetime(2026, 9, 3, tzinfo=UTC))

    html = page(organiser, webinar).text

    assert ("<figure" in html, 'chart__table" open>' in html) == (False, True)
    assert "Registered: 1 · Cancelled: 1" in html
    assert "also who cancelled" in html


@pytest.mark.django_db
def test_the_page_of_a_webinar_without_registrations_says_so(organiser):
    assert "Nobody has registered yet." in page(organiser, builders.webinar()).content.decode()


@pytest.mark.django_db
def test_the_drawings_are_for_those_who_may_see_the_webinar(client):
    client.force_login(User.objects.create_user("nobody@example.org", is_staff=True))

    assert page(client, builders.webinar()).status_code == 404
