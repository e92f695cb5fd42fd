"""The page of one webinar's registrations over time: two drawings, each also a table, and the states."""

from django.db.models import Count
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from events.admin import guard
from events.models import Right, Webinar
from registrations import chart
from registrations.models import Registration


@require_safe
def page(request, pk, model_admin):
    webinar = guard.find(request, Webinar.objects.of(request.user), pk=pk)
    days = chart.days(webinar)
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Registrations over time"),
        "opts": Registration._meta,
        "webinar": webinar,
        "may_see_people": request.user.may(Right.PEOPLE, webinar),
        "days": days,
        "is_drawn": len(days) >= chart.FEWEST,
        "line": chart.line(days) if days else "",
        "width": chart.WIDTH,
        "height": chart.HEIGHT,
        "most": max((day.new for day in days), default=0),
        "states": states(webinar),
    }
    return render(request, "admin/registrations/registration/over_time.html", context)


def states(webinar):
    """Return [(state, number)] of those that there are."""
    counted = dict(webinar.registrations.order_by().values_list("status").annotate(Count("pk")))
    return [(state.label, counted[state]) for state in Registration.Status if state in counted]
