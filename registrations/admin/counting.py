"""Pages of lists that may be endless: what can be counted at once is counted, the rest is estimated."""

import json

from django.contrib.admin.views.main import ORDER_VAR, PAGE_VAR, SEARCH_VAR, ChangeList
from django.contrib.postgres.expressions import ArraySubquery
from django.core.paginator import Paginator
from django.db.models import Func, OuterRef
from django.utils.functional import cached_property

from events.models import Webinar

MOST = 10_000  # rows counted, and rows that can be paged through
FOUND = 1_000  # the same of what was searched


class ManyPages(Paginator):
    """A Paginator that counts no further than `most`; beyond it, only filters and search lead."""

    @property
    def most(self):
        return MOST

    @cached_property
    def count(self):
        return self.object_list.order_by()[: self.most].count()

    @cached_property
    def estimate(self):
        """Return how many there are in all, as PostgreSQL reckons, in two digits; 0 if they were counted."""
        if self.count < self.most:
            return 0
        (plan,) = json.loads(self.object_list.order_by().explain(format="json"))
        digits = len(str(rows := max(plan["Plan"]["Plan Rows"], self.most)))
        return round(rows, 2 - digits)


class FoundPages(ManyPages):
    """For what was searched: PostgreSQL makes the words of each row anew that it compares."""

    @property
    def most(self):
        return min(MOST, FOUND)


class Unnested(Func):
    """Each value of an array in a row of its own; several of them side by side."""

    function = "unnest"
    set_returning = True

    @property
    def output_field(self):
        return self.source_expressions[0].output_field.base_field


class MergedPages(ManyPages):
    """For the rows of many webinars, newest first: from each no more than a page could show, by its index.

    Walking all rows from the newest, PostgreSQL reads everybody else's before it comes to those of an
    older series; gathering theirs, it reads half the table.
    """

    def __init__(self, *args, webinars, **kwargs):
        super().__init__(*args, **kwargs)
        self.webinars = webinars

    def page(self, number):
        first = (self.validate_number(number) - 1) * self.per_page
        last = min(first + self.per_page, self.count)
        # Fetched first: who looks for rows and keys in one query, is read half the table again.
        keys = list(newest(self.object_list, self.webinars, last)[first:last])
        return self._get_page(self.object_list.filter(pk__in=keys), number, self)


def newest(rows, webinars, most):
    """Return the keys of `rows`, in the usual order, of which no webinar gives more than `most`."""
    order = [name.removeprefix("-") for name in rows.model._meta.ordering]
    own = rows.order_by(*rows.model._meta.ordering).filter(webinar=OuterRef("pk"))[:most]
    columns = {f"own_{name}": Unnested(ArraySubquery(own.values(name))) for name in order}
    found = webinars.order_by().annotate(**columns)
    return found.order_by(*(f"-own_{name}" for name in order)).values_list("own_pk", flat=True)


def webinars(request, right):
    """Return the webinars whose rows a list shows; None: all rows there are."""
    return None if request.user.is_superuser else Webinar.objects.of(request.user, right)


def to_search(request, rows, right):
    """Return what is theirs of `rows`, so that words are compared in nothing else, from the newest on.

    The keys are written out: a condition on each row, cheaper than the words, is looked at before them.
    """
    theirs = webinars(request, right)
    if theirs is None:
        return rows
    first = rows.model._meta.ordering[0].removeprefix("-")
    latest = newest(rows.model.objects.all(), theirs, 1)[:1]
    since = rows.model.objects.filter(pk__in=latest).order_by().values(first)
    keys = list(theirs.order_by().values_list("pk", flat=True))
    return rows.filter(**{f"{first}__lte": since}, webinar__in=keys)


def said_by(request, rows, right, typed):
    """Return what is theirs of `rows` with all these words; all rows if nothing was typed."""
    return to_search(request, rows, right).said_by(typed) if typed else rows


def pages(request, rows, *args, right=None, merged=(), **kwargs):
    """Return the Paginator for a list that may be endless, as it is asked for.

    `right` is the one by which its rows are theirs, if their webinars are to be merged; `merged` are the
    filters that the index by webinar holds: with others, few rows are found by their own.
    """
    asked = {name for name, value in request.GET.items() if value} - {PAGE_VAR, ORDER_VAR, *merged}
    if SEARCH_VAR in asked:
        return FoundPages(rows, *args, **kwargs)
    theirs = webinars(request, right) if right else None
    is_usual = list(dict.fromkeys(rows.query.order_by)) == rows.model._meta.ordering
    if theirs is None or asked or not is_usual:
        return ManyPages(rows, *args, **kwargs)
    return MergedPages(rows, *args, webinars=theirs, **kwargs)


class ManyRows(ChangeList):
    """A list that sorts by the columns that are offered for it, whatever the address bar asks."""

    def get_ordering_field(self, field_name):
        return super().get_ordering_field(field_name) if field_name in self.sortable_by else None
