"""What other people's checkers say of the public pages: each figure beside its goal, for `make audit`.

The Nu HTML checker reads every page in every state (tests/states); Lighthouse visits the demo as a
phone does and notes what the browser was sent; the MDN Observatory's scorer looks at the headers of the
same demo over https. It serves the demo by itself, from a folder of its own.
Ends with code 1 when a goal is missed.
"""

import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import observatory
from table import note

ROOT = Path(__file__).parent.parent
MODULES = ROOT / "bench/audit/node_modules"
WEBINAR = "/webinars/example-an-open-webinar/"
PAGES = {"home": "/", "list": "/webinars/", "webinar": WEBINAR, "form": f"{WEBINAR}register/"}
SIGN_IN = "/accounts/login/"
CATEGORIES = {
    "performance": "performance",
    "accessibility": "accessibility",
    "best practices": "best-practices",
    "search engines": "seo",
}
NUMBERS = {"weight": "P5", "Lighthouse": "P10"}  # in the table of `make bench`
ROUNDS = 3  # of performance, the median counts: machines are shared
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = "--headless=new --no-sandbox --disable-gpu --disable-quic --disable-background-networking"


def main():
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if not browser:
        raise SystemExit("No Chromium found: Lighthouse needs one.")
    results = list(html_results())
    with tempfile.TemporaryDirectory() as folder, site(folder) as address:
        for name, path in PAGES.items():
            reports = [lighthouse(browser, address + path) for _ in range(ROUNDS)]
            results += lighthouse_results(name, reports)
            if name == "webinar":
                results += weight_results(reports[-1], address)
        results += header_results(folder)
    for what, figure, goal, is_met in results:
        if number := NUMBERS.get(what.partition(":")[0]):
            note(number, what, figure, goal, is_met)
    width = max(len(what) for what, *_ in results)
    for what, figure, goal, is_met in results:
        print(f"{what:{width}}  {figure:>9}  {goal:12}  {'' if is_met else 'MISSED'}".rstrip())
    sys.exit(not all(is_met for *_, is_met in results))


def result(what, figure, goal):
    """Return (what, figure, goal in words, whether it is met); `goal` is the least, or (least, most)."""
    if isinstance(goal, tuple):
        return what, f"{figure:,}", f"at most {goal[1]:,}", goal[0] <= figure <= goal[1]
    return what, f"{figure:,}", f"at least {goal:,}", figure >= goal


# HTML -----------------------------------------------------------------------------------------


def html_results():
    """Yield how many pages the checker read, and how many errors and warnings it found; print them."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "tests/test_html.py"],
            cwd=ROOT,
            env={**os.environ, "PAGES": folder},
            check=True,
            stdout=subprocess.DEVNULL,
        )
        checker = ["java", "-jar", MODULES / "vnu-jar/build/dist/vnu.jar", "--format", "json", "--stdout"]
        found = subprocess.run([*checker, folder], check=False, capture_output=True, text=True)
        messages = json.loads(found.stdout)["messages"]
        pages = len(list(Path(folder).glob("*.html")))
    for message in messages:
        print(f"{Path(message['url']).name}: {message['message']} {message.get('extract', '').strip()}")
    errors = [message for message in messages if message["type"] != "info"]
    yield result("HTML: pages checked", pages, 80)
    yield result("HTML: errors", len(errors), (0, 0))
    yield result("HTML: warnings", len(messages) - len(errors), (0, 0))


# Lighthouse -----------------------------------------------------------------------------------


def lighthouse(browser, url):
    """Return Lighthouse's report on a page, as a phone on a slow line sees it."""
    command = [MODULES / ".bin/lighthouse", url, "--output=json", "--quiet", "--no-enable-error-reporting"]
    only = f"--only-categories={','.join(CATEGORIES.values())}"
    environment = {**os.environ, "CHROME_PATH": browser}
    for _ in range(3):  # at times it says that it could not record, and to run it again
        done = subprocess.run(
            [*command, only, f"--chrome-flags={FLAGS}"], capture_output=True, env=environment
        )
        if not done.returncode:
            return json.loads(done.stdout)
        print(done.stderr.decode()[-500:], flush=True)
    raise SystemExit("Lighthouse could not look at the page.")


def lighthouse_results(name, reports):
    for category, key in CATEGORIES.items():
        scores = [round(report["categories"][key]["score"] * 100) for report in reports]
        figure = statistics.median(scores) if key == "performance" else min(scores)
        if figure < 100:
            print(f"{name}, {category}: {scores}; {'; '.join(faults(reports[-1], key))}")
        yield result(f"Lighthouse: {name}, {category}", figure, 100)


def faults(report, category):
    """Return the title of each audit of a category that costs it something."""
    weighed = [audit["id"] for audit in report["categories"][category]["auditRefs"] if audit["weight"]]
    audits = [report["audits"][key] for key in weighed]
    return [f"{audit['title']} ({audit['score']})" for audit in audits if audit["score"] not in {None, 1}]


def weight_results(report, address):
    """Yield what the browser was sent for the webinar's page, headers and compression included."""
    requests = report["audits"]["network-requests"]["details"]["items"]
    no_pictures = [request for request in requests if request.get("resourceType") != "Image"]
    scripts = [request for request in requests if request.get("resourceType") == "Script"]
    elsewhere = {urlsplit(request["url"]).netloc for request in requests} - {urlsplit(address).netloc}
    yield result("weight: webinar without pictures, bytes", octets(no_pictures), (1, 30_000))
    yield result("weight: of it JavaScript, bytes", octets(scripts), (0, 6_000))
    yield result("weight: requests", len(requests), (1, 6))
    yield result("weight: other hosts asked", len(elsewhere), (0, 0))


def octets(requests):
    return sum(request["transferSize"] for request in requests)


# Headers --------------------------------------------------------------------------------------


def header_results(folder):
    for name, score, grade, faults in observatory.scores(folder, {**PAGES, "sign-in": SIGN_IN}):
        if faults:
            print(f"{name}, headers: {grade}; {', '.join(faults)}")
        yield result(f"Observatory: {name}", score, 130)


# The site -------------------------------------------------------------------------------------


@contextmanager
def site(folder):
    """Serve the demo as `make run` does, on a free port and from a folder of its own; give its address."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"http://localhost:{port}"
    Path(folder).chmod(0o711)  # PostgreSQL's user passes through
    process = subprocess.Popen(
        [sys.executable, "manage.py", "serve", f"--port={port}"],
        cwd=ROOT,
        env={**os.environ, "VAR_FOLDER": folder, "SITE_URL": address},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        if not any("The site is at" in line for line in process.stdout):
            raise SystemExit("The site did not start.")
        yield address
    finally:
        process.terminate()
        process.wait(60)


if __name__ == "__main__":
    main()
