"""What one has at the side: people one talks with, sections of one's own."""

from playwright.sync_api import expect

from tests.e2e.conftest import Enter
from tests.e2e.people import Person
from tests.e2e.stacks import Stack

_THIRD = """
from chat.actions import people
people.create_user(username="cleo", email="cleo@example.org", password=None,
                   display_name="Cleo Marsh")
"""


def test_several_talk_together_under_a_name_until_one_leaves(enter: Enter, stack: Stack) -> None:
    stack.python(_THIRD)
    alice, bob = enter("alice"), enter("bob")
    alice.page.reload()
    alice.wait_connected()
    alice.page.locator('[data-sidebar] [data-open-dialog="new-message"]').click()
    to = alice.page.locator("[data-new-message-input]")
    options = alice.page.locator("[data-new-message-list] [data-option]")
    for begun, name in (("bo", "Bob Tanaka"), ("cle", "Cleo Marsh")):
        to.fill(begun)
        expect(options.first).to_contain_text(name)
        to.press("Enter")
    expect(alice.page.locator("[data-picked] button")).to_have_count(2)
    to.press("Enter")  # with nothing more to look for it sends the form
    title = alice.page.locator("[data-room-header] [data-title]")
    expect(title).to_have_text("Bob and Cleo")
    alice.send("shall we three row out?")
    alice.has_sent("shall we three row out?")
    his = bob.page.locator("[data-sidebar] [data-room-link]", has_text="Alice and Cleo")
    expect(his.locator("[data-room-unread]")).to_have_text("1")
    his.click()
    bob.sees("shall we three row out?")

    alice.page.locator("[data-open-details]").first.click()
    alice.page.locator('[data-details] [data-open-dialog="room-settings"]').click()
    settings = alice.page.locator('[data-dialog="room-settings"]')
    settings.get_by_label("Name").fill("The crew")
    settings.get_by_role("button", name="Save").click()
    expect(bob.page.locator("[data-room-header] [data-title]")).to_have_text("The crew")
    bob.page.locator("[data-open-details]").first.click()
    bob.page.locator('[data-details] [data-open-dialog="room-settings"]').click()
    bob.page.locator('[data-dialog="room-settings"] [data-act="leave"]').click()
    bob.page.locator('[data-dialog="confirm"] [data-confirm-ok]').click()
    expect(bob.page.locator("[data-room-header] [data-title]")).not_to_have_text("The crew")
    expect(alice.page.locator("[data-timeline] [data-rows]")).to_contain_text("Bob Tanaka left")


def test_a_section_is_made_filled_sorted_and_folded_in_all_tabs(enter: Enter, stack: Stack) -> None:
    alice = enter("alice")
    other = Person(alice.page.context.new_page(), stack, "alice")
    other.come_back()
    page = alice.page
    room = stack.query("Room.objects.get(is_general=True).pk")
    general = page.locator(f'[data-sections] [data-room="{room}"] [data-room-link]')
    expect(general).to_be_visible()
    general.focus()
    general.dispatch_event("contextmenu")  # as the key for menus does
    page.get_by_role("menuitem", name="New section…").click()
    page.locator("#section-name").fill("Harbour")
    page.keyboard.press("Enter")
    section = other.page.locator(
        "[data-section]", has=other.page.get_by_role("button", name="Harbour", exact=True)
    )
    expect(section.locator(f'[data-room="{room}"]')).to_be_visible()

    mine = page.locator(
        "[data-section]", has=page.get_by_role("button", name="Harbour", exact=True)
    )
    mine.get_by_role("button", name="Arrange Harbour").click()
    expect(page.get_by_role("menuitemradio", name="Name")).to_be_focused()
    page.keyboard.press("u")
    page.keyboard.press("Enter")
    mine.get_by_role("button", name="Arrange Harbour").click()
    expect(page.get_by_role("menuitemradio", name="Name")).to_be_focused()
    page.keyboard.press("m")
    page.keyboard.press("Enter")  # moves it up, above the starred ones
    expect(other.page.locator("[data-section]").first).to_contain_text("Harbour")
    expect(mine.get_by_role("button", name="Arrange Harbour")).to_be_focused()
    mine.locator("[data-fold]").click()
    expect(section.locator("[data-fold]")).to_have_attribute("aria-expanded", "false")
    page.reload()
    expect(mine.locator("[data-fold]")).to_have_attribute("aria-expanded", "false")
    mine.get_by_role("button", name="Arrange Harbour").click()
    unread_first = page.get_by_role("menuitemradio", name="Unread first")
    expect(unread_first).to_have_attribute("aria-checked", "true")
    page.get_by_role("menuitem", name="Delete the section").click()
    expect(other.page.locator(f'[data-section="rooms"] [data-room="{room}"]')).to_be_visible()
