"""Registrations as a CSV or XLSX file that no spreadsheet program can be made to execute.

Never in it: the address of the room, and personal links, with which anyone could act as the person.
"""

import csv
import io
import tempfile
from datetime import UTC, datetime

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db import transaction
from django.db.models import Exists, F, Min, OuterRef
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _
from django_countries import countries

from events.models import Webinar
from registrations.cells import harmless, plain
from registrations.models import Answer, Attendance, Registration

IN_MEMORY = 1_000_000  # octets; a larger file waits on disk
AT_ONCE = 1000  # rows in memory
MOST_QUESTIONS = 100  # with a column of their own; a webinar has at most eight


@transaction.atomic
def written(registrations, form: str, needs_of):
    """Return (open file, number of registrations, their webinar if it is one); the form is one of FORMS.

    `registrations` is a QuerySet, `needs_of` one of the webinars whose access needs may be given out. All
    rows come from one statement, their answers and attendance with them, so that the file is of one moment;
    it is complete before anything is sent. Times are those of the webinar's zone, of several in UTC.
    """
    file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY, mode="w+b")  # noqa: SIM115
    asked = questions(registrations)
    webinars = webinars_of(registrations, needs_of)
    shown = {webinar.pk for webinar in webinars if webinar.shows_needs}
    webinar = webinars[0] if len(webinars) == 1 else None
    zone = webinar.zone if webinar else UTC
    write, _type = FORMS[form]
    count = write(file, headings(asked, bool(shown), zone), rows(registrations, asked, shown, zone))
    file.seek(0)
    return file, count, webinar


def webinars_of(registrations, needs_of):
    """Return the webinars of these registrations, each with `shows_needs`."""
    listed = Exists(registrations.order_by().filter(webinar=OuterRef("pk")))
    shows_needs = Exists(needs_of.order_by().filter(pk=OuterRef("pk")))
    named = Webinar.objects.only("title", "slug", "time_zone")
    return list(named.filter(listed).annotate(shows_needs=shows_needs).order_by("pk"))


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
    """Write a workbook whose cells are all texts, and moments; return the rows' number."""
    import xlsxwriter  # where it is used: it would hold two megabytes in each process

    # Constant memory: each row is written off when the next one begins.
    book = xlsxwriter.Workbook(file, {"constant_memory": True})
    sheet, number = book.add_worksheet(_("Registrations")[:31]), 0
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, len(headings) - 1, 22)
    bold, moment = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    for column, heading in enumerate(headings):
        sheet.write_string(0, column, plain(heading), bold)
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row):
            if isinstance(value, datetime):
                sheet.write_datetime(number, column, value.replace(tzinfo=None), moment)
            else:
                sheet.write_string(number, column, plain(value))
    sheet.autofilter(0, 0, number, len(headings) - 1)
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


def headings(asked, shows_needs, zone):
    return [
        _("Status"),
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
        _("Waitlist number"),
        _("First registered (%s)") % zone,
        _("Sittings joined"),
        _("First joined (%s)") % zone,
        _("Last joined (%s)") % zone,
        *([_("Access needs"), _("In their own words"), _("Arranged")] if shows_needs else []),
        *asked,
        _("Other answers"),
    ]


def rows(registrations, asked, needs_of, zone):
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
    names = {
        "country": dict(countries),
        "language": dict(settings.LANGUAGES),
        "status": {state: str(state.label) for state in Registration.Status},
    }
    for registration in found.iterator(chunk_size=AT_ONCE):
        yield [
            *person(registration, names, zone),
            *attendance(registration, zone),
            *(needs(registration, needs_of) if needs_of else []),
            *own_answers(registration, asked),
        ]


def person(registration, names, zone):
    return [
        names["status"][registration.status],
        registration.reference,
        registration.title,
        registration.name,
        registration.email,
        registration.organisation,
        registration.job_title,
        names["country"].get(registration.country.code, ""),
        registration.group,
        registration.question,
        names["language"].get(registration.language, registration.language),
        registration.waitlist_number or "",
        registration.created_at.astimezone(zone),
    ]


def attendance(registration, zone):
    if not registration.sittings:
        return ["", "", ""]
    return [
        ", ".join(map(str, registration.sittings)),
        min(registration.first_joined).astimezone(zone),
        max(registration.last_joined).astimezone(zone),
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
