"""What is typed on the page of a webinar itself."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events import renaming
from events.admin.fields import ZoneField
from events.admin.said_at import SaidAt


class WebinarForm(SaidAt, forms.ModelForm):
    said_at = {
        "webinar_ends_after_it_starts": "ends_at",
        "webinar_lasts_at_most_365_days": "ends_at",
        "webinar_has_its_own_number_in_the_series": "number",
        "webinar_number_is_one_of_a_series": "series",
        "hybrid_webinar_names_its_place": "place_name",
        "webinar_picture_is_described": "picture_alt",
    }

    class Meta:
        field_classes = {"time_zone": ZoneField}
        help_texts = {
            "slug": gettext_lazy(
                "The last part of the page’s address. If empty, it is made of the title. "
                "Links to an earlier one go on working."
            )
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False  # clean_slug() makes one

    def clean_slug(self):
        slug, title = self.cleaned_data["slug"], self.cleaned_data.get("title")
        if title and (not slug or self.follows_the_title()):
            return renaming.made_of(title, self.instance)
        if not renaming.is_free(slug, self.instance):
            raise ValidationError(
                _("This was the address of another webinar, and still leads there. Choose another.")
            )
        return slug

    def follows_the_title(self):
        """Return whether this is the address that a draft nobody has seen got from its earlier title."""
        was = self.instance
        if was.pk is None or was.published_at or "slug" in self.changed_data:
            return False
        return "title" in self.changed_data and renaming.is_made_of(was.slug, self.initial["title"])
