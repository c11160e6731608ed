"""Threads: what a reply does to the message it answers, who follows, how far they have read."""

from django.conf import settings
from django.db import transaction
from django.db.models import F, Max

from chat import broadcast
from chat.actions import mentions, sequence
from chat.actions.changes import changed, message_in
from chat.errors import Invalid, NotFound
from chat.events.broadcasts import MeChanged
from chat.events.shapes import MyThread
from chat.models import Membership, Mention, Message, Room, ThreadFollow, User
from chat.models.messages import MessageKind
from chat.queries import threads as queries

_SUMMARY = ("reply_count", "last_reply_at", "repliers")


def root_of(room: Room, message_id: int) -> Message:
    """The message of a locked room that a thread begins with, or could. Raises `NotFound` for one
    that is not there, `Invalid` for a notice and for a reply, which begins no thread of its own."""
    row = message_in(room, message_id)
    if row.kind != MessageKind.TEXT:
        raise Invalid("A notice has no thread.")
    if row.thread_root_id is not None:
        raise Invalid("That is a reply itself. Reply in its thread.")
    if row.deleted_at is not None and not row.reply_count:
        raise NotFound("That message was deleted.")
    return row


def take_reply(room: Room, root: Message, reply: Message) -> None:
    """A reply was stored in the locked room: the first message says so with the next number, and
    whoever wrote either follows the thread from here on."""
    others = [each for each in root.repliers if each != reply.author_id]
    root.reply_count += 1
    root.last_reply_at = reply.created_at
    root.repliers = [reply.author_id, *others][: settings.HEARTH["REPLIERS_SHOWN"]]
    changed(room, root, *_SUMMARY)
    _follow_by_reply(room, root, reply)


def forget_reply(room: Room, root_id: int) -> None:
    """A reply in the locked room was deleted: the first message counts those that are left."""
    root = message_in(room, root_id)
    left = Message.objects.filter(thread_root=root, deleted_at=None)
    people = left.exclude(author=None).values("author").annotate(at=Max("seq")).order_by("-at")
    root.reply_count = left.count()
    root.last_reply_at = left.aggregate(at=Max("created_at"))["at"]
    shown = people[: settings.HEARTH["REPLIERS_SHOWN"]]
    root.repliers = [row["author"] for row in shown]
    changed(room, root, *_SUMMARY)


def _follow_by_reply(room: Room, root: Message, reply: Message) -> None:
    assert reply.author_id is not None
    read = {reply.author_id: reply.seq}
    if root.reply_count == 1 and _would_follow(room, root):
        read.setdefault(root.author_id or 0, reply.seq - 1)
    for user_id in _called_into(root, reply):
        read.setdefault(user_id, reply.seq - 1)
    for user_id, seq in sorted(read.items()):  # the order in which users are locked
        _put(user_id, room, root, following=True, read_seq=seq)


def _called_into(root: Message, reply: Message) -> list[int]:
    """Whom the reply names and who has not said what they want of this thread."""
    if not mentions.has_any(reply):
        return []
    named = Mention.objects.filter(message=reply, via="name")
    known = root.follows.values("user")
    return list(named.exclude(user__in=known).values_list("user_id", flat=True))


def _would_follow(room: Room, root: Message) -> bool:
    """Whether the first message's author is in the room and has not said what they want."""
    there = Membership.objects.filter(room=room, user=root.author_id, is_active=True)
    return there.exists() and not root.follows.filter(user=root.author_id).exists()


def set_following(*, user: User, room_id: int, thread: int, following: bool) -> MyThread:
    """Follow a thread, from here on, or no longer; gives it as the user has it. Again: no change.

    Raises `NotFound` and `Forbidden` for a room that the user is not in, else as `root_of`.
    """
    with transaction.atomic():
        room = sequence.lock_membership(user, room_id).room
        root = root_of(room, thread)
        held = root.follows.filter(user=user.pk).first()
        if held is not None and held.following == following:
            return queries.my_thread(user_id=user.pk, root_id=root.pk)
        return _put(user.pk, room, root, following=following, read_seq=room.last_seq)


def set_read(*, user: User, room_id: int, thread: int, seq: int) -> MyThread:
    """Move the read cursor in a thread to `seq`, forward only; gives it as the user has it.

    Never past the room's head. Where it stays, nobody is told. Raises as `set_following`, and
    `NotFound` for a thread that the user does not follow.
    """
    with transaction.atomic():
        room = sequence.lock_membership(user, room_id).room
        row = ThreadFollow.objects.filter(
            user=user.pk, room=room, root=thread, following=True
        ).first()
        if row is None:
            raise NotFound("You do not follow that thread.")
        wanted = min(seq, room.last_seq)
        if wanted <= row.read_seq:
            return queries.my_thread(user_id=user.pk, root_id=thread)
        return _put(user.pk, room, row.root, following=True, read_seq=wanted)


def unfollow_room(*, user_id: int, room: Room, me_seq: int) -> None:
    """Whoever leaves a room follows none of its threads any more; their clients know it from the
    same number as that they left."""
    rows = ThreadFollow.objects.filter(user=user_id, room=room, following=True)
    rows.update(following=False, me_seq=me_seq)


def _put(user_id: int, room: Room, root: Message, *, following: bool, read_seq: int) -> MyThread:
    """Store someone's row with the next number of their own, and tell them. No cursor goes back."""
    me_seq = sequence.next_me_seq(user_id)  # with the user's lock, before what is there is read
    row, _ = ThreadFollow.objects.get_or_create(
        user_id=user_id, root=root, defaults={"room": room, "following": False}
    )
    is_more = following and not row.following
    row.following, row.me_seq = following, me_seq
    row.read_seq = max(row.read_seq, read_seq)
    row.save(update_fields=["following", "me_seq", "read_seq"])
    mine = _tell(user_id, root.pk)
    if is_more:
        _let_go(user_id, but=root)
    return mine


def _let_go(user_id: int, *, but: Message) -> None:
    """Beyond the most that someone may follow, the thread that was silent for longest is let go:
    all of them are told to each of their clients at each start."""
    rows = ThreadFollow.objects.filter(user=user_id, following=True)
    if rows.count() <= settings.HEARTH["THREADS_FOLLOWED"]:
        return
    stalest = (
        rows.exclude(root=but)
        .order_by(F("root__last_reply_at").asc(nulls_first=True), "root_id")
        .first()
    )
    if stalest is not None:
        stalest.following, stalest.me_seq = False, sequence.next_me_seq(user_id)
        stalest.save(update_fields=["following", "me_seq"])
        _tell(user_id, stalest.root_id)


def _tell(user_id: int, root_id: int) -> MyThread:
    mine = queries.my_thread(user_id=user_id, root_id=root_id)
    broadcast.to_user(MeChanged(seq=mine.me_seq, thread=mine), user_id=user_id)
    return mine
