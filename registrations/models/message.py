from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from events.models import Site, Webinar


class MessageQuerySet(models.QuerySet):
    def of(self, user, right):
        """The ones about webinars with which the user has this right."""
        return self if user.is_superuser else self.about(Webinar.objects.of(user, right))

    def about(self, webinars):
        """The ones about registrations and questions of these webinars, and tests of announcements."""
        return self.filter(webinar__in=webinars)

    def unnamed(self):
        """The ones about a webinar that do not name it; a question may be about none."""
        about = Q(registration__isnull=False) | Q(announcement__isnull=False)
        return self.filter(about | Q(enquiry__webinar__isnull=False), webinar=None)

    def waiting(self):
        return self.filter(sent_at=None, failed_at=None)

    def due(self, now):
        return self.waiting().filter(due_at__lte=now)

    def not_leased(self, now):
        """The ones that no worker has in hand."""
        return self.filter(Q(lease_until=None) | Q(lease_until__lt=now))

    def skipped(self):
        """The ones given up because nobody wanted them any more."""
        return self.filter(failed_at__isnull=False, is_skipped=True)

    def failed(self):
        """The ones given up although they were wanted."""
        return self.filter(failed_at__isnull=False, is_skipped=False)

    def past_use(self, now):
        """The ones about a webinar that is over, after which nobody needs them."""
        return self.filter(
            kind__in=Message.USEFUL_UNTIL_THE_END, registration__webinar__ends_at__lte=now
        ).exclude(registration__webinar__status=Webinar.Status.POSTPONED)


class Message(models.Model):
    """One e-mail in the outbox: what it is about and the facts of that moment; rendered when sent."""

    class Kind(models.TextChoices):
        CONFIRM_ADDRESS = "confirm_address", _("Confirm your address")
        REQUEST_RECEIVED = "request_received", _("We have your request")
        DECLINED = "declined", _("You have no place")
        REGISTERED = "registered", _("You are registered")
        ALREADY_REGISTERED = "already_registered", _("You are already registered")
        WAITLISTED = "waitlisted", _("You are on the waitlist")
        PROMOTED = "promoted", _("You have a place")
        CANCELLED = "cancelled", _("Your registration is cancelled")
        PERSONAL_LINK = "personal_link", _("Your link")
        CHANGED = "changed", _("The webinar has moved")
        POSTPONED = "postponed", _("The webinar is postponed")
        CALLED_OFF = "called_off", _("The webinar is cancelled")
        TAKES_PLACE = "takes_place", _("The webinar takes place after all")
        READY = "ready", _("Recording and documents are ready")
        MESSAGE = "message", _("Message from the organisers")
        DETAILS_CHANGED = "details_changed", _("Your details were changed")
        REMINDER = "reminder", _("Reminder")
        ENQUIRY_RECEIVED = "enquiry_received", _("We have your question")
        ENQUIRY_REPLY = "enquiry_reply", _("Answer to your question")
        ACCESS_NEEDS = "access_needs", _("What somebody needs to take part, to the contact")
        NEW_ENQUIRY = "new_enquiry", _("New enquiry, to the contact")
        ENQUIRY_DIGEST = "enquiry_digest", _("Many new enquiries, to the contact")

    class Priority(models.IntegerChoices):
        URGENT = 0, _("urgent")  # somebody looks into the mailbox right now
        USUAL = 1, _("usual")
        LATER = 2, _("later")  # to many at once

    class Failure(models.TextChoices):
        """Why one was given up although it was wanted."""

        NO_MAILBOX = "no_mailbox", _("There is no such mailbox: the address is probably mistyped or closed.")
        FULL = "full", _("The mailbox is full.")
        TOO_LARGE = "too_large", _("The mail is too large for the mailbox.")
        REFUSED = "refused", _("The receiving mail server refuses mail from us.")
        PUT_OFF = "put_off", _("The receiving mail server put us off again and again.")
        OUR_SIDE = "our_side", _("Our own mail server refuses our sender: tell the administrator.")
        NO_ANSWER = "no_answer", _("The mail server did not answer.")
        NOT_BUILT = "not_built", _("The mail could not be made: tell the administrator.")
        TOO_LATE = "too_late", _("The webinar was over before it could be sent.")

    URGENT_KINDS = {
        Kind.CONFIRM_ADDRESS,
        Kind.REGISTERED,
        Kind.ALREADY_REGISTERED,
        Kind.PROMOTED,
        Kind.PERSONAL_LINK,
    }
    USEFUL_UNTIL_THE_END = {
        Kind.CONFIRM_ADDRESS,
        Kind.REQUEST_RECEIVED,
        Kind.REGISTERED,
        Kind.ALREADY_REGISTERED,
        Kind.WAITLISTED,
        Kind.PROMOTED,
        Kind.REMINDER,
        Kind.CHANGED,
        Kind.TAKES_PLACE,
    }
    ABOUT_ACTS = {Kind.CHANGED, Kind.POSTPONED, Kind.CALLED_OFF, Kind.TAKES_PLACE}
    WRITTEN_KINDS = {Kind.READY, Kind.MESSAGE}  # by organisers, to many
    OPTIONAL_KINDS = {Kind.REMINDER, *WRITTEN_KINDS}  # one click stops them

    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    priority = models.PositiveSmallIntegerField(
        _("priority"), choices=Priority, default=Priority.USUAL, editable=False
    )
    registration = models.ForeignKey(
        "registrations.Registration", on_delete=models.CASCADE, null=True, blank=True, related_name="messages"
    )
    enquiry = models.ForeignKey(
        "registrations.Enquiry", on_delete=models.CASCADE, null=True, blank=True, related_name="messages"
    )
    announcement = models.ForeignKey(
        "registrations.Announcement", on_delete=models.CASCADE, null=True, blank=True, related_name="messages"
    )
    # That of what it is about, NULL for a question about none: lists read one index, not what it is about.
    webinar = models.ForeignKey(
        "events.Webinar",
        on_delete=models.CASCADE,
        null=True,
        editable=False,
        db_index=False,
        related_name="+",
    )
    # What it is about, which kind, which version: asked for twice, it is queued once.
    key = models.CharField(max_length=100, unique=True)
    facts = models.JSONField(default=dict)
    # Caused by a form that anyone can fill in: a keyed hash of the address, for limits.py; else empty.
    address_key = models.CharField(max_length=32, blank=True, editable=False)
    created_at = models.DateTimeField(_("queued"))
    resent_at = models.DateTimeField(_("sent again by an organiser"), null=True)
    due_at = models.DateTimeField(_("due"))
    lease_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    sent_at = models.DateTimeField(_("sent"), null=True)
    failed_at = models.DateTimeField(_("given up"), null=True)
    # Given up without a failure.
    is_skipped = models.BooleanField(_("not wanted any more"), default=False, db_default=False)
    failure = models.CharField(
        _("why given up"), max_length=12, choices=Failure, blank=True, default="", db_default=""
    )
    last_error = models.CharField(_("last error"), max_length=300, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        ordering = ["-pk"]
        indexes = [
            # With all that the list is filtered by, so that no mail is read but those shown.
            models.Index(
                fields=["webinar", "-id"],
                include=["kind", "sent_at", "failed_at", "is_skipped", "failure"],
                name="message_by_webinar",
            ),
            models.Index(
                fields=["address_key", "created_at"],
                name="message_caused_by_form",
                condition=~Q(address_key=""),
            ),
            models.Index(
                fields=["priority", "due_at", "id"],
                name="message_to_send_by_urgency",
                condition=Q(sent_at=None, failed_at=None),
            ),
            models.Index(
                fields=["failed_at", "is_skipped", "failure"],
                name="message_given_up",
                condition=Q(failed_at__isnull=False),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                # Without both it is the test of an announcement, to an organiser.
                condition=Q(registration=None) ^ Q(enquiry=None)
                | Q(registration=None, enquiry=None, announcement__isnull=False),
                name="message_is_about_a_registration_or_an_enquiry",
            ),
            models.CheckConstraint(
                condition=Q(sent_at=None) | Q(failed_at=None), name="message_is_sent_or_given_up"
            ),
            models.CheckConstraint(
                condition=Q(is_skipped=False) | Q(failed_at__isnull=False),
                name="a_skipped_message_is_given_up",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} ({self.key})"

    @cached_property
    def site(self):
        """The site that writes it; whoever has many messages in hand gives them one."""
        return Site.objects.get()

    @property
    def useful_until(self):
        """Return the moment after which nobody needs it, or None.

        Asked of the webinar and not stored: a webinar that is moved takes its mails along.
        """
        if self.kind not in self.USEFUL_UNTIL_THE_END:
            return None
        webinar = self.registration.webinar
        return None if webinar.status == Webinar.Status.POSTPONED else webinar.ends_at

    def reason_to_skip(self, now):
        """Return in a sentence why nobody wants it any more, "" while somebody does."""
        if self.kind in self.OPTIONAL_KINDS and self.registration and not self.registration.is_reminded:
            return _("Not sent: the person wants no such mails.")
        if self.kind != self.Kind.REMINDER:
            return ""
        if self.registration.status != self.registration.Status.REGISTERED:
            return _("Not sent: the person has no place any more.")
        webinar, facts = self.registration.webinar, self.facts
        for stretch in webinar.stretches() if webinar.status == Webinar.Status.PUBLISHED else []:
            if (stretch.number, stretch.starts_at.isoformat()) == (facts["stretch"], facts["starts_at"]):
                return "" if now < stretch.ends_at else _("Not sent: it was over before this could be sent.")
        return _("Not sent: the webinar does not take place at that time any more.")

    def is_past_use(self, now):
        return self.useful_until is not None and self.useful_until <= now
