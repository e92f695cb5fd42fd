"""The organisers' pages: entered through allauth, with what is used most at the top."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.db.models.base import ModelBase
from django.urls import path
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _

from events.models import Webinar

# What packages would show: secrets of second factors, sessions. Accounts have pages of their own.
FOREIGN = {"account", "auth", "mfa", "usersessions"}
# Everything unnamed comes after the named.
ORDER = ["Webinar", "Series", "Speaker", "Organisation", "Page", "Site", "User"]


class AdminSite(admin.AdminSite):
    site_title = site_header = _("Webinars")
    index_title = _("Organisers’ pages")
    empty_value_display = "–"
    enable_nav_sidebar = False

    def register(self, model_or_iterable, admin_class=None, **options):
        models = [model_or_iterable] if isinstance(model_or_iterable, ModelBase) else model_or_iterable
        super().register([m for m in models if m._meta.app_label not in FOREIGN], admin_class, **options)

    @method_decorator(secure_admin_login)
    def login(self, request, extra_context=None):
        return super().login(request, extra_context)

    def get_urls(self):
        from registrations.admin import everything  # as below

        search = path("search/", self.admin_view(everything.page), {"site": self}, name="search")
        # Without Django's detour over numbers: it tells the address of any row there is.
        return [search, *(url for url in super().get_urls() if getattr(url, "name", "") != "view_on_site")]

    def index(self, request, extra_context=None):
        from registrations.admin import front  # its neighbours register at this site: it must be there first

        context = front.context(self, request, timezone.now())
        context["may_add_webinar"] = self.get_model_admin(Webinar).has_add_permission(request)
        context["offers_second_factor"] = not request.user.has_second_factor()
        return super().index(request, {**context, **(extra_context or {})})

    def get_app_list(self, request, app_label=None):
        apps = super().get_app_list(request, app_label)
        for app in apps:
            app["models"].sort(key=rank)
        return apps


def rank(model):
    return ORDER.index(model["object_name"]) if model["object_name"] in ORDER else len(ORDER)
