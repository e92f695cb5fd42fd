"""A real browser for the journeys: nothing may fail in its console, and it may ask no other host."""

import email
import email.policy
import os
import shutil
from contextlib import ExitStack, contextmanager
from itertools import count
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db import connection
from django.utils import timezone
from playwright.sync_api import sync_playwright

from events import organisers
from events.models import Member
from registrations import personal_links
from tests.journeys.looks import cut_off, looks, put_on
from tests.sending import send_all

# Playwright's synchronous interface runs an event loop in the thread of the test.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PASSWORD = "a long enough password"
EXECUTABLE = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@pytest.fixture(scope="session")
def browser(django_db_setup):
    if not EXECUTABLE:
        pytest.skip("no Chromium found: the journeys through a real browser are skipped")
    rows = connection._test_serialized_contents
    connection.close()  # it will not be asked any more: other tests need the database to be in nobody's use
    with sync_playwright() as playwright:
        # While an event loop runs, Django has another connection, which must know the rows of the
        # migrations, too: they are put back before each journey.
        connection._test_serialized_contents = rows
        browser = playwright.chromium.launch(executable_path=EXECUTABLE, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser, live_server, django_db_serialized_rollback):
    """A function that opens a page at `live_server`; what each complains of fails the test at its end.

    It takes options of the browser's context, and `hosts`: others than the site that may be asked.
    """
    with ExitStack() as stack:
        yield lambda **options: stack.enter_context(watched_page(browser, live_server, **options))


@pytest.fixture
def page(open_page):
    """A page 1280 pixels wide.

    Take off `page.complaints` what a test expects, such as the console's line about a 404.
    """
    return open_page()


@pytest.fixture
def page_without_javascript(open_page):
    return open_page(java_script_enabled=False)


@contextmanager
def watched_page(browser, live_server, hosts=(), **options):
    context = browser.new_context(
        **{"base_url": live_server.url, "viewport": {"width": 1280, "height": 900}, **options}
    )
    context.set_default_timeout(15_000)
    page = context.new_page()
    page.complaints = []
    page.foreign_hosts = set()
    page.base_url = live_server.url
    watch(context, page)
    try:
        yield page
    finally:
        context.close()
    assert page.complaints == []
    assert page.foreign_hosts <= set(hosts)


def watch(context, page):
    """Note errors, warnings and refusals of the console, of this page and of its pop-ups."""
    own = urlsplit(page.base_url).netloc

    def on_console(message):
        # linkifyjs: the editor's finder of links makes a harmless remark for each editor but the first.
        if message.type in {"error", "warning"} and not message.text.startswith("linkifyjs: "):
            page.complaints.append(message.text)

    def on_request(request):
        address = urlsplit(request.url)
        if address.scheme in {"http", "https", "ws", "wss"} and address.netloc != own:
            page.foreign_hosts.add(address.netloc)

    context.on("console", on_console)
    context.on("weberror", lambda error: page.complaints.append(str(error.error)))
    context.on("request", on_request)


# The one thing that may stay undecided: the contrast of what lies outside a list's box, which is scrolled to
# see it. Where there is room, at 1280 pixels, the same cells are in sight, and decided.
RUN_AXE = """() => {
  const isOutOfSight = (rule, node) => {
    const cell = rule.id === "color-contrast" && document.querySelector(node.target.at(-1))
    const box = cell && cell.closest(".results")
    if (!box) return false
    const [around, own] = [box, cell].map(each => each.getBoundingClientRect())
    return own.right > around.right || own.left < around.left
  }
  const lines = (rules, isKnown) => rules.flatMap(rule =>
    rule.nodes.filter(node => !isKnown(rule, node)).map(node => `${rule.id}: ${node.html.slice(0, 200)}`))
  return axe.run({ resultTypes: ["violations", "incomplete"] }).then(found =>
    [lines(found.violations, () => false), lines(found.incomplete, isOutOfSight)])
}"""


@pytest.fixture
def axe():
    """A function from a page to what axe-core finds wrong on it, as "rule: element" lines.

    With `incomplete` also what axe cannot decide by itself.
    """

    def findings(page, incomplete=False):
        page.wait_for_load_state()
        before = list(page.complaints)
        if not page.evaluate("typeof axe === 'object'"):
            page.evaluate(Axe().axe_script)
        violations, undecided = page.evaluate(RUN_AXE)
        page.wait_for_timeout(50)
        page.complaints[:] = before  # axe puts styles of its own into the page, against its policy
        return violations + (undecided if incomplete else [])

    return findings


@pytest.fixture
def look(axe):
    """A function from a page to what is wrong with it, in the next look or in all of them.

    What axe cannot decide counts as wrong, too.
    """
    numbers = count()

    def look(page):
        page.wait_for_load_state()
        found = []
        for width, scheme in looks(next(numbers)):
            put_on(page, width, scheme)
            found += cut_off(page, f"{page.url} {width} {scheme}")
            # On a screen as high as the page: where the bar of buttons lies over a text, axe cannot tell.
            height = page.evaluate("document.documentElement.scrollHeight")
            page.set_viewport_size({"width": width, "height": height})
            found += [f"{page.url} {width} {scheme} {line}" for line in axe(page, incomplete=True)]
        put_on(page, 1280, "light")
        return found

    return look


@pytest.fixture
def mailbox(mailoutbox):
    """A function that works off the outbox and returns the last mail to an address."""

    def last_mail_to(address):
        while personal_links.answer_next(timezone.now()):
            pass
        send_all(timezone.now())
        mine = [mail for mail in mailoutbox if address in mail.to[0]]
        return email.message_from_bytes(mine[-1].message().as_bytes(), policy=email.policy.default)

    return last_mail_to


@pytest.fixture
def sign_in(page):
    """A function that signs in somebody, an administrator unless a role in a webinar is named."""

    def sign_in(role=None, webinar=None):
        address = f"{role or 'organiser'}@example.org"
        user = organisers.make(address, PASSWORD, is_superuser=role is None)
        if role:
            Member.objects.create(user=user, role=role, webinar=webinar)
        page.goto("/admin/")
        page.get_by_label("Email").fill(address)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.get_by_role("heading", name="Organisers’ pages").wait_for()
        return page

    return sign_in


@pytest.fixture
def signed_in(sign_in):
    """A page on which an organiser has signed in."""
    return sign_in()
