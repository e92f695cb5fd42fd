"""Everything the site holds about one registrant, for them to take along."""

from registrations.models import Needs


def own_data(registration) -> dict:
    """Return the registrant's data as plain values; times are ISO 8601 in UTC."""
    needs = Needs.objects.filter(registration=registration).first()
    return {
        "webinar": registration.webinar.title,
        "reference": registration.reference,
        "status": registration.status,
        "name": registration.name,
        "email": registration.email,
        "organisation": registration.organisation,
        "job_title": registration.job_title,
        "country": registration.country.code,
        "group": registration.group,
        "question_to_the_speakers": registration.question,
        "language": registration.language,
        "time_zone": registration.time_zone,
        "reminders": registration.is_reminded,
        "answers": [
            {"question": answer.asked, "answer": answer.value, "at": answer.answered_at.isoformat()}
            for answer in registration.answers.all()
        ],
        "access_needs": {"kinds": needs.kinds, "text": needs.text} if needs else None,
        "joined": [
            {
                "sitting": seen.stretch,
                "first": seen.first_at.isoformat(),
                "last": seen.last_at.isoformat(),
                "times": seen.count,
            }
            for seen in registration.attendances.all()
        ],
        "what_happened": [
            {"what": entry.deed, "at": entry.at.isoformat()} for entry in registration.journal.all()
        ],
        "mails": [
            {"kind": message.kind, "sent": message.sent_at.isoformat()}
            for message in registration.messages.exclude(sent_at=None).order_by("pk")
        ],
    }
