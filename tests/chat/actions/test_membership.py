"""Joining, leaving, adding, removing: events in order, eviction, access versions, refusals."""

import pytest

from chat.actions import membership, rooms
from chat.errors import Forbidden, LoginRequired, NotFound
from chat.models import AuditEntry, Membership, Message, Room, User
from chat.queries import rooms as room_queries
from chat.queries import sync
from tests.chat.actions.conftest import Committing, Watching
from tests.support.factories import make_general, make_room, send


def version(user: User) -> int:
    return User.objects.values_list("access_version", flat=True).get(pk=user.pk)


def test_who_joins_hears_the_room_first_and_the_room_hears_of_them(
    room: Room, ada: User, ben: User, eve: User, watching: Watching
) -> None:
    before = version(eve)
    send(ben, room, "what was before")
    with watching(ada, ben, eve) as sent:
        mine = membership.join_room(user=eve, room_id=room.pk)
    assert sent.names() == ["enter", "member:changed", "message:created", "me:changed"]
    enter, member, notice, me = sent.sent
    assert (enter.to, enter.rooms) == ((f"user:{eve.pk}",), (f"room:{room.pk}",))
    assert member.to == notice.to == (f"room:{room.pk}",)
    assert (member.data["member_count"], member.data["member"]["active"]) == (3, True)
    assert notice.data["message"]["notice"] == "joined"
    assert notice.data["message"]["author"]["id"] == eve.pk
    assert notice.data["seq"] == member.data["seq"] + 1
    assert me.to == (f"user:{eve.pk}",)
    assert me.data["mine"] == mine.model_dump(mode="json")
    assert (mine.active, mine.unread, mine.read_seq) == (True, 0, mine.room.last_seq)
    assert version(eve) == before + 1


def test_joining_again_changes_nothing(room: Room, ben: User, committing: Committing) -> None:
    with committing() as sent:
        mine = membership.join_room(user=ben, room_id=room.pk)
    assert mine.active
    assert sent.names() == []


def test_only_public_rooms_are_joined_and_not_by_guests(
    room: Room, den: Room, eve: User, gus: User
) -> None:
    for someone, where in ((eve, den.pk), (gus, room.pk), (eve, 10_000)):
        with pytest.raises(NotFound):
            membership.join_room(user=someone, room_id=where)


def test_a_guest_who_was_removed_from_a_public_room_does_not_come_back(
    room: Room, ada: User, gus: User
) -> None:
    membership.add_member(actor=ada, room_id=room.pk, user_id=gus.pk)
    membership.leave_room(user=gus, room_id=room.pk)
    with pytest.raises(NotFound):
        membership.join_room(user=gus, room_id=room.pk)


def test_someone_deactivated_joins_nothing(room: Room, eve: User) -> None:
    User.objects.filter(pk=eve.pk).update(is_active=False)
    with pytest.raises(LoginRequired):
        membership.join_room(user=eve, room_id=room.pk)


def test_who_leaves_is_evicted_before_the_room_says_more(
    room: Room, ada: User, ben: User, watching: Watching
) -> None:
    before = version(ben)
    with watching(ada, ben) as sent:
        membership.leave_room(user=ben, room_id=room.pk)
    assert sent.names() == ["evict", "member:changed", "message:created", "me:changed"]
    evict, member, notice, me = sent.sent
    assert (evict.to, evict.rooms) == ((f"user:{ben.pk}",), (f"room:{room.pk}",))
    assert (member.data["member"]["active"], member.data["member_count"]) == (False, 1)
    assert notice.data["message"]["notice"] == "left"
    assert (me.to, me.data["mine"]["active"]) == ((f"user:{ben.pk}",), False)
    assert version(ben) == before + 1


def test_who_left_a_private_room_is_told_nothing_more_of_it(den: Room, ben: User) -> None:
    membership.leave_room(user=ben, room_id=den.pk)
    rooms.update_room(actor=User.objects.get(username="ada"), room_id=den.pk, topic="now secret")
    gone = next(m for m in sync.my_changes(user=ben, after=1).rooms if m.room.id == den.pk)
    assert not gone.active
    assert (gone.room.name, gone.room.topic, gone.room.last_seq) == ("", "", 0)
    with pytest.raises(NotFound):
        sync.room_changes(user=ben, room_id=den.pk, after=0)


def test_who_comes_back_has_read_what_was_said_meanwhile(
    room: Room, ada: User, ben: User, watching: Watching
) -> None:
    membership.leave_room(user=ben, room_id=room.pk)
    send(ada, room, "meanwhile")
    with watching(ada, ben):
        mine = membership.join_room(user=ben, room_id=room.pk)
    assert mine.unread == 0
    assert Membership.objects.filter(user=ben, room=room).count() == 1


def test_general_and_direct_messages_cannot_be_left(ada: User, ben: User, gus: User) -> None:
    general = make_general(ada, ben, gus)
    with pytest.raises(Forbidden, match="Everyone is in #general"):
        membership.leave_room(user=ben, room_id=general.pk)
    direct = rooms.open_direct(user=ada, other_id=ben.pk)
    with pytest.raises(Forbidden, match="Direct messages"):
        membership.leave_room(user=ben, room_id=direct.room.id)
    membership.leave_room(user=gus, room_id=general.pk)  # a guest never belonged there


def test_leaving_a_room_one_is_not_in_is_refused(room: Room, den: Room, eve: User) -> None:
    with pytest.raises(Forbidden, match="Join"):
        membership.leave_room(user=eve, room_id=room.pk)
    with pytest.raises(NotFound):
        membership.leave_room(user=eve, room_id=den.pk)


def test_a_member_adds_someone_with_a_notice_that_names_both(
    den: Room, ada: User, ben: User, eve: User, watching: Watching
) -> None:
    with watching(ada, ben, eve) as sent:
        member = membership.add_member(actor=ben, room_id=den.pk, user_id=eve.pk)
    assert (member.person.id, member.active) == (eve.pk, True)
    assert sent.names() == ["enter", "member:changed", "message:created", "me:changed"]
    notice = sent.events("message:created")[0]["message"]
    assert (notice["notice"], notice["author"]["id"], notice["subject"]["id"]) == (
        "added",
        ben.pk,
        eve.pk,
    )
    assert not AuditEntry.objects.exists()


def test_adding_someone_again_changes_nothing(
    den: Room, ada: User, ben: User, committing: Committing
) -> None:
    with committing() as sent:
        assert membership.add_member(actor=ada, room_id=den.pk, user_id=ben.pk).active
    assert sent.names() == []


def test_a_guest_is_added_and_then_sees_that_room_alone(
    room: Room, den: Room, ada: User, gus: User, watching: Watching
) -> None:
    with watching(ada, gus):
        membership.add_member(actor=ada, room_id=den.pk, user_id=gus.pk)
    assert [mine.room.id for mine in room_queries.my_rooms(user=gus)] == [den.pk]
    assert room_queries.names_for(user=gus) == [f"user:{gus.pk}", f"room:{den.pk}"]


def test_those_who_may_not_add_are_refused(
    room: Room, den: Room, ada: User, ben: User, eve: User, gus: User
) -> None:
    def add(actor: User, room_id: int, person: User) -> None:
        membership.add_member(actor=actor, room_id=room_id, user_id=person.pk)

    with pytest.raises(NotFound):
        add(eve, den.pk, eve)  # letting oneself in
    with pytest.raises(Forbidden):
        add(eve, room.pk, gus)  # not a member
    add(ada, den.pk, gus)
    with pytest.raises(Forbidden, match="Guests"):
        add(gus, den.pk, ben)
    direct = rooms.open_direct(user=ada, other_id=ben.pk)
    with pytest.raises(Forbidden, match="those who are in them alone"):
        add(ada, direct.room.id, eve)
    with pytest.raises(NotFound):
        membership.add_member(actor=ada, room_id=den.pk, user_id=10_000)
    User.objects.filter(pk=eve.pk).update(is_active=False)
    with pytest.raises(Forbidden, match="closed"):
        add(ada, den.pk, eve)


def test_an_admin_adds_from_outside_and_it_is_recorded(den: Room, eve: User, olga: User) -> None:
    membership.add_member(actor=olga, room_id=den.pk, user_id=eve.pk)
    entry = AuditEntry.objects.get()
    assert (entry.act, entry.actor, entry.target) == ("room.add_member", olga, f"room:{den.pk}")
    assert entry.details == {"user": eve.pk, "username": "eve"}
    membership.add_member(actor=olga, room_id=den.pk, user_id=eve.pk)
    assert AuditEntry.objects.count() == 1


def test_whoever_made_the_room_removes_someone_at_once(
    den: Room, ada: User, ben: User, watching: Watching
) -> None:
    with watching(ada, ben) as sent:
        member = membership.remove_member(actor=ada, room_id=den.pk, user_id=ben.pk)
    assert not member.active
    assert sent.names() == ["evict", "member:changed", "message:created", "me:changed"]
    notice = sent.events("message:created")[0]["message"]
    assert (notice["notice"], notice["subject"]["id"]) == ("removed", ben.pk)
    assert sent.events("me:changed")[0]["mine"]["room"]["name"] == ""
    with pytest.raises(NotFound):
        send(ben, den)


def test_removing_someone_again_changes_nothing(
    den: Room, ada: User, ben: User, committing: Committing
) -> None:
    membership.remove_member(actor=ada, room_id=den.pk, user_id=ben.pk)
    with committing() as sent:
        assert not membership.remove_member(actor=ada, room_id=den.pk, user_id=ben.pk).active
    assert sent.names() == []


def test_an_admin_removes_anyone_and_it_is_recorded(den: Room, ada: User, olga: User) -> None:
    membership.remove_member(actor=olga, room_id=den.pk, user_id=ada.pk)
    assert AuditEntry.objects.get().act == "room.remove_member"


def test_those_who_may_not_remove_are_refused(
    room: Room, den: Room, ada: User, ben: User, eve: User, olga: User
) -> None:
    with pytest.raises(Forbidden, match="Only an admin"):
        membership.remove_member(actor=ben, room_id=den.pk, user_id=ada.pk)
    with pytest.raises(NotFound):
        membership.remove_member(actor=eve, room_id=den.pk, user_id=ada.pk)
    with pytest.raises(NotFound, match="not in that room"):
        membership.remove_member(actor=ada, room_id=den.pk, user_id=eve.pk)
    general = make_general(olga, ada)
    with pytest.raises(Forbidden, match="Everyone belongs"):
        membership.remove_member(actor=olga, room_id=general.pk, user_id=ada.pk)


def test_placing_someone_brings_the_callers_room_up_to_date(ada: User, eve: User) -> None:
    room = make_room(ada)
    stale = Room.objects.get(pk=room.pk)
    send(ada, room)
    row = membership.place_in_room(room=stale, user=eve, by=None, notice=False)
    assert stale.last_seq == row.changed_seq == Room.objects.get(pk=room.pk).last_seq
    assert membership.place_in_room(room=stale, user=eve, by=None) == row
    assert not Message.objects.filter(room=room, notice="joined").exists()
