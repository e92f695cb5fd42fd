"""Registrations as a CSV file that no spreadsheet program can be made to execute."""

import csv
import io
import tempfile
import unicodedata
from datetime import UTC

from django.utils.translation import gettext as _

DANGEROUS = "=+-@|%"
IN_MEMORY = 1_000_000  # octets; a larger file waits on disk


def csv_file(registrations):
    """Return an open file with one line for each registration, in UTF-8 with a byte order mark.

    `registrations` is a QuerySet: one query, read in pieces, so that the file is of one moment.
    """
    file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY, mode="w+b")  # noqa: SIM115
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerow(header())
    for registration in registrations.select_related("webinar").iterator(chunk_size=2000):
        writer.writerow([cell(value) for value in row(registration)])
    text.detach()
    file.seek(0)
    return file


def header():
    return [
        _("Reference"),
        _("Webinar"),
        _("Full name"),
        _("Email address"),
        _("Organisation"),
        _("Job title"),
        _("Country or territory"),
        _("Status"),
        _("First registered (UTC)"),
    ]


def row(registration):
    return [
        registration.reference,
        registration.webinar.title,
        registration.name,
        registration.email,
        registration.organisation,
        registration.job_title,
        registration.country.name,
        registration.get_status_display(),
        registration.created_at.astimezone(UTC).strftime("%Y-%m-%d %H:%M"),
    ]


def cell(value) -> str:
    """Return the text of a cell; what a spreadsheet would take for a formula gets an apostrophe.

    Leading white space and control characters go first: after a tab =1+1 is a formula, too, and so
    is its full-width form.
    """
    text = str(value)
    while text and (text[0].isspace() or unicodedata.category(text[0])[0] == "C"):
        text = text[1:]
    first = unicodedata.normalize("NFKC", text[:1])[:1]
    return f"'{text}" if first and first in DANGEROUS else text
