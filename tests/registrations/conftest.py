import pytest
from django.core.mail import get_connection

from registrations import delivery
from tests.smtp_peer import Peer, listening


@pytest.fixture
def peer():
    with listening(Peer()) as peer:
        yield peer


@pytest.fixture
def sender(peer):
    backend = "django.core.mail.backends.smtp.EmailBackend"
    sender = delivery.Sender(get_connection(backend, host="127.0.0.1", port=peer.port, timeout=5))
    yield sender
    sender.hang_up()


@pytest.fixture
def come_from(rf):
    """A function that returns a request from an address."""

    def request(address="192.0.2.1", forwarded=None):
        headers = {} if forwarded is None else {"HTTP_X_FORWARDED_FOR": forwarded}
        return rf.get("/", REMOTE_ADDR=address, **headers)

    return request
