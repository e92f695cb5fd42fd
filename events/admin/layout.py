"""What stands where on a webinar's page: the sections of events, in the order of the work."""

from django.utils.translation import gettext_lazy as _

from events.admin import parts
from events.admin.sections import Section

PAGE = Section(
    "page",
    _("Page"),
    _("What visitors read first. A title, and start and end below, are enough to begin with."),
    fieldsets=(
        (None, {"fields": ["title", "slug", "kicker", "summary", "audience", "lang", "text_before"]}),
        (_("Series"), {"fields": [("series", "number")], "classes": ["collapse"]}),
        (_("Picture and contact"), {"fields": ["picture", "picture_alt", ("contact_name", "contact_email")]}),
    ),
)
TIME = Section(
    "time",
    _("Time and place"),
    _("All times on this page are local times of the time zone chosen here."),
    fieldsets=(
        (
            None,
            {"fields": ["time_zone", ("starts_at", "ends_at"), "format", ("place_name", "place_address")]},
        ),
        (
            _("Languages and recording"),
            {
                "fields": [
                    "spoken_languages",
                    "interpretation_languages",
                    "caption_languages",
                    "sign_languages",
                    "is_recorded",
                ],
                "classes": ["collapse"],
            },
        ),
    ),
    rows=(parts.SittingRows,),
)
PROGRAMME = Section(
    "programme",
    _("Programme"),
    _("What happens in which order, and who speaks; a speaker may stay without a name until one is known."),
    rows=(parts.SessionRows, parts.AppearanceRows),
)
DOCUMENTS = Section(
    "documents",
    _("Documents and afterwards"),
    _("Slides, recordings, and what the page says once the webinar is over."),
    fieldsets=(
        (_("Texts for afterwards"), {"fields": ["text_after", "takeaways_intro"], "classes": ["collapse"]}),
    ),
    rows=(parts.DocumentRows, parts.TakeawayRows),
)
PEOPLE = Section(
    "people",
    _("People"),
    _("The organisations that hold the webinar, in the order the page names them, and who works on it."),
    rows=(parts.OrganiserRows,),
    template="admin/includes/team_section.html",
)
SECTIONS = (PAGE, TIME, PROGRAMME, DOCUMENTS, PEOPLE)
