"""The filters of the lists of people: boxes above the list, filled without reading the rows it lists."""

from django.contrib import admin
from django.http import QueryDict
from django.utils.safestring import mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from events.admin import choices
from events.admin.posted import NUMBER
from events.models import Right, Webinar
from registrations.models import Admission, Enquiry
from registrations.models.admission import USUAL_GROUPS


class BoxFilter(admin.SimpleListFilter):
    """A filter by one value of a list; a value that is not in it finds nothing."""

    template = "admin/registrations/includes/no_filter.html"
    without = _("All")  # what the list shows while nothing is chosen

    def options(self):
        """Return the choices as HTML, at once: there may be a thousand webinars."""
        return mark_safe(choices.choosing("".join(choices.written(self.lookup_choices)), self.value() or ""))

    def queryset(self, request, queryset):
        value = self.value()
        if not value:
            return queryset
        if value not in {str(known) for known, _words in self.lookup_choices}:
            return queryset.none()
        return self.narrowed(queryset, value)

    def narrowed(self, queryset, value):
        return queryset.filter(**{self.parameter_name: value})


class WebinarFilter(BoxFilter):
    title = _("webinar")
    parameter_name = "webinar__id__exact"

    def lookups(self, request, model_admin):
        theirs = Webinar.objects.of(request.user, Right.PEOPLE)
        return list(theirs.order_by("-starts_at", "-pk").values_list("pk", "title"))


def of_one_webinar(request, opts):
    """Return the title of a list, and the webinar whose rows alone it shows; None for all that are theirs."""
    title, key = capfirst(opts.verbose_name_plural), request.GET.get(WebinarFilter.parameter_name, "")
    theirs = Webinar.objects.of(request.user, Right.PEOPLE)
    webinar = theirs.filter(pk=key).first() if NUMBER.fullmatch(key) else None
    return {"title": f"{title}: {webinar}" if webinar else title, "webinar_shown": webinar}


def webinar_shown_before(request):
    """Return the key of the webinar whose list led to a page, as the admin hands it on; None for no one."""
    return QueryDict(request.GET.get("_changelist_filters", "")).get(WebinarFilter.parameter_name)


class StateFilter(BoxFilter):
    title = _("status")
    parameter_name = "status__exact"

    def lookups(self, request, model_admin):
        return model_admin.model.Status.choices


class QuestionStateFilter(StateFilter):
    """Spam stays out of the way until somebody asks for it."""

    without = _("All but spam")

    def lookups(self, request, model_admin):
        return [*Enquiry.Status.choices, ("any", _("All, with spam"))]

    def queryset(self, request, queryset):
        if self.value():
            return super().queryset(request, queryset)
        return queryset.exclude(status=Enquiry.Status.SPAM)

    def narrowed(self, queryset, value):
        return queryset if value == "any" else super().narrowed(queryset, value)


class GroupFilter(BoxFilter):
    title = _("group")
    parameter_name = "group__exact"

    def lookups(self, request, model_admin):
        theirs = Webinar.objects.of(request.user, Right.PEOPLE)
        own = Admission.objects.filter(webinar__in=theirs).exclude(groups="").values_list("groups", flat=True)
        names = list(USUAL_GROUPS)
        names += [name for groups in own for name in Admission(groups=groups).group_names()]
        return [(name, name) for name in dict.fromkeys(names)]


class CountryFilter(BoxFilter):
    title = _("country or territory")
    parameter_name = "country__exact"

    def lookups(self, request, model_admin):
        return list(countries)


# Held by the index that has the people of each webinar.
MERGED = [each.parameter_name for each in (StateFilter, GroupFilter, CountryFilter)]


class NeedsFilter(BoxFilter):
    """For those who may see access needs; to others it does not exist."""

    title = _("access needs")
    parameter_name = "needs"

    def lookups(self, request, model_admin):
        if not request.user.may_anywhere(Right.NEEDS):
            return []
        return [("any", _("Any")), ("open", _("To be arranged")), ("arranged", _("Arranged"))]

    def queryset(self, request, queryset):
        return super().queryset(request, queryset.of(request.user, Right.NEEDS) if self.value() else queryset)

    def narrowed(self, queryset, value):
        wanted = {
            "any": {"needs__isnull": False},
            "open": {"needs__is_arranged": False},
            "arranged": {"needs__is_arranged": True},
        }
        return queryset.filter(**wanted[value])


class FloodFilter(BoxFilter):
    title = _("sent among many at once")
    parameter_name = "is_one_of_many__exact"

    def lookups(self, request, model_admin):
        return [("1", _("Yes")), ("0", _("No"))]
