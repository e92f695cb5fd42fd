"""`manage.py check --deploy`: what would go wrong in public, told before anybody is let in.

Errors, not warnings: a deployment that goes on in spite of one is a decision. Each rule yields sentences;
its name is the id of its errors. What exists only once the site runs is asked by doctor.py.
"""

import os
import zoneinfo
from pathlib import Path

import psycopg2
from django.conf import settings
from django.core.checks import Error
from django.db import DatabaseError, connection
from django.utils import timezone

from webinar_site import pg_programs

KEY_LENGTH = 50
OF_ONE_PROCESS = ("LocMemCache", "DummyCache", "FileBasedCache")
THIS_MACHINE = {"localhost", "127.0.0.1", "::1"}
SAFE = {  # what the server must be set to, so that what was answered is stored
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
    "default_transaction_isolation": "read committed",
}


def before_the_public(app_configs, **kwargs):
    return [Error(sentence, id=f"webinars.{rule.__name__}") for rule in RULES for sentence in rule()]


def cache_is_shared():
    if settings.CACHES["default"]["BACKEND"].endswith(OF_ONE_PROCESS):
        yield "CACHE_URL: each process would count attempts to sign in by itself. Leave it out, or use Redis."


def site_is_https():
    if not settings.SECURE:
        yield "SITE_URL is not https: links in mails and passwords would travel in the open."


def hosts_are_named():
    if any(host == "*" or host.startswith(".") for host in settings.ALLOWED_HOSTS):
        yield "ALLOWED_HOSTS takes names that are not yours: write each one out."


def proxies_are_counted():
    if settings.SECURE and not settings.PROXIES:
        yield "PROXIES is 0, but https ends at a proxy: set it to 1 for nginx, or pages redirect for ever."


def key_is_long():
    keys = {"SECRET_KEY": [settings.SECRET_KEY], "SECRET_KEY_FALLBACKS": settings.SECRET_KEY_FALLBACKS}
    for name, values in keys.items():
        if any(len(key) < KEY_LENGTH or len(set(key)) < 10 for key in values):
            yield f"{name} can be guessed: 50 random characters or more, as docs/running.md makes them."


def mail_is_sent_in_secret():
    if not settings.EMAIL_URL:
        yield "EMAIL_URL is not set: mails would become files, and nobody would get one."
    elif not (settings.EMAIL_USE_TLS or settings.EMAIL_USE_SSL or settings.EMAIL_HOST in THIS_MACHINE):
        yield "EMAIL_URL is without TLS: joining links would travel in the open. Use smtp+tls:// or smtp+ssl://."


def files_lie_apart():
    media = Path(settings.MEDIA_ROOT).resolve()
    ours = [settings.BASE_DIR / name for name in ("events", "registrations", "webinar_site", "templates")]
    closed = [*ours, settings.STATIC_ROOT, *settings.STATICFILES_DIRS]
    if settings.BASE_DIR.is_relative_to(media) or any(media.is_relative_to(each) for each in closed):
        yield f"MEDIA_FOLDER {media} lies among code or static files: choose a folder of its own."
    there = next(each for each in (media, *media.parents) if each.exists())
    if not (there.is_dir() and os.access(there, os.W_OK | os.X_OK)):
        yield f"MEDIA_FOLDER {media} cannot be written to: give it to the user that runs the site."


def database_is_safe():
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
            if cursor.fetchone()[0]:
                yield "DATABASE_URL signs in as a superuser: make a role that owns this database and no more."
            for name, right in SAFE.items():
                cursor.execute("SELECT current_setting(%s)", [name])
                if (found := cursor.fetchone()[0]) != right:
                    yield f"PostgreSQL has {name} = {found}: set it to {right}, or stored rows may be lost."
    except DatabaseError:
        yield "The database does not answer: start it, or see DATABASE_URL."
        return
    if settings.DATABASE_URL and lets_anybody_in():
        yield "PostgreSQL lets anybody in without a password: replace `trust` in its pg_hba.conf."


def lets_anybody_in():
    """Return whether a stranger's sign-in works: over the network with a wrong password, else as a superuser.

    On a socket no password may be asked because the user is known by the system (`peer`): that is right.
    """
    login = connection.get_connection_params()
    for name in ("cursor_factory", "context", "options"):
        login.pop(name, None)
    stranger = {"password": "wrong", "connect_timeout": 5}
    if str(login.get("host", "")).startswith("/") or not login.get("host"):
        stranger["user"] = "postgres"
    elif "sslcert" in login:
        return False  # it is the certificate that signs in
    try:
        psycopg2.connect(**{**login, **stranger}).close()
    except psycopg2.Error:
        return False
    return True


def backups_can_be_written():
    try:
        for name in ("pg_dump", "pg_restore", "psql"):
            pg_programs.command(name, connection)
    except pg_programs.NoProgram as reason:
        yield str(reason)
    except DatabaseError:
        return  # told above


def time_zones_are_new():
    """Countries change their clocks at short notice; a year is named in each release."""
    year = year_of_time_zones()
    if year and year < timezone.now().year - 1:
        yield f"The time zones of this machine are of {year}: upgrade its package tzdata."


def year_of_time_zones() -> int | None:
    """Return the year of the time zones that Python reads here; None if they do not tell."""
    for folder in zoneinfo.TZPATH:
        try:
            first = (Path(folder) / "tzdata.zi").read_text().partition("\n")[0]
        except OSError:
            continue
        return int(first.removeprefix("# version ")[:4])
    return None


RULES = [
    cache_is_shared,
    site_is_https,
    hosts_are_named,
    proxies_are_counted,
    key_is_long,
    mail_is_sent_in_secret,
    files_lie_apart,
    database_is_safe,
    backups_can_be_written,
    time_zones_are_new,
]
