"""The page on which a webinar is made anew for other days."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events import renaming
from events.admin import guard, team
from events.models import Right, Webinar
from registrations import copying


class CopyForm(forms.ModelForm):
    """Title and address of the copy, and its first day."""

    day = forms.DateField(
        label=gettext_lazy("Day of the start"),
        help_text=gettext_lazy("The times of day stay as they are."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    class Meta:
        model = Webinar
        fields = ["title", "slug"]
        widgets = {name: forms.TextInput(attrs={"class": "vTextField"}) for name in ("title", "slug")}

        help_texts = {"slug": gettext_lazy("If empty, it is made of the title.")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["slug"].required = False  # clean_slug() makes one

    def clean_slug(self):
        slug, title = self.cleaned_data["slug"], self.cleaned_data.get("title")
        if title and not slug:
            return renaming.made_of(title, self.instance)
        if not renaming.is_free(slug, self.instance):
            raise ValidationError(_("This was the address of another webinar. Choose another."))
        return slug

    def clean_day(self):
        day = self.cleaned_data["day"]
        if not 2000 <= day.year <= 2099:
            raise ValidationError(_("Enter a date in the years 2000 to 2099."))
        return day


def may(request, webinar):
    """Return whether they may add a webinar where this one is: in its series, or as administrators."""
    return request.user.is_superuser or webinar.series_id in request.user.series_with(Right.EDIT)


def made_from(webinar, form):
    """Return the copy; None if the form says why there is none."""
    try:
        return copying.copy(webinar, **{name: form.cleaned_data[name] for name in ("title", "slug", "day")})
    except IntegrityError:
        form.full_clean()  # says it, if the address was taken meanwhile
        if form.is_valid():
            text = _("With this day, one of its times would not lie in the years 2000 to 2100.")
            form.add_error("day", text)


def page(model_admin, request, pk):
    """Ask for title, address and day, then make the copy and lead to it."""
    webinar = guard.find(request, Webinar.objects.of(request.user, Right.EDIT), pk=pk)
    if not may(request, webinar):
        guard.refuse(request)
    form = CopyForm(request.POST or None, initial={"title": webinar.title})
    made = form.is_valid() and made_from(webinar, form)
    if made:
        team.make_organiser(request, made)
        text = _("Here is the copy, a draft: without people, room, files and texts for afterwards.")
        messages.success(request, text)
        return redirect("admin:events_webinar_change", made.pk)
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Duplicate"),
        "opts": Webinar._meta,
        "webinar": webinar,
        "form": form,
    }
    return render(request, "admin/registrations/duplicate.html", context)
