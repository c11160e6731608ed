"""Second thoughts: what a message said before."""

from playwright.sync_api import expect

from tests.e2e.conftest import Enter


def test_what_a_message_said_before_is_told_word_by_word(enter: Enter) -> None:
    alice, bob = enter("alice"), enter("bob")
    bob.send("High water is at nine")
    bob.has_sent("High water is at nine")
    bob.composer.press("ArrowUp")
    bob.send("High water is at ten")
    alice.sees("High water is at ten")
    alice.row("High water is at ten").get_by_role("button", name="(edited)").click()
    dialog = alice.page.get_by_role("dialog", name="Edits")
    expect(dialog.locator("del")).to_have_text("nine")
    expect(dialog.locator("ins")).to_have_text("ten")
    expect(dialog.locator("[data-version-text]").last).to_have_text("High water is at nine")
