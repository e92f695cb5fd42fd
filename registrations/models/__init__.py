"""What visitors send us, and what we send back."""

from registrations.models.admission import Admission
from registrations.models.attendance import Attendance
from registrations.models.enquiry import Enquiry
from registrations.models.journal import JournalEntry
from registrations.models.message import Message
from registrations.models.places import Places
from registrations.models.registration import Registration

__all__ = ["Admission", "Attendance", "Enquiry", "JournalEntry", "Message", "Places", "Registration"]
