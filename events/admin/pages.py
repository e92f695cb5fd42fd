"""The texts with a fixed address, and what the site says about itself: changed, never added."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy

from events import times, usual_zone
from events.admin.screen import Screen
from events.models import Page, Site


class Fixed(Screen):
    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Page)
class PageAdmin(Fixed):
    # With a heading, as texts have headings of their own below it.
    fieldsets = [(gettext_lazy("Page"), {"fields": ["title", "text"]})]
    list_display = ["title", "last_changed"]

    @usual_zone.shown_in_it
    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(request, extra_context)

    @admin.display(description=gettext_lazy("last changed"), ordering="updated_at")
    def last_changed(self, page):
        return times.stamp(page.updated_at, timezone.get_current_timezone())

    def get_view_on_site_url(self, obj=None):
        return obj.get_absolute_url() if obj else None


@admin.register(Site)
class SiteAdmin(Fixed):
    fields = ["name", "tagline", "logo", ("contact_name", "contact_email"), "controller", "cities"]

    def changelist_view(self, request, extra_context=None):
        if not self.has_view_permission(request):
            raise PermissionDenied
        return redirect("admin:events_site_change", Site.objects.values_list("pk", flat=True).get())
