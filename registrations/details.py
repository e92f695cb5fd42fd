"""What registrants say about themselves, the place apart: kept with the registration, changed later."""

from django.db import transaction

from registrations import outbox
from registrations.models import Answer, JournalEntry, Message, Needs, Registration


def keep(registration, answers, needs, now):
    """Store answers and needs; an empty one is removed. Returns which changed: "answers", "needs".

    `answers` maps questions to texts, `needs` is (list of Needs.Kind, text) or None where nobody asked.
    Whoever arranges access is told at once. Called in the transaction of the registration.
    """
    kept = [keep_answer(registration, question, value, now) for question, value in answers.items()]
    changed = ["answers"] if any(kept) else []
    if needs is not None and keep_needs(registration, *needs, now):
        changed.append("needs")
    return changed


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
    needs.kinds, needs.text, needs.version = kinds, text, needs.version + 1
    needs.is_arranged, needs.arranged_at, needs.arranged_by = False, None, None
    needs.save()
    outbox.queue(Message.Kind.ACCESS_NEEDS, registration, now, version=needs.version)
    return True


def arrange(needs, now, by):
    """Store whether access needs are arranged, as they say, and who said so when.

    Not in the journal: it outlives them, and would tell that there were any.
    """
    needs.arranged_at, needs.arranged_by = (now, by) if needs.is_arranged else (None, None)
    # What the person wrote may have changed since it was read.
    needs.save(update_fields=["is_arranged", "arranged_at", "arranged_by"])


@transaction.atomic
def change(registration, values, now, answers=None, needs=None, by=None):
    """Store changed fields, given by name, answers and needs; nothing is recorded when nothing changes.

    Returns whether anything did. `by` is the organiser who corrects it, None for the person. The address is
    told what was changed, whoever did it: a mail with the link may have been passed on.
    """
    registration.refresh_from_db(from_queryset=Registration.objects.select_for_update(no_key=True))
    if registration.erased_at:
        return False
    changed = [name for name, value in values.items() if getattr(registration, name) != value]
    for name in changed:
        setattr(registration, name, values[name])
    if changed:
        registration.changed_at = now
        registration.save(update_fields=[*changed, "changed_at"])
    changed += keep(registration, answers or {}, needs, now)
    if changed:
        JournalEntry.objects.create(registration=registration, deed=JournalEntry.Deed.CHANGED, at=now, by=by)
        tell(registration, changed, now, by)
    return bool(changed)


def tell(registration, changed, now, by):
    """Queue the mail that names what was changed, or add to the one that has not left yet."""
    kind, who = Message.Kind.DETAILS_CHANGED, {"is_by_organisers": bool(by)}
    mails = registration.messages.filter(kind=kind, facts__is_by_organisers=bool(by))
    if not outbox.add_to_waiting(mails, now, fields=changed):
        version = f"{now.isoformat()}{'-organisers' if by else ''}"
        outbox.queue(kind, registration, now, version=version, fields=changed, **who)
