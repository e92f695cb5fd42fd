"""What may stand in one line that a visitor types: names, organisations, subjects."""

import difflib
import re
import unicodedata
from functools import lru_cache

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from email_validator import EmailNotValidError, validate_email

JOINERS = {"\u200c", "\u200d"}  # needed to write Persian, Hindi and others, and in emoji
JOINLESS = ("LATIN", "GREEK", "CYRILLIC", "DIGIT")  # scripts in which they only hide
BLANK = {"\u115f", "\u1160", "\u3164", "\uffa0"}  # letters that are not seen
MARKS_PER_LETTER = 4
ADDRESS = re.compile(r"https?:|mailto:|www\.|://|\]\(|\.[a-z]{2,24}/\w", re.I)
DOMAIN = re.compile(
    r"[\w-]\.(app|biz|click|club|cn|com|info|io|link|live|net|online|org|ru|shop|site|top|xyz)\b", re.I
)
COMMON = [
    "aol.com",
    "free.fr",
    "gmail.com",
    "gmx.ch",
    "gmx.de",
    "gmx.net",
    "googlemail.com",
    "hotmail.co.uk",
    "hotmail.com",
    "hotmail.fr",
    "icloud.com",
    "live.com",
    "mail.com",
    "mail.ru",
    "me.com",
    "msn.com",
    "orange.fr",
    "outlook.com",
    "proton.me",
    "protonmail.com",
    "qq.com",
    "web.de",
    "yahoo.co.uk",
    "yahoo.com",
    "yahoo.fr",
    "yandex.ru",
    "ymail.com",
    "163.com",
]


def one_line(value: str) -> str:
    """Return the text in NFC with single spaces.

    Raises ValidationError for control and direction characters, for piled-up marks and for web
    addresses, which our mails would turn into links.
    """
    value = " ".join(unicodedata.normalize("NFC", value).split())
    kinds = [unicodedata.category(character) for character in value]
    if any(
        kind in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"} and not joins(value, place)
        for place, kind in enumerate(kinds)
    ):
        raise ValidationError(
            _("Remove the invisible characters: type this again instead of pasting it."), code="invisible"
        )
    if "MMMMM" in "".join(kind[0] for kind in kinds):
        raise ValidationError(_("Use at most %d accents on a letter.") % MARKS_PER_LETTER, code="accents")
    if ADDRESS.search(value):
        raise ValidationError(_("Leave out web addresses."), code="web_address")
    return value


def joins(value: str, place: int) -> bool:
    """Return whether at this place stands a joiner after a letter or sign that it may belong to."""
    before = value[:place].rstrip("".join(JOINERS))[-1:]
    written = before and not before.isspace() and not unicodedata.name(before, "").startswith(JOINLESS)
    return value[place] in JOINERS and bool(written)


def name(value: str) -> str:
    """Return the name of a person as one line.

    Raises ValidationError also for a bare domain: our mails greet people by name, and mail programs
    would make a link of it.
    """
    value = one_line(value)
    if DOMAIN.search(value):
        raise ValidationError(_("Leave out web addresses."), code="web_address")
    return value


def has_letters(value: str) -> bool:
    return any(unicodedata.category(each)[0] in "LN" and each not in BLANK for each in value)


def address(value: str) -> str:
    """Return an e-mail address in the one form under which it is stored: domain in lower-case Unicode.

    Raises ValidationError. Asks no name server.
    """
    try:
        return validate_email(
            value.strip(), allow_smtputf8=False, check_deliverability=False, strict=True
        ).normalized
    except EmailNotValidError as error:
        raise ValidationError(
            _("Enter an email address in the correct format, like name@example.org"), code="address"
        ) from error


def likely_meant(email: str) -> str:
    """Return the address with the common domain that this one is nearly, or "" if it is none of them."""
    local, _at, domain = email.rpartition("@")
    near = nearly(domain)
    return f"{local}@{near}" if near else ""


@lru_cache(maxsize=4096)  # most people share a few domains
def nearly(domain: str) -> str:
    if domain in COMMON:
        return ""
    return next(iter(difflib.get_close_matches(domain, COMMON, n=1, cutoff=0.85)), "")
