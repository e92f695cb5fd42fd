"""Organisers are made by administrators; nobody signs up."""

from datetime import timedelta
from ipaddress import ip_address
from types import SimpleNamespace

from allauth.account.adapter import DefaultAccountAdapter
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sites.requests import RequestSite
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from events.models import Site
from registrations import letter, limits, noted
from webinar_site.unavailable import MailServerAway


class Adapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request):
        return False

    def get_client_ip(self, request):
        # The visitor as our own limits see them: behind proxies all would come from one address.
        try:
            return str(ip_address(limits.client_address(request)))
        except ValueError:
            return "::"

    def login(self, request, user):
        super().login(request, user)
        noted.event("signed in", request, [f"user.{user.pk}"])
        # Whoever never comes back leaves no address of theirs behind.
        over = timezone.now() - timedelta(seconds=settings.SESSION_COOKIE_AGE)
        UserSession.objects.filter(created_at__lt=over).delete()

    def authentication_failed(self, request, **credentials):
        noted.event("sign-in refused", request, ["user.unknown-or-password"])

    def send_notification_mail(self, *args, **kwargs):
        try:
            super().send_notification_mail(*args, **kwargs)
        except MailServerAway:
            # What it tells is done already: to answer with an error would say that it is not.
            noted.event("mail not sent", self.request, ["mail.notification"])

    def send_mail(self, template_prefix, email, context):
        own = Site.objects.get()
        facts = {
            "request": self.request,
            "email": email,
            "sign_in": settings.SITE_URL + reverse("account_login"),
            **context,
            "current_site": SimpleNamespace(name=own.name, domain=settings.HOST),
            "home": settings.SITE_URL,
            "contact": own.contact_email,
        }
        mail = self.render_mail(template_prefix, email, facts)
        text = mail.body.rpartition("\n--\n")[0] or mail.body
        looks = {"subject": mail.subject, "site": own, "text": text, "home": settings.SITE_URL}
        mail.from_email = letter.named(own.name, letter.bare(mail.from_email))
        mail.attach_alternative(letter.inlined(render_to_string("mails/account.html", looks)), "text/html")
        try:
            mail.send()
        except OSError as error:
            raise MailServerAway from error


class OwnSite:
    """Keep `site` in templates ours: allauth gives its pages one that knows the host only."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_template_response(self, request, response):
        if isinstance((response.context_data or {}).get("site"), RequestSite):
            del response.context_data["site"]
        return response
