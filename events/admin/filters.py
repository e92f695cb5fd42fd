from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events import states


class StateFilter(admin.SimpleListFilter):
    """Webinars by what they are for organisers; a state that there is not finds nothing."""

    title = _("status")
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return states.WORDS.items()

    def queryset(self, request, queryset):
        if not self.value():
            return queryset
        wanted = states.conditions(timezone.now()).get(self.value())
        return queryset.filter(wanted) if wanted else queryset.none()
