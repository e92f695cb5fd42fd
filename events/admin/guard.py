"""What somebody may do on a screen. The rule is in models/team.py; a screen names the right each deed takes.

What is not theirs is not found: the same 404 as for what never was, noted in the log.
"""

from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.auth import HASH_SESSION_KEY
from django.core.exceptions import BadRequest, FieldDoesNotExist, ValidationError
from django.http import Http404

from events import noted
from events.admin.choices import SearchSelect
from events.models import Right, User


def find(request, rows, **which):
    """Return the one of `rows`, a QuerySet of what is theirs; else refuse."""
    found = rows.filter(**which).first()
    if found is None:
        refuse(request)
    return found


def refuse(request):
    """Answer as if there were nothing, and note who asked."""
    if not request.user.is_superuser:
        noted.event("permission refused", request, [f"user.{request.user.pk}", "object.not-theirs"])
    raise Http404("Nothing of theirs")


def keep_signed_in(request):
    """Let this session outlive a change of one's own roles, as the only one: see `User`."""
    user = User.objects.get(pk=request.user.pk)
    request.session[HASH_SESSION_KEY] = user.get_session_auth_hash()


def offer(kwargs, db_field, request, right):
    """Let only what is theirs be chosen in a field, where the model knows whose it is."""
    rows = db_field.related_model.objects
    if hasattr(rows, "of"):
        kwargs.setdefault("queryset", rows.of(request.user, right))


def address(obj):
    # Not by Django's detour over numbers, which tells the address of any row there is.
    return obj.get_absolute_url() if obj and hasattr(obj, "get_absolute_url") else None


def asked_by(filter):
    """Return the names by which a filter is asked for: a class, a column, or a column with its class."""
    if hasattr(filter, "parameter_name"):
        return [filter.parameter_name]
    column = filter if isinstance(filter, str) else filter[0]
    return [f"{column}__{ending}" for ending in ("exact", "id__exact", "isnull")]


def fits(model, name, value):
    """Return whether a field with this name could hold what stands in the address."""
    try:
        field = model._meta.get_field(name)
        getattr(field, "target_field", field).to_python(value)
    except (FieldDoesNotExist, ValidationError, ValueError, TypeError, RecursionError):
        # An array reads JSON, which may hold no list, or lists without end.
        return False
    return True


def one_button(context):
    """Leave Save alone below a form that is not filled in again and again."""
    return {**context, "show_save_and_add_another": False, "show_save_and_continue": False}


class Guarded:
    """Before admin.ModelAdmin: lists, finds and offers only what is theirs.

    `rights` names the right for each deed: view, add, change, delete; a deed without is administrators'.
    """

    rights = {}
    chosen_with = Right.SEE  # the right with what may be chosen in a field

    def is_theirs(self, user, right, obj):
        """Return whether the user has this right with one row."""
        return type(obj).objects.of(user, right).filter(pk=obj.pk).exists()

    def may(self, request, deed, obj=None):
        user, right = request.user, self.rights.get(deed)
        if user.is_superuser or right is None:
            return user.is_superuser
        return user.may_anywhere(right) if obj is None else self.is_theirs(user, right, obj)

    def has_module_permission(self, request):
        return request.user.is_staff

    def has_view_permission(self, request, obj=None):
        return self.may(request, "view", obj)

    def has_add_permission(self, request):
        return self.may(request, "add")

    def has_change_permission(self, request, obj=None):
        return self.may(request, "change", obj)

    def has_delete_permission(self, request, obj=None):
        return self.may(request, "delete", obj)

    def get_queryset(self, request):
        rows, right = super().get_queryset(request), self.rights.get("view")
        if request.user.is_superuser:
            return rows
        return rows.of(request.user, right) if right else rows.none()

    def lookup_allowed(self, lookup, value, request):
        # What is no filter of the list is none in the address bar either: a pattern that is none or takes
        # the database a minute, a year that there is not, a column or relation that nobody is to guess at.
        return lookup in {name for each in self.get_list_filter(request) for name in asked_by(each)}

    def get_changeform_initial_data(self, request):
        typed = super().get_changeform_initial_data(request)
        return {name: value for name, value in typed.items() if fits(self.model, name, value)}

    def get_object(self, request, object_id, from_field=None):
        # A page that is only shown asks several times for what it is about.
        found = request.__dict__.setdefault("found", {}) if request.method == "GET" else {}
        key = self.model, object_id, from_field
        if key not in found:
            found[key] = super().get_object(request, object_id, from_field) or refuse(request)
        return found[key]

    def response_action(self, request, queryset):
        chosen = request.POST.getlist(ACTION_CHECKBOX_NAME)
        if not all(fits(self.model, self.opts.pk.name, each) for each in chosen):
            raise BadRequest("No such row")
        return super().response_action(request, queryset)

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        offer(kwargs, db_field, request, self.chosen_with)
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", SearchSelect(db_field, self.admin_site))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_view_on_site_url(self, obj=None):
        return address(obj)


class GuardedRows:
    """Before an inline: seen and changed by whoever may see and change the page it is on."""

    @property
    def page(self):
        return self.admin_site.get_model_admin(self.parent_model)

    def has_view_permission(self, request, obj=None):
        return self.page.has_view_permission(request, obj)

    def has_add_permission(self, request, obj=None):
        return self.page.has_change_permission(request, obj)

    has_change_permission = has_delete_permission = has_add_permission

    def get_view_on_site_url(self, obj=None):
        return address(obj)

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        offer(kwargs, db_field, request, Right.SEE)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)
