"""Emoji: picked by search and by keys, in a skin tone, and found again among the last."""

from playwright.sync_api import expect

from tests.e2e.conftest import Enter


def test_emoji_are_picked_by_search_and_keys_in_the_chosen_tone(enter: Enter) -> None:
    alice, bob = enter("alice"), enter("bob")
    picker = alice.page.get_by_role("dialog", name="Emoji")
    open_picker = alice.page.get_by_role("button", name="Emoji", exact=True)
    alice.composer.fill("hello ")
    open_picker.click()
    alice.page.keyboard.type("waving")
    expect(picker.locator("[data-emoji]").first).to_have_accessible_name("waving hand")
    picker.get_by_role("radio", name="Dark skin tone", exact=True).check()
    picker.get_by_role("searchbox").press("Enter")
    expect(picker).to_be_hidden()
    expect(alice.composer).to_have_value("hello 👋🏿 ")
    expect(alice.composer).to_be_focused()
    open_picker.click()
    last = picker.get_by_role("region", name="Recently used").get_by_role("button")
    expect(last).to_have_text(["👋🏿"])
    expect(picker.get_by_role("region", name="Smileys")).to_be_visible()
    alice.page.keyboard.press("ArrowDown")  # from the field into the grid
    expect(last).to_be_focused()
    alice.page.keyboard.press("ArrowDown")
    expect(picker.get_by_role("button", name="grinning face", exact=True)).to_be_focused()
    alice.page.keyboard.press("ArrowRight")
    alice.page.keyboard.press("Enter")
    expect(alice.composer).to_have_value("hello 👋🏿 😃 ")
    open_picker.click()
    alice.page.keyboard.press("Escape")
    expect(picker).to_be_hidden()
    alice.composer.press("Enter")
    bob.sees("hello 👋🏿 😃")
