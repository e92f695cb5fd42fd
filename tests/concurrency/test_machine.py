"""C11: whatever is done in whatever order, the site and a model in memory agree after each step."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from django.db import connection, transaction
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from events.models import Webinar
from registrations import seats, sweep, verify
from registrations.models import Admission, Message, Places
from tests import builders
from tests.builders import NOW
from tests.concurrency.threads import ROUNDS
from tests.invariants import verified

HOLDING = {"unconfirmed", "pending", "registered"}
LIVE = HOLDING | {"waitlisted"}
AN_HOUR = timedelta(hours=1)
PEOPLE = 7
STEPS, EXAMPLES, LEAST = (50, 100, 2000) if ROUNDS > 3 else (40, 10, 100)


@dataclass
class Person:
    status: str = ""
    number: int | None = None
    held_until: datetime | None = None
    form: str = ""
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
        person.form = form
        self.seat(person, now)
        return True

    def remind(self, person, now):
        repeated = {"unconfirmed": "confirm_address", "pending": "request_received", "declined": "declined"}
        kind = repeated.get(person.status, "already_registered")
        if not any(known == kind and at > now - AN_HOUR for known, at in person.mails):
            person.mails.append((kind, now))

    def seat(self, person, now, is_proved=False, is_vouched_for=False):
        if not self.has_room():
            self.last_number += 1
            person.number = self.last_number
            self.enter(person, "waitlisted", "waitlisted", now)
        elif is_vouched_for:
            self.enter(person, "registered", "registered", now)
        elif self.asks_confirmation and not is_proved:
            quarter = (self.starts_at - now) / 4
            person.held_until = now + min(timedelta(hours=24), max(timedelta(minutes=15), quarter))
            self.enter(person, "unconfirmed", "confirm_address", now)
        else:
            self.give(person, "registered", now)

    def give(self, person, mail, now):
        if self.asks_approval:
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


class Machine(RuleBasedStateMachine):
    """Seven people, one webinar, every verb of seats.py and everything an organiser may set."""

    steps = 0  # of all examples, counted by an invariant

    def __init__(self):
        super().__init__()
        self.undone_at_the_end = transaction.atomic()
        self.undone_at_the_end.__enter__()
        self.now, self.forms, self.held_before = NOW, 0, set()

    def teardown(self):
        try:
            if not connection.needs_rollback:  # else a statement failed, which is told already
                self.what_must_always_hold_holds()
        finally:
            transaction.set_rollback(True)
            self.undone_at_the_end.__exit__(None, None, None)

    @initialize(capacity=st.integers(0, 4))
    def publish(self, capacity):
        self.organiser = builders.user()
        self.webinar = builders.admission(capacity=capacity).webinar
        self.model = Model(self.webinar.starts_at, self.webinar.ends_at, capacity)

    # What people do -------------------------------------------------------------------------------

    @rule(
        numbers=st.lists(st.integers(0, PEOPLE - 1), min_size=1, max_size=4),
        spelling=st.sampled_from([str.lower, str.upper, str.title]),
    )
    def register(self, numbers, spelling):
        for number in numbers:
            self.forms += 1
            self.send(f"person-{number}@example.org", spelling, f"form-{self.forms}")

    @precondition(lambda self: self.model.people)
    @rule(data=st.data(), spelling=st.sampled_from([str.lower, str.upper]))
    def send_the_same_form_again(self, data, spelling):
        address = data.draw(st.sampled_from(sorted(self.model.people)))
        self.send(address, spelling, self.model.people[address].form)

    def send(self, address, spelling, form):
        taken = self.model.register(address, form, self.now)
        details = builders.details(email=spelling(address))
        if taken:
            seats.register(self.webinar, details, form, self.now)
        else:
            with pytest.raises(seats.RegistrationClosed):
                seats.register(self.webinar, details, form, self.now)

    def somebody(self, data):
        address = data.draw(st.sampled_from(sorted(self.model.people)))
        return self.model.people[address], self.webinar.registrations.with_address(address).get()

    @precondition(lambda self: self.model.people)
    @rule(data=st.data())
    def confirm(self, data):
        person, registration = self.somebody(data)
        if person.status == "unconfirmed":
            self.model.give(person, "registered", self.now)
        assert seats.confirm(registration, self.now) == (person.status in LIVE)

    @precondition(lambda self: self.model.people)
    @rule(data=st.data())
    def cancel(self, data):
        person, registration = self.somebody(data)
        is_live = person.status in LIVE
        if is_live:
            self.model.leave(person, "cancelled", "cancelled", self.now)
        assert seats.cancel(registration, self.now) == is_live

    @precondition(lambda self: self.model.people)
    @rule(data=st.data())
    def come_back(self, data):
        person, registration = self.somebody(data)
        if person.status != "cancelled":
            seats.come_back(registration, self.now)
        elif self.model.is_open(self.now):
            self.model.seat(person, self.now, is_proved=True)
            seats.come_back(registration, self.now)
        else:
            with pytest.raises(seats.RegistrationClosed):
                seats.come_back(registration, self.now)

    # What organisers and the clock do -------------------------------------------------------------

    @precondition(lambda self: self.model.people)
    @rule(data=st.data(), is_approved=st.booleans())
    def decide(self, data, is_approved):
        person, registration = self.somebody(data)
        is_pending = person.status == "pending"
        if is_pending and is_approved:
            self.model.enter(person, "registered", "registered", self.now)
        elif is_pending:
            self.model.leave(person, "declined", "declined", self.now)
        verb = seats.approve if is_approved else seats.decline
        assert verb(registration, self.now, self.organiser) == is_pending

    @rule(number=st.integers(0, PEOPLE - 1))
    def add_by_hand(self, number):
        address = f"person-{number}@example.org"
        person = self.model.people.setdefault(address, Person())
        details = builders.details(email=address)
        if person.status in LIVE:
            with pytest.raises(seats.AlreadyRegistered):
                seats.add(self.webinar, details, self.now, self.organiser)
        else:
            self.model.seat(person, self.now, is_vouched_for=True)
            seats.add(self.webinar, details, self.now, self.organiser)

    @rule(capacity=st.none() | st.integers(0, PEOPLE))
    def set_capacity(self, capacity):
        self.set_admission(capacity=capacity)

    @rule(confirmation=st.booleans(), approval=st.booleans())
    def ask(self, confirmation, approval):
        self.set_admission(asks_confirmation=confirmation, asks_approval=approval)

    @rule(opens=st.sampled_from([None, -1, 1]), closes=st.sampled_from([None, 2, 48]))
    def move_the_window(self, opens, closes):
        opens_at, closes_at = (hours and self.now + hours * AN_HOUR for hours in (opens, closes))
        self.set_admission(opens_at=opens_at, closes_at=closes_at)

    def set_admission(self, **fields):
        for name, value in fields.items():
            setattr(self.model, name, value)
        Admission.objects.filter(webinar=self.webinar).update(**fields)
        self.refill()

    @rule(status=st.sampled_from(["published", "published", "cancelled", "postponed"]))
    def publish_or_not(self, status):
        self.model.status = status
        Webinar.objects.filter(pk=self.webinar.pk).update(status=status, status_reason="For a reason.")
        self.refill()

    def refill(self):
        self.model.fill(self.now)
        seats.refill(self.webinar, self.now)

    @rule(hours=st.sampled_from([0.3, 1, 7, 25, 24 * 7]))
    def let_time_pass(self, hours):
        self.now += timedelta(hours=hours)
        for person in self.model.people.values():
            if person.status == "unconfirmed" and person.held_until <= self.now:
                self.model.leave(person, "cancelled", None, self.now)
        sweep.free_what_was_held_too_long(self.now)

    # What must hold after each step ---------------------------------------------------------------

    @invariant()
    def both_agree_on_who_stands_where(self):
        Machine.steps += 1
        rows = self.webinar.registrations.values_list("email", "status", "waitlist_number")
        found = {email.lower(): (status, number) for email, status, number in rows}

        assert found == {
            address: (person.status, person.number) for address, person in self.model.people.items()
        }
        assert len(rows) == len(found)

    @invariant()
    def both_agree_on_the_mails(self):
        found = Counter(Message.objects.values_list("registration__email", "kind"))

        assert Counter({(email.lower(), kind): n for (email, kind), n in found.items()}) == Counter(
            (address, kind) for address, person in self.model.people.items() for kind, _ in person.mails
        )

    @invariant()
    def places_are_counted_and_none_is_given_above_the_capacity(self):
        holding = set(self.webinar.registrations.holding_a_place().values_list("pk", flat=True))
        places = Places.of(fresh(self.webinar))

        assert (places.taken, places.last_waitlist_number) == (len(holding), self.model.last_number)
        if self.model.capacity is not None and holding - self.held_before:
            assert len(holding) <= self.model.capacity
        self.held_before = holding

    @invariant()
    def nobody_waits_while_a_place_is_free(self):
        assert not sweep.with_room_for_who_waits(self.now).exists()

    def what_must_always_hold_holds(self):
        # No organiser's trail says who lowered the capacity, and no worker gives up what waits too long.
        verified(
            self.now,
            without=[verify.nobody_is_seated_above_the_capacity, verify.no_mail_waits_past_its_use],
        )


def fresh(webinar):
    return Webinar.objects.get(pk=webinar.pk)


def test_the_site_and_the_model_agree_after_each_step(db):
    Machine.steps = 0

    run_state_machine_as_test(Machine, settings=settings(max_examples=EXAMPLES, stateful_step_count=STEPS))

    print(f"{Machine.steps} steps")
    assert Machine.steps >= LEAST


def test_places_that_are_freed_and_not_filled_are_found(db, monkeypatch):
    """The negative control: it shows that the test above can fail."""
    monkeypatch.setattr(seats, "fill", lambda webinar, places, now: None)
    searching = settings(
        max_examples=200,
        stateful_step_count=40,
        phases=[Phase.generate],
        database=None,
        derandomize=True,
    )

    with pytest.raises((AssertionError, ExceptionGroup)):
        run_state_machine_as_test(Machine, settings=searching)
