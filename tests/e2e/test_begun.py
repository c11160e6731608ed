"""What is begun: drafts on all devices."""

from playwright.sync_api import expect

from tests.e2e.conftest import Enter


def test_a_draft_goes_on_at_another_device_and_ends_with_the_send(enter: Enter) -> None:
    desk, phone = enter("alice"), enter("alice")
    desk.composer.fill("half a thou")
    expect(phone.composer).to_have_value("half a thou", timeout=10_000)
    phone.composer.press_sequentially("ght")
    expect(desk.composer).to_have_value("half a thought", timeout=20_000)
    views = phone.page.get_by_role("button", name="Drafts")
    expect(views).to_contain_text("1")
    views.click()
    dialog = phone.page.get_by_role("dialog", name="Drafts")
    expect(dialog.get_by_role("listitem")).to_contain_text("half a thought")
    phone.page.keyboard.press("Escape")
    expect(views).to_be_focused()
    phone.composer.press("Enter")
    phone.has_sent("half a thought")
    desk.sees("half a thought")
    expect(desk.composer).to_have_value("", timeout=20_000)
    expect(phone.page.locator("[data-writing-count]")).to_be_hidden()
    desk.page.reload()
    desk.wait_connected()
    expect(desk.composer).to_have_value("")
