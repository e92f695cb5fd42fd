"""What is promised of one webinar, in memory."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

HOLDING = {"unconfirmed", "pending", "registered"}
LIVE = HOLDING | {"waitlisted"}
AN_HOUR = timedelta(hours=1)
PEOPLE = 7


@dataclass
class Person:
    status: str = ""
    number: int | None = None
    held_until: datetime | None = None
    form: str = ""
    is_vouched_for: bool = False
    mails: list = field(default_factory=list)  # (kind, when)


@dataclass
class Model:
    """What docs and mails promise, without a database: who stands where, and what they are told."""

    starts_at: datetime
    ends_at: datetime
    capacity: int | None
    status: str = "published"
    asks_confirmation: bool = False
    asks_approval: bool = False
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    last_number: int = 0
    people: dict = field(default_factory=dict)

    def is_open(self, now):
        opened = self.opens_at is None or self.opens_at <= now
        return (
            self.status == "published" and opened and now < min(self.closes_at or self.ends_at, self.ends_at)
        )

    def taken(self):
        return sum(person.status in HOLDING for person in self.people.values())

    def waiting(self):
        waiting = [person for person in self.people.values() if person.status == "waitlisted"]
        return sorted(waiting, key=lambda person: person.number)

    def has_room(self):
        return self.capacity is None or self.taken() < self.capacity

    def register(self, address, form, now):
        """Return whether the form was taken."""
        person = self.people.get(address)
        if person and person.form == form:
            return True
        if not self.is_open(now):
            return False
        if person and person.status != "cancelled":
            person.form = form
            self.remind(person, now)
            return True
        person = self.people.setdefault(address, Person())
        person.form, person.is_vouched_for = form, False
        self.seat(person, now)
        return True

    def remind(self, person, now):
        repeated = {"unconfirmed": "confirm_address", "pending": "request_received", "declined": "declined"}
        kind = repeated.get(person.status, "already_registered")
        if not any(known == kind and at > now - AN_HOUR for known, at in person.mails):
            person.mails.append((kind, now))

    def add(self, person, now):
        person.is_vouched_for = True
        self.seat(person, now, is_proved=True)

    def seat(self, person, now, is_proved=False):
        if not self.has_room():
            self.last_number += 1
            person.number = self.last_number
            self.enter(person, "waitlisted", "waitlisted", now)
        elif self.asks_confirmation and not is_proved:
            quarter = (self.starts_at - now) / 4
            person.held_until = now + min(timedelta(hours=24), max(timedelta(minutes=15), quarter))
            self.enter(person, "unconfirmed", "confirm_address", now)
        else:
            self.give(person, "registered", now)

    def give(self, person, mail, now):
        if self.asks_approval and not person.is_vouched_for:
            self.enter(person, "pending", "request_received", now)
        else:
            self.enter(person, "registered", mail, now)

    def enter(self, person, status, mail, now):
        person.status = status
        if status != "waitlisted":
            person.number = None
        if mail:
            person.mails.append((mail, now))

    def leave(self, person, status, mail, now):
        self.enter(person, status, mail, now)
        self.fill(now)

    def fill(self, now):
        if self.status != "published" or self.ends_at <= now:
            return
        for person in self.waiting():
            if self.has_room():
                self.give(person, "promoted", now)
