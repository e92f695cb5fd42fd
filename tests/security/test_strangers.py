"""What a stranger may ask of which address."""

import re
from itertools import cycle, product
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest
from django.test import Client

from events import organisers
from events.models import User
from tests.security.addresses import addresses

ADMIN = sorted(path for path in set(addresses()) if path.startswith("/admin/"))
ROOT = Path(__file__).parent.parent.parent


def test_the_walk_knows_every_address():
    found = set(addresses())

    assert {"/", "/webinars/open/register/", "/about/", "/documents/1/x", "/registrations/x/cancel/"} <= found
    assert {"/admin/events/webinar/1/change/", "/accounts/login/", "/livez"} <= found


def test_a_stranger_gets_nothing_below_admin_but_the_way_to_sign_in(client, db):
    """B108"""
    ways = ("/accounts/login/", "/admin/login/", "/admin/")
    for path, ask in product(ADMIN, (client.get, client.post)):
        answer = ask(path)

        assert answer.status_code in {302, 403, 404, 405}, path
        assert answer.get("Location", "/accounts/login/").startswith(ways), path


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "https:evil.example",
        "\t//evil.example",
        "//testserver@evil.example/",
        "http://testserver:80@evil.example/",
        "javascript:alert(1)",
        "///evil.example",
    ],
)
def test_signing_in_never_leads_to_another_site(client, address, db):
    """B92"""
    user = organisers.make("ada@example.org", "a long enough password")
    answer = client.post(
        "/accounts/login/", {"login": user.email, "password": "a long enough password", "next": address}
    )

    assert (answer.status_code, answer["Location"]) == (302, "/admin/")


def test_no_other_way_through_an_account_leads_to_another_site(client, db):
    """B92: by whatever name the way back is asked for, in the address or in the form."""
    user = organisers.make("ada@example.org", "a long enough password")
    pages = [path for path in sorted(set(addresses())) if path.startswith("/accounts/")]
    pages += ["/admin/login/", "/admin/logout/", "/admin/password_change/", "/admin/events/webinar/add/"]
    evil = cycle(["https://evil.example/", "//evil.example/", "/\\evil.example"])
    for path, is_known in product(pages, [False, True]):
        asked = dict.fromkeys(["next", "url", "redirect_to", "_popup"], next(evil))
        typed = {**asked, "login": user.email, "password": "a long enough password"}
        browser = Client()
        if is_known:
            browser.force_login(user)
        for answer in (browser.get(path, asked), browser.post(f"{path}?{urlencode(asked)}", typed)):
            led = urlsplit(answer.get("Location", "/"))
            assert (led.scheme, led.netloc) == ("", ""), path
            assert led.path.startswith("/"), path
            assert not led.path.startswith(("//", "/\\")), path


def test_a_nul_in_the_way_back_is_no_error_of_ours(client, db):
    """B92"""
    user = organisers.make("ada@example.org", "a long enough password")
    typed = {"login": user.email, "password": "a long enough password", "next": "/admin/\0"}

    assert client.post("/accounts/login/", typed).get("Location", "/admin/").startswith("/admin/")


def test_no_code_redirects_to_what_was_asked_for():
    """B92"""
    asked = re.compile(r"redirect\([^)]*request\.(GET|POST|META|headers)", re.I)
    code = [
        path for app in ("events", "registrations", "webinar_site") for path in (ROOT / app).rglob("*.py")
    ]

    assert asked.search('return HttpResponseRedirect(request.GET["next"])')
    assert [path.name for path in code if asked.search(path.read_text())] == []


@pytest.fixture
def checking_client(admin_client):
    """An organiser's browser on a page of another site: their cookie, no token."""
    checking = Client(enforce_csrf_checks=True)
    checking.cookies = admin_client.cookies
    return checking


def test_an_organisers_page_does_nothing_for_another_site(checking_client):
    """B107"""
    for path in ADMIN:
        answer = checking_client.post(path)

        # 302: the old names of pages lead to the new ones
        assert answer.status_code in {302, 403, 404, 405}, path
        assert answer.status_code != 302 or answer["Location"].startswith("/"), path


def test_nobody_is_an_organiser_of_a_new_site_and_no_page_makes_one(client, db):
    """B106: neither a first-run page nor a usual password."""
    typed = {
        "email": "eve@example.org",
        "login": "admin",
        "password": "admin",
        "password1": "a long enough password",
    }
    pages = [path for path in sorted(set(addresses())) if path.startswith("/accounts/")]
    for path in [*pages, "/admin/login/", "/admin/events/user/add/", "/setup/", "/install/"]:
        client.post(path, {**typed, "password2": "a long password", "is_superuser": "on"})

    assert not User.objects.exists()
