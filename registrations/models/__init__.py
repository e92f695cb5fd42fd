"""What visitors send us, and what we send back."""

from registrations.models.admission import Admission
from registrations.models.announcement import Announcement
from registrations.models.answer import Answer
from registrations.models.attendance import Attendance
from registrations.models.bucket import Bucket
from registrations.models.enquiry import Enquiry
from registrations.models.enquiry_reply import EnquiryReply
from registrations.models.erasure import Erasure
from registrations.models.heartbeat import Heartbeat
from registrations.models.journal import JournalEntry
from registrations.models.link_request import LinkRequest
from registrations.models.message import Message
from registrations.models.needs import Needs
from registrations.models.places import Places
from registrations.models.question import Question
from registrations.models.registration import Registration
from registrations.models.reminder import Reminder
from registrations.models.retention_run import RetentionRun

__all__ = [
    "Admission",
    "Announcement",
    "Answer",
    "Attendance",
    "Bucket",
    "Enquiry",
    "EnquiryReply",
    "Erasure",
    "Heartbeat",
    "JournalEntry",
    "LinkRequest",
    "Message",
    "Needs",
    "Places",
    "Question",
    "Registration",
    "Reminder",
    "RetentionRun",
]
