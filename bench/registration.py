"""P2: registering against a bare Django project that stores one row, under the same web server.

Eight visitors at once open n forms, wait until these may be sent (a form younger than two seconds comes
back), and send them: n registrations in the time of both. Rows are counted afterwards. Prints the median
of three rounds, taken in turn, because machines are shared. The database is a new one, removed at the end.
"""

import http.client
import os
import re
import statistics
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from html import unescape
from urllib.parse import urlencode, urlsplit

from new_site import ROOT, new_site
from table import note
from webinar_page import gunicorn

REGISTRATIONS = int(os.environ.get("BENCH_REGISTRATIONS", "300"))
ROUNDS, VISITORS, OLD_ENOUGH = 3, 8, 2.2  # seconds
BARE = """
import sys

from django import forms
from django.conf import settings

settings.configure(
    SECRET_KEY="x",
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF="bare",
    MIDDLEWARE=[],
    INSTALLED_APPS=["django.contrib.contenttypes", "bare"],
    DATABASES={"default": DATABASE},
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "DIRS": [FOLDER]}],
)
sys.modules.setdefault("bare", sys.modules[__name__])

from django.core.wsgi import get_wsgi_application
from django.db import models
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import path

application = get_wsgi_application()


class Row(models.Model):
    name = models.CharField(max_length=150)
    email = models.EmailField(unique=True)

    class Meta:
        app_label = "bare"


class Form(forms.Form):
    name = forms.CharField(max_length=150)
    email = forms.EmailField()


def register(request):
    form = Form(request.POST or None)
    if form.is_valid():
        Row.objects.create(**form.cleaned_data)
        return HttpResponseRedirect("/")
    return render(request, "form.html", {"form": form})


urlpatterns = [path("", register)]
"""
FORM = '<title>Register</title><form method="post">{{ form.as_div }}<button>Register</button></form>'


def main():
    if len(sys.argv) == 2:
        return measure_elsewhere(sys.argv[1])
    with new_site() as folder:
        compare(folder)


def compare(folder):
    import loaders
    from django.db import connection

    from webinar_site.management.commands import serve

    (webinar,), bare = loaders.webinars(1), bare_project(folder)
    rows = {
        "site": lambda: webinar.registrations.count(),
        "bare": lambda: count(connection, "bare_row"),
    }
    with gunicorn(serve.WEB[1:], ROOT) as site, gunicorn(["bare", *serve.WEB[2:]], bare) as floor:
        addresses = {"site": form_address(site, webinar), "bare": f"http://127.0.0.1:{floor}/"}
        results = {"site": [], "bare": []}
        for turn in range(ROUNDS):
            for name in results:
                before = rows[name]()
                results[name].append(measure(addresses[name], f"{name}{turn}", REGISTRATIONS))
                assert rows[name]() - before == REGISTRATIONS, f"{name}: rows are missing"
    report(results)


def report(results):
    print(f"{VISITORS} at once, median of {ROUNDS} rounds of {REGISTRATIONS} registrations, all rows counted")
    print("          a second    p50    p95   (ms, form and post)")
    rates = {}
    for name, rounds in results.items():
        rates[name], p50, p95 = (statistics.median(column) for column in zip(*rounds, strict=True))
        print(f"{name:8} {rates[name]:9.1f} {p50 * 1000:6.0f} {p95 * 1000:6.0f}")
    ratios = [ours[0] / floor[0] for ours, floor in zip(results["site"], results["bare"], strict=True)]
    ratio = statistics.median(ratios)
    print(f"ratio    {ratio:9.2f}")
    words = {"floor": f"{rates['bare']:.0f}/s", "ratio": f"{ratio:.2f}"}
    note("P2", "registrations", f"{rates['site']:.0f}/s", "≥ 0.25", ratio >= 0.25, **words)
    p95 = statistics.median(p95 for _, _, p95 in results["site"]) * 1000
    note("P2", "registration, p95 of form and post", f"{p95:.0f} ms", "≤ 150 ms", p95 <= 150)


def form_address(port, webinar):
    return f"http://127.0.0.1:{port}/webinars/{webinar.slug}/register/"


def measure_elsewhere(address):
    rate, p50, p95 = measure(address, f"{time.time():.0f}", REGISTRATIONS)
    print(f"{rate:.1f} a second, p50 {p50 * 1000:.0f} ms, p95 {p95 * 1000:.0f} ms; rows not counted")


def measure(address, name, number):
    """Return registrations a second and the median and 95th percentile of their times, in seconds."""
    opened, sent, seconds = register(address, name, number, VISITORS)
    times = [form + post for form, post in zip(opened, sent, strict=True)]
    return number / seconds, statistics.median(times), percentile_95(times)


def percentile_95(times):
    return statistics.quantiles(times, n=20)[-1]


def register(address, name, number, visitors):
    """Open so many forms, then send them, so many visitors at once.

    Returns the seconds that each form took, those that each post took, and those of all of it but the wait.
    """
    parts = urlsplit(address)
    with ThreadPoolExecutor(visitors) as pool:
        began = time.monotonic()
        opened = list(pool.map(lambda n: open_form(parts, n), range(number)))
        opening = time.monotonic() - began
        time.sleep(OLD_ENOUGH)
        began = time.monotonic()
        sent = list(pool.map(lambda n: send(parts, n, name, opened[n][1]), range(number)))
        sending = time.monotonic() - began
    return [took for took, _ in opened], sent, opening + sending


def open_form(parts, n):
    began = time.monotonic()
    page = ask(parts, n, "GET", None, 200).decode()
    took = time.monotonic() - began
    stamp = re.search(r'name="stamp" value="([^"]*)"', page)
    return took, unescape(stamp[1]) if stamp else ""


def send(parts, n, name, stamp):
    fields = {"name": "Ada Example", "email": f"{name}-{n}@example.org", "website": "", "stamp": stamp}
    began = time.monotonic()
    ask(parts, n, "POST", urlencode(fields), 302)
    return time.monotonic() - began


def ask(parts, n, method, body, status):
    """Return the body of the answer; each visitor comes from a network of its own, on a new connection."""
    headers = {"X-Forwarded-For": f"198.18.{n // 256}.{n % 256}"}
    if parts.hostname == "127.0.0.1":
        headers["Host"] = "localhost"
    if body:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    with closing(kind(parts.hostname, parts.port, timeout=30)) as connection:
        connection.request(method, parts.path, body, headers)
        answer = connection.getresponse()
        text = answer.read()
    if answer.status != status:
        raise SystemExit(f"{method} {parts.path}: {answer.status} instead of {status}")
    return text


def bare_project(folder):
    """Write a project of one file beside its template, make its table, and return its folder."""
    from django.conf import settings

    bare = folder / "bare_project"
    bare.mkdir()
    parts = settings.DATABASES["default"]
    keys = ("ENGINE", "NAME", "USER", "PASSWORD", "HOST", "PORT", "CONN_MAX_AGE")
    database = {key: parts[key] for key in keys}
    (bare / "bare.py").write_text(f"DATABASE, FOLDER = {database!r}, {str(bare)!r}\n{BARE}")
    (bare / "form.html").write_text(FORM)
    make_table = "import bare\nfrom django.db import connection\n"
    make_table += "with connection.schema_editor() as editor: editor.create_model(bare.Row)"
    subprocess.run([sys.executable, "-c", make_table], cwd=bare, check=True)
    return bare


def count(connection, table):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return cursor.fetchone()[0]


if __name__ == "__main__":
    main()
