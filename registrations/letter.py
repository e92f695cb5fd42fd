"""What every e-mail of ours has: text and HTML from one pair of templates, and its headers."""

import hashlib
import re
from email.utils import formataddr, parseaddr
from functools import cache

import css_inline
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.mail import EmailMultiAlternatives
from django.template import Context
from django.template.loader import get_template

# Who is away answers people, not programs: by RFC 3834, to older programs, and to Exchange.
MADE_BY_A_PROGRAM = {
    "Auto-Submitted": "auto-generated",
    "Precedence": "bulk",
    "X-Auto-Response-Suppress": "OOF, AutoReply",
}


def render(message, *, subject, to, contact, context):
    """Return the mail of templates/mails/KIND.txt and .html, from the site.

    `contact` is a function of the site that returns who reads the answers, None for the site's own.
    """
    site = message.site
    subject = " ".join(subject.split())
    context = {**context, "message": message, "subject": subject, "site": site}
    text = get_template(f"mails/{message.kind}.txt").template.render(Context(context, autoescape=False))
    html = get_template(f"mails/{message.kind}.html").render(context)
    reader = contact(site) if contact else site
    mail = EmailMultiAlternatives(
        subject=subject,
        body=text.strip() + "\n",
        from_email=named(site.name, bare(settings.DEFAULT_FROM_EMAIL)),
        to=[to],
        reply_to=[reader.contact_email],
        headers={"Message-ID": message_id(message), **MADE_BY_A_PROGRAM},
    )
    mail.attach_alternative(inlined(html), "text/html")
    mail.html = html  # as the preview shows it: a page of ours may hold no style of its own
    return mail


def named(name: str, address: str) -> str:
    """Return a mailbox with its name, in which nothing looks like another address or breaks the line."""
    return formataddr((" ".join(re.sub(r"[<>@\x00-\x1f\x7f]", " ", name).split()), address))


def inlined(html: str) -> str:
    """Return the HTML with the rules of mail.css written into its elements, as mail programs need it."""
    return inliner().inline(html)


@cache
def inliner():
    with open(finders.find("css/mail.css")) as file:
        css = file.read()
    return css_inline.CSSInliner(
        extra_css=css, load_remote_stylesheets=False, keep_style_tags=True, keep_at_rules=True
    )


def message_id(message) -> str:
    """Return an id that stays the same however often the message is sent."""
    digest = hashlib.sha256(message.key.encode()).hexdigest()[:32]
    return f"<{digest}@{host()}>"


def host() -> str:
    return bare(settings.DEFAULT_FROM_EMAIL).rpartition("@")[2]


@cache
def bare(mailbox: str) -> str:
    """Return the address of a mailbox without its name."""
    return parseaddr(mailbox)[1]
