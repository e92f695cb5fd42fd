"""Access needs on the page of a person: read by those with the right, marked as arranged."""

from django.contrib import admin
from django.utils.translation import gettext_lazy

from events.models import Right
from registrations.models import Needs


class NeedsRows(admin.StackedInline):
    """For those only who may see access needs."""

    model = Needs
    fields = ["what", "text", "is_arranged"]
    readonly_fields = ["what", "text"]
    extra = 0
    can_delete = False
    verbose_name = verbose_name_plural = gettext_lazy("access needs")

    def has_add_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def has_view_permission(self, request, obj=None):
        return request.user.may_anywhere(Right.NEEDS) if obj is None else may_see_needs(request, obj)

    has_change_permission = has_view_permission

    @admin.display(description=gettext_lazy("needs"))
    def what(self, needs):
        return ", ".join(needs.kind_names())


def may_see_needs(request, registration):
    return request.user.may(Right.NEEDS, registration.webinar)
