"""The forms of a page as a browser would send them."""

from collections import defaultdict
from urllib.parse import urljoin

from tinyhtml5.parser import HTMLParser


def posted(html, address):
    """Yield (address, {name: values}) of each form of a page that is sent by POST; the token is left out."""
    page = HTMLParser(namespace_html_elements=False).parse(html)
    for form in page.iter("form"):
        if form.get("method", "get").lower() == "post":
            fields = defaultdict(list)
            for element in form.iter():
                if name := element.get("name"):
                    fields[name] += values(element)
            fields.pop("csrfmiddlewaretoken", None)
            yield urljoin(address, form.get("action") or ""), dict(fields)


def values(element):
    """Return what a control has to say for itself, as long as nobody touches it."""
    if element.tag == "textarea":
        return [(element.text or "").removeprefix("\n")]
    if element.tag == "select":
        options = list(element.iter("option"))
        chosen = [each for each in options if "selected" in each.attrib] or options[:1]
        return [each.get("value", "") for each in chosen]
    if element.tag == "input" and element.get("type") in {"checkbox", "radio"}:
        return [element.get("value", "on")] if "checked" in element.attrib else []
    is_typed = element.tag == "input" and element.get("type") not in {"file", "submit"}
    return [element.get("value", "")] if is_typed else []
