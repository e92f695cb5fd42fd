"""What organisers typed is not lost when it cannot be saved: they are signed out, or what they edit is gone.

A new role ends its person's sessions, and so does time; others delete what one edits. The form comes back on
a page that shows what was typed; where it can still be saved, with a button that sends all of it again.
Only a form of this site comes back: its token was right, or the browser says where it comes from, because
signing in makes another token. Else another site could put its own words behind the button.
"""

import re
from dataclasses import dataclass

from django.shortcuts import render
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from registrations import noted
from registrations.visitor_form import comes_from_another_site

FORMS = re.compile("/admin/(?!login/|logout/|password_change/)")
SIGN_IN = ("/admin/login/", "/accounts/login/")
SECRET = re.compile("password|token", re.IGNORECASE)
# What a form carries for itself: keys of rows, buttons, the state in which its page was shown.
NOT_TYPED = re.compile(
    r"_.*|post|sure|index|action|format|select_across|seen|form_key|initial-.*|.*__prefix__.*"
    r"|.*-(id|webinar|series|(TOTAL|INITIAL|MIN_NUM|MAX_NUM)_FORMS)"
)


@dataclass(frozen=True)
class Why:
    """Why nothing was saved, what to do, and whether the same form can be sent again."""

    code: str
    title: str
    text: str
    button: str = ""


SIGNED_OUT = Why(
    "signed-out",
    _("You are not signed in any more"),
    _(
        "Nothing is saved yet. What you typed is kept on this page: leave it open, sign in by the link, "
        "which opens another window, then come back and press the button."
    ),
    _("I have signed in: go on"),
)
OTHER_TOKEN = Why(
    "other-token",
    _("Press once more"),
    _(
        "Nothing is saved yet: you signed in after this form was opened. Look through what you typed and "
        "send it again."
    ),
    _("Send it again"),
)
REFUSED = Why(
    "refused",
    _("You may not change this"),
    _("Nothing was saved: your role does not allow it, or not any more. Copy here what you typed."),
)
GONE = Why(
    "gone",
    _("This is not here any more"),
    _("Nothing was saved: it was deleted meanwhile, or is not yours any more. Copy here what you typed."),
)


def what_was_typed(get_response):
    """Give organisers back what they typed, in place of an answer that would lose it."""

    def middleware(request):
        response = get_response(request)
        why = reason(request, response) if request.method == "POST" and FORMS.match(request.path) else None
        shown = why and typed(request.POST)
        if not shown:
            return response
        noted.event("form refused", request, [f"form.{why.code}"])
        context = {
            "title": why.title,
            "why": why,
            "signed_out": why is SIGNED_OUT,
            "typed": shown,
            "sent": sent(request.POST) if why.button else [],
            "files": [file.name for _name, files in request.FILES.lists() for file in files],
        }
        return render(request, "admin/kept.html", context, status=404 if why is GONE else 403)

    return middleware


def reason(request, response):
    """Return Why what was typed would be lost, None if it is not, or if it may be another site's."""
    if response.status_code == 302:
        return SIGNED_OUT if response["Location"].startswith(SIGN_IN) else None
    if response.status_code == 404:
        return GONE
    if response.status_code != 403:
        return None
    if getattr(request, "csrf_processing_done", False):
        return REFUSED
    names_its_site = {"Sec-Fetch-Site", "Origin"} & set(request.headers)
    return OTHER_TOKEN if names_its_site and not comes_from_another_site(request) else None


def sent(form):
    """Return (name, value) of all that is sent again; the page has a token of its own."""
    return [(name, value) for name, values in form.lists() for value in values if not SECRET.search(name)]


def typed(form):
    """Return [{id, label, text, rows}] of what a person typed or chose."""
    texts = {
        name: ", ".join(filter(None, values))
        for name, values in form.lists()
        if not NOT_TYPED.fullmatch(name) and not SECRET.search(name)
    }
    return [
        {"id": f"typed-{name}", "label": label(name), "text": text, "rows": rows(text)}
        for name, text in texts.items()
        if text.strip()
    ]


def rows(text):
    return min(2 + len(text) // 80 + text.count("\n"), 20)


def label(name):
    """Return "Sessions 1: title" for sessions-0-title: pages name their fields so."""
    row = re.fullmatch(r"(.+)-(\d{1,4})-(.+)", name)
    words = f"{row[1]} {int(row[2]) + 1}: {row[3]}" if row else name
    return capfirst(words.replace("_", " "))
