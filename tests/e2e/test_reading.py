"""Finding one's place: what is new, and what was said when."""

import re

from playwright.sync_api import expect

from tests.e2e.conftest import Enter
from tests.e2e.people import Person
from tests.e2e.stacks import Stack

# What the tests before have left for Alice.
_NOTHING_NEW = """
from chat.actions import inbox, reading
from chat.models import User
someone = User.objects.get(username="alice")
inbox.read_all(user=someone)
reading.read_all(user=someone)
"""
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
_CALLS = """
from chat.actions import messages, reactions, rooms
from chat.models import User
alice, bob = (User.objects.get(username=name) for name in ("alice", "bob"))
room = rooms.create_room(creator=bob, name="the press", members=[alice.pk]).room.id
def say(author, text, **more):
    return messages.send_message(author=author, room_id=room, client_id="press-" + text, text=text,
                                 **more)
hers = say(alice, "which paper?")
reactions.add_reaction(user=bob, room_id=room, message_id=hers.id, emoji="🎉")
say(bob, "the vellum one", thread=hers.id)
say(bob, "@alice look at the proof")
"""
_MORE = """
from chat.actions import messages
from chat.models import Room, User
messages.send_message(author=User.objects.get(username="bob"), client_id="press-more",
                      room_id=Room.objects.get(name="the press").pk, text="@alice catch me")
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


def test_what_was_said_to_one_waits_and_is_gone_through(enter: Enter, stack: Stack) -> None:
    alice = enter("alice")
    page = alice.page
    other = Person(page.context.new_page(), stack, "alice")
    other.come_back()
    stack.python(_NOTHING_NEW + _CALLS)
    inbox = page.get_by_role("main", name="Inbox")
    new = inbox.locator("[data-inbox-section=new] [data-inbox-item]")
    page.get_by_role("link", name=re.compile("^Inbox")).click()
    # Names stand between marks that keep their direction to themselves.
    mention = new.filter(has_text=re.compile("Bob Tanaka.? mentioned you in .?#the press"))
    thread = new.filter(has_text=re.compile("1 new reply in .?#the press.?, the last by .?Bob"))
    reaction = new.filter(has_text=re.compile("Bob Tanaka.? reacted 🎉 in .?#the press"))
    for item in (mention, thread, reaction):
        expect(item).to_have_count(1)
    assert page.url.endswith("/inbox/")

    # By the keyboard alone: done with the first, which is done in the other tab too.
    expect(other.page.locator("[data-inbox-count]")).to_have_text("3", timeout=15_000)
    expect(mention.get_by_role("link")).to_be_focused()
    page.keyboard.press("e")
    expect(mention).to_have_count(0)
    expect(thread.get_by_role("link")).to_be_focused()
    expect(other.page.locator("[data-inbox-count]")).to_have_text("2")
    inbox.get_by_role("tab", name=re.compile("Reactions")).click()
    expect(thread).to_have_count(0)
    expect(reaction).to_have_count(1)
    inbox.get_by_role("tab", name="All").click()

    # It leads to where it was said, and is read there.
    thread.get_by_role("link").click()
    expect(page.locator("[data-thread] [data-message]", has_text="the vellum one")).to_be_focused()
    page.go_back()
    expect(inbox).to_be_visible()
    expect(thread).to_have_count(0)
    inbox.get_by_role("button", name="Done with all").click()
    expect(inbox.get_by_role("heading", name="Nothing waits for you")).to_be_visible()
    expect(other.page.locator("[data-inbox-count]")).to_be_hidden()

    # Unread rooms one after another, by keys: answered, then read.
    stack.python(_NOTHING_NEW + _MORE)
    expect(page.locator("[data-room-link][data-unread]", has_text="the press")).to_be_visible()
    page.get_by_role("link", name="Catch up").click()
    catching = page.get_by_role("main", name="Catch up")
    expect(catching.get_by_role("heading", name="#the press")).to_be_visible()
    rows = catching.locator("[data-catch-rows] [data-message]")
    expect(rows.filter(has_text="@alice catch me")).to_be_visible()
    page.keyboard.press("r")
    page.keyboard.type("caught")
    page.keyboard.press("Enter")
    expect(rows.filter(has_text="caught")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    expect(catching.get_by_role("heading", name="#the press")).to_have_count(0)

    # Bob reads it, and Alice is told.
    bob = enter("bob")
    bob.page.locator("[data-room-link]", has_text="the press").click()
    bob.sees("caught")
    page.locator("[data-room-link]", has_text="the press").click()
    expect(page.locator("[data-seen-line]")).to_have_text("Seen by \u2068Bob Tanaka\u2069")
    alice.act("caught", "Seen by")
    expect(page.get_by_role("dialog", name="Seen by")).to_contain_text("Bob Tanaka")
