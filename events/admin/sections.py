"""The sections of a long page: what stands together, under a heading and one sentence of help."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Section:
    """`fieldsets` as Django's admin takes them, `rows` the classes of rows, `template` what else is shown."""

    name: str  # the anchor
    title: str
    help: str
    fieldsets: tuple = ()
    rows: tuple = ()
    template: str = ""


@dataclass(frozen=True)
class Filled:
    """A section with the fieldsets and sets of rows of one form."""

    section: Section
    fieldsets: list
    formsets: list
    has_mistakes: bool = False


def fieldsets_of(sections):
    return [fieldset for section in sections for fieldset in section.fieldsets]


def rows_of(sections):
    return list(dict.fromkeys(rows for section in sections for rows in section.rows))


def filled(sections, fieldsets, formsets):
    """Return the sections as Filled; `fieldsets` come in the order of `sections`.

    One set of rows can stand in two sections, each with some of its fieldsets. Rows of no section end up
    in the last one, so that nothing that can be edited is lost. A section with nothing that this
    organiser may see is left out.
    """
    fieldsets, formsets = iter(fieldsets), list(formsets)
    known = rows_of(sections)
    parts = [
        Filled(
            section,
            [next(fieldsets) for _each in section.fieldsets],
            [each for each in formsets if type(each.opts) in section.rows],
        )
        for section in sections
    ]
    parts[-1].formsets.extend(each for each in formsets if type(each.opts) not in known)
    return [part for part in parts if part.fieldsets or part.formsets]
