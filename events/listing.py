"""How those who take part in a webinar are listed: everybody once, with all their roles."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from events.models import Appearance, Speaker


@dataclass
class Listed:
    """A speaker with what they were that day, or someone still to be announced."""

    speaker: Speaker | None
    name: str
    roles: list[str] = field(default_factory=list)  # a plain speaker's role goes without saying
    function: str = ""
    unit: str = ""
    organisation: str = ""
    talk_titles: list[str] = field(default_factory=list)
    is_confirmed: bool = True

    @property
    def position(self) -> str:
        """Return function, unit and organisation in one phrase, whichever there are."""
        parts = [self.function, self.unit, self.organisation if self.speaker else ""]
        return ", ".join(part for part in parts if part)


def merged(appearances, session_id=None):
    """Return one Listed for each speaker, in the order of their first appearance.

    Told with them are the talks of that session; without one, those of no session.

    What was left empty in a first appearance is taken from a later one. Those without a speaker
    are never merged: two places still to be announced may be two people.
    """
    found = {}
    for appearance in appearances:
        key = ("speaker", appearance.speaker_id) if appearance.speaker_id else ("nobody", appearance.pk)
        listed = found.setdefault(key, Listed(appearance.speaker, name_of(appearance)))
        for name in ("function", "unit", "organisation"):
            setattr(listed, name, getattr(listed, name) or getattr(appearance, name))
        if role_shown(appearance) and appearance.role_name not in listed.roles:
            listed.roles.append(appearance.role_name)
        if appearance.talk_title and appearance.session_id == session_id:
            listed.talk_titles.append(appearance.talk_title)
        listed.is_confirmed &= appearance.is_confirmed
    return [said_in_full(listed, appearances) for listed in found.values()]


def whole(appearances):
    """Return one Listed for all that one speaker did in a webinar, with each of their talks."""
    listed = merged(appearances)[0]
    talks = (appearance.talk_title for appearance in appearances if appearance.talk_title)
    listed.talk_titles = list(dict.fromkeys(talks))
    return listed


def name_of(appearance):
    """Return the name, or "World Bank", or "Moderator": who is to be announced."""
    if appearance.speaker:
        return appearance.speaker.full_name
    return appearance.organisation or appearance.role_name


def role_shown(appearance):
    # "Moderator, to be announced" has said the role in place of a name.
    says_it_already = not appearance.speaker_id and not appearance.organisation
    return appearance.role != Appearance.Role.SPEAKER and not says_it_already


def said_in_full(listed, appearances):
    """Add "Speaker" to someone who also has another role: "Moderator and speaker"."""
    if listed.speaker and listed.roles:
        own = [appearance for appearance in appearances if appearance.speaker_id == listed.speaker.pk]
        if any(appearance.role == Appearance.Role.SPEAKER for appearance in own):
            listed.roles.append(_("Speaker"))
    return listed
