"""What organisers publish."""

from events.models.document import Document
from events.models.organisation import Organisation, Organiser
from events.models.page import Page
from events.models.record import Record
from events.models.series import Series
from events.models.session import Session
from events.models.site import Site
from events.models.sitting import Sitting, Stretch
from events.models.speaker import Appearance, Speaker, SpeakerLink
from events.models.takeaway import Takeaway
from events.models.team import Member, Right, Role
from events.models.user import User
from events.models.webinar import OldSlug, Webinar

__all__ = [
    "Appearance",
    "Document",
    "Member",
    "OldSlug",
    "Organisation",
    "Organiser",
    "Page",
    "Record",
    "Right",
    "Role",
    "Series",
    "Session",
    "Site",
    "Sitting",
    "Speaker",
    "SpeakerLink",
    "Stretch",
    "Takeaway",
    "User",
    "Webinar",
]
