"""The headers of every answer, and who may keep or frame it."""

import pytest
from django.conf import settings
from django.db import OperationalError

from registrations import links
from tests import builders, tables
from tests.security.addresses import FORMS, POLICY, PUBLIC, addresses, assert_headers


@pytest.mark.parametrize("path", PUBLIC)
def test_a_public_page_sets_no_cookie_and_has_every_header(client, path, site):
    """B102"""
    answer = client.get(path)
    answer.close()

    assert answer.status_code == 200
    assert not answer.cookies
    assert_headers(answer)
    assert "Cookie" not in answer.get("Vary", "")


@pytest.mark.parametrize(
    "path",
    [
        "/no/such/",
        "/webinars/draft/",
        "/registrations/x/",
        "/accounts/login/",
        "/accounts/password/reset/",
        "/admin/",
    ],
)
def test_other_answers_have_every_header_and_are_never_kept(client, path, site):
    """B102"""
    answer = client.get(path)

    assert_headers(answer)
    assert answer["Cache-Control"] in {
        "private, no-store",
        "max-age=0, no-cache, no-store, must-revalidate, private",
    }


@pytest.mark.parametrize("path", ["/admin/", "/admin/events/webinar/", "/admin/events/webinar/add/"])
def test_the_organisers_pages_have_every_header(admin_client, path):
    answer = admin_client.get(path)

    assert answer.status_code == 200
    assert_headers(answer)
    assert "no-store" in answer["Cache-Control"]


def test_an_error_of_ours_has_its_page_and_every_header(client, monkeypatch, site):
    """B110"""
    monkeypatch.setattr("events.views.render_webinar", lambda *_: 1 / 0)
    client.raise_request_exception = False

    answer = client.get("/webinars/open/")

    assert answer.status_code == 500
    assert_headers(answer)
    assert b"ZeroDivisionError" not in answer.content
    assert answer["X-Request-ID"].encode() in answer.content


def test_the_policy_of_a_page_is_the_agreed_one(client, site):
    assert set(client.get("/webinars/open/")["Content-Security-Policy"].split("; ")) == POLICY


@pytest.mark.parametrize("path", FORMS)
@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
    ],
    ids=["cross-site", "same-site", "origin", "null"],
)
def test_a_visitors_form_sent_from_another_site_is_refused(client, path, headers, site):
    """B103 B107"""
    answer = client.post(path, {"name": "Ada", "email": "ada@example.org", "message": "?"}, headers=headers)

    assert answer.status_code == 403
    assert_headers(answer)


def test_no_address_takes_anything_from_another_site_but_a_mail_program(client, site):
    """B107: a new form is asked, too; taking oneself off by one click needs the token of one's own mail."""
    person = builders.registration(site)
    one_click = links.unsubscribe_url(person).removeprefix(settings.SITE_URL)
    token = links.page_path(person).strip("/").rpartition("/")[2]
    visitors = {path for path in addresses() if not path.startswith(("/admin/", "/accounts/"))}
    before, taken = tables.checksums(), set()
    for path in sorted(visitors | {path.replace("/x/", f"/{token}/") for path in visitors}):
        answer = client.post(path, {"name": "Ada"}, headers={"Sec-Fetch-Site": "cross-site"})
        assert answer.status_code in {403, 405} or "/unsubscribe/" in path, path
        taken.add(answer.status_code)

    assert tables.checksums() == before
    assert taken >= {403, 405}
    assert client.post(one_click, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 200


@pytest.mark.parametrize("path", ["/", "/webinars/open/", "/webinars/open/register/", "/no/such/", "/livez"])
def test_nothing_may_be_framed(client, path, site):
    """B103"""
    answer = client.get(path)

    assert answer["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]


@pytest.mark.parametrize("path", [*FORMS, "/", "/admin/"])
def test_no_other_site_may_ask_in_a_readers_name(client, path, site):
    """B103"""
    answer = client.options(
        path, headers={"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}
    )

    assert answer.status_code in {302, 405}
    assert not [name for name in answer.headers if name.startswith("Access-Control")]


@pytest.mark.parametrize("path", ["/", "/webinars/open/", "/webinars.atom", "/webinars.ics", "/sitemap.xml"])
def test_an_answer_without_a_body_has_every_header_too(client, path, site):
    etag = client.get(path)["ETag"]
    unchanged = client.get(path, headers={"If-None-Match": etag})
    refused = client.post(path)

    assert (unchanged.status_code, refused.status_code) == (304, 405)
    assert_headers(unchanged)
    assert_headers(refused)
    assert unchanged["Cache-Control"] == "public, max-age=0, s-maxage=10"
    assert refused["Cache-Control"] == "private, no-store"


def test_a_redirect_has_every_header_too(client, site):
    site.old_slugs.create(slug="old")
    answer = client.get("/webinars/old/")

    assert (answer.status_code, answer["Location"]) == (301, "/webinars/open/")
    assert_headers(answer)


def test_without_its_database_the_site_says_sorry(client, monkeypatch, site):
    """B110"""

    def gone(*_):
        raise OperationalError("connection refused to 192.0.2.9")

    monkeypatch.setattr("django.db.backends.utils.CursorWrapper.execute", gone)
    client.raise_request_exception = False

    answer = client.get("/webinars/open/?afresh")
    monkeypatch.undo()

    assert answer.status_code == 503
    assert_headers(answer)
    assert answer["Cache-Control"] == "private, no-store"
    assert b"192.0.2.9" not in answer.content
    assert answer["X-Request-ID"].encode() in answer.content
