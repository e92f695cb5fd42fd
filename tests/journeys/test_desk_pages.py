"""Every page of organisers, as the site's own addresses name them, is accessible and fits the screen."""

from django.test import Client

from events.models import User
from tests import desk


def shown_to(user, *below):
    """Return {name: address} of what answers with a page; others lead on, or answer with data."""
    client = Client()
    if user:
        client.force_login(user)
    pages = {}
    for name, address in desk.addresses(*below).items():
        answer = client.get(address)
        answer.close()
        if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
            pages[name] = address
    return pages


def faults(page, look, pages):
    """Return what is wrong with pages, each in one of the looks, in the long round in all of them."""
    found = []
    for address in pages.values():
        page.goto(address)
        found += look(page)
    return found


def test_every_page_of_organisers_is_accessible(signed_in, look):
    desk.fill()
    pages = shown_to(User.objects.get(), "admin/", "accounts/")

    assert faults(signed_in, look, pages) == []
    assert len(pages) > 60


def test_every_page_of_signing_in_is_accessible(page, look):
    pages = shown_to(None, "accounts/")

    assert faults(page, look, pages) == []
    assert "account_login" in pages
