"""Limits of networks, of addresses and of guessing: floods are slowed down, nobody is lost."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.urls import reverse
from django.utils import timezone

from registrations import enquiries, limits, links, outbox, personal_links, seats, sweep, visitor_form
from registrations.models import Bucket, Enquiry, Message
from registrations.views import holder
from tests import builders
from tests.builders import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def webinar():
    return builders.coming_webinar()


@pytest.fixture
def come_from(rf):
    """A function that returns a request from an address."""

    def request(address="192.0.2.1", forwarded=None):
        headers = {} if forwarded is None else {"HTTP_X_FORWARDED_FOR": forwarded}
        return rf.get("/", REMOTE_ADDR=address, **headers)

    return request


# Where a request comes from ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:aaaa:bbbb:cccc:dddd", "2001:db8:1:2::/64"),
        ("::1", "::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", "unknown"),
        ("nonsense", "unknown"),
    ],
)
def test_a_network_is_an_ipv4_address_or_an_ipv6_64(come_from, address, network):
    assert limits.network(come_from(address)) == network


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "203.0.113.9", "192.0.2.1"),  # nobody of ours wrote it
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "198.51.100.1, 203.0.113.9", "203.0.113.9"),  # what the visitor wrote stands to the left
        (2, "198.51.100.1, 203.0.113.9, 10.0.0.1", "203.0.113.9"),
        (2, "203.0.113.9", "203.0.113.9"),
        (1, None, "192.0.2.1"),
        (1, " , ", "192.0.2.1"),
        (1, "203.0.113.9:4711", "203.0.113.9"),
        (1, "[2001:db8::1]:4711", "2001:db8::1"),
        (1, "2001:db8::1", "2001:db8::1"),
    ],
)
def test_the_address_is_what_the_outermost_proxy_saw(come_from, settings, proxies, forwarded, address):
    settings.PROXIES = proxies

    assert limits.client_address(come_from(forwarded=forwarded)) == address


def test_no_address_is_stored_and_tomorrow_it_has_another_hash(come_from):
    request = come_from("203.0.113.9")
    limits.may_register(request, NOW)
    limits.may_register(request, NOW + timedelta(days=1))

    names = list(Bucket.objects.values_list("name", flat=True))
    assert len(set(names)) == 2
    assert not any("203.0.113.9" in name for name in names)


def test_the_sweep_forgets_networks_and_addresses(come_from):
    limits.may_register(come_from(), NOW)
    builders.registration(builders.webinar(), NOW)

    sweep.put_right(NOW + timedelta(hours=1))
    assert Bucket.objects.count() == 1
    assert Message.objects.exclude(address_key="").count() == 1

    sweep.put_right(NOW + timedelta(hours=24))
    assert not Bucket.objects.exists()
    assert not Message.objects.exclude(address_key="").exists()


# Networks ---------------------------------------------------------------------------------------


def test_five_hundred_colleagues_get_through_in_five_minutes_and_at_once(come_from):
    """C31"""
    in_five_minutes = [
        limits.may_register(come_from("192.0.2.1"), NOW + timedelta(minutes=5) * n / 500) for n in range(500)
    ]
    at_once = [limits.may_register(come_from("192.0.2.2"), NOW) for _ in range(500)]

    assert all(in_five_minutes)
    assert all(at_once)


def test_a_flood_gets_a_hundred_a_minute_and_harms_no_other_network(come_from):
    """C31: 1,000 posts a minute, for three minutes."""
    results = [limits.may_register(come_from(), NOW + timedelta(minutes=n / 1000)) for n in range(3000)]

    passed = [sum(results[minute * 1000 :][:1000]) for minute in range(3)]
    assert 595 <= passed[0] <= 600
    assert passed[1:] == pytest.approx([100, 100], abs=1)
    assert limits.may_register(come_from("192.0.2.99"), NOW + timedelta(minutes=3))


def test_a_clock_that_goes_back_gives_no_tokens(come_from):
    assert Bucket.objects.take("one", burst=1, rate=1, now=NOW)
    assert not Bucket.objects.take("one", burst=1, rate=1, now=NOW - timedelta(hours=1))
    assert not Bucket.objects.take("one", burst=1, rate=1, now=NOW)
    assert Bucket.objects.take("one", burst=1, rate=1, now=NOW + timedelta(seconds=1))


def stamp(purpose, now):
    return visitor_form.new_stamp(purpose, now - timedelta(minutes=1))


FORMS = {
    "register": {
        "name": "Ada Example",
        "email": "ada@example.org",
        "organisation": "<b>ILO</b>",
        "country": "CH",
    },
    "send_link": {"email": "ada@example.org"},
    "contact": {
        "name": "Ada Example",
        "email": "ada@example.org",
        "subject": "Captions & co",
        "message": "Will there\nbe captions?",
    },
}


def post(client, webinar, name, **fields):
    """Send one of the forms filled in, as from a browser."""
    form = "contact" if name == "webinar_contact" else name
    purpose = {"register": f"register {webinar.pk}", "send_link": "send-link", "contact": "contact"}[form]
    path = reverse(f"registrations:{name}", args=[] if name == "contact" else [webinar.slug])
    return client.post(
        path, {"stamp": stamp(purpose, timezone.now()), "website": "", **FORMS[form], **fields}
    )


def empty_the_buckets():
    Bucket.objects.update(tokens=0, at=timezone.now() + timedelta(minutes=1))


@pytest.mark.parametrize("name", ["register", "send_link", "contact", "webinar_contact"])
def test_a_form_over_the_limit_comes_back_filled_in_and_one_press_later_sends_it(client, webinar, name):
    """C31: slowed, never refused, and nothing typed is lost."""
    post(client, webinar, name, email="first@example.org")
    empty_the_buckets()
    stored = [webinar.registrations.count(), Enquiry.objects.count(), Message.objects.count()]

    answer = post(client, webinar, name)

    form = answer.context["form"]
    assert (answer.status_code, answer["Retry-After"]) == (429, "60")
    assert "once more in a minute." in answer.content.decode()
    for field, value in FORMS[name.removeprefix("webinar_")].items():
        assert form[field].value() == value
    assert [webinar.registrations.count(), Enquiry.objects.count(), Message.objects.count()] == stored

    Bucket.objects.update(tokens=1)
    again = post(client, webinar, name, stamp=answer.context["stamp"])
    assert again.status_code == 302


@pytest.mark.parametrize("name", ["register", "send_link", "contact"])
def test_posts_that_change_nothing_take_nothing_from_the_colleagues(client, webinar, name):
    """C31: a flood without a valid stamp, or of a form with mistakes."""
    assert post(client, webinar, name, stamp="").status_code == 200
    assert post(client, webinar, name, email="nonsense").status_code == 200

    assert not Bucket.objects.exists()


def test_two_hundred_questions_from_one_network_are_slowed_down_and_none_is_lost_in_silence(client, webinar):
    """B55: each is stored or comes back to its writer."""
    answers = [
        post(client, webinar, "contact", email=f"person-{n}@example.org").status_code for n in range(200)
    ]

    assert set(answers) == {302, 429}
    assert Enquiry.objects.count() == answers.count(302) >= 60


# Robots -----------------------------------------------------------------------------------------


def test_a_robot_is_kept_for_review_and_registers_nobody(client, webinar):
    """B20: the hidden field is filled in."""
    answer = post(client, webinar, "register", website="https://spam.example")

    assert (answer.status_code, answer.url) == (302, reverse("registrations:registered", args=[webinar.slug]))
    assert not webinar.registrations.exists()
    assert Enquiry.objects.get().status == Enquiry.Status.SPAM


def test_robots_are_limited_too(client, webinar):
    """B20"""
    post(client, webinar, "register", website="https://spam.example")
    empty_the_buckets()

    assert post(client, webinar, "register", website="https://spam.example").status_code == 429
    assert Enquiry.objects.count() == 1


def test_one_form_sent_fifty_times_is_one_registration_and_one_mail(client, webinar):
    """B20: a stamp is replayed."""
    same = stamp(f"register {webinar.pk}", timezone.now())
    for _ in range(50):
        assert post(client, webinar, "register", stamp=same).status_code == 302

    assert webinar.registrations.count() == 1
    assert Message.objects.count() == 1


def test_who_is_faster_than_two_seconds_presses_once_more(client, webinar):
    """B20: also without a script, the form that comes back may be sent at once."""
    quick = visitor_form.new_stamp(f"register {webinar.pk}", timezone.now())
    answer = post(client, webinar, "register", stamp=quick)

    assert answer.status_code == 200
    assert "Press Register once more" in answer.content.decode()
    assert post(client, webinar, "register", stamp=answer.context["stamp"]).status_code == 302


# Mails to one address ---------------------------------------------------------------------------


def to_be_sent(kind=None):
    waiting = Message.objects.waiting()
    return (waiting.filter(kind=kind) if kind else waiting).count()


@pytest.mark.parametrize(
    "asks", [{}, {"asks_confirmation": True}, {"asks_approval": True}, {"capacity": 0}], ids=str
)
def test_a_hundred_registrations_of_one_address_are_three_mails_a_day(asks):
    """B28: a stranger registers a victim again and again, for 23 hours."""
    webinar = builders.admission(**asks).webinar
    for n in range(100):
        builders.registration(webinar, NOW + timedelta(hours=23) * n / 100, email="ada@example.org")

    assert to_be_sent() == 3


def test_all_forms_together_are_three_mails_about_a_webinar(webinar):
    """B28"""
    for hour in range(5):
        now = NOW + timedelta(hours=hour)
        builders.registration(webinar, now, email="ada@example.org")
        personal_links.send("Ada@Example.org", webinar, now)
        ask("ada@example.org", webinar, now)

    assert Message.objects.waiting().exclude(kind="new_enquiry").count() == 3
    assert to_be_sent("new_enquiry") == 5


def ask(email, webinar, now):
    details = {"name": "Ada", "email": email, "subject": "", "message": "Why?"}
    return enquiries.ask(details, webinar, visitor_form.new_key(), now)


def test_an_address_registered_at_a_hundred_webinars_gets_ten_mails():
    """B28: each registration is stored; what is not sent is kept for organisers to see and to send."""
    registrations = [
        builders.registration(builders.webinar(), NOW + timedelta(minutes=n), email="ada@example.org")
        for n in range(100)
    ]

    assert {registration.status for registration in registrations} == {"registered"}
    assert to_be_sent() == 10
    assert Message.objects.exclude(failed_at=None).filter(last_error__startswith="Not sent: ").count() == 90

    outbox.send_again(registrations[50].messages.all(), NOW)
    assert to_be_sent() == 11


@pytest.mark.parametrize("email", ["ADA@example.org", "ada+webinars@example.org"])
def test_another_spelling_of_a_mailbox_is_the_same_mailbox(email):
    """B28"""
    assert limits.address_key(email) == limits.address_key("ada@example.org")
    assert limits.address_key(email) != limits.address_key("eda@example.org")


def test_after_a_day_the_address_gets_mails_again(webinar):
    """B28"""
    for hour in range(4):
        builders.registration(webinar, NOW + timedelta(hours=hour), email="ada@example.org")
    assert to_be_sent() == 3

    builders.registration(webinar, NOW + timedelta(hours=24, minutes=1), email="ada@example.org")

    assert to_be_sent() == 4


def test_organisers_clock_and_holders_are_never_limited():
    """B28: what a stranger caused does not keep their mails back."""
    admission = builders.admission(capacity=1, asks_approval=True)
    webinar = admission.webinar
    victim = builders.registration(webinar, NOW, email="ada@example.org")
    for hour in range(1, 6):
        builders.registration(webinar, NOW + timedelta(hours=hour), email="ada@example.org")
    assert victim.messages.waiting().count() == 3

    seats.approve(victim, NOW + timedelta(hours=7), by=None)
    seats.cancel(victim, NOW + timedelta(hours=8))

    kinds = list(victim.messages.waiting().order_by("pk").values_list("kind", flat=True))
    assert kinds[3:] == ["registered", "cancelled"]


# Guessing ---------------------------------------------------------------------------------------


@pytest.fixture
def nobody_has_guessed():
    limits.guesses.clear()
    holder.kept.clear()
    yield
    limits.guesses.clear()
    holder.kept.clear()


@pytest.mark.usefixtures("nobody_has_guessed")
@pytest.mark.parametrize(
    "path", ["/registrations/{}/", "/join/{}/", "/confirm/{}/", "/registrations/{}/cancel/"]
)
def test_a_thousand_wrong_links_get_the_same_answer_and_soon_cost_no_query(
    client, webinar, path, django_assert_num_queries, monkeypatch
):
    """B29"""
    # The clock stands still: a slow machine would give back a guess every three seconds.
    monkeypatch.setattr(holder, "timezone", SimpleNamespace(now=lambda: NOW))
    right = builders.registration(webinar, timezone.now())
    client.get("/contact/")  # whatever is made once is made
    answers = [client.get(path.format(f"wrong{n}")) for n in range(150)]
    # However slow the machine: no token comes back while the others are asked for.
    limits.guesses.update(dict.fromkeys(limits.guesses, (0, timezone.now() + timedelta(hours=1))))

    with django_assert_num_queries(0):
        answers += [client.get(path.format(f"wrong{n}")) for n in range(850)]

    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1
    assert len({tuple(sorted(set(answer.headers) - {"X-Request-ID"})) for answer in answers}) == 1
    assert client.get(links.page_path(right)).status_code == 200
    assert not Bucket.objects.exists()  # a GET writes nothing


def test_who_waits_may_guess_again_and_other_networks_are_not_touched(come_from, nobody_has_guessed):
    """B29"""
    assert [limits.may_guess(come_from(), NOW) for _ in range(101)] == [True] * 100 + [False]
    assert limits.may_guess(come_from("192.0.2.9"), NOW)
    assert limits.may_guess(come_from(), NOW + timedelta(seconds=3))


def test_the_memory_of_who_guessed_does_not_grow(come_from, nobody_has_guessed, monkeypatch):
    """B29"""
    monkeypatch.setattr(limits, "MOST_NETWORKS", 10)
    for n in range(100):
        limits.may_guess(come_from(f"192.0.2.{n}"), NOW)

    assert len(limits.guesses) <= 10


def test_a_signature_is_of_full_length(webinar):
    """B29: 256 bits, in each kind of link."""
    registration = builders.registration(webinar, timezone.now())
    for signer in (links.PAGE, links.JOIN, links.CONFIRM):
        assert len(links.token(signer, registration).rpartition(":")[2]) == 43
