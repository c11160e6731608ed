"""Polls: asked, voted in, closed, and who is refused."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from chat.actions import messages, polls
from chat.errors import Conflict, Forbidden, Invalid, LoginRequired, NotFound
from chat.events.shapes import MessageShape, PollShape
from chat.models import Message, Poll, PollVote, Room, User
from chat.queries.polls import my_votes
from chat.queries.timeline import history
from tests.chat.actions.conftest import Committing, Watching
from tests.support.factories import client_id, send


def _ask(author: User, room: Room, **fields: Any) -> MessageShape:
    given = {"client_id": client_id(), "question": "Lunch?", "options": ["Soup", "Pie", "Both"]}
    return polls.create_poll(author=author, room_id=room.pk, **{**given, **fields})


def _vote(user: User, message: MessageShape, *options: int) -> MessageShape:
    return polls.vote(user=user, room_id=message.room, message_id=message.id, options=options)


def _close(user: User, message: MessageShape) -> MessageShape:
    return polls.close_poll(actor=user, room_id=message.room, message_id=message.id)


def _poll(message: MessageShape) -> PollShape:
    assert message.poll is not None
    return message.poll


def _users(message: MessageShape) -> list[list[int]]:
    return [option.users for option in _poll(message).options]


def test_a_poll_is_a_message_with_options_and_the_room_hears_it(
    room: Room, ada: User, ben: User, watching: Watching
) -> None:
    with watching(ada, ben) as sent:
        message = _ask(ben, room, question="Lunch **today**?", options=[" Soup ", "", "Pie"])
    assert (message.kind, message.text) == ("text", "Lunch **today**?")
    assert [option.text for option in _poll(message).options] == ["Soup", "Pie"]
    assert (_poll(message).multiple, _poll(message).closes_at) == (False, None)
    assert sent.names() == ["message:created"]
    assert history(user=ada, room_id=room.pk).messages[-1] == message


def test_the_same_client_id_is_the_same_poll_and_another_poll_a_conflict(
    room: Room, den: Room, ada: User
) -> None:
    first = _ask(ada, room, client_id="same-id-1")
    assert _ask(ada, room, client_id="same-id-1") == first
    for fields in ({"options": ["a", "b"]}, {"question": "Tea?"}, {"anonymous": True}):
        with pytest.raises(Conflict):
            _ask(ada, room, client_id="same-id-1", **fields)
    with pytest.raises(Conflict):
        _ask(ada, den, client_id="same-id-1")
    assert Poll.objects.count() == 1


def test_a_vote_is_seen_by_all_and_another_takes_its_place(
    room: Room, ada: User, ben: User, watching: Watching
) -> None:
    message = _ask(ada, room)
    with watching(ada, ben) as sent:
        _vote(ada, message, 0)
        _vote(ben, message, 0)
        shape = _vote(ada, message, 2)
    assert _users(shape) == [[ben.pk], [], [ada.pk]]
    assert (_poll(shape).voters, _poll(shape).options[0].votes) == (2, 1)
    assert sent.names() == ["message:changed", "poll:voted"] * 3
    assert sent.events("poll:voted")[-1] == {
        "room": room.pk, "message": message.id, "options": [2]
    }  # fmt: skip
    assert sent.sent[-1].to == (f"user:{ada.pk}",)
    assert _users(_vote(ada, message)) == [[ben.pk], [], []]


def test_the_same_vote_again_changes_nothing(room: Room, ada: User, committing: Committing) -> None:
    message = _ask(ada, room)
    first = _vote(ada, message, 1)
    with committing() as sent:
        assert _vote(ada, message, 1, 1) == first
    assert sent.names() == []


def test_several_may_be_chosen_where_the_poll_says_so(room: Room, ada: User) -> None:
    with pytest.raises(Invalid, match="Choose one"):
        _vote(ada, _ask(ada, room), 0, 1)
    shape = _vote(ada, _ask(ada, room, multiple=True), 2, 0)
    assert _users(shape) == [[ada.pk], [], [ada.pk]]
    assert _poll(shape).voters == 1


def test_an_anonymous_poll_names_nobody_and_tells_each_their_own_vote(
    room: Room, ada: User, ben: User, eve: User, den: Room, committing: Committing
) -> None:
    message = _ask(ada, room, anonymous=True)
    with committing() as sent:
        shape = _vote(ben, message, 1)
    assert (_users(shape), _poll(shape).options[1].votes) == ([[], [], []], 1)
    told = sent.events("message:changed")[0]["message"]["poll"]
    assert (told["named"], str(ben.pk) in str(told["options"])) == (False, False)
    assert my_votes(user=ben, room_id=room.pk, message_id=message.id) == [1]
    assert my_votes(user=ada, room_id=room.pk, message_id=message.id) == []
    with pytest.raises(NotFound):
        my_votes(user=ada, room_id=room.pk, message_id=send(ada, room).id)
    with pytest.raises(NotFound):
        my_votes(user=eve, room_id=den.pk, message_id=_ask(ada, den).id)


def test_a_poll_with_very_many_votes_names_nobody(
    room: Room, ada: User, ben: User, settings: Settings
) -> None:
    settings.HEARTH = {**settings.HEARTH, "POLL_NAMES": 1}
    message = _ask(ada, room)
    assert _poll(_vote(ada, message, 0)).named
    shape = _vote(ben, message, 0)
    assert (_poll(shape).named, _users(shape)) == (False, [[], [], []])


def test_a_closed_poll_takes_no_votes(room: Room, ada: User, ben: User, watching: Watching) -> None:
    message = _ask(ada, room)
    _vote(ben, message, 0)
    with watching(ada, ben) as sent:
        shape = _close(ada, message)
    assert _poll(shape).closes_at is not None
    assert sent.names() == ["message:changed"]
    assert _close(ada, message) == shape
    with pytest.raises(Forbidden, match="closed"):
        _vote(ben, message, 1)


def test_a_poll_closes_at_its_time(room: Room, ada: User) -> None:
    message = _ask(ada, room, closes_in=3_600)
    assert _poll(message).closes_at is not None
    _vote(ada, message, 0)
    Poll.objects.update(closes_at=timezone.now() - timedelta(seconds=1))
    with pytest.raises(Forbidden, match="closed"):
        _vote(ada, message, 1)


def test_only_its_author_or_an_admin_closes_a_poll(
    room: Room, ada: User, ben: User, olga: User
) -> None:
    message = _ask(ben, room)
    with pytest.raises(Forbidden, match="Only its author"):
        _close(ada, message)
    with pytest.raises(Forbidden, match="Join"):
        _close(olga, message)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"question": "  "}, "empty"),
        ({"options": ["one"]}, "2 to 10"),
        ({"options": [str(n) for n in range(11)]}, "2 to 10"),
        ({"options": ["Pie", "pie "]}, "the same"),
        ({"options": ["a", "x" * 101]}, "100 characters"),
        ({"options": ["a", "b\x00"]}, "NUL"),
        ({"closes_in": 59}, "not at once"),
        ({"closes_in": 91 * 86_400}, "90 days"),
    ],
)
def test_what_cannot_be_a_poll_is_refused_with_what_to_mend(
    fields: dict[str, Any], words: str, room: Room, ada: User
) -> None:
    with pytest.raises(Invalid, match=words):
        _ask(ada, room, **fields)
    assert not Poll.objects.exists()


def test_only_members_ask_and_vote_and_only_where_there_is_a_poll(
    room: Room, den: Room, ada: User, ben: User, eve: User
) -> None:
    message = _ask(ada, room)
    with pytest.raises(Forbidden, match="Join the room"):
        _ask(eve, room)
    with pytest.raises(NotFound):
        _ask(eve, den)
    with pytest.raises(Forbidden):
        _vote(eve, message, 0)
    with pytest.raises(NotFound):
        _vote(ada, message.model_copy(update={"room": den.pk}), 0)
    plain = send(ada, room)
    with pytest.raises(NotFound, match="no poll"):
        _vote(ada, plain, 0)
    with pytest.raises(NotFound, match="no poll"):
        _close(ada, plain)
    with pytest.raises(Invalid, match="no such option"):
        _vote(ada, message, 3)
    User.objects.filter(pk=ada.pk).update(is_active=False)
    with pytest.raises(LoginRequired):
        _vote(ada, message, 0)
    with pytest.raises(LoginRequired):
        _close(ada, message)
    assert not PollVote.objects.exists()


def test_a_deleted_message_loses_its_poll(
    room: Room, ada: User, ben: User, watching: Watching
) -> None:
    message = _ask(ada, room)
    _vote(ben, message, 0)
    with watching(ada, ben):
        gone = messages.delete_message(actor=ada, room_id=room.pk, message_id=message.id)
    assert gone.poll is None
    assert not Poll.objects.exists()
    assert Message.objects.filter(pk=message.id).exists()
    with pytest.raises(NotFound, match="deleted"):
        _vote(ben, message, 1)


def test_a_vote_takes_as_many_queries_whoever_has_voted(
    room: Room, ada: User, ben: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    message = _ask(ada, room, multiple=True)
    for user in (ada, ben):
        # The lock, the member, the message, its poll, one's votes, what goes, what comes, the
        # number, the message, and what hangs on it; savepoints are the test's own.
        with django_assert_num_queries(10 + 2):
            _vote(user, message, 0, 2)
