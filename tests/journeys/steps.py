"""What visitors do in more than one journey."""

import re


def wait_for_two_seconds_to_pass(page):
    # A form sent faster than two seconds is taken for a robot's.
    page.wait_for_timeout(2100)


def register(page, name, address):
    page.get_by_label("Full name").fill(name)
    page.get_by_label("Email address").fill(address)
    wait_for_two_seconds_to_pass(page)
    page.locator("main button[type=submit]").click()
    page.get_by_role("heading", name="Check your mailbox").wait_for()


def path_in(mail, beginning):
    """Return the path of the first link in a mail that begins so, such as "/join/"."""
    text = mail.get_body(("plain",)).get_content()
    return re.search(rf"https?://[^/\s]+({beginning}\S+)", text).group(1)
