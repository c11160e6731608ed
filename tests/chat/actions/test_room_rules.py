"""Rooms for announcements, slow mode, and rooms that are put away."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db.models import F
from pytest_django import Settings

from chat.actions import membership, messages, pins, polls, reactions, reading, room_rules, rooms
from chat.errors import Forbidden, Invalid, NotFound, SlowMode
from chat.models import AuditEntry, Message, Room, User
from tests.chat.actions.conftest import Watching
from tests.support.factories import client_id, make_general, send


def _say(who: User, room: Room, text: str = "Hello", **where: Any) -> None:
    messages.send_message(
        author=who, room_id=room.pk, client_id=client_id(), text=text, **where
    )  # fmt: skip


def test_in_a_room_for_announcements_only_its_hosts_begin_messages(
    room: Room, ada: User, ben: User, olga: User, watching: Watching
) -> None:
    membership.join_room(user=olga, room_id=room.pk)
    with watching(ada, ben) as sent:
        info = room_rules.set_rules(actor=ada, room_id=room.pk, posting="hosts")
    assert (info.posting, info.host) == ("hosts", ada.pk)
    (told,) = sent.events("room:changed")
    assert told["info"]["posting"] == "hosts"
    _say(ada, room)
    _say(olga, room)  # an admin
    with pytest.raises(Forbidden, match="Reply in a thread"):
        _say(ben, room)
    root = send(ada, room, "News")
    _say(ben, room, thread=root.id)
    with pytest.raises(Forbidden, match="Reply in a thread"):
        _say(ben, room, thread=root.id, also_in_room=True)
    with pytest.raises(Forbidden, match="Reply in a thread"):
        polls.create_poll(author=ben, room_id=room.pk, client_id=client_id(), question="Who?",
                          options=["I", "They"])  # fmt: skip
    reactions.add_reaction(user=ben, room_id=room.pk, message_id=root.id, emoji="👍")
    room_rules.set_rules(actor=olga, room_id=room.pk, posting="everyone")
    _say(ben, room)


def test_in_slow_mode_a_pause_lies_between_two_messages_of_a_member(
    room: Room, ada: User, ben: User
) -> None:
    room_rules.set_rules(actor=ada, room_id=room.pk, slow_seconds=30)
    membership.leave_room(user=ben, room_id=room.pk)
    membership.join_room(user=ben, room_id=room.pk)  # what the room says of it is no message
    root = send(ben, room, "One")
    with pytest.raises(SlowMode, match=r"write again in (30|29) s") as refused:
        _say(ben, room)
    assert 0 < refused.value.details["retry_after"] <= 30
    _say(ben, room, thread=root.id)
    for text in ("A host", "may go on"):
        _say(ada, room, text)
    Message.objects.filter(pk=root.id).update(created_at=F("created_at") - timedelta(seconds=31))
    _say(ben, room)


def test_the_same_message_sent_again_is_no_second_one(room: Room, ada: User, ben: User) -> None:
    room_rules.set_rules(actor=ada, room_id=room.pk, slow_seconds=30)
    again = {"author": ben, "room_id": room.pk, "client_id": client_id(), "text": "Once"}
    first = messages.send_message(**again)  # type: ignore[arg-type]
    assert messages.send_message(**again) == first  # type: ignore[arg-type]


def test_the_same_rules_again_change_nothing_and_a_change_is_recorded(
    room: Room, ada: User, watching: Watching
) -> None:
    with watching(ada) as sent:
        room_rules.set_rules(actor=ada, room_id=room.pk, posting="everyone", slow_seconds=0)
    assert sent.events("room:changed") == []
    room_rules.set_rules(actor=ada, room_id=room.pk, slow_seconds=60)
    entry = AuditEntry.objects.get(act="room.rules")
    assert entry.details == {"posting": "everyone", "slow_seconds": 60}


def test_slow_mode_has_a_bound(room: Room, ada: User, settings: Settings) -> None:
    settings.HEARTH = {**settings.HEARTH, "SLOW_SECONDS_MOST": 60}
    for seconds in (61, -1):
        with pytest.raises(Invalid, match="60 seconds at most"):
            room_rules.set_rules(actor=ada, room_id=room.pk, slow_seconds=seconds)


def test_an_archived_room_is_read_and_nothing_changes_in_it(
    room: Room, ada: User, ben: User, eve: User, watching: Watching
) -> None:
    kept = send(ben, room, "Kept")
    with watching(ada, ben) as sent:
        assert room_rules.set_archived(actor=ada, room_id=room.pk, archived=True).archived
    assert [each["message"]["notice"] for each in sent.events("message:created")] == ["archived"]
    assert [each["info"]["archived"] for each in sent.events("room:changed")] == [True]
    where: dict[str, Any] = {"room_id": room.pk}
    refused: list[Callable[[], object]] = [
        lambda: _say(ada, room),
        lambda: messages.edit_message(author=ben, message_id=kept.id, text="Changed", **where),
        lambda: reactions.add_reaction(user=ada, message_id=kept.id, emoji="👍", **where),
        lambda: pins.pin_message(actor=ada, message_id=kept.id, **where),
        lambda: rooms.update_room(actor=ada, topic="New", **where),
        lambda: room_rules.set_rules(actor=ada, slow_seconds=5, **where),
        lambda: membership.join_room(user=eve, **where),
        lambda: membership.add_member(actor=ada, user_id=eve.pk, **where),
    ]
    for act in refused:
        with pytest.raises(Forbidden, match="archived"):
            act()
    reading.set_read(user=ada, seq=kept.seq, **where)
    messages.delete_message(actor=ben, message_id=kept.id, **where)
    membership.leave_room(user=ben, **where)
    assert not room_rules.set_archived(actor=ada, archived=False, **where).archived
    _say(ada, room)


def test_archiving_twice_is_once(room: Room, ada: User, watching: Watching) -> None:
    room_rules.set_archived(actor=ada, room_id=room.pk, archived=True)
    with watching(ada) as sent:
        room_rules.set_archived(actor=ada, room_id=room.pk, archived=True)
    assert sent.sent == []
    assert AuditEntry.objects.filter(act="room.archive").count() == 1


def test_who_is_no_host_changes_no_rules(
    room: Room, den: Room, ben: User, eve: User, gus: User, ada: User
) -> None:
    membership.place_in_room(room=room, user=gus, by=ada)
    cases = [(ben, room, Forbidden), (gus, room, Forbidden), (eve, room, Forbidden)]
    for who, where, error in [*cases, (eve, den, NotFound)]:
        with pytest.raises(error):
            room_rules.set_rules(actor=who, room_id=where.pk, posting="hosts")
        with pytest.raises(error):
            room_rules.set_archived(actor=who, room_id=where.pk, archived=True)


def test_general_and_direct_messages_are_never_archived(ada: User, ben: User, olga: User) -> None:
    general = make_general(olga, ada)
    direct = rooms.open_direct(user=ada, other_id=ben.pk).room
    assert direct.host is None
    for room_id, words in ((general.pk, "Everyone belongs"), (direct.id, "no rules")):
        with pytest.raises(Forbidden, match=words):
            room_rules.set_archived(actor=olga if room_id == general.pk else ada, room_id=room_id,
                                    archived=True)  # fmt: skip
