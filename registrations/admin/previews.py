"""What the form and the mails of a webinar look like, with its data. Nothing is stored or sent."""

from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from events.admin import guard
from events.models import Right, Site, Webinar
from registrations import changes, mail_health, mails
from registrations.admin import health
from registrations.forms import RegistrationForm
from registrations.models import Admission, Announcement, Enquiry, Message, Places, Registration
from registrations.offer import offer

Kind = Message.Kind
ABOUT_ENQUIRIES = {Kind.ENQUIRY_RECEIVED, Kind.ENQUIRY_REPLY, Kind.NEW_ENQUIRY, Kind.ENQUIRY_DIGEST}


@require_safe
def form_preview(request, pk):
    """Show the registration form as visitors will while it is open; its button does nothing."""
    webinars = Webinar.objects.of(request.user).select_related("admission", "places")
    webinar = guard.find(request, webinars, pk=pk)
    now, admission = timezone.now(), Admission.of(webinar)
    context = {
        "webinar": webinar,
        "admission": admission,
        "offer": offer(admission, Places.of(webinar).taken, now),
        "form": RegistrationForm(admission=admission, own_questions=list(webinar.questions.all()), now=now),
        "preview": True,
    }
    return render(request, "registrations/register.html", context)


def mail_previews(model_admin, request, pk):
    """Show how the mails are doing, then subject and text of each kind, with a link to its HTML part."""
    webinars = Webinar.objects.of(request.user, Right.EDIT).select_related("series", "admission")
    webinar = guard.find(request, webinars.prefetch_related("sittings"), pk=pk)
    now = timezone.now()
    if request.method == "POST":
        return health.send_again(request, mail_health.about([webinar]))
    site = Site.objects.get()
    context = {
        **model_admin.admin_site.each_context(request),
        **health.context([webinar], mail_health.planned([webinar], now, health.SHOWN), now),
        "title": _("Mails of this webinar"),
        "site": site,
        "webinar": webinar,
        "zone": webinar.time_zone,
        "opts": Webinar._meta,
        "mails": [{"kind": kind, "label": kind.label, "mail": example(webinar, kind, site)} for kind in Kind],
    }
    return render(request, "admin/registrations/mail_previews.html", context)


def mail_preview_html(model_admin, request, pk, kind):
    """Show the HTML part of one kind of mail; its rules come from the file and not from its elements."""
    if kind not in Kind.values:
        raise Http404
    webinar = guard.find(request, Webinar.objects.of(request.user, Right.EDIT), pk=pk)
    html = example(webinar, Kind(kind), Site.objects.get()).html
    sheet = f'<link rel="stylesheet" href="{staticfiles_storage.url("css/mail.css")}">'
    # As a page of its own it needs a landmark; a mail program has its own.
    html = html.replace('<div class="mail">', '<div class="mail" role="main">')
    return HttpResponse(html.replace("</head>", f"{sheet}</head>"))


def example(webinar, kind, site):
    """Return the mail as built for an example person, who is stored nowhere."""
    now = timezone.now()
    # The number 0 is nobody's: their links lead to the page about wrong links.
    person = {"pk": 0, "webinar": webinar, "created_at": now, "name": _("Example Person")}
    if kind in ABOUT_ENQUIRIES:
        question = {"subject": _("Captions"), "message": _("Will there be captions?")}
        about = {"enquiry": Enquiry(email="person@example.org", **person, **question)}
    else:
        person |= {"email": "preview@example.invalid", "form_key": "preview"}
        about = {"registration": Registration(changed_at=now, **person)}
    stretch = webinar.stretches()[0]
    facts = {
        "sequence": webinar.calendar_sequence,
        "status": "registered",
        "had_place": True,
        "fields": ["organisation", "answers"],
        "stretch": stretch.number,
        "starts_at": stretch.starts_at.isoformat(),
        "was": [changes.written(stretch)],
        "was_zone": webinar.time_zone,
        "dropped": [],
    }
    if kind in Message.WRITTEN_KINDS:
        text = _("Here stands what you write.")
        about["announcement"] = Announcement(webinar=webinar, subject=webinar.title, text=text)
    message = Message(kind=kind, key="preview", facts=facts, created_at=now, due_at=now, **about)
    message.site = site
    return mails.build(message, now)
