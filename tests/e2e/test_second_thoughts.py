"""Second thoughts: what a message said before, and what is taken back at once."""

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


def test_what_was_just_sent_is_taken_back_and_written_again(enter: Enter) -> None:
    alice, bob = enter("alice"), enter("bob")
    bob.send("Meet at the weird")
    alice.sees("Meet at the weird")
    bob.page.get_by_role("button", name="Undo send").click()
    alice.sees("Meet at the weird", times=0)
    bob.sees("Meet at the weird", times=0)
    expect(alice.row("This message was deleted")).to_have_count(0)
    expect(bob.composer).to_have_value("Meet at the weird")
    bob.send("Meet at the weir!")
    bob.has_sent("Meet at the weir!")
    bob.composer.press("Control+z")
    alice.sees("Meet at the weir!", times=0)
    expect(bob.composer).to_have_value("Meet at the weir!")


def test_a_message_is_quoted_with_its_author_and_a_way_to_it(enter: Enter) -> None:
    alice, bob = enter("alice"), enter("bob")
    alice.send("The ferry goes at *eight*")
    bob.sees("The ferry goes at eight")
    bob.act("The ferry goes at eight", "Quote")
    expect(bob.composer).to_be_focused()
    bob.composer.press_sequentially("At nine, on Sundays")
    bob.composer.press("Enter")
    answer = alice.row("At nine, on Sundays")
    expect(answer.locator("blockquote")).to_contain_text("The ferry goes at eight")
    answer.get_by_role("link", name="Alice Moreau").click()
    expect(alice.page.locator("[data-highlight]")).to_contain_text("The ferry goes at eight")


def test_a_message_is_forwarded_to_someone_with_a_comment(enter: Enter) -> None:
    alice, bob = enter("alice"), enter("bob")
    bob.send("The pump house key is under the third brick")
    alice.sees("The pump house key is under the third brick")
    alice.act("The pump house key is under the third brick", "Forward")
    dialog = alice.page.get_by_role("dialog", name="Forward")
    dialog.get_by_label("Comment").fill("Is this wise?")
    dialog.get_by_label("Find a room or someone").fill("bob")
    dialog.get_by_role("button", name="Send to Bob Tanaka").click()
    expect(alice.page.get_by_text("Forwarded to Bob Tanaka.")).to_be_visible()
    expect(dialog).to_be_hidden()
    bob.page.locator('[data-rooms="direct"] [data-room-link]', has_text="Alice Moreau").click()
    bob.sees("Is this wise?")
    expect(bob.row("Is this wise?").locator("blockquote")).to_contain_text("third brick")
