"""Static files are gathered for a new release while the site gives out those of the one before."""

import json
from io import StringIO

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command

from webinar_site import static_files


@pytest.fixture
def sources(settings, tmp_path):
    """A folder of static files: a style sheet that needs a mark."""
    settings.STATIC_ROOT = tmp_path / "gathered"
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STATICFILES_DIRS = [tmp_path / "sources"]
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "webinar_site.static_files.Storage"},
    }
    (tmp_path / "sources/img").mkdir(parents=True)
    (tmp_path / "sources/img/mark.svg").write_text(f"<svg>{'<!-- a mark -->' * 99}</svg>")
    (tmp_path / "sources/site.css").write_text("a { background: url(img/mark.svg) }" * 99)
    return tmp_path / "sources"


def gathered(root):
    """Gather; return (number of the file on the disk, content) by name."""
    call_command("collectstatic", interactive=False, stdout=StringIO())
    files = [path for path in root.rglob("*") if path.is_file()]
    return {path.relative_to(root).as_posix(): (path.stat().st_ino, path.read_bytes()) for path in files}


def test_what_is_there_is_left_alone(sources, settings):
    first = gathered(settings.STATIC_ROOT)
    second = gathered(settings.STATIC_ROOT)
    manifest = first.pop("staticfiles.json"), second.pop("staticfiles.json")

    assert first == second
    assert manifest[0][1] == manifest[1][1]
    assert sorted(name.rpartition(".")[2] for name in first) == ["br", "br", "css", "gz", "gz", "svg"]


def test_what_has_changed_comes_beside_it_and_is_named_from_then_on(sources, settings):
    before = gathered(settings.STATIC_ROOT)
    (sources / "img/mark.svg").write_text("<svg/>")
    after = gathered(settings.STATIC_ROOT)
    named = json.loads(after["staticfiles.json"][1])["paths"]

    assert {name: after[name] for name in before if name != "staticfiles.json"} == {
        name: content for name, content in before.items() if name != "staticfiles.json"
    }
    assert not {named["site.css"], named["img/mark.svg"]} & before.keys()
    assert named["img/mark.svg"].rpartition("/")[2].encode() in after[named["site.css"]][1]
    assert not [name for name in after if name.endswith(".new")]


def test_the_manifest_is_there_at_every_moment(sources, settings, monkeypatch):
    gathered(settings.STATIC_ROOT)
    seen, replace = [], static_files.replace

    def watched(path, content):
        seen.append((settings.STATIC_ROOT / staticfiles_storage.manifest_name).exists())
        replace(path, content)

    monkeypatch.setattr(static_files, "replace", watched)
    gathered(settings.STATIC_ROOT)

    assert set(seen) == {True}
