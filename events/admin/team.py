"""Whose a webinar is: who may add one, choose its series, and becomes its organiser."""

from events.admin import guard, members
from events.models import Member, Right, Role, Series


class WithTeam:
    """Before the screen of a webinar or series: shows its team to its organisers."""

    def get_urls(self):
        return [*members.urls(self), *super().get_urls()]

    def render_change_form(self, request, context, *args, **kwargs):
        of = context.get("original")
        if of and self.has_change_permission(request, of):
            context |= members.shown(of)
        return super().render_change_form(request, context, *args, **kwargs)

    def delete_model(self, request, obj):
        """Take its team's roles with it, and stay signed in without one's own."""
        super().delete_model(request, obj)
        guard.keep_signed_in(request)


class OfTeams(WithTeam):
    """Before the screen of webinars: each is its team's and its series' team's."""

    rights = {"view": Right.SEE, "add": Right.EDIT, "change": Right.EDIT, "delete": Right.EDIT}
    chosen_with = Right.EDIT  # a series gives its team rights to its webinars

    def is_theirs(self, user, right, obj):
        return user.may(right, obj)

    def has_add_permission(self, request):
        """Administrators add webinars anywhere, organisers of a series add them there."""
        return request.user.is_superuser or bool(request.user.series_with(Right.EDIT))

    def may_choose_series(self, request, webinar):
        # Whoever takes a webinar out of a series takes it away from the series' team.
        if not request.user.is_superuser:
            own = request.user.series_with(Right.EDIT)
            return webinar.series_id in own if webinar.series_id else bool(own)
        return bool(webinar.series_id) or has_series(request)

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        if "series" in form.base_fields and not request.user.is_superuser:
            form.base_fields["series"].required = obj is None or obj.series_id is not None
        return form


def has_series(request):
    """Return whether there is a series to choose; the admin asks for each part of its form."""
    if not hasattr(request, "has_series"):
        request.has_series = Series.objects.exists()
    return request.has_series


def make_organiser(request, webinar):
    """Let whoever made a webinar organise it; administrators do so without a role."""
    if not request.user.is_superuser:
        Member.objects.create(user=request.user, webinar=webinar, role=Role.ORGANISER)
        guard.keep_signed_in(request)
