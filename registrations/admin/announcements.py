"""Writing to the people of a webinar: draft, preview and count, test to oneself, send, stop."""

import re

from django.contrib import admin, messages
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from events import times
from events.admin import fields, guard, mistakes
from events.models import Right
from registrations import announcements, mails
from registrations.models import Announcement, Message
from registrations.models.announcement import PERSONAL, PLACEHOLDERS

TOKEN = re.compile(PERSONAL.pattern + r"[\w:-]*")


@admin.register(Announcement)
class AnnouncementAdmin(guard.Guarded, admin.ModelAdmin):
    rights = {"view": Right.EDIT, "add": Right.EDIT, "change": Right.EDIT, "delete": Right.EDIT}
    chosen_with = Right.EDIT
    list_display = ["subject", "state", "webinar", "audience", "count"]
    list_filter = ["kind"]
    list_select_related = ["webinar", "sent_by"]
    list_per_page = 50
    search_fields = ["subject", "webinar__title"]
    autocomplete_fields = ["webinar"]

    class Media:
        js = ["js/admin_names.js", "js/admin_unsaved.js"]

    actions = None
    change_form_template = "admin/registrations/announcement_form.html"

    def render_change_form(self, request, context, *args, **kwargs):
        context = mistakes.told(guard.one_button(context))
        return super().render_change_form(request, context, *args, **kwargs)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        # Webinars are described on their own screen, not beside a choice.
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        return fields.only_a_choice(field)

    def get_fields(self, request, obj=None):
        fields = ["webinar", "kind", "audience", "subject", "text"]
        return [*fields, "state", "count"] if obj and obj.sent_at else fields

    def get_readonly_fields(self, request, obj=None):
        return self.get_fields(request, obj) if obj and obj.sent_at else []

    def get_form(self, request, obj=None, **kwargs):
        names = ", ".join(f"{{{name}}} ({label})" for name, label in PLACEHOLDERS.items())
        help_text = _("Plain text, without greeting. These are filled in for each person: %s.") % names
        help_text += " " + _(
            "“Recording and documents are ready” says so by itself, with the way to the page: "
            "its text may stay empty."
        )
        return super().get_form(request, obj, **{"help_texts": {"text": help_text}, **kwargs})

    def has_delete_permission(self, request, obj=None):
        # What was sent stays: people have it in their mailboxes.
        return super().has_delete_permission(request, obj) and not (obj and obj.sent_at)

    def response_add(self, request, obj, post_url_continue=None):
        return redirect("admin:registrations_announcement_send", obj.pk)

    def response_change(self, request, obj):
        return redirect("admin:registrations_announcement_send", obj.pk)

    @admin.display(description=gettext_lazy("status"))
    def state(self, announcement):
        return state(announcement)

    def get_urls(self):
        view = self.admin_site.admin_view(self.send_page)
        return [path("<int:pk>/send/", view, name="registrations_announcement_send"), *super().get_urls()]

    def send_page(self, request, pk):
        """Show what each person will get and how many; on POST send it, test it or stop it."""
        now = timezone.now()
        theirs = Announcement.objects.of(request.user, Right.EDIT).select_related("webinar", "sent_by")
        announcement = guard.find(request, theirs, pk=pk)
        if request.method == "POST":
            act(request, announcement, now)
            return redirect("admin:registrations_announcement_send", pk)
        wanted, unwanted = announcements.breakdown(announcement)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Preview and send") if not announcement.sent_at else _("Message to registrants"),
            "opts": Announcement._meta,
            "announcement": announcement,
            "state": state(announcement),
            "wanted": wanted,
            "unwanted": unwanted,
            "is_too_early": not announcement.sent_at and announcements.is_too_early(announcement, now),
            "waiting": announcement.messages.waiting().count(),
            "preview": preview(announcement),
        }
        return render(request, "admin/registrations/announcement_send.html", context)


def act(request, announcement, now):
    if "send" in request.POST:
        send(request, announcement, now)
    elif "test" in request.POST:
        announcements.send_test(announcement, request.user.email, now)
        messages.success(request, _("A test goes to %s.") % request.user.email)
    elif "stop" in request.POST:
        count = announcements.stop(announcement, now)
        text = ngettext("Stopped: %d mail was not sent.", "Stopped: %d mails were not sent.", count)
        messages.success(request, text % count)


def send(request, announcement, now):
    if announcements.is_too_early(announcement, now) and request.POST["send"] != "anyway":
        messages.warning(request, _("Nothing was sent: the recording is not visible on the page yet."))
        return
    try:
        count = announcements.send(announcement, now, request.user)
    except announcements.AlreadySent as error:
        messages.warning(request, state(error.announcement))
    else:
        text = ngettext("It goes to %d person.", "It goes to %d people.", count)
        messages.success(request, text % count)


def state(announcement):
    """Return in words what has become of it."""
    if not announcement.sent_at:
        return _("Draft")
    zone = announcement.webinar.zone
    words = {"by": announcement.sent_by or "–", "at": times.stamp(announcement.sent_at, zone)}
    if announcement.stopped_at:
        return _("Sent by %(by)s at %(at)s, stopped at %(stopped)s") % {
            **words,
            "stopped": times.stamp(announcement.stopped_at, zone),
        }
    return _("Sent by %(by)s at %(at)s") % words


def preview(announcement):
    """Return the mail as the first of its audience will get it, their own links blotted out."""
    registration = announcement.people().select_related("webinar__series").order_by("pk").first()
    kind = announcements.KINDS[announcement.kind]
    now = timezone.now()
    facts = {"sequence": 0, "status": "registered", "to": "person@example.org"}
    message = Message(
        kind=kind, key="preview", registration=registration, announcement=announcement, facts=facts
    )
    mail = mails.build(message, now)
    return {"to": message.registration.name, "subject": mail.subject, "text": TOKEN.sub(r"/\1/…", mail.body)}
