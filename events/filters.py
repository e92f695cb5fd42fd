"""The form above the list of webinars: search and filters, in its address, so that they can be passed on.

A filter is shown only where it divides the list. What it does not know it explains, and leaves out.
"""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django import forms
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from events import languages, search


@dataclass(frozen=True)
class Row:
    """A webinar as the filters see it: each of its choices, as (value, label)."""

    pk: int
    year: set
    series: set
    language: set


COLUMNS = (
    "pk", "starts_at", "time_zone", "series__slug", "series__title",
    "spoken_languages", "interpretation_languages",
)  # fmt: skip


def rows_of(webinars):
    """Return a Row for each webinar, in one query."""
    return [row_of(*values) for values in webinars.order_by().values_list(*COLUMNS)]


def row_of(pk, starts_at, time_zone, slug, title, spoken, interpreted):
    # The year of its own zone, which its page shows.
    year = str(starts_at.astimezone(ZoneInfo(time_zone)).year)
    return Row(
        pk=pk,
        year={(year, year)},
        series={(slug, title)} if slug else set(),
        language={(code, capfirst(languages.NAMES.get(code, code))) for code in (*spoken, *interpreted)},
    )


def choice(label, all_of_them, unknown):
    return forms.ChoiceField(
        label=label,
        required=False,
        choices=[("", all_of_them)],
        error_messages={"invalid_choice": unknown},
    )


class WebinarFilters(forms.Form):
    q = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=search.LENGTH,
        error_messages={
            "max_length": _("Shorten the search to %(limit_value)d characters (it has %(show_value)d).")
        },
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    year = choice(_("Year"), _("All years"), _("There is no webinar in that year. Choose another."))
    series = choice(_("Series"), _("All series"), _("There is no such series. Choose another."))
    language = choice(
        _("Language"), _("All languages"), _("There is no webinar in that language. Choose another.")
    )

    def __init__(self, data, rows):
        """Take what the address says, and the Rows of all webinars."""
        super().__init__(data)
        self.rows = rows
        for name in ("year", "series", "language"):
            if choices := dividing([getattr(row, name) for row in rows]):
                newest_first = name == "year"
                self.fields[name].choices += reversed(choices) if newest_first else choices
            else:
                del self.fields[name]

    def clean_q(self):
        if len(search.words(self.cleaned_data["q"])) > search.WORDS:
            raise forms.ValidationError(
                _("Search for at most %(limit)d words."), params={"limit": search.WORDS}
            )
        return self.cleaned_data["q"]

    def wanted(self):
        """Return {name: value} of what is asked for and known."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    def has_filter(self):
        return bool(self.wanted().keys() - {"q"})

    def words_only(self):
        """Return the address of the search without its filters."""
        return urlencode({"q": self.wanted().get("q", "")})

    def query(self):
        """Return what is wanted as it stands in an address."""
        return urlencode(self.wanted())

    def narrow(self, webinars, now):
        """Return those of the webinars that are wanted."""
        wanted = self.wanted()
        if "year" in wanted:
            year = (wanted["year"], wanted["year"])
            webinars = webinars.filter(pk__in=[row.pk for row in self.rows if year in row.year])
        if "series" in wanted:
            webinars = webinars.filter(series__slug=wanted["series"])
        if "language" in wanted:
            webinars = webinars.spoken_or_interpreted_in(wanted["language"])
        if "q" in wanted:
            # Looked for once: the list counts what is found and then takes a page of it.
            found = search.found(webinars, wanted["q"], now)
            webinars = webinars.filter(pk__in=list(found.order_by().values_list("pk", flat=True)))
        return webinars


def dividing(sets):
    """Return the choices by their labels, or none if each of the webinars has all of them."""
    if not sets or set.union(*sets) == set.intersection(*sets):
        return []
    return sorted(set.union(*sets), key=lambda choice: str(choice[1]).casefold())
