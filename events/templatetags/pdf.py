"""What the printed programme needs to say beyond the pages: which way a text runs."""

from unicodedata import bidirectional

from django import template

register = template.Library()


@register.filter
def direction(text):
    """Return "rtl" or "ltr", after the first letter that has a direction: WeasyPrint knows no dir="auto"."""
    strong = next((kind for kind in map(bidirectional, str(text)) if kind in {"L", "R", "AL"}), "L")
    return "ltr" if strong == "L" else "rtl"
