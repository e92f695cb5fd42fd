"""Every message that the site translates for visitors and registrants, as its code and templates have it."""

import ast
import re
from pathlib import Path

from django.utils.translation.template import templatize

ROOT = Path(__file__).parent.parent
ORGANISERS = (  # speak English: docs/decisions.md. The others speak to visitors.
    "events/admin",
    "events/apps.py",
    "events/checklist.py",
    "events/comparison.py",
    "events/management",
    "events/models/record.py",
    "events/models/team.py",
    "events/organisers.py",
    "events/richtext.py",
    "events/states.py",
    "events/uploads.py",
    "events/zip_directory.py",
    "registrations/admin",
    "registrations/announcements.py",
    "registrations/apps.py",
    "registrations/changes.py",
    "registrations/checklist.py",
    "registrations/export.py",
    "registrations/failures.py",
    "registrations/limits.py",
    "registrations/mail_health.py",
    "registrations/management",
    "registrations/models/announcement.py",
    "registrations/models/enquiry.py",
    "registrations/models/journal.py",
    "registrations/models/message.py",
    "registrations/models/reminder.py",
    "registrations/models/question.py",
    "registrations/outbox.py",
    "registrations/timeline.py",
    "registrations/verify.py",
    "templates/account",
    "templates/admin",
    "templates/allauth",
    "templates/events/includes/preview.html",
    "templates/events/publicity",
    "templates/mails/access_needs",
    "templates/mails/enquiry_digest",
    "templates/mails/new_enquiry",
    "templates/mfa",
    "templates/registrations/includes/preview.html",
    "templates/usersessions",
)
CALLS = {  # places of context, message and plural among the arguments
    "_": (None, 0, None),
    "gettext": (None, 0, None),
    "gettext_lazy": (None, 0, None),
    "gettext_noop": (None, 0, None),
    "ngettext": (None, 0, 1),
    "pgettext": (0, 1, None),
    "npgettext": (0, 1, 2),
}
TEXT = r"u?(?:'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")"
CALL = re.compile(rf"\b(_|n?p?gettext)\(({TEXT}(?:\s*,\s*{TEXT})*)")


def shown_to_visitors():
    """Return {(context, message): plural}, None where there is no context or plural."""
    found = {}
    for path in (*ROOT.glob("events/**/*.py"), *ROOT.glob("registrations/**/*.py")):
        if is_for_visitors(path) and "migrations" not in path.parts and "demo" not in path.parts:
            found |= of_module(path.read_text(), is_model="models" in path.parts)
    for path in (*ROOT.glob("templates/**/*.html"), *ROOT.glob("templates/**/*.txt")):
        if is_for_visitors(path):
            found |= of_template(path.read_text())
    return found


def is_for_visitors(path):
    return not str(path.relative_to(ROOT)).startswith(ORGANISERS)


def of_module(source, is_model=False):
    """Return the messages of a module.

    Of a model only its choices and what its functions say: the names of its fields are for organisers.
    """
    tree = ast.parse(source)
    parts = [node for node in ast.walk(tree) if is_shown(node)] if is_model else [tree]
    calls = (node for part in parts for node in ast.walk(part) if isinstance(node, ast.Call))
    return dict(
        message(call.func.id, [each.value for each in call.args if isinstance(each, ast.Constant)])
        for call in calls
        if isinstance(call.func, ast.Name) and call.func.id in CALLS
        if call.args and isinstance(call.args[0], ast.Constant)
    )


def is_shown(node):
    if isinstance(node, ast.ClassDef):
        return any("Choices" in ast.unparse(base) for base in node.bases)
    return isinstance(node, ast.FunctionDef) or (isinstance(node, ast.Assign) and node.col_offset == 0)


def of_template(source):
    return dict(
        message(call[1], [ast.literal_eval(text) for text in re.findall(TEXT, call[2])])
        for call in CALL.finditer(templatize(source))
    )


def message(name, texts):
    context, singular, plural = CALLS[name]
    return (
        None if context is None else texts[context],
        texts[singular],
    ), None if plural is None else texts[plural]
