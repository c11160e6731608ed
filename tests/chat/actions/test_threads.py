"""Threads: what a reply does, who follows, how far they have read, and who is refused."""

import pytest
from pytest_django import DjangoAssertNumQueries, Settings

from chat.actions import membership, messages, threads
from chat.errors import Conflict, Forbidden, Invalid, NotFound
from chat.events.shapes import MessageShape, MyThread, ThreadSummary
from chat.models import Message, Room, ThreadFollow, User
from chat.queries import rooms as room_queries
from chat.queries import sync, timeline
from chat.queries import threads as queries
from tests.chat.actions.conftest import Committing, Watching
from tests.support.factories import make_room, send
from tests.support.queries import sending


@pytest.fixture
def root(room: Room, ada: User) -> MessageShape:
    """A message of Ada's that others reply to."""
    return send(ada, room, "Where shall we print?")


def mine_of(user: User, root: MessageShape) -> MyThread:
    return queries.my_thread(user_id=user.pk, root_id=root.id)


def row_of(message: MessageShape) -> Message:
    return Message.objects.get(pk=message.id)


def test_a_reply_stands_in_its_thread_and_its_first_message_says_so(
    room: Room, root: MessageShape, ada: User, ben: User, watching: Watching
) -> None:
    with watching(ada, ben) as sent:
        reply = send(ben, room, "At home", thread=root.id)
    assert (reply.thread_root, reply.in_room, reply.seq) == (root.id, False, root.seq + 1)
    created, changed = sent.events("message:created")[0], sent.events("message:changed")[0]
    assert created["message"] == reply.model_dump(mode="json")
    assert (changed["seq"], changed["message"]["seq"]) == (reply.seq + 1, root.seq)
    assert changed["message"]["thread"] == {
        "replies": 1, "last_at": reply.created_at, "people": [ben.pk],
    }  # fmt: skip
    page = timeline.history(user=ada, room_id=room.pk)
    assert reply.id not in [message.id for message in page.messages]
    found = queries.history(user=ada, room_id=room.pk, thread=root.id)
    assert [message.id for message in found.messages] == [root.id, reply.id]
    assert (found.has_before, found.has_after) == (False, False)


def test_a_reply_is_told_to_the_room_and_to_those_two_who_follow_by_it(
    room: Room, root: MessageShape, ada: User, ben: User, committing: Committing
) -> None:
    with committing() as sent:
        send(ben, room, "At home", thread=root.id)
    assert sent.names() == ["message:created", "message:changed", "me:changed", "me:changed"]
    # In the order in which users are locked.
    assert [one.to for one in sent.sent[2:]] == [(f"user:{ada.pk}",), (f"user:{ben.pk}",)]
    assert (mine_of(ada, root).unread, mine_of(ben, root).unread) == (1, 0)
    with committing() as sent:
        send(ben, room, "Or here", thread=root.id)
    assert [one.to for one in sent.sent[2:]] == [(f"user:{ben.pk}",)]
    assert mine_of(ada, root).unread == 2


def test_a_reply_costs_the_same_however_long_the_thread_is(
    room: Room, root: MessageShape, ben: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(3):
        send(ben, room, f"no. {number}", thread=root.id)
    # Those of any message; the first message, its number, its row and its reactions; Ben's own
    # number (two), his row, its change, and the thread as he has it now.
    with django_assert_num_queries(sending() + 4 + 5 + 2):
        send(ben, room, "and another", thread=root.id)


def test_a_reply_is_unread_in_the_room_only_if_it_was_sent_there_too(
    room: Room, root: MessageShape, ada: User, ben: User, watching: Watching
) -> None:
    with watching(ada, ben):
        send(ben, room, "just here", thread=root.id)
    assert room_queries.my_room(user=ada, room_id=room.pk).unread == 0
    with watching(ada, ben):
        shown = send(ben, room, "for all", thread=root.id, also_in_room=True)
    assert shown.in_room
    assert room_queries.my_room(user=ada, room_id=room.pk).unread == 1
    assert timeline.history(user=ada, room_id=room.pk).messages[-1] == shown
    assert mine_of(ada, root).unread == 2


def test_the_latest_few_who_replied_are_named(
    ada: User, ben: User, eve: User, olga: User, settings: Settings
) -> None:
    settings.HEARTH = {**settings.HEARTH, "REPLIERS_SHOWN": 2}
    room = make_room(ada, members=(ben, eve, olga))
    root = send(ada, room)
    for author in (ben, eve, olga, eve):
        send(author, room, thread=root.id)
    assert row_of(root).repliers == [eve.pk, olga.pk]
    assert row_of(root).reply_count == 4


def test_a_deleted_reply_is_counted_no_more_and_the_last_one_leaves_nothing(
    room: Room, root: MessageShape, ada: User, ben: User, watching: Watching
) -> None:
    first, second = (send(who, room, thread=root.id) for who in (ben, ada))
    with watching(ada, ben) as sent:
        messages.delete_message(actor=ada, room_id=room.pk, message_id=second.id)
    assert sent.names() == ["message:changed", "message:changed"]
    summary = sent.events("message:changed")[1]["message"]["thread"]
    assert summary == {"replies": 1, "last_at": first.created_at, "people": [ben.pk]}
    messages.delete_message(actor=ben, room_id=room.pk, message_id=first.id)
    found = queries.history(user=ada, room_id=room.pk, thread=root.id).messages
    assert found[0].thread is None
    assert [message.deleted for message in found] == [False, True, True]


def test_a_deleted_first_message_keeps_its_thread_which_goes_on(
    room: Room, root: MessageShape, ada: User, ben: User
) -> None:
    send(ben, room, "kept", thread=root.id)
    messages.delete_message(actor=ada, room_id=room.pk, message_id=root.id)
    send(ben, room, "goes on", thread=root.id)
    found = queries.history(user=ada, room_id=room.pk, thread=root.id).messages
    assert found[0].deleted
    assert [message.text for message in found] == ["", "kept", "goes on"]
    assert isinstance(found[0].thread, ThreadSummary)
    assert found[0].thread.replies == 2


def test_what_cannot_begin_a_thread_says_why(
    room: Room, den: Room, root: MessageShape, ada: User, ben: User
) -> None:
    reply = send(ben, room, thread=root.id)
    with pytest.raises(Invalid, match="reply itself"):
        send(ada, room, thread=reply.id)
    notice = Message.objects.filter(room=room, kind="notice").first()
    assert notice is not None
    with pytest.raises(Invalid, match="notice"):
        send(ada, room, thread=notice.pk)
    with pytest.raises(NotFound):
        send(ada, den, thread=root.id)  # the message of another room
    with pytest.raises(NotFound):
        send(ada, room, thread=10_000)
    gone = send(ada, room)
    messages.delete_message(actor=ada, room_id=room.pk, message_id=gone.id)
    with pytest.raises(NotFound, match="deleted"):
        send(ben, room, thread=gone.id)
    assert not ThreadFollow.objects.filter(root=gone.id).exists()


def test_the_same_client_id_in_another_thread_is_a_conflict(
    room: Room, root: MessageShape, ben: User
) -> None:
    first = send(ben, room, "once", client_id="same-id-1", thread=root.id)
    assert send(ben, room, "once", client_id="same-id-1", thread=root.id) == first
    with pytest.raises(Conflict):
        send(ben, room, "once", client_id="same-id-1")
    assert row_of(root).reply_count == 1


def test_following_is_ones_own_choice_and_a_reply_does_not_undo_that_of_the_first_author(
    room: Room, root: MessageShape, ada: User, ben: User, watching: Watching
) -> None:
    with watching(ada, ben) as sent:
        threads.set_following(user=ada, room_id=room.pk, thread=root.id, following=False)
    assert [one.to for one in sent.sent] == [(f"user:{ada.pk}",)]
    with watching(ada, ben):
        send(ben, room, thread=root.id)
    assert not mine_of(ada, root).following
    with watching(ada, ben) as sent:
        again = threads.set_following(user=ada, room_id=room.pk, thread=root.id, following=True)
    assert (again.following, again.unread) == (True, 0)  # from here on
    with watching(ada) as sent:
        same = threads.set_following(user=ada, room_id=room.pk, thread=root.id, following=True)
    assert (same, sent.names()) == (again, [])
    with watching(ada, ben):
        threads.set_following(user=ben, room_id=room.pk, thread=root.id, following=False)
        send(ben, room, "and yet", thread=root.id)
    assert mine_of(ben, root).following


def test_the_cursor_goes_forward_only_and_never_past_the_head(
    room: Room, root: MessageShape, ada: User, ben: User, watching: Watching
) -> None:
    first, second = (send(ben, room, thread=root.id) for _ in range(2))

    def read(seq: int) -> MyThread:
        return threads.set_read(user=ada, room_id=room.pk, thread=root.id, seq=seq)

    with watching(ada, ben) as sent:
        assert read(first.seq).unread == 1
    assert sent.names() == ["me:changed"]
    with watching(ada) as sent:
        assert read(1).read_seq == first.seq
    assert sent.names() == []
    assert read(10_000).read_seq == Room.objects.get(pk=room.pk).last_seq
    assert second.seq < read(10_000).read_seq


def test_reading_and_following_take_few_queries(
    room: Room, root: MessageShape, ada: User, ben: User,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:  # fmt: skip
    reply = send(ben, room, thread=root.id)
    # The membership's lock, the row with its thread, the number (two), the row and its change,
    # the thread as it is now; savepoints are the test's own transaction showing through.
    with django_assert_num_queries(8 + 2):
        threads.set_read(user=ada, room_id=room.pk, thread=root.id, seq=reply.seq)
    with django_assert_num_queries(8 + 2):
        threads.set_following(user=ada, room_id=room.pk, thread=root.id, following=False)


def test_whoever_leaves_the_room_follows_none_of_its_threads(
    room: Room, root: MessageShape, ada: User, ben: User, watching: Watching
) -> None:
    send(ben, room, thread=root.id)
    with watching(ada, ben):
        membership.leave_room(user=ben, room_id=room.pk)
    assert not mine_of(ben, root).following
    assert queries.followed(user=ben) == []
    told = sync.my_changes(user=ben, after=1).threads
    assert [(one.root, one.following, one.unread) for one in told] == [(root.id, False, 0)]
    assert sync.my_changes(user=ben, after=0).threads == []


def test_only_who_is_in_the_room_follows_and_only_who_sees_it_reads(
    room: Room, den: Room, root: MessageShape, ada: User, ben: User, eve: User, gus: User
) -> None:
    hidden = send(ada, den)
    send(ben, den, thread=hidden.id)
    assert queries.history(user=eve, room_id=room.pk, thread=root.id).messages

    def follow(who: User, where: Room, which: MessageShape) -> None:
        threads.set_following(user=who, room_id=where.pk, thread=which.id, following=True)

    def read(who: User, where: Room, which: MessageShape) -> None:
        threads.set_read(user=who, room_id=where.pk, thread=which.id, seq=1)

    for act in (follow, read):
        with pytest.raises(Forbidden):
            act(eve, room, root)
        for who, where, which in ((eve, den, hidden), (gus, room, root), (ben, den, root)):
            with pytest.raises(NotFound):
                act(who, where, which)
    for who, where, which in ((eve, den, hidden), (gus, room, root), (ben, room, hidden)):
        with pytest.raises(NotFound):
            queries.history(user=who, room_id=where.pk, thread=which.id)
    with pytest.raises(Forbidden):
        send(eve, room, thread=root.id)
    with pytest.raises(NotFound, match="do not follow"):
        threads.set_read(user=ben, room_id=room.pk, thread=root.id, seq=3)


def test_beyond_the_most_one_may_follow_the_thread_silent_for_longest_is_let_go(
    room: Room, ada: User, ben: User, settings: Settings, watching: Watching
) -> None:
    settings.HEARTH = {**settings.HEARTH, "THREADS_FOLLOWED": 2}
    roots = [send(ada, room, f"no. {number}") for number in range(3)]
    for root in roots[:2]:
        send(ben, room, thread=root.id)
    send(ada, room, thread=roots[0].id)
    with watching(ben):
        send(ben, room, thread=roots[2].id)
    assert [mine_of(ben, root).following for root in roots] == [True, False, True]


def test_the_list_has_the_unread_first_and_then_the_latest(
    room: Room, ada: User, ben: User, settings: Settings,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:  # fmt: skip
    roots = [send(ada, room, f"no. {number}") for number in range(3)]
    replies = [send(ben, room, f"re {root.text}", thread=root.id) for root in roots]
    send(ada, room, "unread by ben", thread=roots[1].id)
    with django_assert_num_queries(3):
        found = queries.followed(user=ben)
    assert [one.root.text for one in found] == ["no. 1", "no. 2", "no. 0"]
    assert [one.mine.unread for one in found] == [1, 0, 0]
    assert found[1].latest == replies[2]
    settings.HEARTH = {**settings.HEARTH, "THREADS_LISTED": 1}
    assert len(queries.followed(user=ben)) == 1


def test_pages_of_a_thread_join_up_and_the_first_has_its_first_message(
    room: Room, root: MessageShape, ada: User, ben: User
) -> None:
    for number in range(7):
        send(ben, room, f"no. {number}", thread=root.id)
        send(ada, room, "beside it")

    def page(**bounds: int) -> tuple[list[str], bool, bool]:
        found = queries.history(user=ada, room_id=room.pk, thread=root.id, limit=3, **bounds)
        return [one.text[-1] for one in found.messages], found.has_before, found.has_after

    seqs = [one.seq for one in queries.history(user=ada, room_id=room.pk, thread=root.id).messages]
    assert page() == (["4", "5", "6"], True, False)
    assert page(before=seqs[5]) == (["1", "2", "3"], True, True)
    assert page(before=seqs[2]) == (["?", "0"], False, True)
    assert page(after=seqs[5]) == (["5", "6"], True, False)
    assert page(around=root.seq) == (["?", "0", "1", "2"], False, True)
    assert page(around=seqs[4]) == (["2", "3", "4"], True, True)
