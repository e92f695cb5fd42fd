"""Pages of lists that may be endless: what can be counted at once is counted, the rest is estimated."""

import json

from django.contrib.admin.views.main import SEARCH_VAR, ChangeList
from django.core.paginator import Paginator
from django.utils.functional import cached_property

MOST = 10_000  # rows counted, and rows that can be paged through


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
        return min(MOST, 1_000)


def pages(request, *args, **kwargs):
    """Return the Paginator for a list that may be endless, as it is asked for."""
    return (FoundPages if request.GET.get(SEARCH_VAR) else ManyPages)(*args, **kwargs)


class ManyRows(ChangeList):
    """A list that sorts by the columns that are offered for it, whatever the address bar asks."""

    def get_ordering_field(self, field_name):
        return super().get_ordering_field(field_name) if field_name in self.sortable_by else None
