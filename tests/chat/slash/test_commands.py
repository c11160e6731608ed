"""The commands that begin with a slash, and the table that they stand in."""

import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from django.conf import settings as configured
from django.core.exceptions import ImproperlyConfigured
from pytest_django import Settings

from chat.errors import Conflict, Forbidden, Invalid, NotFound
from chat.events.shapes import CommandOutcome
from chat.models import Membership, Message, Room, Saved, User
from chat.queries.messages import shape
from chat.rendering import render
from chat.slash import commands_for, run_command
from chat.slash.table import table
from tests.support.factories import client_id, send
from tests.support.recorder import RecordingEmitter

pytestmark = pytest.mark.usefixtures("sent")


@pytest.fixture(autouse=True)
def fresh_table() -> Iterator[None]:
    """What one test names does not stay."""
    table.cache_clear()
    yield
    table.cache_clear()


def _give(user: User, room: Room, text: str, name: str | None = None) -> CommandOutcome:
    return run_command(user=user, room_id=room.pk, client_id=name or client_id(), text=text)


def test_me_is_a_message_that_says_what_its_author_does(room: Room, ada: User) -> None:
    outcome = _give(ada, room, "/me waves at the *tide*", "client-0001")
    message = outcome.message
    assert message is not None
    assert (message.text, message.action) == ("/me waves at the *tide*", True)
    assert message.html == render("waves at the *tide*")
    assert _give(ada, room, "/me waves at the *tide*", "client-0001").message == message
    with pytest.raises(Conflict):
        _give(ada, room, "/me sleeps", "client-0001")
    with pytest.raises(Invalid):
        _give(ada, room, "/me")
    assert send(ada, room, "/me sends it like any other").action
    assert not send(ada, room, "/meow").action
    row = Message.objects.get(pk=message.id)
    assert shape(row).action


def test_topic_sets_the_topic_and_says_it(room: Room, ada: User) -> None:
    assert _give(ada, room, "/topic").said == "This room has no topic."
    assert _give(ada, room, "/topic boats and tides").said == "The topic is set."
    assert Room.objects.get(pk=room.pk).topic == "boats and tides"
    assert _give(ada, room, "/topic").said == "The topic is: boats and tides"


def test_invite_adds_all_of_those_it_names_or_nobody(room: Room, ada: User, eve: User) -> None:
    there = Membership.objects.filter(room=room, user=eve, is_active=True)
    for words in ("", " @nobody", " @eve @nobody"):
        with pytest.raises((Invalid, NotFound)):
            _give(ada, room, f"/invite{words}")
    assert not there.exists()
    assert _give(ada, room, "/invite @Eve").said == "In the room now: Eve Adams."
    assert there.exists()


def test_poll_asks_the_room(room: Room, ada: User) -> None:
    for words in ('"Lunch?" "Yes" "No, thanks"', "Lunch?, Yes, No", "Lunch?\nYes\nNo"):
        message = _give(ada, room, f"/poll {words}").message
        assert message is not None
        assert message.poll is not None
        assert (message.text, len(message.poll.options)) == ("Lunch?", 2)
    with pytest.raises(Invalid, match="give answers"):
        _give(ada, room, "/poll Lunch?")


def test_remind_is_a_note_to_oneself_with_a_time(room: Room, ada: User) -> None:
    for at, words in enumerate(
        ("me to call the reeve tomorrow at 9", "tomorrow at 9 to call the reeve")
    ):
        for _ in range(2):  # the same call again
            said = _give(ada, room, f"/remind {words}", f"client-000{at}").said
        assert re.fullmatch(r"You will be reminded on \w+, \d+ \w+ at 09:00\.", said)
    first, second = Saved.objects.filter(user=ada).select_related("message__room")
    for kept in (first, second):
        assert kept.message.text == "call the reeve"
        assert kept.message.room.kind == "direct"
        assert kept.remind_at is not None
    for words in ("", " me", " me to call the reeve", " tomorrow"):
        with pytest.raises(Invalid):
            _give(ada, room, f"/remind{words}")
    assert not Message.objects.filter(room=room, kind="text").exists()


@pytest.mark.parametrize("text", ["/nothing here", "/", "/TOPIC x", "/a/b", "no slash", "/ topic"])
def test_an_unknown_command_is_said_and_nothing_is_sent(room: Room, ada: User, text: str) -> None:
    before = Message.objects.count()
    with pytest.raises(Invalid, match="There is no command"):
        _give(ada, room, text)
    assert Message.objects.count() == before


def test_commands_are_given_in_rooms_that_one_is_in(
    room: Room, den: Room, ada: User, eve: User
) -> None:
    with pytest.raises(Forbidden):
        _give(eve, room, "/topic mine")
    with pytest.raises(NotFound):
        _give(eve, den, "/away")
    assert not User.objects.get(pk=eve.pk).is_away


def test_a_guest_neither_sees_nor_gives_what_is_not_for_guests(
    room: Room, ada: User, gus: User
) -> None:
    Membership.objects.create(user=gus, room=room)
    assert [each.name for each in commands_for(gus)] == ["away", "me", "poll", "remind", "status"]
    assert [each.name for each in commands_for(ada)] == [
        "away", "invite", "me", "poll", "remind", "status", "topic",
    ]  # fmt: skip
    with pytest.raises(Invalid, match="There is no command /topic"):
        _give(gus, room, "/topic mine")


def test_the_example_of_the_documentation_works(
    room: Room, ada: User, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = Path(configured.BASE_DIR, "docs/commands.md").read_text()
    example = re.search(r"```python\n(.*?)```", page, re.DOTALL)
    assert example is not None
    module = ModuleType("ourtown_commands")
    exec(example[1], module.__dict__)
    monkeypatch.setitem(__import__("sys").modules, "ourtown_commands", module)
    named = [*settings.HEARTH["SLASH_COMMANDS"], "ourtown_commands"]
    settings.HEARTH = {**settings.HEARTH, "SLASH_COMMANDS": named}
    message = _give(ada, room, "/dice 20").message
    assert message is not None
    assert re.fullmatch(r"/me throws \d+ of 20", message.text)
    with pytest.raises(Invalid, match="how many sides"):
        _give(ada, room, "/dice many")


def test_two_commands_of_one_name_are_refused(settings: Settings) -> None:
    settings.HEARTH = {**settings.HEARTH, "SLASH_COMMANDS": ["chat.slash.builtin"] * 2}
    with pytest.raises(ImproperlyConfigured):
        table()


def test_every_command_of_the_documentation_is_in_the_table(sent: RecordingEmitter) -> None:
    page = Path(configured.BASE_DIR, "docs/commands.md").read_text()
    assert set(re.findall(r"^\| `/(\w+)", page, re.MULTILINE)) == table().keys()
