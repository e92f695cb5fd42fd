"""The organisers' screens about people. All call the verbs; none sets a status."""

from registrations.admin import enquiries, messages, registrations, webinar

__all__ = ["enquiries", "messages", "registrations", "webinar"]
