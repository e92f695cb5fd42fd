"""B73: two organisers, or one in two tabs, send a message at the same moment."""

import pytest

from registrations import announcements
from registrations.models import Announcement, Message
from tests import builders
from tests.builders import NOW
from tests.concurrency.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def test_b73_of_several_presses_one_sends_and_the_others_are_told_who_did():
    """B73"""
    by, webinar = builders.user(), builders.webinar()
    for _ in range(5):
        builders.registration(webinar)
    written = Announcement.objects.create(webinar=webinar, subject="News", text="Some.")

    def press(_number):
        try:
            return announcements.send(written, NOW, by)
        except announcements.AlreadySent as error:
            return error.announcement.sent_by

    came = at_once(press, range(4))

    assert [each for each in came if each != by] == [5]
    assert Message.objects.filter(kind="message").count() == 5
