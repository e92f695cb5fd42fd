"""Strict readers of environment variables: a wrong value stops the start with a sentence."""

import os
import re
import secrets
from pathlib import Path

import environ
from django.conf.locale import LANG_INFO
from django.core.exceptions import ImproperlyConfigured
from django.utils.text import capfirst

ORIGIN = re.compile(r"https?://([a-z0-9.-]+|\[[0-9a-f:.]+\])(:\d{1,5})?/?", re.I)


def text(name: str, default: str = "") -> str:
    """Return the variable, or the contents of the file that NAME_FILE points at, or the default."""
    path = os.environ.get(f"{name}_FILE")
    if path:
        try:
            return Path(path).read_text().strip()
        except OSError as error:
            raise ImproperlyConfigured(f"{name}_FILE: {path} cannot be read ({error.strerror})") from error
    return os.environ.get(name, default)


def flag(name: str, default: bool) -> bool:
    """Return True or False; only the words "true" and "false" are accepted."""
    value = os.environ.get(name, str(default)).lower()
    if value not in {"true", "false"}:
        raise ImproperlyConfigured(f"{name} must be true or false, not {value!r}")
    return value == "true"


def number(name: str, default: int, low: int, high: int) -> int:
    """Return a whole number between `low` and `high`, both included."""
    value = os.environ.get(name, str(default))
    if not value.isdecimal() or not low <= int(value) <= high:
        raise ImproperlyConfigured(f"{name} must be a whole number from {low} to {high}, not {value!r}")
    return int(value)


def folder(name: str, default: Path) -> Path:
    """Return the folder, whole and without links; it is made if it is not there."""
    path = Path(text(name, str(default))).resolve()
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(f"{name}: {path} cannot be made ({error.strerror})") from error
    return path


def words(name: str) -> list[str]:
    """Return the comma-separated values of the variable, without empty ones."""
    return [word.strip() for word in text(name).split(",") if word.strip()]


def languages(name: str, default: str) -> list[tuple[str, str]]:
    """Return (code, own name) of each language; "en" comes first: addresses without a prefix are English."""
    codes = words(name) or [default]
    unknown = [code for code in codes if "name_local" not in LANG_INFO.get(code, {})]
    if unknown or codes[0] != "en" or len(set(codes)) < len(codes):
        raise ImproperlyConfigured(f"{name} must be codes such as en,fr,es, each once, en first, not {codes}")
    return [(code, capfirst(LANG_INFO[code]["name_local"])) for code in codes]


def origin(name: str, default: str) -> str:
    """Return an address of the form http(s)://host[:port], without a slash at its end."""
    value = os.environ.get(name, default)
    if not ORIGIN.fullmatch(value):
        raise ImproperlyConfigured(f"{name} must look like https://webinars.example.org, not {value!r}")
    return value.lower().rstrip("/")


def address(name: str, default: str, read) -> dict:
    """Return what `read` makes of the address of a service; it may hold a password, so it is not quoted."""
    try:
        return read(text(name, default))
    except (ImproperlyConfigured, KeyError, ValueError):
        raise ImproperlyConfigured(
            f"{name} is not an address that can be read; see docs/configuration.md"
        ) from None


def database(name: str) -> dict:
    """Return Django's entry of the PostgreSQL database at the address."""
    found = address(name, "", environ.Env.db_url_config)
    if found.get("ENGINE") != "django.db.backends.postgresql":
        raise ImproperlyConfigured(
            f"{name} must name a PostgreSQL database: postgres://user:password@host/name"
        )
    return found


def kept_secret(path: Path) -> str:
    """Return the key kept in `path`, made once with mode 0600, so that links in mails live on."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        pass
    else:
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(50))
    # Another process may have made the file and not yet have written to it.
    for _ in range(1000):
        if key := path.read_text().strip():
            return key
    raise ImproperlyConfigured(f"{path} is empty: delete it, or set SECRET_KEY")
