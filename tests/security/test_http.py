"""Whatever is asked of whichever address: an answer below 500, with all headers, that gives nothing away."""

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from events.models import Series
from tests.security.addresses import FORMS, PUBLIC, assert_headers

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
    "//webinars//",
    "/webinars.xyz",
    "/webinars/open/programme.docx",
    "/" + "a" * 100_000,
]


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
def test_a_foreign_host_is_refused(client, host, db):
    """B93"""
    for path in ("/", "/contact/", "/admin/", "/accounts/login/", "/livez", "/no/such"):
        answer = client.get(path, headers={"Host": host})

        assert (answer.status_code, b"evil" in answer.content) == (400, False), path


@pytest.mark.parametrize("header", ["X-Forwarded-Host", "Forwarded", "X-Host", "X-Original-URL"])
def test_no_header_puts_another_host_into_a_page(client, header, site):
    """B93"""
    answer = client.get("/webinars/open/", headers={header: "evil.example"})

    assert answer.status_code == 200
    assert b"evil.example" not in answer.content


@pytest.mark.parametrize(
    "digits",
    ["1" * 23, "9" * 5000, "0", "-1", "123e4567-e89b-12d3-a456-426614174000;x"],
    ids=["23", "5000", "zero", "negative", "uuid"],
)
@pytest.mark.parametrize(
    "path", ["/documents/{}/a.pdf", "/webinars/{}/", "/series/{}/", "/registrations/{}/", "/pictures/{}"]
)
def test_an_impossible_number_is_not_found(client, path, digits, db):
    """B98"""
    assert client.get(path.format(digits)).status_code == 404


@pytest.mark.parametrize("digits", ["1" * 23, "9" * 5000, "abc"], ids=["23", "5000", "letters"])
def test_an_impossible_number_in_the_admin_is_no_error(admin_client, digits):
    """B98"""
    assert admin_client.get(f"/admin/events/webinar/{digits}/change/").status_code in {302, 404}


@pytest.mark.parametrize("page", JUNK, ids=lambda value: value[:8] or "empty")
def test_a_page_that_is_no_number_shows_the_list(client, page, site):
    """B97"""
    assert client.get(f"/webinars/?page={page}").status_code == 200


@pytest.mark.parametrize("path", PROBES, ids=lambda path: path[:24])
def test_a_probe_is_not_found_without_asking_the_database(client, path, db, django_assert_num_queries):
    """B96"""
    with django_assert_num_queries(0):
        answer = client.get(path)

    assert answer.status_code in {400, 404}
    assert_headers(answer)
    assert len(answer.content) < 4000


def test_the_address_of_a_page_is_the_one_of_the_site(client, settings, site):
    """B93: calendars, feed and sitemap are in tests/events/test_feeds.py, mails in tests/registrations."""
    settings.SITE_URL = "https://webinars.example.org"
    settings.ALLOWED_HOSTS = ["other.example.org"]

    for path in ("/webinars/open/", "/series/row/", "/webinars/"):
        page = client.get(path, headers={"host": "other.example.org"}).content.decode()

        assert f'<link rel="canonical" href="https://webinars.example.org{path}">' in page
        assert "other.example.org" not in page


@pytest.mark.parametrize(
    "content_type",
    [
        "application/json",
        "text/xml",
        "text/plain",
        "multipart/form-data",
        "application/x-www-form-urlencoded; charset=utf-16",
        "application/x-www-form-urlencoded; charset=utf-7",
        "application/x-www-form-urlencoded; charset=bogus",
        "multipart/form-data; charset=utf-16; boundary=x",
        "nonsense",
        "",
    ],
)
def test_what_is_no_form_is_refused_and_never_interpreted(client, content_type, site):
    """B95"""
    body = b"name=Ada+Example&email=ada%40example.org&message=Hello"
    for path in FORMS:
        answer = client.generic("POST", path, body, content_type=content_type)

        assert answer.status_code in {400, 415}, path
        assert_headers(answer)
        assert b"Ada Example" not in answer.content, path


@pytest.mark.parametrize("content_type", ["application/json", "text/xml", "multipart/form-data", "nonsense"])
def test_what_is_no_form_does_nothing_on_organisers_pages(organiser_client, content_type):
    """B95"""
    body = b'{"title": "Quagmire", "slug": "quagmire"}\ntitle=Quagmire&slug=quagmire'
    for path in ("/admin/events/series/add/", "/admin/events/webinar/add/", "/accounts/password/change/"):
        answer = organiser_client.generic("POST", path, body, content_type=content_type)

        assert answer.status_code in {200, 400, 415}, path
        assert b"Quagmire" not in answer.content
    assert not Series.objects.exists()


QUERIES = st.dictionaries(
    st.one_of(st.sampled_from(["page", "q", "year", "series", "language"]), st.text(max_size=5)),
    st.one_of(st.text(max_size=40), st.integers().map(str)),
    max_size=4,
)


@given(path=st.sampled_from(PUBLIC), query=QUERIES)
def test_no_query_breaks_a_public_page(site, path, query):
    """B97"""
    answer = Client().get(path, query)
    b"".join(answer)  # so that a file is closed

    has_nul = "\0" in "".join(name + value for name, value in query.items())
    assert answer.status_code == (400 if has_nul else 200)
