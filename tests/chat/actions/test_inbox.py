"""The inbox: what comes into it, what is unread in it, what one is done with."""

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from chat.actions import inbox, membership, messages, reactions, reading, threads
from chat.errors import Invalid, LoginRequired, NotFound
from chat.events.shapes import MessageShape
from chat.models import InboxMark, Message, Reaction, Room, ThreadFollow, User
from chat.queries import inbox as queries
from chat.queries.sync import my_changes
from tests.chat.actions.conftest import Committing, Watching
from tests.support.factories import send

Item = tuple[str, str, bool]


def _react(user: User, message: MessageShape, emoji: str = "🎉") -> None:
    reactions.add_reaction(user=user, room_id=message.room, message_id=message.id, emoji=emoji)


def _reply(user: User, root: MessageShape, text: str) -> MessageShape:
    return messages.send_message(
        author=user, room_id=root.room, client_id=f"reply-{text:_<8}", text=text, thread=root.id
    )


def _items(user: User, **asked: object) -> list[Item]:
    user.refresh_from_db()
    page = queries.page(user=user, **asked)  # type: ignore[arg-type]
    return [(each.kind, each.message.text, each.unread) for each in page.items]


def _counts(user: User) -> tuple[int, int, int]:
    user.refresh_from_db()
    found = queries.counts(user=user)
    return found.mention, found.thread, found.reaction


@pytest.fixture
def full(room: Room, ada: User, ben: User) -> dict[str, MessageShape]:
    """A room in which Ben mentions Ada, replies to her and reacts to what she wrote."""
    hers = send(ada, room, "which paper?")
    _react(ben, hers)
    _reply(ben, hers, "laid")
    return {"hers": hers, "mention": send(ben, room, "@ada look")}


def test_mentions_replies_and_reactions_stand_there_the_latest_first(
    full: dict[str, MessageShape], ada: User, ben: User
) -> None:
    assert _items(ada) == [
        ("mention", "@ada look", True), ("thread", "laid", True), ("reaction", "which paper?", True)
    ]  # fmt: skip
    assert _counts(ada) == (1, 1, 1)
    for kind in ("mention", "thread", "reaction"):
        assert [item[0] for item in _items(ada, kind=kind)] == [kind]
    assert _items(ben) == []  # one's own doings are no news
    _, thread, reaction = queries.page(user=ada).items
    assert thread.root is not None
    assert thread.root.id == full["hers"].id
    assert (thread.count, reaction.by, reaction.emoji) == (1, ben.pk, "🎉")


def test_what_is_read_in_its_room_is_read_in_the_inbox(
    full: dict[str, MessageShape], ada: User, room: Room
) -> None:
    reading.set_read(user=ada, room_id=room.pk, seq=10_000)
    assert _counts(ada) == (0, 1, 1)
    threads.set_read(user=ada, room_id=room.pk, thread=full["hers"].id, seq=10_000)
    assert _counts(ada) == (0, 0, 1)
    assert [item[0] for item in _items(ada, unread=True)] == ["reaction"]
    assert [item[0] for item in _items(ada, unread=False)] == ["mention", "thread"]


def test_one_is_done_with_an_item_until_more_happens_and_takes_it_back(
    full: dict[str, MessageShape], ada: User, ben: User, eve: User, room: Room, watching: Watching
) -> None:
    hers = full["hers"]
    with watching(ada, ben) as sent:
        for kind, item in (
            ("mention", full["mention"]), ("thread", hers), ("reaction", hers)
        ):  # fmt: skip
            state = inbox.mark(user=ada, kind=kind, item=item.id, done=True)  # type: ignore[arg-type]
    assert sent.names() == ["me:changed"] * 3
    assert {one.to for one in sent.sent} == {(f"user:{ada.pk}",)}
    assert my_changes(user=ada, after=0).inbox == [state]
    assert _counts(ada) == (0, 0, 0)
    _react(ben, hers, "❤️")
    _reply(ben, hers, "no, wove")
    assert _counts(ada) == (0, 1, 1)
    inbox.mark(user=ada, kind="mention", item=full["mention"].id, done=False)
    reading.set_read(user=ada, room_id=room.pk, seq=10_000)
    assert _counts(ada) == (1, 1, 1)  # wanted back: it stays


def test_said_again_it_changes_nothing(
    full: dict[str, MessageShape], ada: User, committing: Committing
) -> None:
    item = full["mention"].id
    first = inbox.mark(user=ada, kind="mention", item=item, done=True)
    with committing() as sent:
        assert inbox.mark(user=ada, kind="mention", item=item, done=True) == first
    assert sent.names() == []
    inbox.read_all(user=ada)
    with committing() as sent:
        inbox.read_all(user=ada)
    assert sent.names() == []


def test_all_is_read_at_once_and_what_comes_later_is_new(
    full: dict[str, MessageShape], ada: User, ben: User, room: Room, watching: Watching
) -> None:
    inbox.mark(user=ada, kind="mention", item=full["mention"].id, done=True)
    with watching(ada, ben) as sent:
        state = inbox.read_all(user=ada)
    assert sent.names() == ["me:changed"]
    assert state.read_at is not None
    assert (_counts(ada), InboxMark.objects.count()) == ((0, 0, 0), 0)
    send(ben, room, "@ada again")
    assert _counts(ada) == (1, 0, 0)


def test_only_what_one_may_still_see_stands_there(
    den: Room, ada: User, ben: User, eve: User
) -> None:
    hers = send(ada, den, "a secret")
    _react(ben, hers)
    _reply(ben, hers, "tell me")
    gone = send(ben, den, "@ada gone")
    send(ben, den, "@ada here")
    messages.delete_message(actor=ben, room_id=den.pk, message_id=gone.id)
    assert len(_items(ada)) == 3
    membership.leave_room(user=ada, room_id=den.pk)
    assert (_items(ada), _counts(ada)) == ([], (0, 0, 0))
    for kind in ("mention", "thread", "reaction"):
        with pytest.raises(NotFound):
            inbox.mark(user=ada, kind=kind, item=hers.id, done=True)
        with pytest.raises(NotFound):
            inbox.mark(user=eve, kind=kind, item=hers.id, done=True)


def test_who_comes_later_was_not_called_with_everyone(
    room: Room, ada: User, ben: User, eve: User
) -> None:
    send(ben, room, "@room the tide is in")
    assert _counts(ada) == (1, 0, 0)
    membership.join_room(user=eve, room_id=room.pk)
    assert (_items(eve), _items(ben)) == ([], [])


def test_a_reply_that_calls_one_by_name_is_a_mention_and_no_second_item(
    room: Room, ada: User, ben: User
) -> None:
    root = send(ben, room, "the proofs")
    reply = _reply(ben, root, "@ada see")
    assert _items(ada) == [("mention", "@ada see", True)]
    threads.set_read(user=ada, room_id=room.pk, thread=root.id, seq=reply.seq)
    assert _counts(ada) == (0, 0, 0)


def test_pages_join_up_to_the_whole_of_it(
    room: Room, ada: User, ben: User, settings: Settings
) -> None:
    settings.HEARTH = {**settings.HEARTH, "INBOX_PAGE": 2}
    hers = [send(ada, room, f"no. {number}") for number in range(3)]
    for message in hers:
        _react(ben, message)
        _reply(ben, message, f"re {message.id}")
        send(ben, room, f"@ada {message.id}")
    at = timezone.now()  # all at one moment: the order holds even so
    Message.objects.update(created_at=at)
    Reaction.objects.update(created_at=at)
    ThreadFollow.objects.update(read_seq=0)
    found, before, pages = [], None, 0
    while pages == 0 or before is not None:
        page = queries.page(user=ada, before=before)
        found += [(each.kind, each.item) for each in page.items]
        before, pages = page.next, pages + 1
    assert (len(found), len(set(found)), pages) == (9, 9, 5)
    for wrong in ("", "x,1,2", "2026-01-01,0,1", f"{at.isoformat()},0,{2**60}", "1,2"):
        with pytest.raises(Invalid):
            queries.page(user=ada, before=wrong)


def test_what_lies_further_back_than_an_inbox_reaches_is_gone_with_its_marks(
    full: dict[str, MessageShape], ada: User, ben: User, room: Room
) -> None:
    inbox.mark(user=ada, kind="reaction", item=full["hers"].id, done=True)
    long_ago = timezone.now() - timedelta(days=91)
    Message.objects.update(created_at=long_ago, last_reply_at=long_ago)
    Reaction.objects.update(created_at=long_ago)
    InboxMark.objects.update(at=long_ago)
    assert (_items(ada), _counts(ada)) == ([], (0, 0, 0))
    last = send(ben, room, "@ada now")
    inbox.mark(user=ada, kind="mention", item=last.id, done=True)
    assert InboxMark.objects.count() == 1


def test_a_page_and_the_counts_take_as_many_queries_however_much_there_is(
    full: dict[str, MessageShape], room: Room, ada: User, ben: User,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:  # fmt: skip
    for number in range(2):
        with django_assert_num_queries(3 + 2):
            queries.page(user=ada)
        with django_assert_num_queries(3):
            queries.counts(user=ada)
        send(ben, room, f"@ada {number}")
        _react(ben, send(ada, room, f"mine {number}"))
    with django_assert_num_queries(12 + 2):
        inbox.mark(user=ada, kind="mention", item=full["mention"].id, done=True)


def test_nobody_who_is_shut_out_has_an_inbox(full: dict[str, MessageShape], ada: User) -> None:
    User.objects.filter(pk=ada.pk).update(is_active=False)
    with pytest.raises(LoginRequired):
        inbox.read_all(user=ada)
    with pytest.raises(LoginRequired):
        inbox.mark(user=ada, kind="mention", item=full["mention"].id, done=True)
    for ask in (queries.page, queries.counts):
        with pytest.raises(LoginRequired):
            ask(user=ada.refreshed())
