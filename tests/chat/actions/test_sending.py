"""Messages that are sent together: one order, one transaction, and each refused for itself."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from chat.actions import drafts, membership, messages, room_rules, sending
from chat.actions.letters import Send
from chat.actions.sending import send_messages
from chat.errors import (
    ChatError,
    Conflict,
    Forbidden,
    Invalid,
    LoginRequired,
    NotFound,
    SlowMode,
)
from chat.events.shapes import MessageShape
from chat.models import Membership, Mention, Message, Room, SearchText, User
from tests.chat.actions.conftest import Committing, Watching
from tests.support import factories, queries
from tests.support.factories import client_id, make_room, send


def a_send(author: User, room: Room | int, text: str = "hello", **fields: Any) -> Send:
    """A message as its author's client would send it."""
    room_id = room if isinstance(room, int) else room.pk
    return Send(author=author, room_id=room_id, text=text, **{"client_id": client_id(), **fields})


def stored(outcomes: list[MessageShape | ChatError]) -> list[MessageShape]:
    """The outcomes, none of which is a refusal."""
    assert all(isinstance(outcome, MessageShape) for outcome in outcomes), outcomes
    return [outcome for outcome in outcomes if isinstance(outcome, MessageShape)]


def head_of(room: Room) -> int:
    """The last number that was given out in a room."""
    return Room.objects.get(pk=room.pk).last_seq


def test_many_messages_take_the_next_numbers_in_their_order(
    room: Room, ada: User, ben: User, watching: Watching
) -> None:
    head = head_of(room)
    sends = [a_send((ada, ben)[n % 2], room, f"number {n}") for n in range(20)]
    with watching(ada, ben) as sent:
        shapes = stored(send_messages(sends))
    assert [shape.seq for shape in shapes] == list(range(head + 1, head + 21))
    assert [shape.text for shape in shapes] == [f"number {n}" for n in range(20)]
    assert [shape.author.id for shape in shapes[:2] if shape.author] == [ada.pk, ben.pk]
    assert head_of(room) == head + 20
    assert sent.names() == ["message:created"] * 20
    told = [event["message"] for event in sent.events("message:created")]
    assert told == [shape.model_dump(mode="json") for shape in shapes]
    assert {one.to for one in sent.sent} == {(f"room:{room.pk}",)}
    assert SearchText.objects.filter(message__in=[shape.id for shape in shapes]).count() == 20


def test_nothing_sent_is_nothing_done(db: None) -> None:
    assert send_messages([]) == []


def test_each_room_has_its_own_numbers(
    room: Room, den: Room, ada: User, ben: User, watching: Watching
) -> None:
    heads = {place.pk: head_of(place) for place in (room, den)}
    places = [room, den, den, room, den]
    with watching(ada, ben) as sent:
        shapes = stored(send_messages([a_send(ben, place) for place in places]))
    for place in (room, den):
        numbers = [shape.seq for shape in shapes if shape.room == place.pk]
        assert numbers == list(range(heads[place.pk] + 1, head_of(place) + 1))
    assert [event["room"] for event in sent.events("message:created")] == [p.pk for p in places]


def test_a_batch_of_any_length_takes_the_queries_of_one(
    room: Room, den: Room, ada: User, ben: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for count in (1, 30):
        with django_assert_num_queries(queries.sending() + 2):
            send_messages([a_send((ada, ben)[n % 2], room, "hi") for n in range(count)])
    with django_assert_num_queries(queries.sending() + 2):
        send_messages([a_send((ada, ben)[n % 2], (room, den)[n // 2 % 2]) for n in range(30)])


def test_sixty_four_authors_take_no_more(
    ada: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    people = [factories.make_user() for _ in range(63)]
    room = make_room(ada, members=tuple(people))
    with django_assert_num_queries(queries.sending() + 2):
        shapes = stored(send_messages([a_send(author, room) for author in [ada, *people]]))
    assert len({shape.author.id for shape in shapes if shape.author}) == 64


def test_who_writes_is_shown_as_the_database_has_them_now(room: Room, ben: User) -> None:
    (before,) = stored(send_messages([a_send(ben, room)]))
    User.objects.filter(pk=ben.pk).update(display_name="Benedict", status_emoji="🌊")
    (after,) = stored(send_messages([a_send(ben, room)]))
    assert before.author is not None
    assert after.author is not None
    assert (before.author.display_name, before.author.status) == (ben.display_name, None)
    assert after.author.display_name == "Benedict"
    assert after.author.status is not None


def _maker(room: Room) -> User:
    assert room.created_by is not None
    return room.created_by


# What each refusal needs, and what it is.
_Refused = Callable[[Room, Room, User], Send]
REFUSED: dict[str, tuple[_Refused, type[ChatError]]] = {
    "an empty text": (lambda room, den, eve: a_send(eve, room, " "), Invalid),
    "a long text": (lambda room, den, eve: a_send(eve, room, "x" * 10_001), Invalid),
    "a NUL": (lambda room, den, eve: a_send(eve, room, "a\0b"), Invalid),
    "no member": (lambda room, den, eve: a_send(eve, room), Forbidden),
    "a room unseen": (lambda room, den, eve: a_send(eve, den), NotFound),
    "no room": (lambda room, den, eve: a_send(eve, 10_000), NotFound),
    "too many files": (lambda room, den, eve: a_send(eve, room, files=["x"] * 99), Invalid),
    "a lost file": (lambda room, den, eve: a_send(_maker(room), room, files=["x"]), Conflict),
    "no thread": (lambda room, den, eve: a_send(_maker(room), room, thread=10_000), NotFound),
}


@pytest.mark.parametrize("name", REFUSED)
def test_one_bad_message_is_refused_alone(
    name: str, room: Room, den: Room, ada: User, ben: User, eve: User, watching: Watching
) -> None:
    make, kind = REFUSED[name]
    bad, head = make(Room.objects.get(pk=room.pk), den, eve), head_of(room)
    with watching(ada, ben) as sent:
        first, refused, last = send_messages([a_send(ada, room), bad, a_send(ben, room)])
    assert isinstance(refused, kind)
    assert [shape.seq for shape in stored([first, last])] == [head + 1, head + 2]
    assert sent.names() == ["message:created"] * 2
    with pytest.raises(kind) as alone:
        messages.send_message(
            author=bad.author, room_id=bad.room_id, client_id=bad.client_id, text=bad.text,
            thread=bad.thread, files=bad.files,
        )  # fmt: skip
    assert alone.value.as_json() == refused.as_json()


def test_whoever_is_gone_meanwhile_is_refused_alone(room: Room, ada: User, ben: User) -> None:
    User.objects.filter(pk=ben.pk).update(is_active=False)
    first, refused, last = send_messages([a_send(who, room) for who in (ada, ben, ada)])
    assert isinstance(refused, LoginRequired)
    assert [shape.seq for shape in stored([first, last])] == [head_of(room) - 1, head_of(room)]


def test_archived_rooms_and_those_for_announcements_refuse_alone(
    room: Room, den: Room, ada: User, ben: User
) -> None:
    Room.objects.filter(pk=den.pk).update(archived_at=timezone.now())
    room_rules.set_rules(actor=ada, room_id=room.pk, posting="hosts")
    outcomes = send_messages([a_send(who, where) for where in (den, room) for who in (ada, ben)])
    assert [type(outcome) for outcome in outcomes] == [
        Forbidden,
        Forbidden,
        MessageShape,
        Forbidden,
    ]
    assert "archived" in str(outcomes[0])
    assert "Only those who run this room" in str(outcomes[3])


def test_slow_mode_counts_what_is_sent_together(room: Room, ada: User, ben: User) -> None:
    room_rules.set_rules(actor=ada, room_id=room.pk, slow_seconds=30)
    other = make_room(ada, members=(ben,))
    sends = [a_send(ben, room), a_send(ben, other), a_send(ben, room), a_send(ada, room)]
    first, elsewhere, again, host = send_messages([*sends])
    stored([first, elsewhere, host])
    assert isinstance(again, SlowMode)
    assert 0 < again.details["retry_after"] <= 30
    (later,) = send_messages([a_send(ben, room)])
    assert isinstance(later, SlowMode)
    assert send_messages([sends[0]]) == [first]  # the same one again


def test_the_same_message_twice_is_one(
    room: Room, ada: User, ben: User, watching: Watching
) -> None:
    once = a_send(ben, room, "once", client_id="same-id-1")
    with watching(ada, ben) as sent:
        first, between, again = stored(send_messages([once, a_send(ben, room), once]))
    assert again == first
    assert between.seq == first.seq + 1
    assert sent.names() == ["message:created"] * 2
    with watching(ada, ben) as sent:
        assert stored(send_messages([once, a_send(ada, room), once]))[::2] == [first, first]
    assert sent.names() == ["message:created"]
    assert Message.objects.filter(text="once").count() == 1


def test_a_client_id_that_comes_back_with_another_message_is_a_conflict_alone(
    room: Room, den: Room, ada: User, ben: User
) -> None:
    same = {"client_id": "same-id-1"}
    outcomes = send_messages([
        a_send(ben, room, "once", **same),
        a_send(ben, room, "twice", **same),
        a_send(ben, den, "once", **same),
        a_send(ada, room, "once", **same),
    ])  # fmt: skip
    assert [type(outcome) for outcome in outcomes[1:3]] == [Conflict, Conflict]
    mine, hers = stored([outcomes[0], outcomes[3]])
    assert hers.seq == mine.seq + 1
    first, refused = send_messages([a_send(ada, den), a_send(ben, den, "once", **same)])
    assert isinstance(refused, Conflict)
    stored([first])


def test_what_was_stored_from_another_room_meanwhile_takes_nothing_else_back(
    room: Room, den: Room, ada: User, ben: User, monkeypatch: pytest.MonkeyPatch,
    watching: Watching,
) -> None:  # fmt: skip
    kept = send(ben, room, "once", client_id="same-id-1")
    send(ben, den, "hers", client_id="same-id-2")
    look, looks = sending._rows, iter([True])
    # As when the other transaction commits between our look and our insert.
    monkeypatch.setattr(sending, "_rows", lambda *args: {} if next(looks, False) else look(*args))
    with watching(ada, ben) as sent:
        first, again, clash, last = send_messages([
            a_send(ada, room, "first"),
            a_send(ben, room, "once", client_id="same-id-1"),
            a_send(ben, room, "hers", client_id="same-id-2"),
            a_send(ada, room, "last"),
        ])  # fmt: skip
    assert again == kept
    assert isinstance(clash, Conflict)
    assert [shape.seq for shape in stored([first, last])] == [kept.seq + 1, kept.seq + 2]
    assert [event["message"]["text"] for event in sent.events("message:created")] == [
        "first", "last",
    ]  # fmt: skip


def test_a_fault_of_the_database_that_is_no_replay_is_raised(
    room: Room, ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = send(ada, room)
    head = head_of(room)
    Room.objects.filter(pk=room.pk).update(last_seq=first.seq - 1)  # its number is taken
    with pytest.raises(IntegrityError):
        send_messages([a_send(ada, room)])
    Room.objects.filter(pk=room.pk).update(last_seq=head)
    stored(send_messages([a_send(ada, room)]))


def test_rarer_messages_keep_their_place_among_the_others(
    room: Room, ada: User, ben: User, watching: Watching
) -> None:
    root = send(ada, room, "root")
    sends = [
        a_send(ada, room, "plain"),
        a_send(ben, room, "reply", thread=root.id),
        a_send(ada, room, "see https://example.org/"),
        a_send(ben, room, "plain again"),
    ]
    with watching(ada, ben) as sent:
        shapes = stored(send_messages(sends))
    seqs = [shape.seq for shape in shapes]
    assert seqs == sorted(seqs)
    created = [event["message"]["text"] for event in sent.events("message:created")]
    assert created == [one.text for one in sends]
    assert shapes[1].thread_root == root.id
    assert "message:changed" in sent.names()  # the root counts its reply


def test_mentions_of_many_messages_are_kept_with_each(
    room: Room,
    den: Room,
    ada: User,
    ben: User,
    eve: User,
    watching: Watching,
) -> None:
    sends = [
        a_send(ada, room, "@ben and @eve"),  # who is not in the room
        a_send(ben, den, "@ada, @ben"),
        a_send(ben, room, "@room"),
        a_send(ada, den, "nobody"),
    ]
    with watching(ada, ben):
        shapes = stored(send_messages(sends))
    assert [shape.mentions for shape in shapes] == [[ben.pk], [ada.pk], [], []]
    assert [shape.mentions_room for shape in shapes] == [False, False, True, False]
    assert Mention.objects.filter(message__in=[shape.id for shape in shapes]).count() == 3


def test_drafts_end_with_the_messages_that_they_were(
    room: Room, den: Room, ada: User, ben: User, watching: Watching
) -> None:
    mine = drafts.save_draft(user=ben, room_id=room.pk, text="mine")
    hers = drafts.save_draft(user=ada, room_id=room.pk, text="hers")
    newer = drafts.save_draft(user=ben, room_id=den.pk, text="newer words")
    with watching(ada, ben) as sent:
        stored(send_messages([
            a_send(ben, room, "mine", draft=mine.me_seq),
            a_send(ada, room, "hers", draft=hers.me_seq),
            a_send(ben, den, "older", draft=newer.me_seq - 1),
            a_send(ben, room, "no draft"),
        ]))  # fmt: skip
    ended = [
        (event["draft"]["room"], event["draft"]["text"]) for event in sent.events("me:changed")
    ]
    assert ended == [(room.pk, ""), (room.pk, "")]
    assert sent.names() == ["message:created"] * 4 + ["me:changed"] * 2


def test_nobody_hears_of_what_was_not_committed(
    room: Room, ada: User, monkeypatch: pytest.MonkeyPatch, committing: Committing
) -> None:
    def fail(*args: object) -> None:
        raise RuntimeError("after the insert")

    head = head_of(room)
    with monkeypatch.context() as broken, committing() as sent:
        broken.setattr(drafts, "drafts_sent", fail)
        with pytest.raises(RuntimeError):
            send_messages([a_send(ada, room), a_send(ada, room)])
    assert sent.names() == []
    assert head_of(room) == head
    assert not Message.objects.filter(room=room, kind="text").exists()


def test_whoever_left_is_refused_and_whoever_is_in_several_rooms_is_let_in_each(
    room: Room, den: Room, ada: User, ben: User
) -> None:
    membership.leave_room(user=ben, room_id=room.pk)
    assert not Membership.objects.get(user=ben, room=room).is_active
    places = [(ada, room), (ben, room), (ben, den), (ada, den)]
    outcomes = send_messages([a_send(who, where) for who, where in places])
    assert [type(outcome) for outcome in outcomes] == [
        MessageShape, Forbidden, MessageShape, MessageShape,
    ]  # fmt: skip
