"""Registrations of one webinar over time: how many came each day, and how many there are in all."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count
from django.db.models.functions import TruncDate

WIDTH, HEIGHT = 640, 160  # of a drawing, in its own units
FEWEST = 3  # days that make a drawing; fewer are told by their table alone
MOST = 400  # days; before them, all is counted together with the first


@dataclass(frozen=True)
class Day:
    """One day of the chart, with its place in both drawings."""

    on: date
    new: int
    total: int
    x: float
    width: float
    new_y: float
    total_y: float

    @property
    def new_height(self):
        return round(HEIGHT - self.new_y, 2)


def days(webinar):
    """Return the days, in the webinar's zone, from the first registration to the last, without gaps."""
    day = TruncDate("created_at", tzinfo=webinar.zone)
    counted = webinar.registrations.order_by().annotate(day=day).values_list("day").annotate(Count("pk"))
    return drawn(dict(counted))


def drawn(counted: dict[date, int]) -> list[Day]:
    """Return all days between the first and the last of `counted`, placed in the drawings."""
    if not counted:
        return []
    last = max(counted)
    first = max(min(counted), last - timedelta(days=MOST - 1))
    new = Counter()
    for day, number in counted.items():
        new[max(day, first)] += number
    most, everyone, count = max(new.values()), new.total(), (last - first).days + 1
    width, total, placed = WIDTH / count, 0, []
    for number in range(count):
        day = first + timedelta(days=number)
        total += new[day]
        placed.append(
            Day(
                on=day,
                new=new[day],
                total=total,
                x=round(number * width, 2),
                width=round(width * 0.8, 2),
                new_y=round(HEIGHT * (1 - new[day] / most), 2),
                total_y=round(HEIGHT * (1 - total / everyone), 2),
            )
        )
    return placed


def line(days) -> str:
    """Return the path of the number in all: a step up at each day."""
    steps = [f"V{day.total_y}H{round(day.x + WIDTH / len(days), 2)}" for day in days]
    return f"M0 {HEIGHT}" + "".join(steps)
