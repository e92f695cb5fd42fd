"""A webinar as the pattern of another, with its admission and its own questions.

Never with people, nor with the room, which was for those of one time, nor with messages.
"""

from django.db import transaction

from events import copying
from registrations.models import Admission

OWN = {"id", "room_url", "room_instructions", "version"}


@transaction.atomic
def copy(webinar, title, slug, day):
    """Store and return a draft like the webinar that starts on `day`."""
    made = copying.copy(webinar, title, slug, day)
    later = copying.shift(webinar, day)
    for admission in Admission.objects.filter(webinar=webinar):
        copying.like(admission, later, own=OWN, webinar=made)
    for question in webinar.questions.all():
        copying.like(question, later, own=OWN, webinar=made)
    return made
