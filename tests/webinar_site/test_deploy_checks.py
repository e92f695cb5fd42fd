"""`manage.py check --deploy` refuses what would go wrong in public, and nothing that is right."""

import zoneinfo
from pathlib import Path

import pytest
from django.conf import settings as site
from django.core.checks import run_checks
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.utils import ConnectionHandler

from webinar_site import deploy_checks, pg_programs


def ids():
    found = run_checks(include_deployment_checks=True)
    return [each.id for each in found if each.id.startswith("webinars.") and each.is_serious()]


@pytest.fixture
def public(db, settings, tmp_path):
    """Settings as docs/running.md gives them, on the durable half of a test database."""
    settings.SECURE = True
    settings.ALLOWED_HOSTS = ["webinars.example.org"]
    settings.PROXIES = 1
    settings.SECRET_KEY = "Aq3-xV9_kLm2Zr7TyUw8BnCdEfGhIjKoPs5R4t6YvXz1W0QaSd"
    settings.EMAIL_URL = "smtp+tls://user:password@mail.example.org:587"
    settings.EMAIL_HOST, settings.EMAIL_USE_TLS, settings.EMAIL_USE_SSL = "mail.example.org", True, False
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings


@pytest.fixture
def durable(monkeypatch):
    """The server of the tests does not wait for the disk; the rest of it is as it should be."""
    hasty = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}
    monkeypatch.setattr(deploy_checks, "SAFE", {**deploy_checks.SAFE, **hasty})


@pytest.mark.usefixtures("public", "durable")
def test_a_site_as_documented_has_nothing_to_mend():
    assert ids() == []


@pytest.mark.usefixtures("db", "durable")
def test_the_site_of_make_run_is_told_only_that_it_is_not_public():
    assert ids() == ["webinars.site_is_https", "webinars.mail_is_sent_in_secret"]


@pytest.mark.usefixtures("db")
def test_without_deploy_nothing_of_this_is_asked():
    assert [each.id for each in run_checks() if each.id.startswith("webinars.")] == []


CHANGES = {
    "memory of one process": (
        {"CACHES": {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}},
        "cache_is_shared",
    ),
    "plain http": ({"SECURE": False}, "site_is_https"),
    "any host": ({"ALLOWED_HOSTS": ["*"]}, "hosts_are_named"),
    "any host below": ({"ALLOWED_HOSTS": [".example.org"]}, "hosts_are_named"),
    "no proxy": ({"PROXIES": 0}, "proxies_are_counted"),
    "short key": ({"SECRET_KEY": "Aq3-xV9_kLm2"}, "key_is_long"),
    "key of one letter": ({"SECRET_KEY": "a" * 60}, "key_is_long"),
    "short old key": ({"SECRET_KEY_FALLBACKS": ["Aq3-xV9_kLm2"]}, "key_is_long"),
    "no mail server": ({"EMAIL_URL": ""}, "mail_is_sent_in_secret"),
    "mail in the open": ({"EMAIL_USE_TLS": False}, "mail_is_sent_in_secret"),
    "files among static ones": ({"MEDIA_ROOT": site.STATIC_ROOT / "media"}, "files_lie_apart"),
    "files among code": ({"MEDIA_ROOT": site.BASE_DIR / "events/media"}, "files_lie_apart"),
    "files around code": ({"MEDIA_ROOT": site.BASE_DIR}, "files_lie_apart"),
    "files nowhere": ({"MEDIA_ROOT": Path("/proc/1/cmdline/media")}, "files_lie_apart"),
}


@pytest.mark.usefixtures("durable")
@pytest.mark.parametrize(("changed", "rule"), CHANGES.values(), ids=CHANGES)
def test_a_mistake_in_the_settings_is_an_error(public, changed, rule):
    for name, value in changed.items():
        setattr(public, name, value)

    assert ids() == [f"webinars.{rule}"]


@pytest.mark.usefixtures("durable")
def test_a_mail_server_on_this_machine_needs_no_tls(public):
    public.EMAIL_HOST, public.EMAIL_USE_TLS = "localhost", False

    assert ids() == []


@pytest.mark.usefixtures("public")
def test_a_server_that_does_not_wait_for_the_disk_is_an_error():
    """C18: acknowledged means stored only with these."""
    assert ids() == ["webinars.database_is_safe"] * 3


@pytest.mark.usefixtures("public", "durable")
def test_another_isolation_is_an_error():
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL default_transaction_isolation = 'serializable'")

    (sentence,) = deploy_checks.database_is_safe()

    assert sentence.startswith("PostgreSQL has default_transaction_isolation = serializable: ")


@pytest.mark.usefixtures("durable")
def test_a_server_that_trusts_everybody_is_an_error(public):
    """The embedded one does, in a folder that only its user may enter."""
    public.DATABASE_URL = "postgres://…"

    (sentence,) = deploy_checks.database_is_safe()

    assert sentence.startswith("PostgreSQL lets anybody in")


@pytest.mark.usefixtures("durable")
def test_a_superuser_is_an_error(public, monkeypatch):
    superuser = ConnectionHandler({"default": {**connection.settings_dict, "USER": "postgres"}})["default"]
    monkeypatch.setattr(deploy_checks, "connection", superuser)

    (sentence,) = deploy_checks.database_is_safe()

    assert sentence.startswith("DATABASE_URL signs in as a superuser: ")
    superuser.close()


@pytest.mark.usefixtures("public", "durable")
def test_lacking_programs_for_backups_are_an_error(monkeypatch, tmp_path):
    monkeypatch.setenv("PG_BINDIR", "/nowhere")
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.setattr(pg_programs, "DEBIANS", tmp_path)

    assert ids() == ["webinars.backups_can_be_written"]


@pytest.mark.usefixtures("public", "durable")
@pytest.mark.parametrize(("version", "found"), [("2020a", ["webinars.time_zones_are_new"]), ("2099a", [])])
def test_old_time_zones_are_an_error(tmp_path, monkeypatch, version, found):
    (tmp_path / "tzdata.zi").write_text(f"# version {version}\nL Etc/GMT GMT\n")
    monkeypatch.setattr(zoneinfo, "TZPATH", (str(tmp_path / "none"), str(tmp_path)))

    assert ids() == found


@pytest.mark.usefixtures("db")
def test_an_error_ends_the_command():
    with pytest.raises(CommandError, match=r"webinars\.site_is_https"):
        call_command("check", "--deploy")
