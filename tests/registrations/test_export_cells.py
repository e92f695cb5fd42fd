"""What a cell of an export may hold: never a formula, whatever people typed."""

import io
import zipfile

import pytest

from registrations import seats, visitor_form
from registrations.models import Question
from tests import builders
from tests.builders import NOW
from tests.registrations.exported import BOTH, content, of_csv, of_xlsx, with_organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def organiser(client):
    client.force_login(builders.user())
    return client


FORMULAS = [
    ("=1+1", "'=1+1"),
    ("-1", "'-1"),
    ("@SUM(A1)", "'@SUM(A1)"),
    ("\t=1+1", "'=1+1"),
    ("\r\n=1+1", "'=1+1"),
    (" =1+1", "'=1+1"),
    ("\v=1+1", "'=1+1"),
    ("\u202e=1+1", "'=1+1"),
    ("\uff1d1+1", "'\uff1d1+1"),
    ("|calc", "'|calc"),
    ("%0", "'%0"),
]


@pytest.mark.parametrize(("value", "cell"), FORMULAS, ids=ascii)
def test_no_cell_of_csv_is_a_formula(organiser, value, cell):
    """B77"""
    with_organisation(value)

    assert of_csv(organiser)[1][5] == cell


@pytest.mark.parametrize("value", ["Ada = Example", 'a,b;c\n"d" 😀', "it's", ""])
def test_what_is_harmless_comes_back_from_csv_as_it_was(organiser, value):
    """B77"""
    with_organisation(value)

    assert of_csv(organiser)[1][5] == value


def test_a_telephone_number_stays_readable(organiser):
    """B78: a true text in XLSX; in CSV, where there are no types, an apostrophe keeps it one."""
    with_organisation("+41 22 799 61 11")

    assert of_xlsx(organiser)[1][5] == "+41 22 799 61 11"
    assert of_csv(organiser)[1][5] == "'+41 22 799 61 11"


@pytest.mark.parametrize(
    "value", [value for value, _ in FORMULAS] + ["https://example.org", "0012"], ids=ascii
)
def test_each_cell_of_xlsx_is_a_text(organiser, value):
    """B79: no formula, no link, no number."""
    with_organisation(value)

    assert of_xlsx(organiser)[1][5] == "".join(each for each in value if each not in "\r\v")
    with zipfile.ZipFile(io.BytesIO(content(organiser, "xlsx"))) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
        assert "<f>" not in sheet
        assert "hyperlink" not in sheet
        assert not any("rels" in name and "sheet" in name for name in parts.namelist())


@BOTH
def test_characters_that_xml_cannot_hold_are_left_out(organiser, exported):
    """B79"""
    with_organisation("A\x01\x0b\x1b\x7f\x85\ufffeB\ttab")

    assert exported(organiser)[1][5] == "AB\ttab"


@BOTH
def test_separators_quotes_line_breaks_and_emoji_stay_in_their_column(organiser, exported):
    """B80"""
    value = 'a;b,c\t"d"\n😀 é ﷽'
    with_organisation(value)

    header, line = exported(organiser)

    assert line[5] == value
    assert len(header) == len(line)


@BOTH
@pytest.mark.parametrize("letter", ["x", "😀", "="], ids=ascii)
def test_a_cell_holds_no_more_than_a_spreadsheet_does(organiser, exported, letter):
    """B80: at most 32,767 UTF-16 units."""
    webinar = builders.webinar()
    question = Question.objects.create(webinar=webinar, text="Why?", why="To know.", kind="long")
    answers = {question: letter * 32_768}
    seats.register(webinar, builders.details(), visitor_form.new_key(), NOW, answers)

    cell = exported(organiser)[1][-2]

    assert 32_766 <= len(cell.encode("utf-16-le")) // 2 <= 32_767
    assert set(cell) <= {letter, "'"}
