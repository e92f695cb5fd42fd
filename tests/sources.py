"""The files of this checkout, for tests that read them."""

from pathlib import Path

ROOT = Path(__file__).parent.parent
APPS = ["events", "registrations", "webinar_site"]


def python_files(*folders):
    return [
        path
        for folder in folders
        for path in sorted((ROOT / folder).rglob("*.py"))
        if not {"migrations", "node_modules"} & set(path.parts)
    ]


def templates():
    return sorted((ROOT / "templates").rglob("*.html"))


def broken(paths, check):
    """Return what `check` finds, by file; nothing of files that keep the rule."""
    found = {str(path.relative_to(ROOT)): check(path) for path in paths}
    assert found, "there is nothing to check"
    return {name: faults for name, faults in found.items() if faults}
