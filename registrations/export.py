"""Registrations as a CSV or XLSX file that no spreadsheet program can be made to execute.

Never in it: the address of the room, and personal links, with which anyone could act as the person.
"""

import csv
import io
import tempfile

import xlsxwriter
from django.contrib.postgres.expressions import ArraySubquery
from django.db import transaction
from django.db.models import Exists, F, Min, OuterRef
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _
from django_countries import countries

from registrations.cells import harmless, plain
from registrations.models import Answer, Attendance, Registration

IN_MEMORY = 1_000_000  # octets; a larger file waits on disk
AT_ONCE = 1000  # rows in memory
MOST_QUESTIONS = 100  # with a column of their own; a webinar has at most eight


@transaction.atomic
def written(registrations, form: str, needs_of):
    """Return (open file, number of registrations); the form is one of FORMS.

    `registrations` is a QuerySet, `needs_of` one of the webinars whose access needs may be given out. All
    rows come from one statement, their answers and attendance with them, so that the file is of one moment;
    it is complete before anything is sent.
    """
    file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY, mode="w+b")  # noqa: SIM115
    asked = questions(registrations)
    listed = Exists(registrations.order_by().filter(webinar=OuterRef("pk")))
    shown = set(needs_of.filter(listed).values_list("pk", flat=True))
    write, _type = FORMS[form]
    count = write(file, headings(asked, bool(shown)), rows(registrations, asked, shown))
    file.seek(0)
    return file, count


def csv_file(file, headings, rows):
    """Write UTF-8 with a byte order mark, by which spreadsheet programs know it; return the rows' number."""
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
    writer, number = csv.writer(text), 0
    writer.writerow(map(harmless, headings))
    for number, row in enumerate(rows, start=1):  # noqa: B007
        writer.writerow(map(harmless, row))
    text.detach()
    return number


def xlsx_file(file, headings, rows):
    """Write a workbook whose cells are all texts; return the rows' number."""
    # Constant memory: each row is written off when the next one begins.
    book = xlsxwriter.Workbook(file, {"constant_memory": True})
    sheet, number = book.add_worksheet(_("Registrations")[:31]), 0
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, len(headings) - 1, 22)
    bold = book.add_format({"bold": True})
    for column, heading in enumerate(headings):
        sheet.write_string(0, column, plain(heading), bold)
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row):
            sheet.write_string(number, column, plain(value))
    book.close()
    return number


FORMS = {  # how it is written, and its type
    "csv": (csv_file, "text/csv; charset=utf-8"),
    "xlsx": (xlsx_file, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


def questions(registrations):
    """Return the own questions that were answered, in the words in which they were asked."""
    answers = Answer.objects.filter(registration__in=registrations.order_by().values("pk")).order_by()
    asked = answers.values_list("asked").annotate(order=Min("question__order"), first=Min("pk"))
    return [words for words, _order, _first in asked.order_by("order", "first")[:MOST_QUESTIONS]]


def headings(asked, shows_needs):
    return [
        _("Reference"),
        _("Webinar"),
        _("Full name"),
        _("Email address"),
        _("Organisation"),
        _("Job title"),
        _("Country or territory"),
        _("Group"),
        _("Question for the speakers"),
        _("Language"),
        _("Status"),
        _("Waitlist number"),
        _("First registered (UTC)"),
        _("Sittings joined"),
        _("First joined (UTC)"),
        _("Last joined (UTC)"),
        *([_("Access needs"), _("In their own words"), _("Arranged")] if shows_needs else []),
        *asked,
        _("Other answers"),
    ]


def rows(registrations, asked, needs_of):
    """Yield the values of each registration in the order of the headings."""
    joined = Attendance.objects.filter(registration=OuterRef("pk")).order_by("stretch")
    answers = Answer.objects.filter(registration=OuterRef("pk")).order_by("pk")
    found = registrations.select_related(*(["needs"] if needs_of else [None])).annotate(
        title=F("webinar__title"),
        sittings=ArraySubquery(joined.values("stretch")),
        first_joined=ArraySubquery(joined.values("first_at")),
        last_joined=ArraySubquery(joined.values("last_at")),
        answered=ArraySubquery(answers.values(pair=JSONObject(asked="asked", value="value"))),
    )
    # Looked up once: a translation for each row took as long as all the rest.
    names, states = dict(countries), {state: str(state.label) for state in Registration.Status}
    for registration in found.iterator(chunk_size=AT_ONCE):
        yield [
            *person(registration, names, states),
            *attendance(registration),
            *(needs(registration, needs_of) if needs_of else []),
            *own_answers(registration, asked),
        ]


def person(registration, names, states):
    return [
        registration.reference,
        registration.title,
        registration.name,
        registration.email,
        registration.organisation,
        registration.job_title,
        names.get(registration.country.code, ""),
        registration.group,
        registration.question,
        registration.language,
        states[registration.status],
        registration.waitlist_number or "",
        registration.created_at,
    ]


def attendance(registration):
    return [
        ", ".join(map(str, registration.sittings)),
        min(registration.first_joined, default=""),
        max(registration.last_joined, default=""),
    ]


def needs(registration, needs_of):
    if registration.webinar_id not in needs_of:
        return [_("Not shown to you")] * 3
    needs = getattr(registration, "needs", None)  # without any, there is no row
    if needs is None:
        return ["", "", ""]
    return [", ".join(needs.kind_names()), needs.text, _("Yes") if needs.is_arranged else _("No")]


def own_answers(registration, asked):
    """Return an answer for each question, then those to questions without a column."""
    answers = {pair["asked"]: pair["value"] for pair in registration.answered}
    others = [f"{words}: {value}" for words, value in answers.items() if words not in asked]
    return [*(answers.get(words, "") for words in asked), "\n".join(others)]
