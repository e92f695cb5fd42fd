"""C11: whatever is done in whatever order, the site and a model in memory agree after each step."""

from collections import Counter
from datetime import timedelta

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
from tests.concurrency.model import AN_HOUR, LIVE, PEOPLE, Model, Person
from tests.concurrency.threads import ROUNDS
from tests.invariants import verified

STEPS, EXAMPLES, LEAST = (50, 100, 2000) if ROUNDS > 3 else (40, 10, 100)


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
        assert bool(seats.cancel(registration, self.now)) == is_live

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
            person.is_vouched_for = True
            self.model.enter(person, "registered", "registered", self.now)
        elif is_pending:
            self.model.leave(person, "declined", "declined", self.now)
        verb = seats.approve if is_approved else seats.decline
        assert bool(verb(registration, self.now, self.organiser)) == is_pending

    @rule(number=st.integers(0, PEOPLE - 1))
    def add_by_hand(self, number):
        address = f"person-{number}@example.org"
        person = self.model.people.setdefault(address, Person())
        details = builders.details(email=address)
        if person.status in LIVE:
            with pytest.raises(seats.AlreadyRegistered):
                seats.add(self.webinar, details, self.now, self.organiser)
        else:
            self.model.add(person, self.now)
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
