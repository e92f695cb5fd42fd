"""B101: what others notice of fifty clients who send a form octet by octet, with nginx in front and without.

.venv/bin/python bench/slow_clients.py
"""

import shutil
import socket
import subprocess
import tempfile
import threading
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

from new_site import ROOT, new_site
from registration import percentile_95
from webinar_page import gunicorn

SLOW = 50
SECONDS = 20
PATIENCE = 10  # seconds after which a page counts as not answered
CONFIGURATION = """
daemon off;
pid {folder}/pid;
error_log stderr crit;
events {{}}
http {{
  access_log off;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  server {{
    listen 127.0.0.1:{port};
    location / {{ proxy_set_header Host $http_host; proxy_pass http://127.0.0.1:{behind}; }}
  }}
}}
"""


def main():
    with new_site():
        import loaders

        from webinar_site.management.commands import serve

        (webinar,) = loaders.webinars(1)
        path = f"/webinars/{webinar.slug}/register/"
        with gunicorn(serve.WEB[1:], ROOT) as port:
            report("without a proxy", port, path)
        if not shutil.which("nginx"):
            print("nginx is not installed: not measured behind it")
            return
        with gunicorn(serve.WEB[1:], ROOT) as behind, nginx(behind) as port:
            report("behind nginx", port, path)


@contextmanager
def nginx(behind):
    """Run nginx as docs/running.md has it, without TLS; give its port."""
    with socket.socket() as free, tempfile.TemporaryDirectory() as folder:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        file = Path(folder) / "nginx.conf"
        file.write_text(CONFIGURATION.format(folder=folder, port=port, behind=behind))
        free.close()
        process = subprocess.Popen(["nginx", "-p", folder, "-c", str(file)])
        time.sleep(1)
        try:
            yield port
        finally:
            process.terminate()
            process.wait()


def report(name, port, path):
    stop = threading.Event()
    slow = [threading.Thread(target=send_slowly, args=(port, path, stop)) for _ in range(SLOW)]
    for thread in slow:
        thread.start()
    time.sleep(2)
    times, ends = [], time.monotonic() + SECONDS
    while time.monotonic() < ends:
        times.append(seconds_for(f"http://localhost:{port}{path}"))
    stop.set()
    for thread in slow:
        thread.join()
    lost = sum(taken is None for taken in times)
    answered = [taken for taken in times if taken is not None]
    p95 = f"{percentile_95(answered) * 1000:.0f} ms" if len(answered) > 1 else "–"
    print(f"{name:16} {SLOW} slow clients: {len(answered)} forms answered, p95 {p95}; {lost} not answered")


def send_slowly(port, path, stop):
    with socket.create_connection(("127.0.0.1", port)) as line:
        head = f"POST {path} HTTP/1.1\r\nHost: localhost:{port}\r\nContent-Length: 1000\r\n"
        line.sendall(f"{head}Content-Type: application/x-www-form-urlencoded\r\n\r\n".encode())
        try:
            while not stop.wait(1):
                line.sendall(b"n")
        except OSError:
            return  # it was shown the door


def seconds_for(address):
    began = time.monotonic()
    try:
        with urlopen(address, timeout=PATIENCE) as answer:
            answer.read()
    except OSError:
        return None
    return time.monotonic() - began


if __name__ == "__main__":
    main()
