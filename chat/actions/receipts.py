"""Read receipts: switched on and off, and told as people read."""

from collections.abc import Iterable

from django.db import transaction

from chat import broadcast
from chat.access import require_admin
from chat.actions import audit, sequence
from chat.events.broadcasts import RoomRead
from chat.models import Membership, Organisation, User
from chat.queries import receipts as queries


def set_telling(*, user: User, tells: bool) -> bool:
    """Say whether others are told what one has read, and one what they have; gives that."""
    with transaction.atomic():
        fresh = sequence.lock_user(user)
        fresh.tells_reading = tells
        fresh.save(update_fields=["tells_reading"])
    return tells


def set_receipts(*, actor: User, on: bool) -> None:
    """Switch read receipts on or off for the organisation; recorded. `Forbidden` but for admins."""
    require_admin(actor)
    with transaction.atomic():
        organisation = Organisation.objects.select_for_update().get()
        organisation.read_receipts = on
        organisation.save(update_fields=["read_receipts"])
        audit.record(
            actor=actor, act="organisation.receipts", target=f"organisation:{organisation.pk}",
            label="on" if on else "off",
        )  # fmt: skip


def tell(rows: Iterable[Membership]) -> None:
    """Tell the others in small rooms how far someone has read. `rows` are one person's own places,
    as they are now."""
    mine = {row.room_id: row for row in rows}
    if not mine:
        return
    user_id = next(iter(mine.values())).user_id
    for room_id, users in queries.audience(user_id, mine).items():
        event = RoomRead(room=room_id, reader=queries.reader(mine[room_id]))
        for other in users:
            broadcast.to_user(event, user_id=other)
