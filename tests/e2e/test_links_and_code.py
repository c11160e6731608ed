"""What is linked to is shown and taken away; long code is folded; what is hidden stays so."""

from playwright.sync_api import expect

from tests.e2e.conftest import Enter
from tests.e2e.elsewhere import site
from tests.support.pictures import drawn, saved

PAGE = b"""<title>Plain</title><meta property="og:title" content="Tide &lt;b&gt;tables&lt;/b&gt;">
<meta property="og:image" content="/wave.png"><meta property="og:image:alt" content="A wave">"""


def test_a_link_shows_what_it_is_until_its_author_takes_that_away(enter: Enter) -> None:
    alice, bob = enter("alice"), enter("bob")
    pages = {
        "/tables": ("text/html", PAGE),
        "/wave.png": ("image/png", saved(drawn(640, 320), "PNG")),
    }
    with site(pages) as url:
        alice.send(f"the tables: {url}/tables")
        his, hers = bob.row("the tables:"), alice.row("the tables:")
        card = his.locator("[data-preview]")
        link = card.get_by_role("link", name="Tide <b>tables</b>")
        expect(link).to_have_attribute("href", f"{url}/tables")
        expect(link).to_have_attribute("rel", "noopener noreferrer nofollow")
        wave = card.get_by_alt_text("A wave")
        expect(wave).to_have_js_property("naturalWidth", 320)
        assert str(wave.get_attribute("src")).startswith("/previews/")
        expect(card.get_by_role("button", include_hidden=True)).to_be_hidden()
        bob.page.reload()
        bob.wait_connected()
        expect(wave).to_have_js_property("naturalWidth", 320)

        remove = hers.get_by_role("button", name="Remove the preview of Tide <b>tables</b>")
        remove.focus()
        alice.page.keyboard.press("Enter")
        expect(card).to_have_count(0)
        expect(hers.locator("[data-previews]")).to_have_count(0)
        expect(hers).to_be_focused()


def test_long_code_is_folded_and_what_is_hidden_is_not_copied(enter: Enter) -> None:
    alice = enter("alice")
    code = "\n".join(f"line {number}" for number in range(1, 61))
    alice.send(f"the log\n```\n{code}\n```")
    row = alice.row("the log")
    block, more = row.locator("pre"), row.get_by_role("button", name="Show all 60 lines")
    expect(more).to_have_attribute("aria-expanded", "false")
    folded = block.evaluate("pre => pre.clientHeight")
    more.focus()
    alice.page.keyboard.press("Enter")
    less = row.get_by_role("button", name="Show less")
    expect(less).to_be_focused()
    assert block.evaluate("pre => pre.clientHeight") > 2 * folded
    # What stood under the eye still does: the timeline did not run to its end.
    expect(block).to_be_in_viewport()
    assert row.evaluate("row => row.getBoundingClientRect().top >= 0")
    less.click()
    expect(more).to_be_visible()
    assert block.evaluate("pre => pre.clientHeight") == folded

    alice.send("it was || the otter || again")
    alice.has_sent("it was")
    said = alice.row("it was").locator("[data-body]")
    copied = "body => { getSelection().selectAllChildren(body); return String(getSelection()); }"
    assert "otter" not in said.evaluate(copied)
    said.locator(".spoiler").click()
    assert "otter" in said.evaluate(copied)
