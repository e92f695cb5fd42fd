"""What the MDN Observatory's scorer says of the headers, offline: behind nginx, over TLS of this machine.

Its own program, unchanged. It takes a host and no ports, so https and plain http share one here: nginx sends
who speaks http to a TLS port to https. The list of hosts that browsers know to be https, which the scorer
fetches from the network when it is installed, is an empty one.
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote
from urllib.request import urlopen

ROOT = Path(__file__).parent.parent
SCORER = ROOT / "bench/audit/node_modules/@mdn/mdn-http-observatory"
CERTIFICATE = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost"
CONFIGURATION = """
daemon off;
pid {folder}/nginx.pid;
error_log stderr crit;
events {{}}
http {{
  access_log off;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  server {{
    listen 127.0.0.1:{port} ssl;
    ssl_certificate {folder}/cert.pem; ssl_certificate_key {folder}/key.pem;
    error_page 497 =301 https://$http_host$request_uri;
    location / {{
      proxy_set_header Host $http_host;
      proxy_set_header X-Forwarded-Proto https;
      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
      proxy_pass http://127.0.0.1:{behind};
    }}
  }}
}}
"""


def scores(var_folder, pages):
    """Yield (page, score, grade, what cost points) of the site with this folder, which is being served."""
    if not shutil.which("nginx"):
        print("nginx is not installed: the headers are not scored")
        return
    folder = Path(var_folder) / "observatory"
    folder.mkdir()
    with https(folder, var_folder) as host:
        for name, path in pages.items():
            found = scored(folder, host + path)
            lost = [test["result"] for test in found["tests"].values() if test["scoreModifier"] < 0]
            yield name, found["scan"]["score"], found["scan"]["grade"], lost


def scored(folder, address):
    """Return the scorer's report; `address` is without its scheme."""
    environment = {**os.environ, "NODE_EXTRA_CA_CERTS": str(folder / "cert.pem")}
    done = subprocess.run(
        ["node", SCORER / "src/scan.js", address], env=environment, capture_output=True, text=True
    )
    if done.returncode:
        raise SystemExit(f"The scorer failed on {address}: {done.stdout}{done.stderr}")
    return json.loads(done.stdout)


@contextmanager
def https(folder, var_folder):
    """Serve the database of the site once more, as in production; give host and port."""
    (SCORER / "conf/hsts-preload.json").write_text("{}")
    files = ["-keyout", folder / "key.pem", "-out", folder / "cert.pem"]
    names = ["-addext", "subjectAltName=DNS:localhost"]
    subprocess.run(["openssl", *CERTIFICATE.split(), *names, *files], check=True, capture_output=True)
    port, behind = free_port(), free_port()
    host = f"localhost:{port}"
    (folder / "nginx.conf").write_text(CONFIGURATION.format(folder=folder, port=port, behind=behind))
    web = [sys.executable, "-m", "gunicorn", "webinar_site.wsgi", "--threads=4", "--no-control-socket"]
    web += [f"--bind=127.0.0.1:{behind}", "--log-level=warning"]
    processes = [
        subprocess.Popen(web, cwd=ROOT, env={**os.environ, **production(host, var_folder)}),
        subprocess.Popen(["nginx", "-p", folder, "-c", folder / "nginx.conf"]),
    ]
    try:
        wait_for(behind)
        yield host
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait(60)


def production(host, var_folder):
    sys.path.insert(0, str(ROOT))
    from webinar_site import postgres

    socket_folder = quote(postgres.embedded(Path(var_folder) / "postgres")["HOST"], safe="")
    return {
        "SITE_URL": f"https://{host}",
        "PROXIES": "1",
        "SECRET_KEY": "for an hour on this machine only, and no secret at all",
        "DATABASE_URL": f"postgres://webinar@/webinar?host={socket_folder}",
        "VAR_FOLDER": str(var_folder),
    }


def free_port():
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(port):
    for _ in range(300):
        try:
            return urlopen(f"http://localhost:{port}/livez", timeout=5).close()
        except OSError:
            time.sleep(0.1)
    raise SystemExit("The site did not start behind nginx.")
