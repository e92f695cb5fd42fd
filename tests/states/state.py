"""How a page comes into a state, in a browser and in Django's client alike."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from html import unescape
from types import SimpleNamespace

from django.template.loader import render_to_string
from django.test import Client

from tests import builders

HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')


def nothing():
    pass


@dataclass(frozen=True)
class State:
    """A page in one state.

    `arrange` makes the rows and returns the path. `typed`, unless None, is sent with the page's
    form (a list ticks boxes), after `meanwhile`. `says` is on the page then, and shows that it is in this
    state.
    """

    arrange: Callable
    says: str
    status: int = 200
    typed: dict | None = None
    meanwhile: Callable = nothing
    is_for_staff: bool = False

    def show(self, page):
        """Bring a browser's page into the state."""
        if self.is_for_staff:
            cookie = signed_in(Client()).cookies["sessionid"].value
            page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": page.base_url}])
        page.goto(self.arrange())
        if self.typed is not None:
            self.fill_in(page)
            self.meanwhile()
            with page.expect_event("load"):
                page.locator("main form[method=post] [type=submit]").first.click()
        if self.status >= 400:
            page.complaints.clear()  # the console's line about it

    def fill_in(self, page):
        for name, value in self.typed.items():
            if isinstance(value, list):
                for each in value:
                    page.locator(f"main [name={name}][value={each}]").check()
            else:
                page.locator(f"main [name={name}]").fill(value)

    def answer(self, client):
        """Return what Django's client gets."""
        if self.is_for_staff:
            signed_in(client)
        path = self.arrange()
        answer = client.get(path)
        if self.typed is None:
            return answer
        self.meanwhile()
        hidden = {name: unescape(value) for name, value in HIDDEN.findall(answer.content.decode())}
        return client.post(path, {**hidden, **self.typed})


@dataclass(frozen=True)
class Accident:
    """An error page that no visitor can call up."""

    status: int
    says: str

    def html(self):
        return render_to_string(f"{self.status}.html", {"request": SimpleNamespace(id="0a1b2c3d")})

    def show(self, page):
        answer = {"status": self.status, "content_type": "text/html; charset=utf-8", "body": self.html()}
        page.route("**/accident/", lambda route: route.fulfill(**answer))
        page.goto("/accident/")
        page.complaints.clear()

    def answer(self, client):
        return SimpleNamespace(status_code=self.status, content=self.html().encode())


def signed_in(client):
    client.force_login(builders.user())
    return client
