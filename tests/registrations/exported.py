"""The list of registrations as it is exported, read again."""

import csv
import io

import openpyxl
import pytest
from django.urls import reverse

from registrations.models import Registration
from tests import builders

LIST = "admin:registrations_registration_export"


def content(client, form, query=""):
    answer = client.post(reverse(LIST) + query, {"format": form})
    assert answer.status_code == 200
    assert answer["Content-Disposition"].endswith(f'.{form}"')
    return b"".join(answer.streaming_content)


def of_csv(client, query=""):
    file = content(client, "csv", query)
    assert file.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(file.decode("utf-8-sig"), newline="")))


def of_xlsx(client, query=""):
    book = openpyxl.load_workbook(io.BytesIO(content(client, "xlsx", query)))
    header, *rows = ([told(cell) for cell in row] for row in book.active)
    assert book.active.auto_filter.ref.startswith("A1:")
    return [header, *rows]


def told(cell):
    """Return what a cell says; it holds a text or, of its own type, a moment."""
    if cell.value is None:
        return ""
    assert cell.data_type in {"s", "inlineStr", "d"}
    return f"{cell.value:%Y-%m-%d %H:%M}" if cell.is_date else cell.value


BOTH = pytest.mark.parametrize("exported", [of_csv, of_xlsx])


def with_organisation(value):
    registration = builders.registration(builders.webinar())
    Registration.objects.filter(pk=registration.pk).update(organisation=value)
