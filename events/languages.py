"""The languages a webinar can be spoken, interpreted, captioned or signed in."""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

# BCP 47 codes; the names are translated by Django's own catalogues.
SPOKEN = [
    ("ar", _("Arabic")),
    ("bn", _("Bengali")),
    ("bg", _("Bulgarian")),
    ("zh", _("Chinese")),
    ("hr", _("Croatian")),
    ("cs", _("Czech")),
    ("da", _("Danish")),
    ("nl", _("Dutch")),
    ("en", _("English")),
    ("et", _("Estonian")),
    ("fi", _("Finnish")),
    ("fr", _("French")),
    ("de", _("German")),
    ("el", _("Greek")),
    ("he", _("Hebrew")),
    ("hi", _("Hindi")),
    ("hu", _("Hungarian")),
    ("id", _("Indonesian")),
    ("ga", _("Irish")),
    ("it", _("Italian")),
    ("ja", _("Japanese")),
    ("ko", _("Korean")),
    ("lv", _("Latvian")),
    ("lt", _("Lithuanian")),
    ("mt", _("Maltese")),
    ("no", _("Norwegian")),
    ("fa", _("Persian")),
    ("pl", _("Polish")),
    ("pt", _("Portuguese")),
    ("ro", _("Romanian")),
    ("ru", _("Russian")),
    ("sk", _("Slovak")),
    ("sl", _("Slovenian")),
    ("es", _("Spanish")),
    ("sw", _("Swahili")),
    ("sv", _("Swedish")),
    ("tr", _("Turkish")),
    ("uk", _("Ukrainian")),
    ("ur", _("Urdu")),
    ("vi", _("Vietnamese")),
]
# ISO 639-3 codes.
SIGNED = [
    ("ils", _("International Sign")),
    ("ase", _("American Sign Language")),
    ("bfi", _("British Sign Language")),
    ("fsl", _("French Sign Language")),
    ("gsg", _("German Sign Language")),
    ("ise", _("Italian Sign Language")),
    ("sfb", _("French Belgian Sign Language")),
    ("sgg", _("Swiss German Sign Language")),
    ("ssp", _("Spanish Sign Language")),
    ("vgt", _("Flemish Sign Language")),
]
RIGHT_TO_LEFT = {"ar", "fa", "he", "ur"}
NAMES = dict(SPOKEN) | dict(SIGNED)


def listing(codes):
    """Return the names of the languages in one phrase: "English, French and Spanish"."""
    names = [NAMES.get(code, code) for code in codes]
    if len(names) < 2:
        return names[0] if names else ""
    return format_lazy(
        _("{others} and {last}"),
        others=format_lazy(", ".join(["{}"] * (len(names) - 1)), *names[:-1]),
        last=names[-1],
    )
