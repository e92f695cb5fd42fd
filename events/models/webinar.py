import uuid
from zoneinfo import ZoneInfo

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from events import folding, languages, pictures, richtext
from events.models import checks
from events.models.picture import PictureField
from events.models.sitting import Stretch
from events.models.team import Right
from events.models.zones import city, validate_zone
from events.trail import Trail

LONGEST = 366  # days from start to end


def calendar_uid():
    return str(uuid.uuid4())


def language_list(label, choices, **options):
    return ArrayField(
        models.CharField(max_length=10, choices=choices),
        verbose_name=label,
        default=list,
        blank=True,
        **options,
    )


class WebinarQuerySet(models.QuerySet):
    def of(self, user, right=Right.SEE):
        """The ones with which the user has this right, by a role in the webinar or in its series."""
        if user.is_superuser:
            return self
        roles = [role for role in user.roles if role.gives(right)]
        by_series = Q(series__in=[role.series_id for role in roles if role.series_id])
        return self.filter(Q(pk__in=[role.webinar_id for role in roles if role.webinar_id]) | by_series)

    def public(self):
        return self.exclude(status=Webinar.Status.DRAFT)

    def upcoming(self, now):
        """The ones still to end, the next one first; one postponed has no date and comes last."""
        return self.filter(Q(ends_at__gt=now) | Q(status=Webinar.Status.POSTPONED)).order_by(
            models.Case(models.When(status=Webinar.Status.POSTPONED, then=1), default=0), "starts_at", "pk"
        )

    def spoken_or_interpreted_in(self, language):
        return self.filter(
            Q(spoken_languages__contains=[language]) | Q(interpretation_languages__contains=[language])
        )

    def past(self, now):
        """The ones that have ended, the latest first."""
        return (
            self.filter(ends_at__lte=now)
            .exclude(status=Webinar.Status.POSTPONED)
            .order_by("-starts_at", "-pk")
        )


class WebinarManager(models.Manager.from_queryset(WebinarQuerySet)):
    def get_queryset(self):
        # They double the row and are only ever compared in the database.
        return super().get_queryset().defer("search_text", "search_text_after")


class Webinar(models.Model):
    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")
        POSTPONED = "postponed", _("Postponed")
        CANCELLED = "cancelled", _("Cancelled")

    class Format(models.TextChoices):
        ONLINE = "online", _("Online")
        HYBRID = "hybrid", _("Online and in a place")

    title = models.CharField(_("title"), max_length=200)
    slug = models.SlugField(
        _("page address"),
        max_length=100,
        unique=True,
        help_text=_("The last part of the page's address. Links to an earlier one go on working."),
    )
    kicker = models.CharField(
        _("line above the title"), max_length=150, blank=True, help_text=_("Such as “ILO and WEC webinar”.")
    )
    summary = models.CharField(_("summary in one sentence"), max_length=300, blank=True)
    audience = models.CharField(_("meant for"), max_length=300, blank=True)
    lang = models.CharField(_("language of this page"), max_length=10, choices=languages.SPOKEN, default="en")
    series = models.ForeignKey(
        "events.Series",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="webinars",
        verbose_name=_("series"),
    )
    number = models.PositiveSmallIntegerField(_("number in the series"), null=True, blank=True)

    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.DRAFT)
    status_reason = models.CharField(
        _("reason"),
        max_length=300,
        blank=True,
        help_text=_("Shown when the webinar is postponed or cancelled."),
    )
    time_zone = models.CharField(
        _("time zone"),
        max_length=50,
        validators=[validate_zone],
        help_text=_("All times on this page are in it."),
    )
    starts_at = models.DateTimeField(_("start"))
    ends_at = models.DateTimeField(_("end"))
    moved_from = models.DateTimeField(_("start before it was moved"), null=True, blank=True)

    text_before = richtext.field(_("text before the webinar"))
    text_after = richtext.field(_("text after the webinar"))
    takeaways_intro = models.CharField(_("introduction to the takeaways"), max_length=300, blank=True)

    format = models.CharField(_("format"), max_length=10, choices=Format, default=Format.ONLINE)
    place_name = models.CharField(_("name of the place"), max_length=150, blank=True)
    place_address = models.CharField(_("address of the place"), max_length=300, blank=True)
    spoken_languages = language_list(_("spoken languages"), languages.SPOKEN)
    interpretation_languages = language_list(_("interpretation into"), languages.SPOKEN)
    caption_languages = language_list(_("captions in"), languages.SPOKEN)
    sign_languages = language_list(_("sign languages"), languages.SIGNED)
    is_recorded = models.BooleanField(_("will be recorded"), default=False)

    picture = PictureField(_("picture"), shape=pictures.WIDE, blank=True)
    picture_alt = models.CharField(
        _("what the picture shows"),
        max_length=200,
        blank=True,
        help_text=_("Read to those who cannot see it."),
    )
    contact_name = models.CharField(_("name of the contact"), max_length=150, blank=True)
    contact_email = models.EmailField(
        _("email address of the contact"),
        blank=True,
        help_text=_("If empty, the contact of the series or the site."),
    )

    calendar_uid = models.CharField(max_length=100, unique=True, default=calendar_uid, editable=False)
    calendar_sequence = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    published_at = models.DateTimeField(null=True, editable=False)  # for the first time
    search_text = folding.stored("title", "kicker", "summary", "audience", folding.Plain("text_before"))
    search_text_after = folding.stored("takeaways_intro", folding.Plain("text_after"))

    objects = WebinarManager()
    history = Trail()

    class Meta:
        verbose_name = _("webinar")
        verbose_name_plural = _("webinars")
        ordering = ["-starts_at", "-pk"]
        indexes = [models.Index(fields=["ends_at"], name="webinar_by_end")]
        constraints = [
            checks.ends_after_it_starts("webinar", _("The webinar must end after it starts.")),
            checks.lasts_at_most("webinar", LONGEST, _("A webinar lasts a year at most: is the end right?")),
            checks.in_this_century("webinar", "starts_at", "ends_at"),
            checks.in_this_century("webinar_before_it_moved", "moved_from"),
            models.UniqueConstraint(
                fields=["series", "number"],
                name="webinar_has_its_own_number_in_the_series",
                violation_error_message=_("Another webinar of the series has this number."),
            ),
            models.CheckConstraint(
                condition=Q(number=None) | Q(series__isnull=False, number__gte=1),
                name="webinar_number_is_one_of_a_series",
                violation_error_message=_(
                    "Choose the series in which the webinar has this number (1 or more)."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(status="cancelled") | ~Q(status_reason=""),
                name="cancelled_webinar_says_why",
                violation_error_message=_("Enter the reason for which the webinar is cancelled."),
            ),
            models.CheckConstraint(
                condition=Q(status="draft") | Q(published_at__isnull=False),
                name="public_webinar_says_since_when",
                violation_error_message=_("Publish the webinar, so that the day is noted."),
            ),
            models.CheckConstraint(
                condition=Q(format="online") | ~Q(place_name=""),
                name="hybrid_webinar_names_its_place",
                violation_error_message=_("Enter the name of the place where people meet."),
            ),
            models.CheckConstraint(
                condition=Q(picture="") | ~Q(picture_alt=""),
                name="webinar_picture_is_described",
                violation_error_message=_("Say what the picture shows, for those who cannot see it."),
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("events:webinar", args=[self.slug])

    @property
    def zone(self):
        return ZoneInfo(self.time_zone)

    @property
    def city(self):
        return city(self.time_zone)

    def stretches(self):
        """Return the sittings in order of time, or the one span from start to end."""
        return [sitting.stretch() for sitting in self.sittings.all()] or [
            Stretch(self.starts_at, self.ends_at)
        ]

    def contact(self, site):
        """Return whoever of webinar, series and site names an address to write to."""
        return next(
            (level for level in (self, self.series) if level and level.contact_email),
            site,
        )

    def stretch_uid(self, stretch):
        """Return the calendar UID of a stretch: the webinar's for the first, for ever."""
        return self.calendar_uid if stretch.number == 1 else f"{self.calendar_uid}-{stretch.number}"


class OldSlug(models.Model):
    """An earlier address of a webinar: redirected for ever, never given to another."""

    webinar = models.ForeignKey(Webinar, on_delete=models.CASCADE, related_name="old_slugs")
    slug = models.SlugField(max_length=100, unique=True)

    class Meta:
        verbose_name = _("earlier address")
        verbose_name_plural = _("earlier addresses")

    def __str__(self):
        return self.slug
