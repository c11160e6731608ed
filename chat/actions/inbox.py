"""The inbox: what its owner is done with."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from chat import broadcast
from chat.actions import sequence
from chat.errors import NotFound
from chat.events.broadcasts import MeChanged
from chat.events.shapes import InboxState
from chat.models import InboxMark, User
from chat.queries import inbox as queries


def mark(*, user: User, kind: queries.KindName, item: int, done: bool) -> InboxState:
    """Be done with an item, or want it back; gives the state of the inbox. Again: no change.

    Done is done with what has happened so far. Raises `NotFound` for what is not in the inbox.
    """
    with transaction.atomic():
        fresh = sequence.lock_user(user)
        row = queries.items(fresh, kind).filter(item=item).first()
        if row is None:
            raise NotFound("That is not in your inbox.")
        if row.unread is not done:
            return queries.state(fresh)
        InboxMark.objects.update_or_create(
            user=fresh, kind=kind, message_id=item, defaults={"done": done, "at": row.at}
        )
        _forget_old(fresh)
        return _tell(fresh)


def read_all(*, user: User) -> InboxState:
    """Be done with all that is in the inbox now; gives its state. Where nothing waits, nobody is
    told."""
    with transaction.atomic():
        fresh = sequence.lock_user(user)
        # By what happened and not by the clock: what is being written at this moment stays new.
        upto = queries.newest(fresh)
        if upto is None or sum(queries.counts(user=fresh).model_dump().values()) == 0:
            return queries.state(fresh)
        InboxMark.objects.filter(user=fresh, at__lte=upto).delete()
        return _tell(fresh, read_at=upto)


def _forget_old(user: User) -> None:
    """What lies beyond an inbox's reach needs no mark: so there are never more than of items."""
    past = timezone.now() - timedelta(days=settings.HEARTH["INBOX_DAYS"])
    InboxMark.objects.filter(user=user, at__lt=past).delete()


def _tell(user: User, *, read_at: datetime | None = None) -> InboxState:
    user.inbox_me_seq = sequence.next_me_seq(user.pk)
    user.inbox_read_at = read_at or user.inbox_read_at
    user.save(update_fields=["inbox_me_seq", "inbox_read_at"])
    now = queries.state(user)
    broadcast.to_user(MeChanged(seq=now.me_seq, inbox=now), user_id=user.pk)
    return now
