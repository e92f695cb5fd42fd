"""The organisers' pages: entered through allauth, with what is used most at the top."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _

from events.models import Webinar
from registrations import mail_health
from registrations.models import Message

# What organisers have no use for; everything unnamed stays, after the named.
HIDDEN = {"account.EmailAddress", "auth.Group"}
ORDER = ["Webinar", "Series", "Speaker", "Organisation", "Page", "Site", "User"]


class AdminSite(admin.AdminSite):
    site_title = site_header = _("Webinars")
    index_title = _("Organisers’ pages")
    empty_value_display = "–"
    enable_nav_sidebar = False

    @method_decorator(secure_admin_login)
    def login(self, request, extra_context=None):
        return super().login(request, extra_context)

    def index(self, request, extra_context=None):
        now, context = timezone.now(), {}
        if request.user.has_perm("events.view_webinar"):
            context["coming"] = Webinar.objects.upcoming(now)[:5]
        if request.user.has_perm("registrations.view_message"):
            context["mails"] = mail_health.of(Message.objects.all(), now)
            context["planned"] = mail_health.coming(now)[:1]
        return super().index(request, {**context, **(extra_context or {})})

    def get_app_list(self, request, app_label=None):
        apps = super().get_app_list(request, app_label)
        for app in apps:
            app["models"] = [model for model in app["models"] if label(model) not in HIDDEN]
            app["models"].sort(key=rank)
        return [app for app in apps if app["models"]]


def label(model):
    return model["model"]._meta.label


def rank(model):
    return ORDER.index(model["object_name"]) if model["object_name"] in ORDER else len(ORDER)
