"""What hangs on a message: set by one, seen by the other at once, by hand and by the keyboard."""

import re

from playwright.sync_api import Locator, expect

from tests.e2e.conftest import Enter
from tests.e2e.people import Person
from tests.e2e.stacks import Stack


def _chip(person: Person, text: str, emoji: str) -> Locator:
    return person.row(text).locator(f'[data-react="{emoji}"]')


def test_a_reaction_is_set_counted_named_and_taken_back(enter: Enter) -> None:
    alice, bob = enter("alice"), enter("bob")
    alice.send("the kettle is mended")
    bob.sees("the kettle is mended")
    bob.act("the kettle is mended", "Add a reaction")
    quick = bob.page.get_by_role("group", name="Add a reaction")
    expect(quick.get_by_role("button", name="thumbs up")).to_be_focused()
    bob.page.keyboard.press("ArrowRight")
    bob.page.keyboard.press("Enter")
    expect(quick).to_be_hidden()
    his, hers = (_chip(person, "the kettle is mended", "❤️") for person in (bob, alice))
    expect(his).to_have_attribute("aria-pressed", "true")
    expect(hers).to_have_accessible_name("red heart, 1 person")
    expect(alice.page.locator('[data-sidebar] [aria-current="page"][data-unread]')).to_have_count(0)

    hers.focus()
    alice.page.keyboard.press("Enter")
    expect(his).to_have_accessible_name("red heart, 2 people, you too")
    his.hover()
    tip = bob.page.get_by_role("tooltip")
    expect(tip).to_have_text("❤️You and Alice Moreau reacted with red heart")
    his.click()
    expect(hers).to_have_accessible_name("red heart, you")
    alice.page.reload()
    alice.wait_connected()
    expect(hers).to_have_attribute("aria-pressed", "true")
    hers.click()
    expect(his).to_have_count(0)

    # By the keyboard alone: from the message, with one letter; Escape gives the focus back.
    row = alice.row("the kettle is mended")
    row.focus()
    alice.page.keyboard.press("r")
    alice.page.keyboard.press("Escape")
    expect(row).to_be_focused()
    alice.page.keyboard.press("r")
    alice.page.keyboard.press("ArrowLeft")
    alice.page.keyboard.press("Enter")
    alice.page.get_by_placeholder("Find an emoji").fill("crab")
    expect(alice.page.get_by_role("button", name="crab", exact=True)).to_be_visible()  # loaded
    alice.page.keyboard.press("Enter")
    expect(bob.row("the kettle is mended").locator("[data-react]")).to_have_count(1)


def test_a_message_is_pinned_found_in_the_details_and_unpinned(enter: Enter) -> None:
    alice, bob = enter("alice"), enter("bob")
    alice.send("the key hangs behind the clock")
    bob.sees("the key hangs behind the clock")
    bob.act("the key hangs behind the clock", "Pin to the room")
    expect(alice.row("the key hangs behind the clock")).to_contain_text("Pinned by Bob Tanaka")
    expect(alice.page.locator('[data-notice="pinned"]').last).to_contain_text("Bob Tanaka pinned a")

    alice.page.locator("[data-open-details]").first.click()
    alice.page.get_by_role("tab", name="Members").focus()
    alice.page.keyboard.press("ArrowRight")
    panel = alice.page.get_by_role("tabpanel", name="Pinned")
    expect(panel.get_by_role("link")).to_contain_text("the key hangs behind the clock")
    panel.get_by_role("link").click()
    expect(alice.row("the key hangs behind the clock")).to_be_focused()
    bob.act("the key hangs behind the clock", "Unpin")
    expect(panel).to_contain_text("Nothing is pinned")
    expect(alice.row("the key hangs behind the clock").locator("[data-pin]")).to_have_count(0)


def test_a_poll_is_asked_in_the_composer_voted_in_and_closed(enter: Enter) -> None:
    alice, bob = enter("alice"), enter("bob")
    alice.page.locator("[data-composer]").get_by_role("button", name="Poll").click()
    dialog = alice.page.get_by_role("dialog", name="New poll")
    dialog.get_by_label("Question").fill("which lamp first?")
    dialog.get_by_label("Option 1", exact=True).fill("the tall one")
    dialog.get_by_label("Option 2", exact=True).fill("the small one")
    dialog.get_by_role("button", name="Add an option").click()
    expect(dialog.get_by_label("Option 3", exact=True)).to_be_focused()
    alice.page.keyboard.type("neither")
    dialog.get_by_label("Nobody sees").check()
    dialog.get_by_role("button", name="Ask").click()
    hers, his = alice.row("which lamp first?"), bob.row("which lamp first?")

    his.get_by_role("button", name="the tall one").click()
    expect(hers.get_by_role("button", name="the tall one, 1 vote, 100 %")).to_be_visible()
    expect(hers.get_by_role("button", pressed=True)).to_have_count(0)
    hers.get_by_role("button", name="neither").focus()
    alice.page.keyboard.press("Enter")
    expect(his.get_by_role("button", name="neither, 1 vote, 50 %")).to_be_visible()
    bob.page.reload()
    bob.wait_connected()
    expect(his.get_by_role("button", pressed=True)).to_have_accessible_name(
        "the tall one, 1 vote, 50 %"
    )
    hers.get_by_role("button", name="Close the poll").click()
    expect(his).to_contain_text("2 people voted · anonymous · closed")
    expect(his.get_by_role("button", name="neither")).to_be_disabled()


def test_a_message_is_saved_with_a_note_and_its_reminder_comes_in_all_tabs(
    enter: Enter, stack: Stack
) -> None:
    alice, bob = enter("alice"), enter("bob")
    alice.send("the ferry is at nine")
    bob.sees("the ferry is at nine")
    bob.act("the ferry is at nine", "Save for later")
    bob.page.get_by_role("button", name="Saved").click()
    dialog = bob.page.get_by_role("dialog", name="Saved")
    expect(dialog.get_by_role("listitem")).to_contain_text("the ferry is at nine")
    dialog.get_by_role("button", name="Note & reminder").click()
    editor = bob.page.get_by_role("dialog", name="Note and reminder")
    editor.get_by_label("Note").fill("buy the tickets")
    editor.get_by_role("button", name="In an hour").click()
    editor.get_by_role("button", name="Save").click()
    expect(dialog.get_by_role("listitem")).to_contain_text(re.compile("Reminder (today|tomorrow)"))
    bob.page.keyboard.press("Escape")

    other = Person(bob.page.context.new_page(), stack, "bob")
    other.come_back()
    stack.python(
        "from datetime import timedelta\nfrom django.utils import timezone\n"
        "from chat.models import Saved\n"
        "Saved.objects.update(remind_at=timezone.now() - timedelta(seconds=1))"
    )
    for tab in (bob, other):
        expect(tab.page.get_by_role("alert")).to_contain_text("buy the tickets", timeout=15_000)
    other.page.get_by_role("alert").get_by_role("link", name="See it").click()
    expect(other.row("the ferry is at nine")).to_be_focused()
    other.page.get_by_role("alert").get_by_role("button", name="Done").click()
    expect(bob.page.locator("[data-reminder]")).to_be_hidden()
    bob.page.get_by_role("button", name="Saved").click()
    dialog.get_by_role("tab", name="Done").click()
    expect(dialog.get_by_role("listitem")).to_contain_text("the ferry is at nine")

    bob.page.keyboard.press("Escape")
    stack.python(
        "from chat.models import User\nfrom chat.actions import messages, rooms\n"
        "alice, bob = (User.objects.get(username=name) for name in ('alice', 'bob'))\n"
        "room = rooms.open_direct(user=alice, other_id=bob.pk).room.id\n"
        "messages.send_message(author=alice, room_id=room, client_id='unread-0001', text='psst')"
    )
    for tab in (bob, other):
        expect(tab.page.locator("[data-sidebar] [data-unread]")).to_have_count(1)
    bob.page.keyboard.press("Shift+Escape")
    for tab in (bob, other):
        expect(tab.page.locator("[data-sidebar] [data-unread]")).to_have_count(0)
