"""Where to find a page in the other languages of the site."""

from django import template
from django.conf import settings
from django.utils.html import format_html, format_html_join
from django.utils.translation import get_language

from events.site_languages import same_page

register = template.Library()
SPEAKING = {"events", "registrations"}  # their addresses say a language


@register.simple_tag
def canonical(path, page=None):
    """Return the links that tell programs a page's own address, and its address in each language.

    `page` is the part of a list that is shown (of a Paginator).
    """
    # A page has a truth of its own, which asks for its rows once more.
    query = f"?page={page.number}" if page is not None and page.number > 1 else ""
    found = [(code, same_page(path, code)) for code, _name in settings.LANGUAGES]
    found.append(("x-default", same_page(path, settings.LANGUAGE_CODE)))
    own = format_html('<link rel="canonical" href="{}">\n  ', settings.SITE_URL + path + query)
    rows = [(code, settings.SITE_URL + address + query) for code, address in found]
    return own + format_html_join("\n  ", '<link rel="alternate" hreflang="{}" href="{}">', rows)


@register.simple_tag
def other_languages(request):
    """Return (code, own name, path) of this page in each language; nothing where there is no choice.

    Without its query: what somebody searched for is not handed on. A personal page speaks the
    language of its registration.
    """
    if len(settings.LANGUAGES) == 1 or not SPEAKING & set(request.resolver_match.namespaces):
        return []
    return [(code, name, same_page(request.path, code)) for code, name in settings.LANGUAGES]


@register.simple_tag
def languages_in_order():
    """Return the code of each language of the site, the page's own first."""
    return sorted((code for code, _name in settings.LANGUAGES), key=lambda code: code != get_language())
