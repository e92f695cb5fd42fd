"""Files that came with a form that was refused are kept for a day: a browser sends a file once.

They lie under random names in a folder that no address leads to, as they were sent. The form that comes back
carries a signed token of each, good for the same person on the same page; what it brings back is judged
anew, as if it had just been sent.
"""

from contextlib import suppress
from dataclasses import dataclass

from django.core import signing
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy

from events.admin.fields import FileInput
from events.files import KEPT, KEPT_FOLDER, NotStored
from events.uploads import random_name

FIELD = "_kept-"  # before the name of the field that the file is for
SALT = "events.kept_files"
LOST = gettext_lazy(
    "Nothing is saved yet: a file that was kept for you is not there any more. Choose it again and save."
)


@dataclass(frozen=True)
class Kept:
    """A file by its sender's name, and the token that brings it back."""

    name: str
    token: str
    field: str


def put_back(request):
    """Let what was kept stand among what was sent now, unless another file was chosen instead."""
    request.kept_under = {}
    for key in [key for key in request.POST if key.startswith(FIELD)]:
        field = key.removeprefix(FIELD)
        if field in request.FILES:
            continue
        try:
            request.FILES[field] = found(request, field, request.POST[key])
        except (signing.BadSignature, OSError):
            request.refused = LOST
    # Judging a file gives it another name.
    request.sent_names = {field: file.name for field, file in request.FILES.items()}


def found(request, field, token):
    """Return the file of a token. Raises BadSignature, OSError."""
    user, path, stored, name = signing.loads(token, salt=SALT, max_age=KEPT)
    if (user, path) != (request.user.pk, request.path):
        raise signing.BadSignature
    file = UploadedFile(default_storage.open(stored), name=name, size=default_storage.size(stored))
    request.kept_under[field] = stored
    return file


def keep(request, forms):
    """Keep the files of refused forms, but those that are refused themselves."""
    for field in (field for form in forms for field in form):
        widget = field.field.widget
        if isinstance(widget, FileInput) and widget.was_sent and not field.errors:
            with suppress(NotStored):  # then the page says to choose it again
                widget.kept = kept(request, field.html_name)


def kept(request, field):
    stored, file = request.kept_under.get(field), request.FILES[field]
    if not stored:
        file.seek(0)
        stored = default_storage.save(KEPT_FOLDER + random_name(""), file)
    name = request.sent_names[field]
    token = signing.dumps([request.user.pk, request.path, stored, name], salt=SALT)
    return Kept(name, token, FIELD + field)
