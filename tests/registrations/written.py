"""What organisers have written to people."""

from registrations.models import Announcement
from tests import builders


def announcement(webinar=None, **fields):
    webinar = webinar or builders.webinar()
    return Announcement.objects.create(
        **{"webinar": webinar, "subject": "News of {webinar}", "text": "See {page}.", **fields}
    )
