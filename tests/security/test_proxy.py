"""nginx in front, as docs/running.md has it: it takes slow requests in whole, nobody waits for them."""

import re
import shutil
import socket
import subprocess
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from tests.concurrency.web_server import answers, ask, served
from tests.faults.worker_process import PATIENCE, until
from tests.webinar_site.test_serve import free_port

pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.skipif(not shutil.which("nginx"), reason="no nginx found: nothing stands in front"),
]
SLOW = 50
BEGINNING = (
    b"POST /contact/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\n\r\nname=A"
)
DOCUMENTED = Path(__file__).parents[2] / "docs" / "running.md"
AROUND = """
daemon off;
pid {folder}/pid;
error_log stderr crit;
events {{}}
http {{
  access_log off;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  {servers}
}}
"""


def documented(port, behind):
    """Return what the documentation says to nginx, with these ports and without certificates."""
    servers = re.search(r"## nginx\n.*?```\n(.*?)```", DOCUMENTED.read_text(), re.S)[1]
    servers = re.sub(r"\n *(ssl_|listen \[::\]).*", "", servers)
    servers = servers.replace("listen 80", f"listen 127.0.0.1:{free_port()}")
    servers = servers.replace("listen 443 ssl", f"listen 127.0.0.1:{port}")
    return servers.replace("127.0.0.1:8000", f"127.0.0.1:{behind}")


@contextmanager
def nginx(folder, behind):
    port, file = free_port(), folder / "nginx.conf"
    file.write_text(AROUND.format(folder=folder, servers=documented(port, behind)))
    process = subprocess.Popen(["nginx", "-e", "stderr", "-p", folder, "-c", file])
    try:
        until(lambda: answers(port) or process.poll() is not None)
        yield port
    finally:
        process.terminate()
        process.wait(PATIENCE)


def begun(port):
    """Return a line on which a form has begun to come."""
    line = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
    line.sendall(BEGINNING)
    return line


def test_others_are_served_while_many_forms_come_slowly(var_folder):
    """B101"""
    with ExitStack() as stack:
        behind, _ = stack.enter_context(served(var_folder))
        port = stack.enter_context(nginx(var_folder, behind))
        for _ in range(SLOW):
            stack.enter_context(begun(port))

        statuses = [ask(port, "GET", path).status for path in ("/", "/livez", "/contact/") for _ in range(5)]

    assert statuses == [200] * 15
