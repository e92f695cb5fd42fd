"""The organisers' screens about people. All call the verbs; none sets a status."""

from registrations.admin import announcements, enquiries, forgetting, messages, registrations, webinar

__all__ = ["announcements", "enquiries", "forgetting", "messages", "registrations", "webinar"]
