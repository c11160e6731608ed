"""Writing: the bar, the preview, and what the room makes of it."""

from playwright.sync_api import expect

from tests.e2e.conftest import Enter
from tests.e2e.people import Person


def _press(person: Person, name: str) -> None:
    person.page.get_by_role("toolbar", name="Formatting").get_by_role("button", name=name).click()


def test_the_bar_writes_marks_that_the_preview_and_the_room_show_alike(enter: Enter) -> None:
    alice, bob = enter("alice"), enter("bob")
    alice.page.get_by_role("button", name="Formatting").click()
    alice.composer.fill("the tide")
    alice.composer.press("Control+a")
    _press(alice, "Bold")
    expect(alice.composer).to_have_value("**the tide**")
    alice.composer.press("Control+z")
    expect(alice.composer).to_have_value("the tide")
    alice.composer.press("Control+a")
    alice.composer.press("Control+i")
    expect(alice.composer).to_have_value("*the tide*")
    _press(alice, "Preview")
    preview = alice.page.get_by_role("region", name="Preview")
    expect(preview.locator("em")).to_have_text("the tide")
    expect(alice.composer).to_be_hidden()
    html = preview.inner_html()
    alice.page.locator("[data-composer] [data-send]").click()
    expect(alice.composer).to_have_value("")
    expect(preview).to_be_hidden()
    row = bob.page.locator("[data-rows] [data-message]", has_text="the tide").last
    expect(row.locator("[data-body] em")).to_have_text("the tide")
    assert row.locator("[data-body]").inner_html() == html


def test_the_bar_is_walked_by_arrows_and_remembered(enter: Enter) -> None:
    alice = enter("alice")
    alice.page.get_by_role("button", name="Formatting").click()
    bar = alice.page.get_by_role("toolbar", name="Formatting")
    bar.get_by_role("button", name="Bold").focus()
    alice.page.keyboard.press("ArrowRight")
    expect(bar.get_by_role("button", name="Italic")).to_be_focused()
    alice.page.reload()
    alice.wait_connected()
    expect(bar).to_be_visible()


def test_code_is_written_in_a_language_and_copied(enter: Enter) -> None:
    alice, bob = enter("alice"), enter("bob")
    bob.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    alice.page.get_by_role("button", name="Formatting").click()
    alice.page.locator("[data-composer]").get_by_label("Block of code in a language").select_option(
        "python"
    )
    alice.page.keyboard.type("depth = 7")
    expect(alice.composer).to_have_value("```python\ndepth = 7\n```")
    alice.page.locator("[data-composer] [data-send]").click()
    block = bob.page.locator('[data-rows] pre[data-language="python"]').last
    expect(block.locator("code")).to_have_text("depth = 7")
    block.hover()
    block.get_by_role("button", name="Copy").click()
    expect(block.get_by_role("button")).to_have_text("Copied")
    assert bob.page.evaluate("navigator.clipboard.readText()").strip() == "depth = 7"


def test_a_spoiler_shows_when_it_is_asked_for(enter: Enter) -> None:
    alice, bob = enter("alice"), enter("bob")
    alice.send("who did it: ||the keeper||")
    spoiler = bob.page.get_by_role("button", name="Hidden text").last
    expect(spoiler).to_be_visible()
    spoiler.focus()
    bob.page.keyboard.press("Enter")
    shown = bob.page.locator("[data-rows] .spoiler[data-shown]").last
    expect(shown).to_have_text("the keeper")


def _choose(person: Person, key: str) -> None:
    person.page.goto(f"{person.stack.url}/settings/")
    person.page.get_by_role("radio", name=key, exact=True).check()
    person.page.get_by_role("button", name="Save").click()
    expect(person.page.get_by_text("Saved.")).to_be_visible()
    person.come_back()


def test_enter_begins_a_line_for_who_chose_so(enter: Enter) -> None:
    bob = enter("bob")
    _choose(bob, "Ctrl Enter, and Enter begins a new line")
    bob.composer.fill("first line")
    bob.composer.press("Enter")
    bob.page.keyboard.type("second line")
    expect(bob.composer).to_have_value("first line\nsecond line")
    bob.composer.press("Control+Enter")
    bob.has_sent("second line")
    _choose(bob, "Enter")
    bob.send("by Enter again")
    bob.has_sent("by Enter again")
