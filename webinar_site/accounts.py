"""Organisers are made by administrators; nobody signs up."""

from types import SimpleNamespace

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.contrib.sites.requests import RequestSite

from events.models import Site
from registrations import noted


class Adapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request):
        return False

    def login(self, request, user):
        super().login(request, user)
        noted.event("signed in", request, [f"user.{user.pk}"])

    def authentication_failed(self, request, **credentials):
        noted.event("sign-in refused", request, ["user.unknown-or-password"])

    def send_mail(self, template_prefix, email, context):
        site = SimpleNamespace(name=Site.objects.get().name, domain=settings.HOST)
        super().send_mail(template_prefix, email, {**context, "current_site": site})


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
