"""Which methods an address answers, and HEAD as GET without a body."""

from itertools import product

import pytest
from django.core.files.base import ContentFile
from django.core.handlers.wsgi import WSGIHandler
from django.test import RequestFactory

from tests import builders
from tests.security.addresses import METHODS, addresses, assert_headers

KNOWN = ["GET", "POST", "OPTIONS"]  # HEAD is GET: below. Those of organisers: test_matrix.py
ORGANISERS = sorted(path for path in set(addresses()) if path.startswith(("/admin/", "/accounts/")))


def test_an_unknown_method_is_refused_at_every_address(client, site):
    """B94: before anybody asks who it is."""
    asked = product(sorted(set(addresses())), METHODS)
    for path, method in [*asked, *product(ORGANISERS, ["OPTIONS"])]:
        answer = client.generic(method, path)

        assert (answer.status_code, method in answer.get("Allow", "")) == (405, False), (path, method)
        assert_headers(answer)


def test_a_known_method_is_answered_or_refused_as_announced_at_every_address_of_visitors(client, site):
    """B94"""
    for path, method in product(sorted(set(addresses()) - set(ORGANISERS)), KNOWN):
        answer = client.generic(method, path)
        b"".join(answer)  # so that a file is closed

        assert answer.status_code < 500 or path == "/readyz", (path, method)  # 503: no worker in tests
        assert answer.status_code != 405 or method not in answer["Allow"], (path, method)


@pytest.fixture
def answered(client, site):
    """Ask as an organiser; return (status, headers, body) as a web server gets them, but those of the moment.

    Not by the test client alone, which drops bodies itself.
    """
    client.force_login(builders.user())
    asking, server = RequestFactory(), WSGIHandler()
    asking.cookies = client.cookies

    def answered(method, path):
        answer = server.get_response(asking.generic(method, path))
        body = b"".join(answer)
        for close in answer._resource_closers:
            close()
        headers = {name: value for name, value in answer.items() if name not in {"X-Request-ID", "Expires"}}
        return answer.status_code, headers, body

    return answered


def test_head_is_answered_as_get_without_the_body(answered, site):
    """B94: of pages kept and made, lists, files, what is not found and what is refused."""
    document = builders.document(site, file=ContentFile(b"%PDF-1.7", name="x.pdf"))
    inside = f"/admin/events/webinar/{site.pk}"
    paths = ["/", "/?page=1", "/webinars/open/calendar.ics", "/static/css/site.css", "/livez", "/no/such/"]
    paths += [document.get_absolute_url(), "/about/", "/admin/", f"{inside}/documents/{document.pk}/"]
    paths += [
        "/admin/registrations/registration/export/",
        "/admin/events/webinar/0/preview/",
        "/accounts/2fa/",
    ]

    for path in paths:
        status, headers, body = answered("GET", path)
        assert body, path
        assert answered("HEAD", path) == (status, headers, b""), path
    assert answered("GET", "/")[1]["Content-Length"]
