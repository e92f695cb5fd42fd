"""Questions of visitors: read, answered by mail from a box, put away."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from events import usual_zone
from events.admin import guard, mistakes
from events.models import Right
from registrations import enquiries, visitor_form
from registrations.admin import counting, moments
from registrations.admin.filters import FloodFilter, QuestionStateFilter, WebinarFilter, of_one_webinar
from registrations.models import Enquiry, EnquiryReply
from registrations.timeline import of_mail


class ReplyForm(forms.ModelForm):
    """The box for an answer; its key makes a second press harmless."""

    form_key = forms.CharField(max_length=32, widget=forms.HiddenInput, initial=visitor_form.new_key)

    class Meta:
        model = EnquiryReply
        fields = ["text"]
        widgets = {"text": forms.Textarea(attrs={"rows": 12, "class": "vLargeTextField"})}
        labels = {"text": gettext_lazy("Your answer")}
        help_texts = {
            "text": gettext_lazy("Plain text. Greeting, the question and our name are put around it.")
        }
        error_messages = {
            "text": {
                "required": gettext_lazy("Enter your answer"),
                "max_length": gettext_lazy("Enter at most 10,000 characters (you have %(show_value)d)."),
            }
        }


@admin.register(Enquiry)
class EnquiryAdmin(guard.Guarded, admin.ModelAdmin):
    rights = {"view": Right.PEOPLE, "change": Right.PEOPLE}

    def is_theirs(self, user, right, obj):
        return user.may(right, obj.webinar)

    list_display = ["reference", "subject", "status", "beginning", "name", "webinar", "received"]
    list_display_links = ["reference", "subject"]
    list_filter = [WebinarFilter, QuestionStateFilter, FloodFilter]
    list_select_related = ["webinar"]
    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    search_fields = ["reference", "subject", "name", "email", "message"]
    search_help_text = gettext_lazy("Beginnings of words, also of the enquiry itself.")
    actions = ["close", "mark_as_spam", "take_for_real"]
    fieldsets = [
        (None, {"fields": ["status"]}),
        (gettext_lazy("Enquiry"), {"fields": ["reference", "webinar", "subject", "message"]}),
        (gettext_lazy("From"), {"fields": ["name", "email", "received"]}),
    ]
    readonly_fields = ["reference", "webinar", "subject", "message", "name", "email", "received"]

    @admin.display(description=gettext_lazy("enquiry"))
    def beginning(self, enquiry):
        return Truncator(" ".join(enquiry.message.split())).chars(90)

    @admin.display(description=gettext_lazy("received"), ordering="created_at")
    def received(self, enquiry):
        return moments.stamp(enquiry.created_at, enquiry)

    def get_form(self, request, obj=None, **kwargs):
        text = _(
            "An answer sent from here makes it “Answered” by itself. Choose that yourself for what was "
            "answered elsewhere, by telephone, say, and “Closed” for what needs no answer."
        )
        return super().get_form(request, obj, **{"help_texts": {"status": text}, **kwargs})

    def render_change_form(self, request, context, *args, **kwargs):
        context = mistakes.told(guard.one_button(context))
        return super().render_change_form(request, context, *args, **kwargs)

    @usual_zone.shown_in_it
    def change_view(self, request, object_id, form_url="", extra_context=None):
        enquiry, context = self.get_object(request, unquote(object_id)), {}
        if enquiry and self.has_view_permission(request, enquiry):
            replies = enquiry.replies.select_related("by")
            context = {
                "zone": moments.zone_of(enquiry),
                "replies": replies,
                "mails": [of_mail(mail) for mail in enquiry.messages.order_by("pk")],
            }
        return super().change_view(request, object_id, form_url, {**context, **(extra_context or {})})

    @usual_zone.shown_in_it
    def changelist_view(self, request, extra_context=None):
        context = of_one_webinar(request, self.opts)
        return super().changelist_view(request, {**context, **(extra_context or {})})

    def get_paginator(self, request, *args, **kwargs):
        return counting.pages(request, *args, **kwargs)

    def get_search_results(self, request, queryset, search_term):
        return (queryset.said_by(search_term) if search_term else queryset), False

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_urls(self):
        view = self.admin_site.admin_view(reply_page)
        here = {"model_admin": self}
        return [
            path("<int:pk>/reply/", view, here, name="registrations_enquiry_reply"),
            *super().get_urls(),
        ]

    @admin.action(description=gettext_lazy("Close"), permissions=["change"])
    def close(self, request, queryset):
        chosen, done = queryset.count(), enquiries.close(queryset)
        tell(request, ngettext("%d enquiry closed.", "%d enquiries closed.", done), done, chosen)

    @admin.action(description=gettext_lazy("Mark as spam"), permissions=["change"])
    def mark_as_spam(self, request, queryset):
        chosen, done = queryset.count(), enquiries.mark_as_spam(queryset)
        text = ngettext(
            "%d enquiry marked as spam: it is deleted 30 days after it came.",
            "%d enquiries marked as spam: they are deleted 30 days after they came.",
            done,
        )
        tell(request, text, done, chosen)

    @admin.action(description=gettext_lazy("Not spam"), permissions=["change"])
    def take_for_real(self, request, queryset):
        chosen, done = queryset.count(), enquiries.take_for_real(queryset)
        text = ngettext("%d enquiry is new again.", "%d enquiries are new again.", done)
        tell(request, text, done, chosen)


def tell(request, text, done, chosen):
    """Say how many were done, and how many of those chosen were not."""
    told = [text % done] if done else [_("Nothing was done.")]
    if chosen > done:
        told.append(_("%d skipped because of their status.") % (chosen - done))
    messages.add_message(request, messages.SUCCESS if done else messages.WARNING, " ".join(told))


@require_http_methods(["GET", "HEAD", "POST"])
@usual_zone.shown_in_it
def reply_page(request, pk, model_admin):
    """Show the question with what was answered, and a box; on POST send the answer."""
    theirs = Enquiry.objects.of(request.user, Right.PEOPLE).select_related("webinar")
    enquiry = guard.find(request, theirs, pk=pk)
    form = ReplyForm(request.POST if request.method == "POST" else None, label_suffix="")
    if form.is_valid():
        text, key = form.cleaned_data["text"], form.cleaned_data["form_key"]
        enquiries.reply(enquiry, text, key, timezone.now(), request.user)
        messages.success(request, _("The answer goes to %s.") % enquiry.email)
        return redirect("admin:registrations_enquiry_change", pk)
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Answer by email"),
        "opts": Enquiry._meta,
        "enquiry": enquiry,
        "replies": enquiry.replies.select_related("by"),
        "zone": moments.zone_of(enquiry),
        "form": form,
    }
    return render(request, "admin/registrations/enquiry/reply.html", context)
