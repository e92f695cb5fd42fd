"""What each answer carries, proven on bare functions; whole addresses are in tests/security."""

import json
import logging

import pytest
from django.http import HttpResponse, HttpResponseNotAllowed
from django.test import RequestFactory

from webinar_site import logs, middleware

ask = RequestFactory()


def answer(layer, request, response=None):
    return layer(lambda _: response or HttpResponse("the page"))(request)


def test_each_request_has_a_number_of_its_own():
    first, second = (answer(middleware.request_id, ask.get("/"))["X-Request-ID"] for _ in range(2))

    assert first != second


def test_the_number_of_a_request_stands_in_its_log_lines_and_in_no_later_one():
    lines = []

    def view(request):
        lines.append(line("during"))
        return HttpResponse()

    response = middleware.request_id(view)(ask.get("/"))
    lines.append(line("after"))

    assert lines[0]["request"] == response["X-Request-ID"]
    assert "request" not in lines[1]


def line(message):
    record = logging.LogRecord("events", logging.INFO, __file__, 1, message, (), None)
    return json.loads(logs.JsonFormatter().format(record))


def test_an_answer_is_never_kept_unless_its_view_says_so():
    plain = answer(middleware.headers, ask.get("/"))
    public = answer(middleware.headers, ask.get("/"), HttpResponse(headers={"Cache-Control": "public"}))

    assert plain["Cache-Control"] == "private, no-store"
    assert public["Cache-Control"] == "public"


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (ask.get("/a\0b/"), 400),
        (ask.get("/?a=%00"), 400),
        (ask.get("/?%00=a"), 400),
        (ask.get("/", headers={"Cookie": 'a="\\000"'}), 400),
        (ask.get("/", headers={"Referer": "a\0"}), 400),
        (ask.get("/?a=%2500"), 200),
        (ask.get("/?a=100%25", headers={"Cookie": "a=0"}), 200),
    ],
    ids=["path", "value", "name", "cookie", "header", "percent", "plain"],
)
def test_a_nul_is_refused_and_nothing_else(request_, status):
    assert answer(middleware.no_nul, request_).status_code == status


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/admin/", 200),
        ("POST", "/accounts/login/", 200),
        ("PUT", "/admin/", 405),
        ("TRACE", "/accounts/login/", 405),
        ("PUT", "/webinars/", 200),  # its view refuses, and knows better what it allows
    ],
)
def test_the_organisers_pages_know_four_methods(method, path, status):
    assert answer(middleware.methods, ask.generic(method, path)).status_code == status


def test_a_refused_method_gets_a_page_that_still_says_what_is_allowed():
    response = answer(middleware.error_pages, ask.post("/"), HttpResponseNotAllowed(["GET"]))

    assert (response.status_code, response["Allow"]) == (405, "GET")
    assert b"<h1>" in response.content


def test_a_refused_method_is_one_line_in_the_log(client, caplog):
    response = client.options("/webinars/")

    assert response.headers["Content-Type"] == "text/html; charset=utf-8"
    assert caplog.messages == ["Method Not Allowed (OPTIONS): /webinars/"]


def test_the_page_for_our_faults_asks_nothing_of_the_database():
    request = ask.get("/")
    request.id = "0123456789abcdef"

    response = middleware.server_error(request)  # without the mark django_db, a query raises

    assert response.status_code == 500
    assert b"0123456789abcdef" in response.content
