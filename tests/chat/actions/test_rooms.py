"""Making rooms, renaming them, direct messages."""

import pytest
from pytest_django import Settings

from chat.actions import membership, rooms
from chat.errors import ChatError, Conflict, Forbidden, Invalid, LoginRequired, NotFound
from chat.models import AuditEntry, Membership, Message, Room, User
from chat.queries import rooms as room_queries
from tests.chat.actions.conftest import Committing, Watching
from tests.support.factories import make_general, make_room, make_user, send


def test_a_room_is_made_with_its_creator_its_members_and_one_notice(
    ada: User, ben: User, eve: User, watching: Watching
) -> None:
    with watching(ada, ben, eve) as sent:
        mine = rooms.create_room(
            creator=ben, name="  Letters &  type ", topic="Lead", members=[ada.pk, ben.pk, ada.pk]
        )
    info = mine.room
    assert (info.name, info.kind, info.topic) == ("Letters & type", "public", "Lead")
    assert (info.member_count, mine.active, mine.unread) == (2, True, 0)
    assert [one["message"]["notice"] for one in sent.events("message:created")] == ["created"]
    told = {one.to for one in sent.sent if one.event == "me:changed"}
    assert told == {(f"user:{ada.pk}",), (f"user:{ben.pk}",)}
    for event in ("enter", "member:changed", "me:changed"):
        assert sent.names().count(event) == 2


def test_a_private_room_is_seen_by_its_members_alone(
    ada: User, eve: User, den: Room, room: Room
) -> None:
    assert [found.room.id for found in room_queries.browse(user=eve)] == [room.pk]
    with pytest.raises(NotFound):
        room_queries.members(user=eve, room_id=den.pk)


@pytest.mark.parametrize(
    "name",
    ["PRINT ROOM", "print-room", "print_room", "\uff50rint room", "pr\u0456nt r\u043e\u043em"],
)
def test_a_name_that_looks_like_another_rooms_is_refused(name: str, room: Room, eve: User) -> None:
    with pytest.raises(Conflict, match="looks like it") as refused:
        rooms.create_room(creator=eve, name=name)
    assert refused.value.details == {"field": "name"}


@pytest.mark.parametrize(
    "name", ["", "  ", "#", "---", "x" * 61, "a\u202eb", "a\u200bb", "a\nb\x07", "a\x00", "\ud800"]
)
def test_a_name_that_hides_something_or_has_no_letters_is_refused(name: str, eve: User) -> None:
    with pytest.raises(Invalid):
        rooms.create_room(creator=eve, name=name)
    assert not Room.objects.exists()


def test_what_cannot_be_made_is_refused(
    ada: User, eve: User, gus: User, settings: Settings
) -> None:
    with pytest.raises(Forbidden, match="Guests"):
        rooms.create_room(creator=gus, name="mine")
    with pytest.raises(Invalid, match="public or private"):
        rooms.create_room(creator=eve, name="mine", kind="direct")
    with pytest.raises(Invalid, match="topic"):
        rooms.create_room(creator=eve, name="mine", topic="x" * 251)
    with pytest.raises(NotFound):
        rooms.create_room(creator=eve, name="mine", members=[10_000])
    User.objects.filter(pk=ada.pk).update(is_active=False)
    with pytest.raises(Forbidden, match="closed"):
        rooms.create_room(creator=eve, name="mine", members=[ada.pk])
    with pytest.raises(LoginRequired):
        rooms.create_room(creator=ada, name="mine")
    settings.HEARTH = {**settings.HEARTH, "ROOMS_PER_USER": 1}
    rooms.create_room(creator=eve, name="mine")
    rooms.open_direct(user=eve, other_id=eve.pk)  # not counted
    with pytest.raises(Forbidden, match="as many"):
        rooms.create_room(creator=eve, name="another")
    assert Room.objects.filter(name="another").count() == 0


def test_general_is_made_once(ada: User, ben: User, watching: Watching) -> None:
    with watching(ada):
        general = rooms.create_general(creator=ada)
    assert (general.name, general.kind, general.is_general) == ("general", "public", True)
    assert rooms.create_general(creator=ben) == general
    assert Membership.objects.filter(room=general, is_active=True).count() == 2
    assert Message.objects.filter(room=general, notice="created").count() == 1


def test_a_room_is_renamed_and_given_a_topic_in_one_change(
    room: Room, ada: User, ben: User, watching: Watching
) -> None:
    head = Room.objects.get(pk=room.pk).last_seq
    with watching(ada, ben) as sent:
        info = rooms.update_room(actor=ben, room_id=room.pk, name="Press room", topic="Ink  & lead")
    assert (info.name, info.topic, info.changed_seq) == ("Press room", "Ink & lead", head + 1)
    assert sent.names() == ["room:changed", "message:created", "message:created"]
    notices = [one["message"] for one in sent.events("message:created")]
    assert [(one["notice"], one["text"]) for one in notices] == [
        ("renamed", "Press room"),
        ("topic", "Ink & lead"),
    ]
    assert not AuditEntry.objects.exists()


def test_the_same_name_and_topic_again_change_nothing(
    room: Room, ada: User, committing: Committing
) -> None:
    with committing() as sent:
        rooms.update_room(actor=ada, room_id=room.pk, name=" print room ", topic="")
        rooms.update_room(actor=ada, room_id=room.pk)
    assert sent.names() == []


def test_only_the_case_of_a_name_may_change(room: Room, ada: User) -> None:
    assert rooms.update_room(actor=ada, room_id=room.pk, name="Print Room").name == "Print Room"


def test_an_update_that_clashes_leaves_all_as_it_was(room: Room, den: Room, ada: User) -> None:
    before = Room.objects.get(pk=room.pk)
    with pytest.raises(Conflict):
        rooms.update_room(actor=ada, room_id=room.pk, name="The Den", topic="new")
    after = Room.objects.get(pk=room.pk)
    assert (after.topic, after.last_seq) == (before.topic, before.last_seq)


def test_those_who_may_not_change_a_room_are_refused(
    room: Room, den: Room, ada: User, ben: User, eve: User, gus: User, olga: User
) -> None:
    def rename(actor: User, room_id: int, refused: type[ChatError]) -> None:
        with pytest.raises(refused):
            rooms.update_room(actor=actor, room_id=room_id, name="mine now")

    rename(eve, den.pk, NotFound)
    rename(eve, room.pk, Forbidden)
    rename(ada, 10_000, NotFound)
    membership.add_member(actor=ada, room_id=room.pk, user_id=gus.pk)
    rename(gus, room.pk, Forbidden)
    direct = rooms.open_direct(user=ada, other_id=ben.pk)
    rename(ada, direct.room.id, Forbidden)
    general = make_general(olga, ada)
    rename(ada, general.pk, Forbidden)
    assert rooms.update_room(actor=ada, room_id=general.pk, topic="Hello").topic == "Hello"
    assert rooms.update_room(actor=olga, room_id=general.pk, name="lobby").name == "lobby"


def test_an_admins_change_from_outside_is_recorded(den: Room, olga: User) -> None:
    rooms.update_room(actor=olga, room_id=den.pk, topic="House rules")
    entry = AuditEntry.objects.get()
    assert (entry.act, entry.details) == ("room.update", {"name": None, "topic": "House rules"})


def test_direct_messages_are_one_room_whoever_opens_them(
    ada: User, ben: User, eve: User, watching: Watching
) -> None:
    with watching(ada, ben, eve) as sent:
        mine = rooms.open_direct(user=ada, other_id=ben.pk)
    assert (mine.room.kind, mine.room.name, mine.last_at) == ("direct", "", None)
    assert {person.id for person in mine.room.people} == {ada.pk, ben.pk}
    assert sent.names().count("me:changed") == 2
    assert "message:created" not in sent.names()
    assert rooms.open_direct(user=ben, other_id=ada.pk).room.id == mine.room.id
    with watching(ada, ben):
        send(ben, mine.room.id, "psst")
    with pytest.raises(NotFound):
        send(eve, mine.room.id, "what?")


def test_direct_messages_with_oneself_are_notes(ada: User, watching: Watching) -> None:
    with watching(ada):
        mine = rooms.open_direct(user=ada, other_id=ada.pk)
    assert [person.id for person in mine.room.people] == [ada.pk]
    assert mine.room.member_count == 1


def test_a_guest_opens_direct_messages_with_those_they_share_a_room_with(
    den: Room, ada: User, eve: User, gus: User
) -> None:
    membership.add_member(actor=ada, room_id=den.pk, user_id=gus.pk)
    assert rooms.open_direct(user=gus, other_id=ada.pk).active
    with pytest.raises(NotFound):
        rooms.open_direct(user=gus, other_id=eve.pk)


def test_direct_messages_with_a_closed_account_are_read_but_not_begun(ada: User, ben: User) -> None:
    mine = rooms.open_direct(user=ada, other_id=ben.pk)
    eve = make_user("eve")
    User.objects.filter(pk__in=[ben.pk, eve.pk]).update(is_active=False)
    assert rooms.open_direct(user=ada, other_id=ben.pk).room.id == mine.room.id
    with pytest.raises(Forbidden, match="closed"):
        rooms.open_direct(user=ada, other_id=eve.pk)
    with pytest.raises(LoginRequired):
        rooms.open_direct(user=eve, other_id=ada.pk)


def test_a_rooms_name_is_free_for_letters_of_every_alphabet(ada: User) -> None:
    for name in ("Объявления", "東京支社", "العربية", "Ελληνικά", "café ☕"):
        assert make_room(ada, name).name == name
