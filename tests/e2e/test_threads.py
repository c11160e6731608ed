"""Threads by hand, in two browsers: replies beside the room, what is unread, the list of them."""

import re

from playwright.sync_api import Locator, expect

from tests.e2e.conftest import Enter
from tests.e2e.people import Person


def _reply_to(person: Person, text: str) -> None:
    row = person.row(text).first
    row.hover()
    row.locator('[data-act="reply"]').click()
    expect(person.page.locator("[data-thread]")).to_be_visible()


def _write(person: Person, text: str) -> None:
    field = person.page.locator("[data-thread-composer] [data-input]")
    field.fill(text)
    field.press("Enter")
    expect(_reply(person, text)).to_have_attribute("data-state", "")


def _reply(person: Person, text: str) -> Locator:
    return person.page.locator("[data-thread] [data-message]", has_text=text)


def _in_room(person: Person, text: str) -> Locator:
    return person.page.locator("[data-timeline] [data-message]", has_text=text)


def test_two_talk_in_a_thread_beside_the_room(enter: Enter) -> None:
    alice, bob = enter("alice"), enter("bob")
    count = alice.page.locator("[data-threads-count]")
    before = int(count.text_content() or "0") if count.is_visible() else 0
    alice.send("Which paper for the almanac?")
    alice.has_sent("Which paper for the almanac?")
    bob.sees("Which paper for the almanac?")
    _reply_to(bob, "Which paper for the almanac?")
    assert re.search(r"/r/\d+/t/\d+/$", bob.page.url)
    _write(bob, "The laid one")
    expect(_in_room(bob, "The laid one")).to_have_count(0)

    line = _in_room(alice, "Which paper").locator("[data-thread-link]")
    expect(line).to_contain_text("1 reply")
    expect(line.locator("[data-thread-unread]")).to_have_text("1 new")
    expect(count).to_have_text(str(before + 1))
    alice.page.locator('[data-open-dialog="threads"]').click()
    alice.page.locator("[data-followed-link]", has_text="The laid one").click()
    expect(_reply(alice, "The laid one")).to_be_visible()
    expect(count).to_have_text(str(before) if before else re.compile("^0?$"))

    alice.page.get_by_label(re.compile("Also send to")).check()
    _write(alice, "Laid it is")
    expect(_reply(bob, "Laid it is")).to_be_visible()
    expect(_in_room(bob, "Laid it is").locator("[data-thread-origin]")).to_be_visible()

    expect(bob.page.get_by_role("button", name="Following")).to_be_visible()
    bob.page.get_by_role("button", name="Following").click()
    expect(bob.page.get_by_role("button", name="Follow", exact=True)).to_be_visible()
    bob.page.keyboard.press("Escape")
    expect(bob.page.locator("[data-thread]")).to_be_hidden()
    assert re.search(r"/r/\d+/$", bob.page.url)

    bob.page.go_back()
    expect(_reply(bob, "Laid it is")).to_be_visible()
    bob.page.reload()
    expect(_reply(bob, "Laid it is")).to_be_visible()
    bob.page.locator("[data-thread-composer] [data-input]").press("ArrowUp")
    field = bob.page.locator("[data-thread-composer] [data-input]")
    expect(field).to_have_value("The laid one")
    field.fill("The laid one, cream")
    field.press("Enter")
    expect(_reply(alice, "The laid one, cream")).to_be_visible()
