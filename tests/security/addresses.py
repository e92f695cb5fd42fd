"""The addresses of the site, and what is owed to whoever asks for one."""

import re

from django.contrib.admindocs.views import simplify_regex
from django.urls import get_resolver
from django.urls.resolvers import RegexPattern, URLResolver

POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
}
CONSTANT = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
PUBLIC = [
    "/",
    "/webinars/",
    "/webinars/open/",
    "/webinars/open/calendar.ics",
    "/webinars/open/register/",
    "/webinars/open/registered/",
    "/webinars/open/send-link/",
    "/webinars/open/contact/",
    "/series/row/",
    "/series/row/calendar.ics",
    "/webinars.ics",
    "/webinars.atom",
    "/send-link/",
    "/contact/",
    "/contact/sent/",
    "/about/",
    "/privacy/",
    "/accessibility/",
    "/sitemap.xml",
    "/robots.txt",
    "/.well-known/security.txt",
    "/livez",
    "/static/css/site.css",
]
METHODS = ["TRACE", "PUT", "DELETE", "PATCH", "FOO"]
FORMS = [
    "/webinars/open/register/",
    "/webinars/open/send-link/",
    "/send-link/",
    "/contact/",
    "/webinars/open/contact/",
]


def addresses(patterns=None, before=""):
    """Return one address for every pattern of the site."""
    for pattern in patterns or get_resolver().url_patterns:
        text = before + (
            simplify_regex(str(pattern.pattern)).lstrip("/")
            if isinstance(pattern.pattern, RegexPattern)
            else str(pattern.pattern)
        )
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, text)
        else:
            yield "/" + re.sub(r"<(\w+:)?(\w+)>", filled_in, text)


def filled_in(match):
    kind, name = match.groups()
    if kind == "int:" or name in {"object_id", "content_type_id"}:
        return "1"
    return {"slug": "about" if kind is None else "open"}.get(name, "x")


def assert_headers(answer):
    assert {name: answer.get(name) for name in CONSTANT} == CONSTANT
    assert "camera=()" in answer["Permissions-Policy"]
    assert re.fullmatch(r"[0-9a-f]{16}", answer["X-Request-ID"])
    policy = answer["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert not re.search(r"https?:|\*|data:", policy)
