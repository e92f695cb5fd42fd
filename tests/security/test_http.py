"""Whatever is asked of whichever address: an answer below 500, with all headers, that gives nothing away."""

import re

import pytest
from django.contrib.admindocs.views import simplify_regex
from django.urls import get_resolver
from django.urls.resolvers import RegexPattern, URLResolver

from events import organisers
from tests import builders

POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
}
CONSTANT = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
PUBLIC = [
    "/",
    "/webinars/",
    "/webinars/open/",
    "/webinars/open/calendar.ics",
    "/webinars/open/register/",
    "/webinars/open/registered/",
    "/webinars/open/send-link/",
    "/webinars/open/contact/",
    "/series/row/",
    "/series/row/calendar.ics",
    "/webinars.ics",
    "/webinars.atom",
    "/send-link/",
    "/contact/",
    "/contact/sent/",
    "/about/",
    "/privacy/",
    "/accessibility/",
    "/sitemap.xml",
    "/robots.txt",
    "/.well-known/security.txt",
    "/livez",
    "/static/css/site.css",
]
METHODS = ["TRACE", "PUT", "DELETE", "PATCH", "FOO"]
FORMS = [
    "/webinars/open/register/",
    "/webinars/open/send-link/",
    "/send-link/",
    "/contact/",
    "/webinars/open/contact/",
]
JUNK = ["0", "-1", "1" * 23, "1e400", "9" * 5000, "٣", "abc", "1;drop", "", "%ff", "1&page=x"]
HOSTILE = [
    "evil.example",
    "testserver@evil.example",
    "evil.example:80",
    "localhost.evil.example",
    "a b",
    "localhost:x",
]
PROBES = [
    "/.env",
    "/.git/config",
    "/wp-login.php",
    "/webinars/../../etc/passwd",
    "/..%2f..%2fetc/passwd",
    "/static/../manage.py",
    "/%ff%fe",
    "/index.php",
    "/" + "a" * 100_000,
]


@pytest.fixture
def site(db):
    """A published webinar at /webinars/open/ in a series, and a draft at /webinars/draft/."""
    webinar = builders.webinar(slug="open", series=builders.series(slug="row"))
    builders.admission(webinar=webinar)
    builders.webinar(slug="draft", status="draft")
    return webinar


def addresses(patterns=None, before=""):
    """Return one address for every pattern of the site."""
    for pattern in patterns or get_resolver().url_patterns:
        text = before + (
            simplify_regex(str(pattern.pattern)).lstrip("/")
            if isinstance(pattern.pattern, RegexPattern)
            else str(pattern.pattern)
        )
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, text)
        else:
            yield "/" + re.sub(r"<(\w+:)?(\w+)>", filled_in, text)


def filled_in(match):
    kind, name = match.groups()
    if kind == "int:" or name in {"object_id", "content_type_id"}:
        return "1"
    return {"slug": "about" if kind is None else "open"}.get(name, "x")


@pytest.mark.parametrize("path", sorted(set(addresses())))
def test_an_unknown_method_is_refused_at_every_address(client, path, site):
    for method in METHODS:
        answer = client.generic(method, path)

        assert (answer.status_code, method in answer.get("Allow", "")) == (405, False), method


def test_the_walk_knows_every_address():
    found = set(addresses())

    assert {"/", "/webinars/open/register/", "/about/", "/documents/1/x", "/registrations/x/cancel/"} <= found
    assert {"/admin/events/webinar/1/change/", "/accounts/login/", "/livez"} <= found


@pytest.mark.parametrize("path", sorted(path for path in set(addresses()) if path.startswith("/admin/")))
def test_a_stranger_gets_nothing_below_admin_but_the_way_to_sign_in(client, path, db):
    for answer in (client.get(path), client.post(path)):
        assert answer.status_code in {302, 403, 404, 405}
        assert answer.get("Location", "/accounts/login/").startswith(
            ("/accounts/login/", "/admin/login/", "/admin/")
        )


@pytest.mark.parametrize(
    "ask",
    [
        lambda client: client.get("/webinars/a%00b/"),
        lambda client: client.get("/static/a%00b.css"),
        lambda client: client.get("/webinars/?page=%00"),
        lambda client: client.get("/webinars/?page=1&a%00b=1"),
        lambda client: client.get("/webinars/?page=%00&page=1"),
        lambda client: client.get("/", headers={"Cookie": 'sessionid="a\\000b"'}),
        lambda client: client.get("/admin/", headers={"Cookie": 'sessionid="a\\000b"'}),
        lambda client: client.get("/accounts/login/", headers={"Cookie": 'csrftoken="a\\000b"'}),
        lambda client: client.get("/", headers={"Accept-Language": "en\0"}),
        lambda client: client.get("/admin/events/webinar/?title__exact=a%00"),
    ],
    ids=["path", "static", "value", "name", "first", "cookie", "session", "csrf", "header", "admin"],
)
def test_a_nul_character_is_refused(client, ask, db):
    """B02"""
    answer = ask(client)

    assert answer.status_code == 400
    assert "Content-Security-Policy" in answer


@pytest.mark.parametrize("host", HOSTILE)
@pytest.mark.parametrize("path", ["/", "/contact/", "/admin/", "/accounts/login/", "/livez", "/no/such"])
def test_a_foreign_host_is_refused(client, path, host, db):
    answer = client.get(path, headers={"Host": host})

    assert answer.status_code == 400
    assert b"evil" not in answer.content


@pytest.mark.parametrize("header", ["X-Forwarded-Host", "Forwarded", "X-Host", "X-Original-URL"])
def test_no_header_puts_another_host_into_a_page(client, header, site):
    answer = client.get("/webinars/open/", headers={header: "evil.example"})

    assert answer.status_code == 200
    assert b"evil.example" not in answer.content


@pytest.mark.parametrize("digits", ["1" * 23, "9" * 5000, "0", "-1"], ids=["23", "5000", "zero", "negative"])
@pytest.mark.parametrize(
    "path", ["/documents/{}/a.pdf", "/webinars/{}/", "/series/{}/", "/registrations/{}/", "/pictures/{}"]
)
def test_an_impossible_number_is_not_found(client, path, digits, db):
    assert client.get(path.format(digits)).status_code == 404


@pytest.mark.parametrize("digits", ["1" * 23, "9" * 5000, "abc"], ids=["23", "5000", "letters"])
def test_an_impossible_number_in_the_admin_is_no_error(admin_client, digits):
    assert admin_client.get(f"/admin/events/webinar/{digits}/change/").status_code in {302, 404}


@pytest.mark.parametrize("page", JUNK, ids=lambda value: value[:8] or "empty")
def test_a_page_that_is_no_number_shows_the_list(client, page, site):
    assert client.get(f"/webinars/?page={page}").status_code == 200


@pytest.mark.parametrize("path", PUBLIC)
def test_a_public_page_sets_no_cookie_and_has_every_header(client, path, site):
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
    monkeypatch.setattr("events.views.render_webinar", lambda *_: 1 / 0)
    client.raise_request_exception = False

    answer = client.get("/webinars/open/")

    assert answer.status_code == 500
    assert_headers(answer)
    assert b"ZeroDivisionError" not in answer.content
    assert answer["X-Request-ID"].encode() in answer.content


def assert_headers(answer):
    assert {name: answer.get(name) for name in CONSTANT} == CONSTANT
    assert "camera=()" in answer["Permissions-Policy"]
    assert re.fullmatch(r"[0-9a-f]{16}", answer["X-Request-ID"])
    policy = answer["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert not re.search(r"https?:|\*|data:", policy)


def test_the_policy_of_a_page_is_the_agreed_one(client, site):
    assert set(client.get("/webinars/open/")["Content-Security-Policy"].split("; ")) == POLICY


@pytest.mark.parametrize("path", PROBES, ids=lambda path: path[:24])
def test_a_probe_is_not_found_without_asking_the_database(client, path, db, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = client.get(path)

    assert answer.status_code in {400, 404}
    assert_headers(answer)
    assert len(answer.content) < 4000


@pytest.mark.parametrize(
    "address", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"]
)
def test_signing_in_never_leads_to_another_site(client, address, db):
    user = organisers.make("ada@example.org", "a long enough password")
    answer = client.post(
        "/accounts/login/", {"login": user.email, "password": "a long enough password", "next": address}
    )

    assert (answer.status_code, answer["Location"]) == (302, "/admin/")


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
    answer = client.post(path, {"name": "Ada", "email": "ada@example.org", "message": "?"}, headers=headers)

    assert answer.status_code == 403
    assert_headers(answer)
