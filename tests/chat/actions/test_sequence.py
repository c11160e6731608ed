"""Many at once, on threads with connections of their own: one order, no gap, nothing twice."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest
from django.db import connection, connections, transaction

from chat.actions import membership, messages, reading, rooms, sending, sequence
from chat.actions.letters import Send
from chat.errors import ChatError, Conflict, NotFound
from chat.models import Membership, Message, Room, User
from tests.support import factories
from tests.support.recorder import RecordingEmitter

pytestmark = pytest.mark.django_db(transaction=True)
THREADS = 8

Running = Callable[[Sequence[Callable[[], Any]]], list[Any]]


@pytest.fixture
def at_once() -> Iterator[Running]:
    """Runs things on 8 threads, started together; gives their results or errors, in order."""
    with ThreadPoolExecutor(THREADS) as pool:

        def run(jobs: Sequence[Callable[[], Any]]) -> list[Any]:
            start = threading.Barrier(min(THREADS, len(jobs)))
            futures = [pool.submit(_run, job, start) for job in jobs]
            return [future.result(timeout=60) for future in futures]

        yield run


def _run(job: Callable[[], Any], start: threading.Barrier) -> Any:
    start.wait(timeout=30)
    try:
        return job()
    except ChatError as error:
        return error
    finally:
        connections.close_all()


def numbers(room: Room) -> list[int]:
    """Every number in use in a room, by messages and memberships, in order."""
    taken = list(Message.objects.filter(room=room).values_list("changed_seq", flat=True))
    taken += Membership.objects.filter(room=room).values_list("changed_seq", flat=True)
    return sorted(taken)


def test_eight_threads_of_fifty_sends_make_one_order_without_a_gap(
    ada: User, ben: User, sent: RecordingEmitter, at_once: Running
) -> None:
    room = factories.make_room(ada, members=(ben,))
    first = Room.objects.get(pk=room.pk).last_seq

    def burst(author: User, name: str) -> Callable[[], list[int]]:
        def job() -> list[int]:
            return [
                factories.send(author, room, f"{name} {n}", client_id=f"{name}-{n:06d}").seq
                for n in range(50)
            ]

        return job

    answers = at_once([burst((ada, ben)[n % 2], f"t{n}") for n in range(THREADS)])
    acknowledged = sorted(seq for answer in answers for seq in answer)
    assert acknowledged == list(range(first + 1, first + 401))
    rows = Message.objects.filter(room=room, kind="text").order_by("seq")
    assert list(rows.values_list("seq", flat=True)) == acknowledged
    assert rows.values("author", "client_id").distinct().count() == 400
    assert sorted(one["seq"] for one in sent.events("message:created"))[-400:] == acknowledged
    for answer in answers:  # one author's messages stay in the order they were sent
        assert answer == sorted(answer)


def test_batches_over_the_same_rooms_wait_for_each_other_and_never_in_a_circle(
    ada: User, ben: User, sent: RecordingEmitter, at_once: Running
) -> None:
    places = [factories.make_room(ada, members=(ben,)) for _ in range(3)]
    heads = {room.pk: Room.objects.get(pk=room.pk).last_seq for room in places}

    def batches(author: User, order: list[Room]) -> Callable[[], list[int]]:
        def job() -> list[int]:
            return [
                shape.seq
                for _ in range(5)
                for shape in sending.send_messages([
                    Send(
                        author=author, room_id=room.pk, client_id=factories.client_id(), text="hi"
                    )
                    for room in order
                ])
                if not isinstance(shape, ChatError)
            ]  # fmt: skip

        return job

    jobs = [batches((ada, ben)[n % 2], places[n % 3 :] + places[: n % 3]) for n in range(THREADS)]
    assert [len(seqs) for seqs in at_once(jobs)] == [15] * THREADS
    for room in places:
        rows = Message.objects.filter(room=room, kind="text").order_by("seq")
        first = heads[room.pk] + 1
        assert list(rows.values_list("seq", flat=True)) == list(range(first, first + 5 * THREADS))


def test_one_client_id_sent_by_eight_threads_is_one_message_for_all(
    ada: User, sent: RecordingEmitter, at_once: Running
) -> None:
    room = factories.make_room(ada)
    sent.clear()
    jobs = [lambda: factories.send(ada, room, "once", client_id="same-id-1")] * THREADS
    answers = at_once(list(jobs))
    assert [answer.id for answer in answers] == [answers[0].id] * THREADS
    assert Message.objects.filter(text="once").count() == 1
    assert sent.names() == ["message:created"]


def test_one_client_id_sent_to_two_rooms_at_once_is_in_one_of_them(
    ada: User, sent: RecordingEmitter, at_once: Running
) -> None:
    two = [factories.make_room(ada), factories.make_room(ada)]
    for attempt in range(10):
        name = f"same-id-{attempt}"
        jobs = [partial(factories.send, ada, room, "once", client_id=name) for room in two]
        answers = at_once(jobs)
        assert sum(isinstance(answer, Conflict) for answer in answers) == 1
        assert Message.objects.filter(client_id=name).count() == 1
    for room in two:
        assert numbers(room) == list(range(1, Room.objects.get(pk=room.pk).last_seq + 1))


def test_a_clash_with_another_room_is_told_even_when_the_database_finds_it(
    ada: User, monkeypatch: pytest.MonkeyPatch, sent: RecordingEmitter
) -> None:
    first, second = factories.make_room(ada), factories.make_room(ada)
    factories.send(ada, first, "once", client_id="same-id-1")
    head = Room.objects.get(pk=second.pk).last_seq
    look, looks = sending._rows, iter([True])
    # As when the other transaction commits between our look and our insert.
    monkeypatch.setattr(sending, "_rows", lambda *args: {} if next(looks, False) else look(*args))
    with pytest.raises(Conflict):
        factories.send(ada, second, "once", client_id="same-id-1")
    assert Room.objects.get(pk=second.pk).last_seq == head


def test_a_direct_room_opened_by_both_at_once_is_one(
    ada: User, ben: User, sent: RecordingEmitter, at_once: Running
) -> None:
    jobs = [
        partial(rooms.open_direct, user=a, other_id=b.pk) for a, b in [(ada, ben), (ben, ada)] * 4
    ]
    answers = at_once(jobs)
    assert len({answer.room.id for answer in answers}) == 1
    assert Room.objects.count() == 1
    assert numbers(Room.objects.get()) == [1, 2]


def test_rooms_of_one_name_made_at_once_are_one_and_a_conflict(
    ada: User, ben: User, sent: RecordingEmitter, at_once: Running
) -> None:
    jobs = [partial(rooms.create_room, creator=user, name="Print room") for user in (ada, ben)]
    answers = at_once(jobs)
    assert sum(isinstance(answer, Conflict) for answer in answers) == 1


def test_joins_leaves_sends_and_cursors_at_once_neither_lock_up_nor_leave_a_gap(
    ada: User, sent: RecordingEmitter, at_once: Running
) -> None:
    room = factories.make_room(ada)
    people = [factories.make_user() for _ in range(4)]

    def come_and_go(user: User) -> None:
        for _ in range(5):
            membership.join_room(user=user, room_id=room.pk)
            factories.send(user, room)
            reading.set_read(user=user, room_id=room.pk, seq=10_000)
            membership.leave_room(user=user, room_id=room.pk)

    def talk(user: User) -> None:
        for _ in range(10):
            shape = factories.send(user, room)
            reading.set_read(user=user, room_id=room.pk, seq=shape.seq)
            messages.delete_message(actor=user, room_id=room.pk, message_id=shape.id)

    jobs = [partial(come_and_go, user) for user in people] + [partial(talk, ada)] * 4
    assert at_once(jobs) == [None] * 8
    # What is no change, as how far someone has read, has no number.
    numbered = [one for one in sent.sent if one.event != "room:read"]
    heads = [one.data["seq"] for one in numbered if one.data.get("room") == room.pk]
    assert sorted(heads) == list(range(1, Room.objects.get(pk=room.pk).last_seq + 1))
    for user in people:
        mine = [one.data["seq"] for one in numbered if one.to == (f"user:{user.pk}",) and one.data]
        assert sorted(mine) == list(range(1, User.objects.get(pk=user.pk).last_seq + 1))


def test_who_is_removed_while_a_message_waits_for_the_room_is_refused(
    ada: User, ben: User, sent: RecordingEmitter, at_once: Running
) -> None:
    room = factories.make_room(ada, kind="private", members=(ben,))
    locked = threading.Event()

    def remove() -> None:
        with transaction.atomic():
            sequence.lock_room(room.pk)
            locked.set()
            time.sleep(0.3)  # the message is under way meanwhile, and waits
            membership.remove_member(actor=ada, room_id=room.pk, user_id=ben.pk)

    def say() -> None:
        locked.wait()
        factories.send(ben, room, "still here")

    gone, refused = at_once([remove, say])
    assert gone is None
    assert isinstance(refused, NotFound)


def test_who_is_removed_while_sending_has_sent_before_it_or_not_at_all(
    ada: User, ben: User, sent: RecordingEmitter, at_once: Running
) -> None:
    room = factories.make_room(ada, kind="private", members=(ben,))

    def chatter() -> int:
        for count in range(50):
            try:
                factories.send(ben, room, f"still here {count}")
            except NotFound:
                return count
        return 50

    def remove() -> None:
        membership.remove_member(actor=ada, room_id=room.pk, user_id=ben.pk)

    said, _ = at_once([chatter, remove])
    rows = Message.objects.filter(room=room, author=ben, kind="text")
    left = Membership.objects.get(room=room, user=ben)
    assert rows.count() == said
    assert not rows.filter(seq__gt=left.changed_seq).exists()


def test_a_room_that_is_not_there_is_not_found() -> None:
    with transaction.atomic(), pytest.raises(NotFound):
        sequence.lock_room(10_000)


def test_the_lock_is_one_that_new_rows_of_others_do_not_wait_for(ada: User) -> None:
    room = factories.make_room(ada)
    if connection.vendor == "postgresql":
        with transaction.atomic():
            assert "FOR NO KEY UPDATE" in str(sequence._LOCKED.filter(pk=room.pk).query)
    else:
        assert connection.settings_dict["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
