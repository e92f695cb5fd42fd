"""The forms of visitors as a browser sends them."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from registrations import visitor_form
from registrations.models import Bucket


def stamp(purpose, now):
    return visitor_form.new_stamp(purpose, now - timedelta(minutes=1))


FORMS = {
    "register": {
        "name": "Ada Example",
        "email": "ada@example.org",
        "organisation": "<b>ILO</b>",
        "country": "CH",
    },
    "send_link": {"email": "ada@example.org"},
    "contact": {
        "name": "Ada Example",
        "email": "ada@example.org",
        "subject": "Captions & co",
        "message": "Will there\nbe captions?",
    },
}


def post(client, webinar, name, **fields):
    """Send one of the forms filled in, as from a browser."""
    form = "contact" if name == "webinar_contact" else name
    purpose = {"register": f"register {webinar.pk}", "send_link": "send-link", "contact": "contact"}[form]
    path = reverse(f"registrations:{name}", args=[] if name == "contact" else [webinar.slug])
    return client.post(
        path, {"stamp": stamp(purpose, timezone.now()), "website": "", **FORMS[form], **fields}
    )


def empty_the_buckets():
    Bucket.objects.update(tokens=0, at=timezone.now() + timedelta(minutes=1))
