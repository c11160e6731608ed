"""Reactions: set, taken back, bounded, seen by all."""

import pytest
from pytest_django import DjangoAssertNumQueries, Settings

from chat.actions import membership, messages, reactions
from chat.errors import Forbidden, Invalid, LoginRequired, NotFound
from chat.events.shapes import MessageShape
from chat.models import Message, Reaction, Room, User
from chat.queries import rooms as room_queries
from chat.queries.timeline import history
from tests.chat.actions.conftest import Committing, Watching
from tests.support.factories import make_room, make_user, send


def _add(user: User, message: MessageShape, emoji: str = "👍") -> MessageShape:
    return reactions.add_reaction(
        user=user, room_id=message.room, message_id=message.id, emoji=emoji
    )


def _remove(user: User, message: MessageShape, emoji: str = "👍") -> MessageShape:
    return reactions.remove_reaction(
        user=user, room_id=message.room, message_id=message.id, emoji=emoji
    )


def _told(message: MessageShape) -> list[tuple[str, list[int]]]:
    return [(each.emoji, each.users) for each in message.reactions]


def test_reactions_stand_in_the_order_in_which_they_came_and_the_room_hears_of_each(
    room: Room, ada: User, ben: User, watching: Watching
) -> None:
    message = send(ben, room)
    with watching(ada, ben) as sent:
        _add(ben, message, "🎉")
        _add(ada, message, "👍")
        shape = _add(ada, message, "🎉")
    assert _told(shape) == [("🎉", [ben.pk, ada.pk]), ("👍", [ada.pk])]
    assert [each.name for each in shape.reactions] == ["party popper", "thumbs up"]
    assert (shape.seq, shape.changed_seq) == (message.seq, message.seq + 3)
    assert sent.names() == ["message:changed"] * 3
    assert sent.events("message:changed")[-1]["message"] == shape.model_dump(mode="json")
    assert history(user=ada, room_id=room.pk).messages[-1] == shape


def test_what_is_taken_back_is_gone_for_everyone(
    room: Room, ada: User, ben: User, watching: Watching
) -> None:
    message = send(ben, room)
    _add(ada, message)
    _add(ben, message)
    with watching(ada, ben) as sent:
        assert _told(_remove(ada, message)) == [("👍", [ben.pk])]
        assert _told(_remove(ben, message)) == []
    assert sent.names() == ["message:changed"] * 2


def test_the_same_again_changes_nothing(room: Room, ada: User, committing: Committing) -> None:
    message = send(ada, room)
    first = _add(ada, message)
    with committing() as sent:
        assert _add(ada, message) == first
        assert _remove(ada, message, "👀") == first
    assert sent.names() == []


def test_a_reaction_makes_nothing_unread(room: Room, ada: User, ben: User) -> None:
    message = send(ben, room)
    before = room_queries.my_room(user=ada, room_id=room.pk)
    _add(ben, message)
    after = room_queries.my_room(user=ada, room_id=room.pk)
    assert (after.unread, after.last_at, after.me_seq) == (1, before.last_at, before.me_seq)


@pytest.mark.parametrize(
    ("given", "kept"),
    [("👍", "👍"), ("👍🏽", "👍🏽"), ("❤", "❤️"), (":heart:", "❤️"), (":+1:", "👍")],
)
def test_an_emoji_is_kept_in_its_full_form(given: str, kept: str, room: Room, ada: User) -> None:
    assert _told(_add(ada, send(ada, room), given)) == [(kept, [ada.pk])]
    assert Reaction.objects.get().emoji == kept


@pytest.mark.parametrize("given", ["", "a", "👍👍", "👍 ", ":no_such_emoji:", "<b>", "\ufe0f", "1"])
def test_what_is_no_emoji_is_refused(given: str, room: Room, ada: User) -> None:
    with pytest.raises(Invalid, match="one emoji"):
        _add(ada, send(ada, room), given)
    assert not Reaction.objects.exists()


def test_a_deleted_message_loses_its_reactions_and_takes_no_more(
    room: Room, ada: User, ben: User, watching: Watching
) -> None:
    message = send(ben, room)
    _add(ada, message)
    with watching(ada, ben):
        gone = messages.delete_message(actor=ben, room_id=room.pk, message_id=message.id)
    assert gone.reactions == []
    assert not Reaction.objects.exists()
    for act in (_add, _remove):
        with pytest.raises(NotFound, match="deleted"):
            act(ada, message)


def test_an_edited_message_keeps_its_reactions(room: Room, ada: User) -> None:
    message = send(ada, room)
    _add(ada, message)
    edited = messages.edit_message(author=ada, room_id=room.pk, message_id=message.id, text="other")
    assert _told(edited) == [("👍", [ada.pk])]


def test_only_members_react_and_only_to_what_is_written_in_the_room(
    room: Room, den: Room, ada: User, ben: User, eve: User, gus: User
) -> None:
    message, hidden = send(ben, room), send(ben, den)
    for act in (_add, _remove):
        with pytest.raises(Forbidden, match="Join the room"):
            act(eve, message)
        with pytest.raises(NotFound):
            act(eve, hidden)
        with pytest.raises(NotFound):
            act(gus, message)
        with pytest.raises(NotFound):
            act(ada, message.model_copy(update={"room": den.pk}))
        notice = Message.objects.get(room=room, notice="created")
        with pytest.raises(Forbidden, match="Only messages"):
            act(ada, message.model_copy(update={"id": notice.pk}))
    membership.leave_room(user=ben, room_id=room.pk)
    with pytest.raises(Forbidden):
        _add(ben, message)
    User.objects.filter(pk=ada.pk).update(is_active=False)
    with pytest.raises(LoginRequired):
        _add(ada, message)
    assert not Reaction.objects.exists()


def test_a_guest_reacts_in_a_room_of_theirs(ada: User, gus: User) -> None:
    shared = make_room(ada, members=(gus,))
    assert _told(_add(gus, send(ada, shared))) == [("👍", [gus.pk])]


def test_reactions_are_bounded_for_a_person_for_kinds_and_in_all(
    room: Room, ada: User, ben: User, settings: Settings
) -> None:
    bounds = {"REACTIONS_PER_USER": 2, "REACTION_KINDS": 3, "REACTIONS_PER_MESSAGE": 5}
    settings.HEARTH = {**settings.HEARTH, **bounds}
    message = send(ada, room)
    _add(ada, message, "👍")
    _add(ada, message, "🎉")
    with pytest.raises(Forbidden, match="as one person may"):
        _add(ada, message, "👀")
    _add(ben, message, "👀")
    with pytest.raises(Forbidden, match="different"):
        _add(ben, message, "🔥")
    for name in ("ida", "joe"):
        someone = make_user(name)
        membership.join_room(user=someone, room_id=room.pk)
        if name == "ida":
            _add(someone, message, "👍")
            _add(someone, message, "🎉")
        else:
            with pytest.raises(Forbidden, match="as many reactions"):
                _add(someone, message, "👍")
    assert Reaction.objects.count() == 5


def test_a_reaction_costs_the_same_whatever_hangs_there_and_a_page_one_query_more(
    room: Room, ada: User, ben: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    first, second = send(ben, room), send(ben, room)
    _add(ben, second)
    # The lock, the member, the message, what is there, the row, the number, the message, the
    # shape's reactions; savepoints are the test's own transaction showing through.
    for message in (first, second):
        with django_assert_num_queries(8 + 2):
            _add(ada, message)
    with django_assert_num_queries(3):
        history(user=ada, room_id=room.pk)
