"""The page on which a webinar is described, with its programme, speakers and documents."""

from functools import partial
from zoneinfo import ZoneInfo

from django.contrib import admin, messages
from django.db.models import prefetch_related_objects
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events import at_once, found, renaming, sittings, states, usual_zone
from events.admin import layout, mistakes, named, parts, publicity, seen_as_on, stored, team
from events.admin.filters import StateFilter
from events.admin.screen import Screen
from events.admin.sections import fieldsets_of, filled, rows_of
from events.admin.webinar_form import WebinarForm
from events.models import Appearance, Organiser, Webinar
from events.models.zones import zone_choices

ACTED = ["time_zone", "starts_at", "ends_at", "moved_from"]

# What goes with a webinar, where the name of its rows would say that people and organisations go.
GOING = {
    Webinar._meta.verbose_name_plural: "",
    "places": "",  # a number only
    Appearance._meta.verbose_name_plural: gettext_lazy("speakers and moderators, as this page names them"),
    Organiser._meta.verbose_name_plural: gettext_lazy("organisations, as this page names them"),
}


@admin.register(Webinar)
class WebinarAdmin(team.OfTeams, Screen):
    form = WebinarForm
    sections = layout.SECTIONS
    fieldsets = fieldsets_of(sections)
    inlines = rows_of(sections)
    empty_value_display = "–"
    list_display = ["title", "state", "when", "series"]
    list_filter = [StateFilter, ("series", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["series"]
    search_fields = ["title"]
    search_help_text = gettext_lazy("Search in titles, series, names of speakers and organisations.")

    def get_search_results(self, request, queryset, search_term):
        return found.webinars(queryset, search_term), False

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj else {"slug": ["title"]}

    def get_changeform_initial_data(self, request):
        return {"time_zone": usual_zone.name(), **super().get_changeform_initial_data(request)}

    def get_readonly_fields(self, request, obj=None):
        """Time and status of what is published change by acts that tell people, not by a form."""
        given = ["start_of_sittings", "end_of_sittings"] if has_sittings(obj) else []
        given += ["series", "number"] if obj and not self.may_choose_series(request, obj) else []
        return [*given, *ACTED] if is_public(obj) else given

    def get_fieldsets(self, request, obj=None):
        given = {}
        if is_public(obj) and obj.moved_from:
            given["time_zone"] = ("moved_from", "time_zone")
        if has_sittings(obj):
            given["starts_at", "ends_at"] = ("start_of_sittings", "end_of_sittings")
        return [
            (name, {**options, "fields": [given.get(field, field) for field in options["fields"]]})
            for name, options in super().get_fieldsets(request, obj)
        ]

    def render_change_form(self, request, context, *args, **kwargs):
        if context["original"]:
            context |= {"title": str(context["original"]), "subtitle": None}
        response = super().render_change_form(request, context, *args, **kwargs)
        page = response.context_data
        sections = filled(self.sections, page["adminform"], page["inline_admin_formsets"])
        page["sections"] = mistakes.mark(sections, page["mistakes"])
        return response

    # Times are typed and shown in the webinar's own zone ------------------------------------------

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        if request.method == "GET":
            self.look_meanwhile(request, object_id)  # before the webinar is read, for its zone
            self.fetch_rows(request, object_id)
        with timezone.override(ZoneInfo(self.zone_name(request, object_id))):
            response = super().changeform_view(request, object_id, form_url, extra_context)
            return response.render() if hasattr(response, "render") else response

    def fetch_rows(self, request, object_id):
        webinar = self.get_object(request, object_id) if object_id else None
        if webinar:
            at_once.fetch_rows(webinar, {rows.model: rows.joined for rows in self.inlines})

    def zone_name(self, request, object_id):
        """Return the zone chosen in the form, else the webinar's, else the usual one."""
        chosen = request.POST.get("time_zone")
        if chosen in dict(zone_choices()):
            return chosen
        webinar = self.get_object(request, object_id) if object_id else None
        stored = webinar.time_zone if webinar else usual_zone.name()
        # A zone can be dropped from the world's list.
        return stored if stored in dict(zone_choices()) else "UTC"

    # Saving ---------------------------------------------------------------------------------------

    def save_model(self, request, obj, form, change):
        if not change:
            obj.save()
            return team.make_organiser(request, obj)
        # Only what was typed: the number of calendar changes, say, may have grown meanwhile.
        earlier = form.initial.get("slug", obj.slug)
        followed = {"slug"} if obj.slug != earlier else set()
        obj.save(update_fields={*form.changed_data, "updated_at"} | followed)
        if followed and "slug" in form.changed_data:  # else nobody was told the earlier one
            renaming.keep_earlier_address(obj, earlier)

    def save_related(self, request, form, formsets, change):
        with sittings.moving_together():
            super().save_related(request, form, formsets, change)
        sittings.fit(form.instance)
        if nameless := parts.unnamed(formsets):
            text = _(
                "“Confirmed” is ticked for somebody without a name, who is shown as “to be announced”: %s."
            )
            messages.warning(request, text % ", ".join(map(str, nameless)))
        named.tell_what_was_added(request, formsets)

    def response_add(self, request, obj, post_url_continue=None):
        return self.goes_on(request, obj) or super().response_add(request, obj, post_url_continue)

    def response_change(self, request, obj):
        return self.goes_on(request, obj) or super().response_change(request, obj)

    def goes_on(self, request, webinar):
        """Return where to go after saving, if a button names it; else None.

        Without JavaScript, a row is added by coming back with an empty one of the kind asked for.
        """
        kind = request.POST.get("_more", "")
        rows = next((each for each in self.inlines if each.model._meta.model_name == kind), None)
        if rows is None:
            return None
        messages.success(request, _("Saved."))
        page = reverse("admin:events_webinar_change", args=[webinar.pk])
        return redirect(f"{page}?more={kind}#{kind}-rows")

    def get_deleted_objects(self, objs, request):
        listed, counted, *refusals = super().get_deleted_objects(objs, request)
        named = {GOING.get(name, name): number for name, number in counted.items()}
        return listed, {name: number for name, number in named.items() if name}, *refusals

    # Addresses ------------------------------------------------------------------------------------

    def view_on_site(self, webinar):
        if webinar.status == Webinar.Status.DRAFT:
            return reverse("admin:events_webinar_preview", args=[webinar.pk])
        return webinar.get_absolute_url()

    def get_view_on_site_url(self, obj=None):
        # Of a form that is refused the address may be empty.
        return self.view_on_site(obj) if obj and obj.slug else None

    def get_urls(self):
        view = self.admin_site.admin_view(partial(seen_as_on.page, self))
        preview = path("<int:pk>/preview/", view, name="events_webinar_preview")
        file = self.admin_site.admin_view(stored.file)
        document = path("<int:pk>/documents/<int:document>/", file, name="events_webinar_document")
        return [preview, document, *publicity.urls(self.admin_site), *super().get_urls()]

    def moments(self, webinar):
        """Return [(words, moment)] at which the page looks different, for the preview."""
        return seen_as_on.moments(webinar)

    # Columns --------------------------------------------------------------------------------------

    @admin.display(description=gettext_lazy("status"), ordering="status")
    def state(self, webinar):
        return states.WORDS[states.of(webinar, timezone.now())]

    @admin.display(description=gettext_lazy("start"), ordering="starts_at")
    def when(self, webinar):
        return in_zone(webinar.starts_at, webinar)

    @admin.display(description=gettext_lazy("start"))
    def start_of_sittings(self, webinar):
        return format_html("{} – {}", in_zone(webinar.starts_at, webinar), _("start of the first sitting"))

    @admin.display(description=gettext_lazy("end"))
    def end_of_sittings(self, webinar):
        return format_html("{} – {}", in_zone(webinar.ends_at, webinar), _("end of the last sitting"))


def is_public(webinar):
    return bool(webinar and webinar.pk and webinar.status != Webinar.Status.DRAFT)


def has_sittings(webinar):
    if not webinar or not webinar.pk:
        return False
    prefetch_related_objects([webinar], "sittings")
    return bool(webinar.sittings.all())


def in_zone(moment, webinar):
    """Return "25 September 2026, 10:00 (Zurich)"."""
    local = timezone.localtime(moment, webinar.zone)
    return f"{formats.date_format(local, 'j F Y, H:i')} ({webinar.city})"
