"""A visitor's form outlives the database in the page that says so; nobody's password does."""

import pytest
from django.db import IntegrityError, OperationalError

from webinar_site.unavailable import database_answers


@pytest.fixture
def gone():
    return database_answers(lambda request: None).process_exception


def test_the_page_carries_what_was_typed(rf, gone):
    fields = {"name": 'Ada "<b>" Example', "kinds": ["captions", "dial-in"], "stamp": "abc"}

    page = gone(rf.post("/webinars/one/register/", fields), OperationalError())

    assert page.status_code == 503
    for field in (
        'name="name" value="Ada &quot;&lt;b&gt;&quot; Example"',
        'name="kinds" value="captions"',
        'name="kinds" value="dial-in"',
        'name="stamp" value="abc"',
    ):
        assert f'<input type="hidden" {field}>' in page.content.decode()


@pytest.mark.parametrize("path", ["/accounts/login/", "/admin/events/webinar/1/change/"])
def test_what_organisers_typed_is_not_repeated(rf, gone, path):
    page = gone(rf.post(path, {"password": "canary"}), OperationalError())

    assert page.status_code == 503
    assert "canary" not in page.content.decode()


def test_a_fault_of_ours_is_no_outage(rf, gone):
    assert gone(rf.get("/"), IntegrityError()) is None
