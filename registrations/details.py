"""What registrants say about themselves, the place apart: kept with the registration, changed later."""

from django.db import transaction

from registrations import outbox
from registrations.models import Answer, JournalEntry, Message, Needs


def keep(registration, answers, needs, now):
    """Store answers and needs; an empty one is removed. Returns whether anything changed.

    `answers` maps questions to texts, `needs` is (list of Needs.Kind, text) or None where nobody asked.
    Whoever arranges access is told at once. Called in the transaction of the registration.
    """
    changed = [keep_answer(registration, question, value, now) for question, value in answers.items()]
    if needs is not None:
        changed.append(keep_needs(registration, *needs, now))
    return any(changed)


def keep_answer(registration, question, value, now):
    known = registration.answers.filter(question=question).first()
    if (known.value if known else "") == value:
        return False
    if known:
        known.delete()
    if value:
        Answer.objects.create(
            registration=registration,
            question=question,
            asked=question.text,
            version=question.version,
            value=value,
            answered_at=now,
        )
    return True


def keep_needs(registration, kinds, text, now):
    known = Needs.objects.filter(registration=registration).first()
    if ((known.kinds, known.text) if known else ([], "")) == (kinds, text):
        return False
    needs = known or Needs(registration=registration, version=0)
    needs.kinds, needs.text, needs.is_arranged = kinds, text, False
    needs.version += 1
    needs.save()
    outbox.queue(Message.Kind.ACCESS_NEEDS, registration, now, version=needs.version)
    return True


@transaction.atomic
def change(registration, values, now, answers=None, needs=None, by=None):
    """Store changed fields, given by name, answers and needs; nothing is recorded when nothing changes."""
    changed = [name for name, value in values.items() if getattr(registration, name) != value]
    for name in changed:
        setattr(registration, name, values[name])
    if changed:
        registration.changed_at = now
        registration.save(update_fields=[*changed, "changed_at"])
    if keep(registration, answers or {}, needs, now) or changed:
        JournalEntry.objects.create(registration=registration, deed=JournalEntry.Deed.CHANGED, at=now, by=by)
