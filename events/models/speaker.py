from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from events import folding, pictures, richtext
from events.models.checks import https_only
from events.models.picture import PictureField
from events.models.team import Right, added_by
from events.models.webinar import Webinar
from events.trail import Trail


class SpeakerQuerySet(models.QuerySet):
    def public(self):
        """Those who take part in a webinar that is no draft: whom a draft names is not told."""
        shown = Appearance.objects.filter(speaker=OuterRef("pk")).exclude(webinar__status="draft")
        return self.filter(Exists(shown))

    def of(self, user, right=Right.SEE):
        """To see: those who are public or the user's. To edit: the user's who take part nowhere else.

        The user's are those in a webinar with which the user has the right, and those whom the user added.
        """
        if user.is_superuser:
            return self
        parts = Appearance.objects.filter(speaker=OuterRef("pk"))
        webinars = Webinar.objects.of(user, right)
        theirs = Q(Exists(parts.filter(webinar__in=webinars))) | Q(added_by=user)
        if right is Right.SEE and user.may_anywhere(right):
            return self.filter(theirs | Q(Exists(parts.exclude(webinar__status="draft"))))
        return self.filter(theirs, ~Exists(parts.exclude(webinar__in=webinars)))


class Speaker(models.Model):
    """A person; what they did and for whom on a given day is in their appearances."""

    honorific = models.CharField(
        _("form of address"), max_length=30, blank=True, help_text=_("Such as Ms. or Dr.")
    )
    name = models.CharField(_("name"), max_length=150)
    slug = models.SlugField(_("page address"), max_length=100, unique=True)
    biography = richtext.field(_("biography"))
    portrait = PictureField(_("portrait"), shape=pictures.PORTRAIT, blank=True)
    portrait_alt = models.CharField(
        _("what the portrait shows"),
        max_length=200,
        blank=True,
        help_text=_("If empty, “Portrait of” and the name."),
    )
    updated_at = models.DateTimeField(auto_now=True)
    added_by = added_by()
    search_text = folding.stored("honorific", "name")

    objects = SpeakerQuerySet.as_manager()
    history = Trail(cascade_delete_history=True)  # who is taken off the site is taken out of it

    class Meta:
        verbose_name = _("speaker")
        verbose_name_plural = _("speakers")
        ordering = ["name"]

    def __str__(self):
        return self.full_name

    def get_absolute_url(self):
        return reverse("events:speaker", args=[self.slug])

    @property
    def full_name(self):
        return f"{self.honorific} {self.name}".strip()

    @property
    def initials(self):
        words = [word for word in self.name.split() if word[0].isalpha()]
        return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


class SpeakerLink(models.Model):
    speaker = models.ForeignKey(Speaker, on_delete=models.CASCADE, related_name="links")
    label = models.CharField(_("label"), max_length=80)
    url = models.URLField(_("web address"), max_length=500)

    history = Trail("speaker", cascade_delete_history=True)

    class Meta:
        verbose_name = _("link")
        verbose_name_plural = _("links")
        ordering = ["pk"]
        constraints = [https_only("speaker_link", "url")]

    def __str__(self):
        return self.label


class Appearance(models.Model):
    """A speaker's part in one webinar; without a speaker it is to be announced."""

    class Role(models.TextChoices):
        SPEAKER = "speaker", _("Speaker")
        MODERATOR = "moderator", _("Moderator")
        OPENING = "opening", _("Opening remarks")
        CLOSING = "closing", _("Closing remarks")
        PANELLIST = "panellist", _("Panellist")
        DISCUSSANT = "discussant", _("Discussant")
        INTERPRETER = "interpreter", _("Interpreter")
        OTHER = "other", _("Other")

    webinar = models.ForeignKey("events.Webinar", on_delete=models.CASCADE, related_name="appearances")
    session = models.ForeignKey(
        "events.Session",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="appearances",
        verbose_name=_("session"),
    )
    speaker = models.ForeignKey(
        Speaker,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="appearances",
        verbose_name=_("speaker"),
        help_text=_("Leave empty while the person is to be announced."),
    )
    role = models.CharField(_("role"), max_length=12, choices=Role, default=Role.SPEAKER)
    role_label = models.CharField(_("own name of the role"), max_length=80, blank=True)
    function = models.CharField(_("function that day"), max_length=200, blank=True)
    unit = models.CharField(_("unit that day"), max_length=200, blank=True)
    organisation = models.CharField(_("organisation that day"), max_length=200, blank=True)
    talk_title = models.CharField(_("title of the talk"), max_length=200, blank=True)
    is_confirmed = models.BooleanField(
        _("confirmed"),
        default=True,
        help_text=_("Only for somebody with a name: others are “to be announced” in any case."),
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    search_text = folding.stored("role_label", "function", "unit", "organisation", "talk_title")

    history = Trail("webinar")

    class Meta:
        verbose_name = _("speaker of this webinar")
        verbose_name_plural = _("speakers of this webinar")
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(role="other") | ~Q(role_label=""),
                name="other_role_has_a_name",
                violation_error_message=_("Enter the name of the role."),
            ),
        ]

    def __str__(self):
        who = str(self.speaker) if self.speaker else self.organisation or str(_("to be announced"))
        return f"{who} ({self.role_name})"

    @property
    def role_name(self):
        return self.role_label or self.get_role_display()
