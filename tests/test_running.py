"""What docs/running.md shows to be copied: systemd and nginx take it as it stands."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

DOCUMENT = (Path(__file__).parent.parent / "docs/running.md").read_text()


def blocks(section):
    """Return what stands between the fences of a section."""
    (text,) = re.findall(rf"^## {section}\n(.*?)(?=^## )", DOCUMENT, re.M | re.S)
    return re.findall(r"^```\n(.*?)^```", text, re.M | re.S)


def test_systemd_takes_the_units(tmp_path):
    if not shutil.which("systemd-analyze"):
        pytest.skip("systemd-analyze is not installed")
    web, worker = blocks("systemd")
    for name, unit in (("web", web), ("worker", worker)):
        unit = unit.replace("/srv/webinars/.venv", sys.prefix).replace("User=webinars", "User=root")
        (tmp_path / f"webinars-{name}.service").write_text(unit)

    told = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *tmp_path.glob("*.service")], capture_output=True, text=True
    )

    assert [line for line in told.stderr.splitlines() if "webinars-" in line] == []


def test_web_server_and_worker_are_locked_in_alike():
    web, worker = (set(unit.partition("ProtectSystem")[2].splitlines()) for unit in blocks("systemd"))

    assert web == worker
    assert {"NoNewPrivileges=true", "CapabilityBoundingSet="} < web


def test_nginx_takes_its_file(tmp_path):
    if not shutil.which("nginx"):
        pytest.skip("nginx is not installed")
    files = "-keyout key -out cert -subj /CN=localhost"
    command = f"openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes {files}"
    subprocess.run(command.split(), cwd=tmp_path, check=True, capture_output=True)
    (site,) = blocks("nginx")
    site = site.replace("/etc/ssl/webinars.pem", "cert").replace("/etc/ssl/webinars.key", "key")
    site = re.sub(r"    listen \[::\].*\n", "", site)
    site = re.sub(r"listen (80|443)", r"listen unix:\1.sock", site)  # nginx opens them, if only for a moment
    (tmp_path / "nginx.conf").write_text(f"pid pid; error_log stderr; events {{}}\nhttp {{\n{site}}}\n")

    told = subprocess.run(
        ["nginx", "-t", "-p", tmp_path, "-c", tmp_path / "nginx.conf"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )

    assert "test is successful" in told.stderr, told.stderr
    assert "warn" not in told.stderr
