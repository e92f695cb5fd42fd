"""Inputs written at once, letter by letter as Django's own templates write them.

Django renders each with up to three templates: for the thousand fields of a long programme, that was
half of its page.
"""

from html import escape

from django.utils.safestring import SafeString, mark_safe


def field(widget: dict) -> str:
    """Return an <input>, of what a widget gives to its template."""
    value = widget["value"]
    shown = "" if value is None else f' value="{text(value)}"'
    kind, name = text(widget["type"]), text(widget["name"])
    return mark_safe(f'<input type="{kind}" name="{name}"{shown}{attributes(widget["attrs"])}>')


def textarea(widget: dict) -> str:
    # HTML drops the line break that comes first: without ours, one that was typed would be lost.
    name, typed = text(widget["name"]), text(widget["value"] or "")
    return mark_safe(f'<textarea name="{name}"{attributes(widget["attrs"])}>\n{typed}</textarea>')


def attributes(attrs: dict) -> str:
    return "".join(
        f" {text(name)}" if value is True else f' {text(name)}="{text(value)}"'
        for name, value in attrs.items()
        if value is not False
    )


def text(value) -> str:
    # Not by Django's own, which looks four times whether it is translated later.
    return value if isinstance(value, SafeString) else escape(str(value))


BY_TEMPLATE = {
    **{
        f"django/forms/widgets/{kind}.html": field
        for kind in ("input", "text", "number", "email", "url", "hidden", "checkbox", "datetime", "date")
    },
    "django/forms/widgets/textarea.html": textarea,
}
