"""The inbox: mentions, replies in followed threads, reactions to one's own messages.

Nothing is stored for an item: it is what those tables say of the last `INBOX_DAYS`, in the rooms
that one is in. What stands in it at all, and what of it is unread, is one query a kind.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from django.conf import settings
from django.db.models import BooleanField, Case, Exists, F, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from chat.access import require_active, rooms_of
from chat.errors import Invalid
from chat.events.shapes import InboxCounts, InboxItem, InboxPage, InboxState, MessageShape
from chat.models import InboxMark, Membership, Mention, Message, Reaction, ThreadFollow, User
from chat.queries.messages import shaped
from chat.queries.rooms import UNREAD_CAP, CappedCount
from chat.queries.shapes import stamp

KindName = Literal["mention", "thread", "reaction"]
COUNTED = 100  # more are shown as 99+


@dataclass(frozen=True, order=True)
class Spot:
    """A place in the inbox: the later, and of one moment the higher, stands first."""

    at: datetime
    rank: int
    item: int

    def __str__(self) -> str:
        return f"{self.at.isoformat()},{self.rank},{self.item}"

    @classmethod
    def named(cls, words: str) -> "Spot":
        """The place that `words` name. Raises `Invalid`."""
        try:
            at, rank, item = words.split(",")
            spot = cls(datetime.fromisoformat(at), int(rank), int(item))
        except ValueError:
            raise Invalid("That is no place in an inbox.", field="before") from None
        if spot.at.tzinfo is None or abs(spot.item) >= 2**53:
            raise Invalid("That is no place in an inbox.", field="before")
        return spot


def page(
    *,
    user: User,
    kind: KindName | None = None,
    unread: bool | None = None,
    before: str | None = None,
) -> InboxPage:
    """A page of `user`'s inbox, the latest first: one kind or all, what is `unread`, what is not,
    or both. `before` is the `next` of the page that one has; raises `Invalid` for what is none."""
    require_active(user)
    spot = None if before is None else Spot.named(before)
    size: int = settings.HEARTH["INBOX_PAGE"]
    found: list[tuple[Spot, KindName, Any]] = []
    for rank, name in enumerate(KINDS):
        if kind in {None, name}:
            rows = _below(items(user, name), spot, rank)
            rows = rows if unread is None else rows.filter(unread=unread)
            found += [
                (Spot(row.at, rank, row.item), name, row)
                for row in rows.order_by("-at", "-item")[: size + 1]
            ]
    found.sort(key=lambda each: each[0], reverse=True)
    kept = found[:size]
    more = len(found) > size
    return InboxPage(items=_shaped(kept), next=str(kept[-1][0]) if more else None)


def counts(*, user: User) -> InboxCounts:
    """How much waits of each kind, counted up to `COUNTED`: three queries."""
    require_active(user)
    return InboxCounts(
        **{
            kind: items(user, kind).filter(unread=True).order_by().values("pk")[:COUNTED].count()
            for kind in KINDS
        }
    )


def items(user: User, kind: KindName) -> "QuerySet[Any]":
    """The rows of one kind, with `item` (a message's id), `at`, and whether it is `unread`."""
    return KINDS[kind](user, timezone.now() - timedelta(days=settings.HEARTH["INBOX_DAYS"]))


def newest(user: User) -> datetime | None:
    """When the latest of what is in `user`'s inbox happened."""
    found = [
        items(user, kind).order_by("-at").values_list("at", flat=True).first() for kind in KINDS
    ]
    return max((at for at in found if at is not None), default=None)


def changed_after(user: User, me_seq: int) -> list[InboxState]:
    """The state of the inbox, if it changed after a number. Asks the database nothing."""
    return [state(user)] if user.inbox_me_seq > me_seq else []


def state(user: User) -> InboxState:
    """What `user` has said of their inbox."""
    read_at = user.inbox_read_at
    return InboxState(me_seq=user.inbox_me_seq, read_at=stamp(read_at) if read_at else None)


# -- What there is -------------------------------------------------------------------------------


def _mentions(user: User, since: datetime) -> "QuerySet[Any]":
    mine = Membership.objects.filter(room=OuterRef("room"), user=user, is_active=True)
    # Whoever came later was not called with the others.
    there = mine.filter(joined_at__lte=OuterRef("message__created_at"))
    called = Q(user=user) | Q(user=None) & ~Q(message__author=user) & Q(Exists(there))
    follow = ThreadFollow.objects.filter(user=user, root=OuterRef("message__thread_root"))
    in_room = Coalesce(Subquery(mine.values("read_seq")[:1]), 0)
    rows = Mention.objects.filter(
        called, Exists(mine), message__deleted_at=None, message__created_at__gte=since
    ).annotate(
        at=F("message__created_at"),
        item=F("message_id"),
        seen=Case(
            When(message__in_room=True, then=in_room),
            default=Coalesce(Subquery(follow.values("read_seq")[:1]), in_room),
        ),
    )
    return _told(rows, user, "mention", Q(seq__gt=F("seen")))


def _threads(user: User, since: datetime) -> "QuerySet[Any]":
    called = Mention.objects.filter(message=OuterRef("pk"), user=user)  # an item by itself
    others = Q(author__isnull=True) | ~Q(author=OuterRef("user"))
    replies = Message.objects.filter(
        others, ~Exists(called), thread_root=OuterRef("root"), deleted_at=None
    ).order_by("-seq")
    fresh = replies.filter(seq__gt=OuterRef("read_seq"))
    rows = ThreadFollow.objects.filter(
        user=user, following=True, room__in=rooms_of(user),
        root__withdrawn=False, root__last_reply_at__gte=since,
    ).annotate(
        at=Subquery(replies.values("created_at")[:1]),
        item=F("root_id"),
        latest=Subquery(replies.values("pk")[:1]),
        latest_seq=Subquery(replies.values("seq")[:1]),
        count=CappedCount(fresh.order_by().values("pk")[:UNREAD_CAP]),
    ).filter(at__gte=since)  # fmt: skip
    return _told(rows, user, "thread", Q(latest_seq__gt=F("read_seq")))


def _reactions(user: User, since: datetime) -> "QuerySet[Any]":
    later = Reaction.objects.filter(message=OuterRef("message"), pk__gt=OuterRef("pk"))
    rows = (
        Reaction.objects.filter(
            author=user, created_at__gte=since, message__deleted_at=None,
            message__room__in=rooms_of(user),
        )
        .exclude(user=user)
        .filter(~Exists(later.exclude(user=user)))  # the last of each message stands for all
        .annotate(at=F("created_at"), item=F("message_id"))
    )  # fmt: skip
    return _told(rows, user, "reaction", Q())


def _told(rows: "QuerySet[Any]", user: User, kind: str, is_new: Q) -> "QuerySet[Any]":
    """The rows with `unread`: what its reader said of it, else whether it is new, and later than
    what they have read as a whole."""
    marks = InboxMark.objects.filter(
        user=user, kind=kind, message=OuterRef("item"), at__gte=OuterRef("at")
    )
    if user.inbox_read_at is not None:
        is_new &= Q(at__gt=user.inbox_read_at)
    wanted = Q(mark=False) | (Q(mark__isnull=True) & is_new)
    unread = Case(When(wanted, then=True), default=False, output_field=BooleanField())
    told: QuerySet[Any] = rows.annotate(mark=Subquery(marks.values("done")[:1]))
    with_unread: QuerySet[Any] = told.annotate(unread=unread)
    return with_unread


KINDS: dict[KindName, Callable[[User, datetime], "QuerySet[Any]"]] = {
    "reaction": _reactions,
    "thread": _threads,
    "mention": _mentions,
}


def _below(rows: "QuerySet[Any]", spot: Spot | None, rank: int) -> "QuerySet[Any]":
    if spot is None:
        return rows
    if rank == spot.rank:
        return rows.filter(Q(at__lt=spot.at) | Q(at=spot.at, item__lt=spot.item))
    return rows.filter(at__lte=spot.at) if rank < spot.rank else rows.filter(at__lt=spot.at)


# -- As it travels -------------------------------------------------------------------------------


def _shaped(found: list[tuple[Spot, KindName, Any]]) -> list[InboxItem]:
    ids: set[int] = {row.item for _, _, row in found}
    ids |= {row.latest for _, kind, row in found if kind == "thread"}
    messages = Message.objects.filter(pk__in=ids).select_related("author", "subject")
    by_id = {each.id: each for each in shaped(messages)}
    return [_item(spot, kind, row, by_id) for spot, kind, row in found]


def _item(spot: Spot, kind: KindName, row: Any, by_id: dict[int, MessageShape]) -> InboxItem:
    more: dict[str, Any] = {}
    if kind == "thread":
        more = {"root": by_id[row.item], "count": row.count}
    if kind == "reaction":
        more = {"by": row.user_id, "emoji": row.emoji}
    return InboxItem(
        kind=kind, item=row.item, at=stamp(spot.at), unread=row.unread,
        message=by_id[row.latest if kind == "thread" else row.item], **more,
    )  # fmt: skip
