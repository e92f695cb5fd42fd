import re
import unicodedata

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from events import folding, languages
from events.models.checks import https_only
from events.trail import Trail

NO_FILE_NAME = re.compile(r'[\s\x00-\x1f\x7f<>:"/\\|?*]+')  # somewhere not allowed in the name of a file
HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn"}  # signs that are not seen and could turn a name round


class DocumentQuerySet(models.QuerySet):
    def out(self, now):
        """The documents that are published at `now`, to whomever."""
        return self.exclude(webinar__status="draft").filter(Q(publish_at=None) | Q(publish_at__lte=now))

    def public(self, now):
        """The documents that anyone may fetch at `now`."""
        return self.out(now).filter(audience=Document.Audience.PUBLIC)

    def for_registrants(self, now):
        """The documents that only those with a place may fetch at `now`."""
        return self.out(now).filter(audience=Document.Audience.REGISTRANTS)


class Document(models.Model):
    """A document of a webinar; with neither file nor address it is announced."""

    class Kind(models.TextChoices):
        PROGRAMME = "programme", _("Programme")
        SLIDES = "slides", _("Presentation slides")
        REPORT = "report", _("Final report")
        BIOGRAPHIES = "biographies", _("Biographies")
        RECORDING = "recording", _("Recording")
        TRANSCRIPT = "transcript", _("Transcript")
        BACKGROUND = "background", _("Background")
        OTHER = "other", _("Other")

    class Audience(models.TextChoices):
        PUBLIC = "public", _("Everyone")
        REGISTRANTS = "registrants", _("Registrants only")

    webinar = models.ForeignKey("events.Webinar", on_delete=models.CASCADE, related_name="documents")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    kind_label = models.CharField(_("own name of the kind"), max_length=80, blank=True)
    title = models.CharField(
        _("title"), max_length=200, blank=True, help_text=_("If empty, the kind is shown.")
    )
    lang = models.CharField(_("language"), max_length=10, choices=languages.SPOKEN, default="en")
    file = models.FileField(_("file"), upload_to="documents/", blank=True)
    url = models.URLField(_("web address"), max_length=500, blank=True, help_text=_("For a recording, say."))
    size = models.PositiveIntegerField(null=True, editable=False)  # octets
    pages = models.PositiveIntegerField(null=True, editable=False)
    session = models.ForeignKey(
        "events.Session",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="documents",
        verbose_name=_("session"),
    )
    appearance = models.ForeignKey(
        "events.Appearance",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="documents",
        verbose_name=_("speaker"),
    )
    audience = models.CharField(_("for"), max_length=12, choices=Audience, default=Audience.PUBLIC)
    publish_at = models.DateTimeField(
        _("publish at"), null=True, blank=True, help_text=_("If empty, at once.")
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    updated_at = models.DateTimeField(auto_now=True)
    search_text = folding.stored("title")

    objects = DocumentQuerySet.as_manager()
    history = Trail("webinar")

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(file="") | Q(url=""),
                name="document_has_a_file_or_an_address",
                violation_error_message=_("Give a file or an address, not both."),
            ),
            models.CheckConstraint(
                condition=~Q(kind="other") | ~Q(kind_label=""),
                name="other_kind_of_document_has_a_name",
                violation_error_message=_("Enter the name of the kind."),
            ),
            models.CheckConstraint(
                condition=Q(publish_at=None) | Q(publish_at__year__range=(2000, 2100)),
                name="document_is_published_in_the_years_2000_to_2100",
                violation_error_message=_("Enter a date in the years 2000 to 2100."),
            ),
            https_only("document", "url"),
        ]

    def __str__(self):
        return self.title or self.kind_name

    def get_absolute_url(self):
        """Return the address that stays when the file is replaced, or the address elsewhere."""
        return self.url or reverse("files:document", args=[self.pk, self.file_name])

    @property
    def kind_name(self):
        return self.kind_label or self.get_kind_display()

    @property
    def has_title(self):
        """Return whether the title says more than the kind does."""
        return self.title.strip().casefold() not in {"", str(self.kind_name).casefold()}

    @property
    def format(self):
        """Return the ending of the file in capitals: "PDF"."""
        return self.file.name.rsplit(".", 1)[-1].upper() if self.file else ""

    @property
    def file_name(self):
        """Return the last part of the address, in plain letters."""
        return f"{slugify(str(self)) or 'document'}.{self.format.lower()}"

    @property
    def full_file_name(self):
        """Return the name under which the file is saved: the title as far as file systems take it."""
        title = unicodedata.normalize("NFC", " ".join(NO_FILE_NAME.sub(" ", str(self)).split()))
        shown = "".join(letter for letter in title if unicodedata.category(letter) not in HIDDEN)
        return f"{shown[:80].strip('. ') or 'document'}.{self.format.lower()}"

    def is_available(self, now):
        return bool(self.file or self.url) and (self.publish_at is None or self.publish_at <= now)
