"""A webinar played by the clock: people and organisers act, the worker looks, mails are collected."""

import os
from datetime import timedelta
from pathlib import Path

from icalendar import Calendar

from events.models import Webinar
from registrations import changes, seats, sweep, verify
from tests import builders
from tests.invariants import verified
from tests.sending import send_all

GOLDEN = Path(__file__).parent / "golden"
LOOK = timedelta(minutes=30)
# A day and more before anything is due the worker has nothing to do; the full rounds look all the same.
SELDOM = LOOK if os.environ.get("TEST_LONG") == "1" else timedelta(hours=6)


class Play:
    """The clock of one webinar, and what each person has been sent; `send` returns the mails of a moment."""

    def __init__(self, webinar, now, send=send_all):
        self.webinar, self.now, self.send = webinar, now, send
        self.people, self.lines, self.calendars = {}, {}, {}

    def until(self, moment, is_worker_down=False):
        """Let the time go by, with the worker at work."""
        while self.now < moment:
            if not is_worker_down:
                self.look()
            self.now = min(self.now + self.pause(), moment)
        if not is_worker_down:
            self.look()

    def pause(self):
        starts = [stretch.starts_at for stretch in Webinar.objects.get(pk=self.webinar.pk).stretches()]
        is_far = all(abs(start - self.now) > timedelta(hours=31) for start in starts)
        return SELDOM if is_far else LOOK

    def look(self):
        sweep.put_right(self.now)
        for letter in self.send(self.now):
            self.keep(letter)

    def keep(self, letter):
        person = letter["To"].addresses[0].display_name
        lines = self.lines.setdefault(person, [])
        lines.append(f"{self.local():%a %d %b %H:%M}  {letter['Subject']}")
        for part in letter.iter_attachments():
            lines.append(f"{'':18}{part.get_filename()}: {self.read(part.get_content(), person)}")

    def read(self, content, person):
        """Let the person's calendar program act on a file; return what it says."""
        calendar = Calendar.from_ical(content)
        (event,) = calendar.walk("VEVENT")
        known = self.calendars.setdefault(person, {})
        method, uid, sequence = str(calendar["METHOD"]), str(event["UID"]), event["SEQUENCE"]
        start = f"{event['DTSTART'].dt:%a %d %b %H:%M} {event['DTSTART'].params['TZID']}"
        if sequence >= known.get(uid, (-1, ""))[0]:  # RFC 5546: what is older is left out
            known[uid] = (sequence, start if method == "REQUEST" else "")
        return f"{method} {sequence}, {start}"

    def local(self):
        return self.now.astimezone(self.webinar.zone)

    def register(self, name):
        email = f"{name.lower()}@example.org"
        webinar = Webinar.objects.get(pk=self.webinar.pk)
        self.people[name] = builders.registration(webinar, now=self.now, name=name, email=email)
        self.look()

    def leave(self, name):
        seats.cancel(self.people[name], self.now)
        self.look()

    def act(self, verb, *values):
        """Do one of the organiser's acts, on the webinar as it is."""
        webinar = Webinar.objects.get(pk=self.webinar.pk)
        verb(webinar, *values, self.now, seen=webinar.calendar_sequence)
        self.look()

    def move(self, *stretches):
        self.act(changes.move, self.webinar.time_zone, list(stretches))

    def agrees(self, name):
        """Compare what everybody was sent, and has in the calendar now, with the golden list."""
        # Files that other tests have left behind are old at the moment of a play.
        verified(self.now, without=[verify.each_file_has_its_row])
        path, text = GOLDEN / f"{name}.txt", self.told()
        if os.environ.get("RENEW") == "1":
            path.parent.mkdir(exist_ok=True)
            path.write_text(text)
        assert text == path.read_text()

    def told(self):
        parts = []
        for name, lines in self.lines.items():
            listed = [*lines, f"In the calendar: {self.entries(name)}"]
            parts.append("\n".join([name, *(f"  {line}" for line in listed)]) + "\n")
        return "\n".join(parts)

    def entries(self, name):
        starts = [start for _sequence, start in self.calendars.get(name, {}).values() if start]
        return "; ".join(starts) or "nothing"
