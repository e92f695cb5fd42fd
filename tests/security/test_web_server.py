"""Visitors who break the rules of HTTP at the real web server; the others are served meanwhile."""

import socket

import pytest

from tests.concurrency.web_server import ask, served
from tests.faults.worker_process import PATIENCE

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
MANY = 50
HEAD = b"POST /contact/ HTTP/1.1\r\nHost: localhost\r\n"


def connected(port, sent):
    line = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
    line.sendall(sent)
    return line


def said(line):
    """Return the whole of what the server answers until it closes the line."""
    with line:
        return b"".join(iter(lambda: line.recv(65536), b""))


@pytest.mark.parametrize(
    "sent",
    [
        b"GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\nConnection: close\r\n\r\n",
        HEAD + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n0\r\n\r\nGET /",
        HEAD + b"Content-Length: 4\r\nContent-Length: 5\r\nConnection: close\r\n\r\nabcde",
        HEAD + b"Content-Length: -1\r\nConnection: close\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"x" * 100_000 + b"\r\nConnection: close\r\n\r\n",
    ],
    ids=["two hosts", "both lengths", "two lengths", "negative", "no http", "long header"],
)
def test_a_request_that_can_be_read_in_two_ways_is_refused(var_folder, sent):
    """B93 B101"""
    with served(var_folder) as (port, _):
        answer = said(connected(port, sent))

    assert answer.split(b" ", 2)[1:2] in ([b"400"], [b"431"]), answer[:200]
    assert answer.count(b"HTTP/1.1") == 1


def test_others_are_served_while_many_break_off_or_never_read(var_folder):
    """B101"""
    with served(var_folder) as (port, _):
        unread = [connected(port, b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n") for _ in range(MANY)]
        for _ in range(MANY):
            connected(port, HEAD + b"Content-Length: 1000000\r\n\r\nname=A").close()
        heads = {
            ask(port, "HEAD", path)[::2]
            for path in ("/", "/contact/", "/static/css/site.css", "/admin/login/")
        }
        garbage = connected(port, b"GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n\x00\xff" * 20)

        statuses = {ask(port, "GET", path).status for path in ("/", "/livez", "/contact/") for _ in range(5)}

        for line in [*unread, garbage]:
            line.close()
    assert statuses == {200}
    assert heads == {(200, b""), (302, b"")}
