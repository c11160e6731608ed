"""Finding one's place: what is new, and what was said when."""

import re

from playwright.sync_api import expect

from tests.e2e.conftest import Enter
from tests.e2e.stacks import Stack

_PAST = """
from datetime import timedelta
from django.utils import timezone
from chat.actions import messages, rooms
from chat.models import Message, User
alice, bob = (User.objects.get(username=name) for name in ("alice", "bob"))
room = rooms.create_room(creator=bob, name="the ledger", members=[alice.pk]).room.id
for number in range(1, 121):
    messages.send_message(author=bob, room_id=room, client_id=f"ledger-{number:04}",
                          text=f"entry no. {number}")
for row in Message.objects.filter(room=room, kind="text"):
    number = int(row.text.rsplit(" ")[-1])
    at = timezone.now() - timedelta(days=120 - number)
    Message.objects.filter(pk=row.pk).update(created_at=at)
"""


def test_what_is_new_and_what_was_said_on_a_day_are_a_key_away(enter: Enter, stack: Stack) -> None:
    stack.python(_PAST)
    alice = enter("alice")
    page = alice.page
    page.locator("[data-room-link]", has_text="the ledger").click()
    expect(alice.row("entry no. 1").first).to_be_visible()  # where she has not read yet
    bar = page.get_by_role("group", name="What is new")
    page.locator("[data-jump-latest]").click()
    alice.sees("entry no. 120")
    row = alice.row("entry no. 110")
    row.focus()
    page.keyboard.press("m")
    row.get_by_role("menuitem", name="Mark unread from here").click()
    page.locator("[data-day] button").last.click()
    dialog = page.get_by_role("dialog", name="Jump to a date")
    expect(dialog.get_by_role("button", name="Today")).to_be_focused()
    dialog.get_by_role("button", name="The first message").click()
    expect(dialog).to_be_hidden()
    expect(page.locator("[data-rows] > li:first-child")).to_be_in_viewport()
    expect(alice.row("entry no. 120")).to_have_count(0)  # not held any more

    page.locator("[data-jump-latest]").click()
    expect(bar.get_by_role("button", name=re.compile(r"^11 new since"))).to_be_visible()
    page.keyboard.press("Control+j")
    expect(row).to_be_focused()
    expect(bar).to_be_hidden()
    page.locator("[data-jump-latest]").click()
    bar.get_by_role("button", name="Mark read").click()
    expect(bar).to_be_hidden()
    expect(page.locator("[data-new-line]")).to_have_count(0)
