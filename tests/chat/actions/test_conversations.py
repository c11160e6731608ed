"""Direct messages between several people."""

import pytest
from pytest_django import Settings

from chat.actions import conversations, membership, rooms
from chat.errors import Forbidden, Invalid, NotFound
from chat.models import Message, Room, User
from chat.queries import rooms as room_queries
from tests.chat.actions.conftest import Committing, Watching
from tests.support.factories import make_user, send


def test_the_same_people_share_the_same_messages_whoever_opens_them(
    ada: User, ben: User, eve: User, watching: Watching
) -> None:
    with watching(ada, ben, eve) as sent:
        mine = conversations.open_group(user=ben, others=[eve.pk, ada.pk, ben.pk])
    assert (mine.room.kind, mine.room.group, mine.room.name) == ("direct", True, "")
    people = {ada.pk, ben.pk, eve.pk}
    assert {person.id for person in mine.room.people} == people
    # Each is told once, of all who are there: it is by them that it is called.
    told = [one["mine"]["room"]["people"] for one in sent.events("me:changed")]
    assert [{person["id"] for person in each} for each in told] == [people] * 3
    assert "message:created" not in sent.names()
    again = conversations.open_group(user=ada, others=[ben.pk, eve.pk])
    assert again.room.id == mine.room.id
    assert conversations.open_group(user=ada, others=[ben.pk]).room.id != mine.room.id
    with watching(ada, ben, eve):
        send(eve, mine.room.id, "psst")
    assert room_queries.my_room(user=ada, room_id=mine.room.id).unread == 1


def test_with_one_other_or_nobody_they_are_those_of_the_two_or_notes(ada: User, ben: User) -> None:
    two = conversations.open_group(user=ada, others=[ben.pk])
    assert two.room.id == rooms.open_direct(user=ben, other_id=ada.pk).room.id
    notes = conversations.open_group(user=ada, others=[ada.pk])
    assert (notes.room.group, notes.room.member_count) == (False, 1)


def test_who_is_not_among_them_does_not_find_them_and_no_admin_changes_them(
    ada: User, ben: User, eve: User
) -> None:
    mine = conversations.open_group(user=ada, others=[ben.pk, eve.pk])
    owner = make_user("olga", role="owner")
    with pytest.raises(NotFound):
        send(owner, mine.room.id, "what?")
    with pytest.raises(NotFound):
        rooms.update_room(actor=owner, room_id=mine.room.id, name="Seen")
    for act in (membership.add_member, membership.remove_member):
        with pytest.raises(Forbidden, match="those who are in them alone"):
            act(actor=ada, room_id=mine.room.id, user_id=ben.pk)


def test_whoever_leaves_comes_back_to_nothing_that_was_said_without_them(
    ada: User, ben: User, eve: User, watching: Watching
) -> None:
    first = conversations.open_group(user=ada, others=[ben.pk, eve.pk]).room.id
    with watching(ada, ben, eve) as sent:
        membership.leave_room(user=eve, room_id=first)
    assert [one["message"]["notice"] for one in sent.events("message:created")] == ["left"]
    (info,) = [one["info"] for one in sent.events("room:changed")]
    assert {person["id"] for person in info["people"]} == {ada.pk, ben.pk}
    send(ada, first, "Now that we are alone")
    with pytest.raises(NotFound):
        send(eve, first, "Still here")
    second = conversations.open_group(user=eve, others=[ada.pk, ben.pk]).room.id
    assert second != first
    assert not Message.objects.filter(room=second).exists()
    membership.leave_room(user=ada, room_id=first)
    assert conversations.open_group(user=ada, others=[ben.pk, eve.pk]).room.id == second
    with pytest.raises(Forbidden, match="between two"):
        membership.leave_room(
            user=ada, room_id=rooms.open_direct(user=ada, other_id=ben.pk).room.id
        )


def test_they_are_given_a_name_that_others_may_have_too_or_none_again(
    ada: User, ben: User, eve: User, room: Room, watching: Watching
) -> None:
    mine = conversations.open_group(user=ada, others=[ben.pk, eve.pk])
    with watching(ada, ben, eve) as sent:
        info = rooms.update_room(actor=eve, room_id=mine.room.id, name=room.name)
        assert info.name == room.name
        assert rooms.update_room(actor=eve, room_id=mine.room.id, name=" ").name == ""
    notices = [one["message"]["notice"] for one in sent.events("message:created")]
    assert notices == ["renamed", "unnamed"]
    assert Room.objects.get(pk=mine.room.id).name_key is None
    with pytest.raises(Invalid, match="needs a name"):
        rooms.update_room(actor=ada, room_id=room.pk, name="")


def test_a_guest_meets_nobody_there_whom_they_could_not_see(
    den: Room, ada: User, ben: User, eve: User, gus: User
) -> None:
    membership.add_member(actor=ada, room_id=den.pk, user_id=gus.pk)
    inside = [user for user in (ada, ben) if den.memberships.filter(user=user).exists()]
    with pytest.raises(NotFound):
        conversations.open_group(user=gus, others=[ada.pk, eve.pk])
    with pytest.raises(Forbidden, match="guest"):
        conversations.open_group(user=ada, others=[gus.pk, eve.pk])
    # Eve may write to the guest alone, and so together with those who know them.
    together = [user.pk for user in inside]
    assert conversations.open_group(user=eve, others=[gus.pk, *together]).active


def test_what_cannot_be_begun_is_refused(
    ada: User, ben: User, eve: User, settings: Settings, committing: Committing
) -> None:
    settings.HEARTH = {**settings.HEARTH, "GROUP_DIRECT_PEOPLE": 3, "GROUP_DIRECTS_PER_USER": 1}
    ida = make_user("ida")
    with committing() as sent:
        with pytest.raises(Invalid, match="3 at most"):
            conversations.open_group(user=ada, others=[ben.pk, eve.pk, ida.pk])
        with pytest.raises(NotFound):
            conversations.open_group(user=ada, others=[ben.pk, 10_000])
        User.objects.filter(pk=ida.pk).update(is_active=False)
        with pytest.raises(Forbidden, match="closed"):
            conversations.open_group(user=ada, others=[ben.pk, ida.pk])
    assert sent.names() == []
    assert not Room.objects.filter(direct_key__isnull=False).exists()
    User.objects.filter(pk=ida.pk).update(is_active=True)
    conversations.open_group(user=ada, others=[ben.pk, eve.pk])
    with pytest.raises(Forbidden, match="as many"):
        conversations.open_group(user=ada, others=[ben.pk, ida.pk])
