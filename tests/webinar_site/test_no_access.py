"""What is not there and what is not theirs look alike to organisers, and lead back to their pages."""

import re

import pytest
from django.urls import reverse

from events.models import User
from tests import builders

pytestmark = pytest.mark.django_db


def address(number):
    return reverse("admin:events_webinar_change", args=[number])


def plain(text):
    """Return a page without what differs between any two answers."""
    return re.sub(r"<code>\w+</code>|value=\"\w{64}\"", "", text)


def test_what_is_not_theirs_looks_as_if_it_never_was_and_leads_back(client):
    foreign = builders.webinar(title="Secret plans")
    client.force_login(builders.member("organiser", webinar=builders.webinar()))

    theirs, nobodys = client.get(address(foreign.pk)), client.get(address(foreign.pk + 99))

    assert (theirs.status_code, nobodys.status_code) == (404, 404)
    assert plain(theirs.text) == plain(nobodys.text)
    assert "<h1>This does not exist, or you have no access to it</h1>" in theirs.text
    assert f'<a class="button" href="{reverse("admin:index")}">' in theirs.text
    assert "Secret" not in theirs.text


def test_what_a_role_does_not_allow_is_told_in_the_same_words(client):
    client.force_login(User.objects.create_user("reader@example.org", is_staff=True))

    answer = client.get(reverse("admin:events_record_changelist"))

    assert (answer.status_code, "or you have no access to it" in answer.text) == (403, True)


def test_nobody_else_sees_the_look_of_the_organisers_pages(client):
    client.force_login(User.objects.create_user("visitor@example.org", is_staff=False))
    for path in ("/admin/nowhere/", address(1)):
        assert "no access" not in client.get(path).text
    assert "Page not found" in client.get("/nowhere").text
