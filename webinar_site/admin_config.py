"""Names the site of the organisers' pages; apart from it, because this is read before any model."""

from django.contrib.admin.apps import AdminConfig


class Config(AdminConfig):
    default_site = "webinar_site.admin_site.AdminSite"
