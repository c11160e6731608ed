"""What is begun: drafts on all devices, and messages that wait for their time."""

from playwright.sync_api import expect

from tests.e2e.conftest import Enter


def test_a_draft_goes_on_at_another_device_and_ends_with_the_send(enter: Enter) -> None:
    desk, phone = enter("alice"), enter("alice")
    desk.composer.fill("half a thou")
    expect(phone.composer).to_have_value("half a thou", timeout=10_000)
    phone.composer.press_sequentially("ght")
    expect(desk.composer).to_have_value("half a thought", timeout=20_000)
    views = phone.page.get_by_role("button", name="Drafts & scheduled")
    expect(views).to_contain_text("1")
    views.click()
    dialog = phone.page.get_by_role("dialog", name="Drafts & scheduled")
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


def test_a_message_waits_for_its_time_is_changed_and_is_sent_once(enter: Enter) -> None:
    alice, bob = enter("alice"), enter("bob")
    alice.composer.fill("the ferry leaves")
    alice.page.get_by_role("button", name="Send later").click()
    alice.page.keyboard.press("ArrowDown")
    alice.page.keyboard.press("Enter")  # tomorrow
    expect(alice.page.locator("[data-toast]")).to_contain_text("tomorrow at 09:00")
    expect(alice.composer).to_have_value("")
    alice.page.get_by_role("button", name="Drafts & scheduled").click()
    row = alice.page.locator("[data-scheduled-list] li")
    expect(row).to_contain_text("tomorrow at 09:00")
    row.get_by_text("the ferry leaves").click()
    dialog = alice.page.get_by_role("dialog", name="Change the message")
    dialog.get_by_label("Message").fill("the ferry leaves at noon")
    dialog.get_by_role("button", name="Save").click()
    expect(row).to_contain_text("at noon")
    alice.stack.python(
        "from django.utils import timezone\nfrom chat.models import Scheduled\n"
        "Scheduled.objects.update(send_at=timezone.now())"
    )
    bob.sees("the ferry leaves at noon")
    expect(row).to_have_count(0)
    alice.page.keyboard.press("Escape")
    alice.has_sent("the ferry leaves at noon")
    alice.composer.fill("never mind")
    alice.page.get_by_role("button", name="Send later").click()
    alice.page.get_by_text("Choose a time").click()
    alice.page.get_by_label("Day and time").fill("2020-01-01T09:00")
    alice.page.get_by_role("button", name="Cancel").click()
    expect(alice.composer).to_have_value("never mind")
    alice.composer.fill("")
    expect(alice.page.locator("[data-writing-count]")).to_be_hidden()


def test_commands_are_helped_with_and_a_status_stands_beside_the_name(enter: Enter) -> None:
    alice, bob = enter("alice"), enter("bob")
    alice.composer.press_sequentially("/")
    options = alice.page.get_by_role("listbox", name="Commands").get_by_role("option")
    expect(options).to_have_count(7)
    alice.composer.press_sequentially("st")
    alice.composer.press("Tab")
    expect(alice.composer).to_have_value("/status ")
    expect(options).to_have_count(1)
    alice.composer.press_sequentially(":palm_tree: on holiday until monday")
    alice.composer.press("Enter")
    expect(alice.page.locator("[data-toast]")).to_contain_text("Your status is set.")
    expect(alice.composer).to_have_value("")
    alice.send("/me waves")
    for person in (alice, bob):
        row = person.page.locator("[data-rows] [data-action]", has_text="waves").last
        expect(row.locator("[data-body]")).to_have_text("waves")
    alice.send("said by hand")
    head = bob.row("said by hand").locator("[data-person-status]")
    expect(head).to_have_attribute("title", "on holiday")
    alice.send("/nothing at all")
    expect(alice.page.locator("[data-toast]")).to_contain_text("There is no command /nothing")
    expect(alice.composer).to_have_value("/nothing at all")
    alice.composer.fill("//literally")
    alice.composer.press("Enter")
    bob.sees("/literally")
    alice.page.locator("[data-account-button]").click()
    alice.page.get_by_text("Change your status").click()
    dialog = alice.page.get_by_role("dialog", name="Your status")
    dialog.get_by_text("In a meeting").click()
    dialog.get_by_role("button", name="Save").click()
    expect(head).to_have_attribute("title", "In a meeting")
    alice.page.locator("[data-account-button]").click()
    alice.page.get_by_text("Set yourself as away").click()
    bob.page.locator(".sidebar-people").click()
    face = bob.page.locator("[data-people-list] [data-person]", has_text="Alice")
    expect(face.get_by_role("img", name="away")).to_be_visible()
