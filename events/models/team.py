"""Who may do what: a row for each person and webinar, or series with all its webinars, present and future."""

from enum import Enum

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    ORGANISER = "organiser", _("Organiser")
    DESK_AND_NEEDS = "desk-needs", _("Registration desk, with access needs")
    DESK = "desk", _("Registration desk")
    READER = "reader", _("Reader without personal data")


class Right(Enum):
    """What somebody may do with a webinar; its value are the roles that give the right."""

    SEE = frozenset(Role)  # the programme, drafts too, and numbers
    PEOPLE = frozenset({Role.ORGANISER, Role.DESK_AND_NEEDS, Role.DESK})  # registrations and enquiries
    NEEDS = frozenset({Role.ORGANISER, Role.DESK_AND_NEEDS})  # access needs
    EDIT = frozenset({Role.ORGANISER})  # all else: programme, admission, acts, mails, team


def added_by():
    """Return the field that says who added an entry to the directory."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )


class Member(models.Model):
    """Somebody's role in one webinar or one series."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="memberships",
        verbose_name=_("person"),
    )
    webinar = models.ForeignKey(
        "events.Webinar", on_delete=models.CASCADE, null=True, blank=True, related_name="team"
    )
    series = models.ForeignKey(
        "events.Series", on_delete=models.CASCADE, null=True, blank=True, related_name="team"
    )
    role = models.CharField(_("role"), max_length=10, choices=Role, default=Role.ORGANISER)

    class Meta:
        verbose_name = _("member of the team")
        verbose_name_plural = _("team")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(webinar=None) ^ Q(series=None),
                name="member_of_the_team_of_a_webinar_or_a_series",
                violation_error_message=_("A role is for one webinar or for one series."),
            ),
            models.CheckConstraint(
                condition=Q(role__in=Role.values),
                name="member_has_a_known_role",
                violation_error_message=_("Choose one of the roles."),
            ),
            models.UniqueConstraint(
                fields=["user", "webinar"],
                name="one_role_per_person_and_webinar",
                violation_error_message=_("This person is in the team already."),
            ),
            models.UniqueConstraint(
                fields=["user", "series"],
                name="one_role_per_person_and_series",
                violation_error_message=_("This person is in the team already."),
            ),
        ]

    def __str__(self):
        return self.get_role_display()  # never who: it is read in histories

    def gives(self, right):
        return self.role in right.value

    def covers(self, webinar):
        """Return whether it is a role in this webinar, or in its series."""
        return (self.webinar_id or 0) == webinar.pk or (self.series_id or 0) == webinar.series_id
