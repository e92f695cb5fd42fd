"""Files stay short enough to be read, and what browsers fetch stays small."""

from tests.sources import APPS, ROOT, broken, python_files, templates

LONGEST = {".py": 250, ".html": 90}  # lines


def too_long(path):
    lines = path.read_text().count("\n")
    return [lines] if lines > LONGEST[path.suffix] else []


def test_a_file_can_be_read_at_one_go():
    assert broken([*python_files(*APPS), *templates()], too_long) == {}


def test_a_long_file_is_found(tmp_path):
    (tmp_path / "long.py").write_text("pass\n" * 251)

    assert too_long(tmp_path / "long.py") == [251]


def weight(pattern):
    paths = (ROOT / "static").rglob(pattern)
    return sum(path.stat().st_size for path in paths if not path.name.startswith(("admin", "mail", "pdf")))


def test_styles_and_scripts_of_public_pages_stay_small():
    assert 0 < weight("*.css") <= 12_000
    assert 0 < weight("*.js") <= 6_000
