"""Links that put a webinar into a calendar on the web: values in, addresses out.

They lead to third parties, so they hold what the public page says and nothing else: never a
name, a personal link or a room. Nothing is asked of those sites until somebody follows a link.
"""

from datetime import UTC, datetime
from urllib.parse import quote, urlencode


def links(title: str, page: str, starts_at: datetime, ends_at: datetime, place: str = "") -> list[tuple]:
    """Return (name, address) for each calendar; `page` is the webinar's public address."""
    compact = [moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ") for moment in (starts_at, ends_at)]
    full = [moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") for moment in (starts_at, ends_at)]
    google = {
        "action": "TEMPLATE",
        "text": title,
        "dates": "/".join(compact),
        "details": page,
        "location": place,
    }
    outlook = {
        "path": "/calendar/action/compose",
        "rru": "addevent",
        "subject": title,
        "startdt": full[0],
        "enddt": full[1],
        "body": page,
        "location": place,
    }
    yahoo = {"v": "60", "title": title, "st": compact[0], "et": compact[1], "desc": page, "in_loc": place}
    return [
        ("Google", address("https://calendar.google.com/calendar/render", google)),
        ("Outlook.com", address("https://outlook.live.com/calendar/0/deeplink/compose", outlook)),
        ("Office 365", address("https://outlook.office.com/calendar/0/deeplink/compose", outlook)),
        ("Yahoo", address("https://calendar.yahoo.com/", yahoo)),
    ]


def address(base: str, fields: dict[str, str]) -> str:
    # Outlook shows a "+" in a title as it is: spaces become %20.
    return f"{base}?{urlencode({name: value for name, value in fields.items() if value}, quote_via=quote)}"
