"""Acts on many registrations at once: asked first, done by the verbs, told with what was skipped and why."""

from collections import Counter

from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from registrations.admin import deeds

MOST = 500  # at once: each takes its webinar's lock
LISTED = 20  # names on the page that asks whether one is sure


def asked_then_done(request, model_admin, queryset, action):
    """Return the page that asks whether one is sure; once that is said, do it and return None."""
    name = action.replace("_", "-")
    if is_too_many(request, queryset):
        return None
    people = list(queryset.select_related("webinar"))
    concerned = [person for person in people if deeds.DEEDS[name].is_possible(person)]
    if "sure" in request.POST or not concerned:
        return each(request, queryset, name)
    return page(request, model_admin, action, deeds.DEEDS[name], people, concerned)


def each(request, queryset, name):
    """Do the deed of this name to each, and tell what came of it."""
    done, moved_up, skipped = 0, 0, Counter()
    # Webinar by webinar, as all that lock their places do, and those who came first, first.
    for registration in queryset.select_related("webinar").order_by("webinar_id", "pk"):
        if outcome := deeds.do(name, registration, request.user):
            done += 1
            moved_up += deeds.number_moved_up(outcome)
        else:
            skipped[standing(registration)] += 1
    said = " ".join(filter(None, [told(name, done, skipped), deeds.moved_up(moved_up)]))
    messages.add_message(request, messages.SUCCESS if done else messages.WARNING, said)


def is_too_many(request, queryset):
    found = queryset.order_by()[: MOST + 1].count()
    if found > MOST:
        messages.error(request, _("Nothing was done: choose at most %d at once.") % MOST)
    return found > MOST


def standing(registration):
    """Return in words how it stands, which is why it was skipped."""
    return _("Data erased") if registration.erased_at else registration.get_status_display()


def told(name, done, skipped):
    text = deeds.DEEDS[name].many_done % done if done else _("Nothing was done.")
    if skipped:
        why = ", ".join(f"{words} ({number})" for words, number in skipped.most_common())
        text += " " + _("%(number)d skipped because of their status: %(why)s.") % {
            "number": skipped.total(),
            "why": why,
        }
    return text


def page(request, model_admin, action, deed, people, concerned):
    context = {
        **model_admin.admin_site.each_context(request),
        "title": deed.many_title,
        "opts": model_admin.opts,
        "action": action,
        "follows": deed.many_follow,
        "box": ACTION_CHECKBOX_NAME,
        "people": people,
        "number": len(concerned),
        "listed": concerned[:LISTED],
        "more": len(concerned[LISTED:]),
        "skipped": len(people) - len(concerned),
    }
    return TemplateResponse(request, "admin/registrations/registration/sure.html", context)
