"""Names: completed as one writes, shown as what they mean, and counted apart."""

from playwright.sync_api import expect

from tests.e2e.conftest import Enter
from tests.e2e.stacks import Stack

_QUAY = """
from chat.actions import groups, rooms
from chat.models import Room, User
alice, bob = (User.objects.get(username=name) for name in ("alice", "bob"))
if not Room.objects.filter(name="the quay").exists():
    rooms.create_room(creator=alice, name="the quay", kind="public", topic="Boats",
                      members=[bob.pk])
    groups.create_group(actor=alice, handle="pilots", name="Harbour pilots", members=[bob.pk])
"""


def test_names_are_completed_shown_and_counted(enter: Enter, stack: Stack) -> None:
    stack.python(_QUAY)
    alice, bob = enter("alice"), enter("bob")
    quay = bob.page.locator("[data-sidebar] [data-room]", has_text="the quay")
    alice.page.get_by_role("link", name="the quay").click()
    composer, options = alice.composer, alice.page.get_by_role("option")
    expect(composer).to_have_attribute("placeholder", "Message #the quay")
    composer.click()
    alice.page.keyboard.type("come, @tan")
    expect(options.first).to_contain_text("Bob Tanaka")
    expect(composer).to_have_attribute("aria-expanded", "true")
    alice.page.keyboard.press("Enter")
    expect(composer).to_have_value("come, @bob ")
    alice.page.keyboard.type("to #qu")
    expect(options.first).to_contain_text("the quay")
    alice.page.keyboard.press("Tab")
    alice.page.keyboard.type("@her")
    expect(options.first).to_contain_text("@here")
    alice.page.keyboard.press("Escape")
    expect(options.first).to_be_hidden()
    expect(composer).to_have_value("come, @bob to #the quay @her")
    alice.page.keyboard.press("Enter")

    expect(quay.locator("[data-room-mentions]")).to_have_text("@1")
    expect(bob.page).to_have_title("(@1 · 1) general · Tidewater")
    composer.click()
    alice.page.keyboard.type("@harb")
    expect(options.first).to_contain_text("@pilots")
    alice.page.keyboard.press("Tab")
    alice.page.keyboard.type("come in")
    alice.page.keyboard.press("Enter")
    expect(quay.locator("[data-room-mentions]")).to_have_text("@2")
    alice.send("no name here")
    expect(quay.locator("[data-room-unread]")).to_have_text("3")
    expect(quay.locator("[data-room-mentions]")).to_have_text("@2")

    row = alice.row("come, ")
    expect(row.locator(".mention-me")).to_have_count(0)
    expect(row.get_by_role("link", name="#the quay")).to_be_visible()
    alice.page.get_by_role("link", name="general").first.click()
    bob.page.get_by_role("link", name="the quay").click()
    expect(bob.row("come, ").locator(".mention-me")).to_have_text("@bob")
    expect(bob.row("come in").locator(".mention-me")).to_have_text("@pilots")
    expect(quay.locator("[data-room-mentions]")).to_be_hidden()
