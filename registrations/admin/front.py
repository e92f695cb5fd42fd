"""The organisers' front page: what needs somebody, what happens by itself, how webinars and mails are doing.

What a person may not see is not there: each question goes to the rows that the lists would show them.
The number of queries is fixed, whatever there is.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import BigIntegerField, CharField, Count, Min, Q, Value
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events import states
from events.models import Appearance, Page, Right, Webinar
from registrations import mail_health
from registrations.models import Enquiry, Message, Needs, Registration

SOON = timedelta(days=7)
LATELY = timedelta(days=30)  # a page asked for its text for so long; then it is left as it is
DRAFTS, PLANNED, TASKS = 5, 3, 20  # shown of each
FIRST = ["failed", "enquiries"]  # then what is about one webinar, the next one first
LAST = ["afterwards", "speakers", "text"]


@dataclass(frozen=True)
class Task:
    """Something that needs somebody: in words, where to see to it, and the title of its webinar, if any."""

    words: str
    url: str
    title: str = ""


def context(site, request, now):
    """Return what the front page shows to whoever asks for it."""
    webinars = rows(site, request, Webinar)
    found = unsettled(site, request, webinars, now)
    mails = {what: (number, since) for what, _pk, _title, number, since in found}
    tasks = [task(*row[:4]) for row in sorted(found, key=urgency) if row[0] != "waiting"]
    shown = {"tasks": tasks[:TASKS], "more_tasks": max(0, len(tasks) - TASKS)}
    if webinars is not None:
        mine = webinars.of(request.user, Right.EDIT)
        drafts = mine.filter(status=Webinar.Status.DRAFT, ends_at__gt=now)
        shown["drafts"] = drafts.order_by("starts_at", "pk")[:DRAFTS]
        shown["states"] = states.counted(webinars, now)
        shown["is_new"] = not any(number for _state, _words, number in shown["states"])
        shown["planned"] = mail_health.coming(now, webinars, PLANNED)
    if site.get_model_admin(Message).has_view_permission(request):
        waiting, oldest = mails.get("waiting", (0, None))
        failed, _since = mails.get("failed", (0, None))
        shown["mails"] = {"waiting": waiting, "oldest": oldest, "failed": failed}
    return shown


def rows(site, request, model):
    """Return the rows that the list of a model shows this person, None if they may not see the list."""
    model_admin = site.get_model_admin(model)
    return model_admin.get_queryset(request) if model_admin.has_view_permission(request) else None


def unsettled(site, request, webinars, now):
    """Return [(what, pk of the webinar, title, number, moment)] of all that waits, in one query."""
    asked = []
    if webinars is not None:
        ahead = webinars.filter(ends_at__gt=now)
        asked += about_webinars(request, ahead, rows(site, request, Registration), now)
        mine = webinars.of(request.user, Right.EDIT)
        over = over_lately(mine, now)
        asked.append(by_webinar("afterwards", over.filter(text_after="").exclude(text_before=""), ""))
        unsure = Appearance.objects.filter(Q(speaker=None) | Q(is_confirmed=False))
        unsure = unsure.filter(webinar__in=over.order_by().values("pk"))
        asked.append(by_webinar("speakers", unsure, "webinar__"))
    if (enquiries := rows(site, request, Enquiry)) is not None:
        asked.append(in_all("enquiries", enquiries.filter(status=Enquiry.Status.NEW), "created_at"))
    if (messages := rows(site, request, Message)) is not None:
        asked.append(in_all("failed", messages.failed(), "failed_at"))
        asked.append(in_all("waiting", messages.waiting(), "due_at"))
    if site.get_model_admin(Page).has_change_permission(request):
        texts = Page.objects.unfinished().order_by().annotate(what=Value("text"))
        asked.append(texts.values_list("what", "pk", "title", "places", "updated_at"))
    return [row for row in asked[0].union(*asked[1:], all=True) if row[3]] if asked else []


def about_webinars(request, ahead, registrations, now):
    roomless = Q(admission=None) | Q(admission__room_url="")
    soon = ahead.of(request.user, Right.EDIT).filter(
        roomless, status=Webinar.Status.PUBLISHED, starts_at__lte=now + SOON
    )
    yield by_webinar("room", soon, "")
    if registrations is None:
        return
    here = registrations.filter(webinar__in=ahead.order_by().values("pk"))
    yield by_webinar("pending", here.filter(status=Registration.Status.PENDING), "webinar__")
    if request.user.may_anywhere(Right.NEEDS):
        theirs = here.of(request.user, Right.NEEDS).live()
        needs = Needs.objects.filter(is_arranged=False, registration__in=theirs.order_by().values("pk"))
        yield by_webinar("needs", needs, "registration__webinar__")


def over_lately(webinars, now):
    return webinars.filter(status=Webinar.Status.PUBLISHED, ends_at__lte=now, ends_at__gt=now - LATELY)


def by_webinar(what, found, path):
    named = found.order_by().annotate(what=Value(what)).values_list("what", f"{path}pk", f"{path}title")
    return named.annotate(number=Count("pk"), moment=Min(f"{path}starts_at"))


def in_all(what, found, moment):
    none = {"pk_of_none": Value(None, BigIntegerField()), "title_of_none": Value("", CharField())}
    named = found.order_by().annotate(what=Value(what), **none).values_list("what", *none)
    return named.annotate(number=Count("pk"), moment=Min(moment))


def urgency(row):
    what, _pk, _title, _number, moment = row
    first = FIRST.index(what) if what in FIRST else len(FIRST)
    return first, LAST.index(what) if what in LAST else -1, moment


def task(what, pk, title, number):
    """Return the Task that a row of `unsettled` asks for."""
    words = {
        "failed": ngettext("%d mail could not be sent", "%d mails could not be sent", number),
        "enquiries": ngettext("%d new enquiry", "%d new enquiries", number),
        "room": _("No address of the room yet: nobody could enter"),
        "pending": ngettext("%d registration to be approved", "%d registrations to be approved", number),
        "needs": ngettext(
            "Access needs of %d person to be arranged", "Access needs of %d people to be arranged", number
        ),
        "afterwards": _("It is over, and its page still shows the text for before"),
        "speakers": ngettext("%d speaker still to be confirmed", "%d speakers still to be confirmed", number),
        "text": ngettext("%d place to fill in", "%d places to fill in", number),
    }[what]
    words = words % number if "%d" in words else words
    if what == "text":
        return Task(f"{title}: {words}", where(what, pk))
    return Task(words, where(what, pk), title)


def where(what, pk):
    """Return the address of the page on which it is seen to."""
    if what == "failed":
        return reverse("admin:registrations_message_health")
    if what == "enquiries":
        return reverse("admin:registrations_enquiry_changelist") + "?status__exact=new"
    if what == "text":
        return reverse("admin:events_page_change", args=[pk])
    if what == "room":
        return reverse("admin:events_webinar_change", args=[pk]) + "#admission-heading"
    if what == "afterwards":
        return reverse("admin:events_webinar_change", args=[pk]) + "#documents"
    if what == "speakers":
        return reverse("admin:events_webinar_change", args=[pk]) + "#appearances-heading"
    narrowed = {"pending": "status__exact=pending", "needs": "needs=open"}[what]
    people = reverse("admin:registrations_registration_changelist")
    return f"{people}?webinar__id__exact={pk}&{narrowed}"
