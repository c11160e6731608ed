"""Rooms and direct messages, by hand, in two browsers."""

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Enter
from tests.e2e.people import Person
from tests.e2e.stacks import Stack


def _make_room(person: Person, name: str, *, private: bool = False) -> None:
    person.page.locator('[data-open-dialog="create-room"]').click()
    dialog = person.page.locator('[data-dialog="create-room"]')
    dialog.get_by_label("Name").fill(name)
    if private:
        dialog.get_by_label("Private").check()
    dialog.get_by_role("button", name="Make the room").click()
    expect(person.page.locator("[data-room-header] [data-title]")).to_have_text(name)


def _link(name: str) -> str:
    """A room in the sidebar: a page that lists rooms has links of its own."""
    return f'[data-sidebar] [data-room-link]:has([data-room-name]:text-is("{name}"))'


def test_who_is_added_has_the_room_at_once_and_who_is_removed_has_it_no_more(
    enter: Enter, stack: Stack
) -> None:
    alice, bob = enter("alice"), enter("bob")
    _make_room(alice, "lantern room", private=True)
    alice.page.locator("[data-open-details]").first.click()
    alice.page.locator('[data-open-dialog="add-member"]').click()
    dialog = alice.page.locator('[data-dialog="add-member"]')
    dialog.get_by_label("Find someone").fill("bob")
    dialog.locator("[data-add-list] li", has_text="Bob").get_by_role("button").click()
    in_sidebar = bob.page.locator(_link("lantern room"))
    expect(in_sidebar).to_be_visible()
    dialog.get_by_label("Close").first.click()
    alice.send("the wick is trimmed")
    alice.has_sent("the wick is trimmed")
    expect(in_sidebar.locator("[data-room-unread]")).to_have_text("1")
    in_sidebar.click()
    bob.sees("the wick is trimmed")
    expect(in_sidebar.locator("[data-room-unread]")).to_be_hidden()

    room = stack.query("Room.objects.get(name='lantern room').pk")
    stack.python(
        "from chat.models import User\nfrom chat.actions.membership import remove_member\n"
        "alice, bob = (User.objects.get(username=name) for name in ('alice', 'bob'))\n"
        f"remove_member(actor=alice, room_id={room}, user_id=bob.pk)"
    )
    expect(in_sidebar).to_have_count(0)


@pytest.mark.both_stacks
def test_what_is_read_in_one_tab_is_read_in_the_other(enter: Enter, stack: Stack) -> None:
    alice, bob = enter("alice"), enter("bob")
    _make_room(bob, "tide table")
    other = Person(bob.page.context.new_page(), stack, "bob")
    bob.page.bring_to_front()
    bob.page.locator(_link("general")).click()
    other.page.goto(stack.url)
    other.wait_connected()
    alice.page.goto(f"{stack.url}/rooms/")
    row = alice.page.locator("[data-browse-row], li", has_text="tide table").first
    row.get_by_role("button", name="Join").click()
    alice.page.locator(_link("tide table")).click()
    alice.send("high water at six")
    for tab in (bob, other):
        badge = tab.page.locator(_link("tide table")).locator("[data-room-unread]")
        expect(badge).to_have_text("1")
    bob.page.locator(_link("tide table")).click()
    bob.sees("high water at six")
    badge = other.page.locator(_link("tide table")).locator("[data-room-unread]")
    expect(badge).to_be_hidden()


def test_direct_messages_begin_in_the_directory(enter: Enter, stack: Stack) -> None:
    alice, bob = enter("alice"), enter("bob")
    alice.page.goto(f"{stack.url}/people/")
    row = alice.page.locator("li", has_text="@bob")
    row.get_by_role("button").or_(row.get_by_role("link")).first.click()
    alice.wait_connected()
    expect(alice.composer).to_be_visible()
    alice.send("between the two of us")
    from_alice = bob.page.locator(_link("Alice Moreau"))
    expect(from_alice.locator("[data-room-unread]")).to_have_text("1")
    from_alice.click()
    bob.sees("between the two of us")


def test_the_switcher_finds_a_room_by_a_few_letters_and_the_keyboard_alone(
    enter: Enter, stack: Stack
) -> None:
    alice = enter("alice")
    _make_room(alice, f"weather watch {len(stack.hearth.ports)}")
    alice.page.locator(_link("general")).click()
    expect(alice.page.locator("[data-room-header] [data-title]")).to_have_text("general")
    alice.page.keyboard.press("Control+k")
    alice.page.keyboard.type("wthr")
    alice.page.keyboard.press("Enter")
    header = alice.page.locator("[data-room-header] [data-title]")
    expect(header).to_contain_text("weather watch")
    alice.page.keyboard.press("Control+k")
    alice.page.keyboard.press("Escape")
    expect(alice.page.locator('[data-dialog="switcher"]')).to_be_hidden()
    alice.page.go_back()
    expect(header).to_have_text("general")


def test_a_permalink_opens_at_its_message(enter: Enter, stack: Stack) -> None:
    alice = enter("alice")
    _make_room(alice, f"long log {len(stack.hearth.ports)}")
    room = alice.page.url.rstrip("/").split("/")[-1]
    alice.page.goto("about:blank")  # she need not see each of them arrive
    stack.python(
        "from chat.models import User\nfrom chat.actions.messages import send_message\n"
        "alice = User.objects.get(username='alice')\n"
        f"for n in range(180):\n    send_message(author=alice, room_id={room}, "
        "client_id=f'log-entry-{n}', text=f'entry number {n:03}')"
    )
    seq = stack.query(f"Message.objects.get(room_id={room}, text='entry number 040').seq")
    alice.page.goto(f"{stack.url}/r/{room}/{seq}/")
    alice.wait_connected()
    expect(alice.row("entry number 040")).to_be_in_viewport()
    alice.page.locator("[data-jump-latest]").click()
    expect(alice.row("entry number 179")).to_be_in_viewport()
    shown = alice.page.locator("[data-rows] [data-message]").count()
    assert shown <= 320


@pytest.mark.both_stacks
def test_a_deactivated_person_is_out_within_seconds(enter: Enter, stack: Stack) -> None:
    name = f"carol{len(stack.hearth.ports)}"
    stack.python(
        "from chat.actions import people\n"
        f"people.create_user(username='{name}', email='{name}@example.org', "
        f"password='correct-horse-battery', display_name='Carol {name[-1]}')"
    )
    carol = enter(name)
    stack.hearth.manage("deactivate", name)
    carol.page.wait_for_url("**/accounts/login/**", timeout=5_000)


def test_who_reads_and_goes_at_once_has_read(enter: Enter) -> None:
    alice, bob = enter("alice"), enter("bob")
    _make_room(alice, "glance")
    bob.page.goto(f"{bob.stack.url}/rooms/")
    bob.page.locator("main").get_by_role("button", name="Join").first.click()
    expect(bob.page.locator("[data-room-header] [data-title]")).to_have_text("glance")
    alice.send("at a glance")
    bob.sees("at a glance")
    bob.page.goto(f"{bob.stack.url}/rooms/")
    bob.wait_connected()
    expect(bob.page.locator(_link("glance"))).to_be_visible()
    expect(bob.page.locator(_link("glance")).locator("[data-room-unread]")).to_be_hidden()


def test_one_joins_and_opens_a_conversation_before_the_connection_stands(enter: Enter) -> None:
    alice, bob = enter("alice"), enter("bob")
    _make_room(alice, "early birds")
    bob.page.route("**/socket.io/?*", lambda route: None)  # which never get an answer
    bob.page.route_web_socket("**/socket.io/**", lambda socket: None)
    bob.page.goto(f"{bob.stack.url}/rooms/")
    row = bob.page.locator("main [data-browse]", has_text="early birds")
    row.get_by_role("button", name="Join").click()
    expect(bob.page.locator("[data-room-header] [data-title]")).to_have_text("early birds")
    bob.page.goto(f"{bob.stack.url}/people/")
    row = bob.page.locator("main [data-person]", has_text="@alice")
    row.get_by_role("button", name="Message").click()
    expect(bob.page.locator("[data-room-header] [data-title]")).to_have_text("Alice Moreau")
