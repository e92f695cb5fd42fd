"""Sending what is due, as a worker does, into the box of mails that Django keeps for tests."""

from email import message_from_bytes, policy

from django.core import mail
from django.core.mail import get_connection

from registrations import delivery


def send_all(now):
    """Send until nothing is due; return the mails as they travel, those sent before left out."""
    before = len(mail.outbox)
    sender = delivery.Sender(get_connection())
    while sender.send_next(now):
        pass
    sender.hang_up()
    return [read(each) for each in mail.outbox[before:]]


def read(made):
    """Return a mail of Django's as its receiver reads it."""
    return message_from_bytes(made.message().as_bytes(), policy=policy.default)
