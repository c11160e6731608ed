"""What a host says of a room, and what it is to one member, by hand in two browsers."""

from playwright.sync_api import Locator, expect

from tests.e2e.conftest import Enter
from tests.e2e.people import Person
from tests.e2e.stacks import Stack


def _settings(person: Person) -> Locator:
    if not person.page.locator("[data-details]").is_visible():
        person.page.locator("[data-open-details]").first.click()
    person.page.locator('[data-open-dialog="room-settings"]').click()
    return person.page.locator('[data-dialog="room-settings"]')


def test_a_room_is_ruled_put_away_brought_back_starred_and_muted(
    enter: Enter, stack: Stack
) -> None:
    host, reader = enter("alice"), enter("bob")
    room = stack.python(
        "from chat.models import User\nfrom chat.actions import membership, rooms\n"
        "alice, bob = (User.objects.get(username=name) for name in ('alice', 'bob'))\n"
        "room = rooms.create_room(creator=alice, name='harbour news').room.id\n"
        "membership.join_room(user=bob, room_id=room)\nprint(room)"
    ).split()[-1]
    for person in (host, reader):
        person.page.goto(f"{stack.url}/r/{room}/")
        person.wait_connected()

    dialog = _settings(host)
    dialog.get_by_label("Who writes here").select_option("hosts")
    dialog.get_by_role("button", name="Save").click()
    expect(reader.page.get_by_text("Only those who run this room write here.")).to_be_visible()
    expect(reader.page.locator("[data-composer]")).to_be_hidden()
    host.send("the ferry is late")
    reader.sees("the ferry is late")

    dialog = _settings(host)
    dialog.get_by_label("Who writes here").select_option("everyone")
    dialog.get_by_label("Slow mode").select_option("60")
    dialog.get_by_role("button", name="Save").click()
    expect(reader.page.get_by_text("Slow mode: a message every 1 min")).to_be_visible()
    reader.send("thank you")
    host.sees("thank you")
    reader.send("and the next one?")
    expect(reader.page.get_by_text("write again in").first).to_be_visible()

    _settings(host).get_by_role("button", name="Archive").click()
    host.page.get_by_role("button", name="Archive", exact=True).last.click()
    expect(reader.page.get_by_text("This room is archived")).to_be_visible()
    away = reader.page.locator("[data-sidebar] [data-room-name]", has_text="harbour news")
    expect(away).to_have_count(0)
    expect(reader.page.get_by_role("button", name="Bring it back")).to_be_hidden()
    host.page.get_by_role("button", name="Bring it back").click()
    expect(away).to_have_count(1)
    expect(reader.page.locator("[data-composer]")).to_be_visible()

    _star_and_mute(reader, host)


def _star_and_mute(reader: Person, host: Person) -> None:
    """Both for the reader alone; what a muted room has unread counts nowhere."""
    if not reader.page.locator("[data-details]").is_visible():
        reader.page.locator("[data-open-details]").first.click()
    reader.page.get_by_role("button", name="Star").click()
    starred = reader.page.locator('[data-rooms="starred"] [data-room-link]')
    expect(starred).to_have_count(1)
    expect(host.page.locator('[data-section="starred"]')).to_be_hidden()
    reader.page.get_by_role("button", name="Mute").click()
    expect(starred).to_have_attribute("data-muted", "")
    reader.page.locator('[data-rooms="rooms"] [data-room-link]').first.click()
    host.send("nobody need hear this")
    host.has_sent("nobody need hear this")
    reader.page.reload()
    reader.wait_connected()
    expect(starred).to_have_attribute("data-muted", "")
    expect(starred.locator("[data-room-unread]")).to_be_hidden()
