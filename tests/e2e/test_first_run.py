"""From an empty folder to two people who talk, as a newcomer does it."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.conftest import open_context
from tests.e2e.people import Person
from tests.e2e.stacks import PASSWORD, Stack
from tests.support.hearth import HearthServer


@pytest.fixture
def fresh() -> Iterator[Stack]:
    """A Hearth that nobody has used yet."""
    with HearthServer() as hearth:
        yield Stack(f"http://localhost:{hearth.ports[0]}", hearth.ports[0], hearth)


def _owner_link(stack: Stack) -> str:
    found = re.findall(r"http://\S+(/setup/\S+)", stack.hearth.log)
    assert found, stack.hearth.log
    return f"{stack.url}{found[-1]}"


def test_the_printed_link_makes_the_owner_whose_invite_makes_the_next(
    fresh: Stack, browser: Browser
) -> None:
    olga = Person(open_context(browser).new_page(), fresh, "olga")
    refused = olga.page.goto(f"{fresh.url}/setup/not-the-token/")
    assert refused is not None
    assert refused.status == 404
    olga.complaints.clear()

    link = _owner_link(fresh)
    olga.page.goto(link)
    olga.page.get_by_label(re.compile("organisation", re.I)).fill("Lantern & Loom")
    olga.page.get_by_label("Your name").fill("Olga Petrova")
    olga.page.get_by_label("User name").fill("olga")
    olga.page.get_by_label("E-mail").fill("olga@example.org")
    olga.page.get_by_label("Password").fill(PASSWORD)
    olga.page.locator("form button[type=submit]").click()
    olga.page.wait_for_url("**/r/**")
    olga.wait_connected()
    expect(olga.page.locator("[data-room-header] [data-title]")).to_have_text("general")
    invite = olga.page.locator("[data-welcome] [data-copy]").get_attribute("data-copy")
    assert invite
    again = olga.page.request.get(link)
    assert again.status == 404

    pavel = Person(open_context(browser).new_page(), fresh, "pavel")
    pavel.page.goto(invite)
    pavel.page.get_by_label("Your name").fill("Pavel")
    pavel.page.get_by_label("User name").fill("pavel")
    pavel.page.get_by_label("E-mail").fill("pavel@example.org")
    pavel.page.get_by_label("Password").fill(PASSWORD)
    pavel.page.locator("form button[type=submit]").click()
    pavel.page.wait_for_url("**/r/**")
    pavel.wait_connected()
    pavel.send("Hello, I came by the link")
    olga.sees("Hello, I came by the link")
    expect(olga.page.get_by_text("Pavel joined")).to_be_visible()
    assert olga.complaints == []
    assert pavel.complaints == []
