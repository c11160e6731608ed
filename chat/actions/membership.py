"""Who is in a room: joining, leaving, adding, removing.

Each change takes a number of the room's sequence, one for its notice and one of the user's own,
and raises the user's `access_version`.
"""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from chat import broadcast
from chat.access import get_person, get_room, require_open
from chat.actions import audit, sequence, threads
from chat.actions.notices import put_notice
from chat.errors import Forbidden, NotFound
from chat.events.broadcasts import MeChanged, MemberChanged, RoomChanged
from chat.events.shapes import Member, MyRoom
from chat.models import Membership, Room, User
from chat.models.rooms import GROUP, RoomKind
from chat.queries import rooms as room_queries
from chat.queries import shapes


def join_room(*, user: User, room_id: int) -> MyRoom:
    """Join a public room; gives it as the user has it. Once in, joining again changes nothing.

    Raises `NotFound` for a room that the user may not see, `Forbidden` for one by invitation.
    """
    with transaction.atomic():
        room = sequence.lock_room(room_id)
        fresh = sequence.current(user)
        if not _is_in(room, fresh):
            get_room(fresh, room_id, to="join")
            _place(room, fresh, by=None, notice=True)
        return room_queries.my_room(user=fresh, room_id=room_id)


def leave_room(*, user: User, room_id: int) -> None:
    """Leave a room; its events stop at once. Raises `NotFound` and `Forbidden` as `get_room` does,
    and `Forbidden` for #general and for direct messages between two, which cannot be left.

    Whoever leaves a group of direct messages ends it as theirs: the same people begin another, so
    that nobody comes back to what was said without them."""
    with transaction.atomic():
        room, fresh = sequence.lock_room_for(user, room_id, to="leave")
        if room.kind == RoomKind.DIRECT and not room.is_group:
            raise Forbidden("Direct messages between two cannot be left.")
        if room.is_general and not fresh.is_guest:
            raise Forbidden(f"Everyone is in {room}: it cannot be left.")
        _take_out(room, fresh, by=None)
        if room.is_group:
            room.direct_key = f"{GROUP}{room.pk}"
            store_facts(room, "direct_key")


def add_member(*, actor: User, room_id: int, user_id: int) -> Member:
    """Add someone to a room; gives their place in it. Once in, adding again changes nothing.

    By its members but guests, and by admins, whose act is recorded when they are not in the room.
    Raises `NotFound` for a room or a person that the actor may not see, `Forbidden` otherwise.
    """
    with transaction.atomic():
        room, fresh = lock_to_manage(actor, room_id)
        person = get_person(fresh, user_id)
        if not person.is_active:
            raise Forbidden("Their account is closed.")
        if not _is_in(room, person):
            _record_from_outside(fresh, room, person, "room.add_member")
            _place(room, person, by=fresh, notice=True)
        return _member(room, person)


def remove_member(*, actor: User, room_id: int, user_id: int) -> Member:
    """Remove someone from a room; its events stop at once. Gives the tombstone of their place.

    By admins, whose act is recorded, and by whoever made the room. Raises `NotFound` for someone
    who never was in it, `Forbidden` for #general, where everyone but guests belongs.
    """
    with transaction.atomic():
        room, fresh = lock_to_manage(actor, room_id)
        if not fresh.is_admin and room.created_by_id != fresh.pk:
            raise Forbidden("Only an admin or whoever made the room can remove people.")
        person = _person_in(room, user_id)
        if room.is_general and not person.is_guest:
            raise Forbidden(f"Everyone belongs in {room}.")
        if _is_in(room, person):
            if fresh.is_admin:
                _record(fresh, room, person, "room.remove_member")
            _take_out(room, person, by=fresh)
        return _member(room, person)


def place_in_room(*, room: Room, user: User, by: User | None, notice: bool = True) -> Membership:
    """Put someone in a room, inside the caller's transaction, whatever the rules for asking are.

    Locks the room and brings `room` up to date: call it before locking the user's row. `by` is
    who added them, None when they come by themselves. Once in, it changes nothing.
    """
    sequence.relock(room)
    found = Membership.objects.filter(room=room, user=user, is_active=True).first()
    return found or _place(room, user, by=by, notice=notice)


def place_together(room: Room, people: Iterable[User]) -> None:
    """Put people in a new room, inside the caller's transaction; each is told of it when all are
    there, for direct messages are named by who is in them."""
    sequence.relock(room)
    together = sorted(set(people), key=lambda person: person.pk)
    for person in together:
        _put(room, person, by=None, notice=False)
    for person in together:
        _tell_user(person, room)


def lock_to_manage(actor: User, room_id: int, *, also_groups: bool = False) -> tuple[Room, User]:
    """The locked room and `actor` as the database has them, who may change it: a member but no
    guest, or an admin. Raises `Forbidden` for direct messages, which have nothing to change but
    what groups are called (`also_groups`), by those in them."""
    room = sequence.lock_room(room_id)
    fresh = sequence.current(actor)
    if not fresh.is_admin or room.kind == RoomKind.DIRECT:
        get_room(fresh, room_id, to="manage")
    if room.kind == RoomKind.DIRECT and not (also_groups and room.is_group):
        raise Forbidden("Direct messages are between those who are in them alone.")
    require_open(room)
    return room, fresh


def store_facts(room: Room, *fields: str) -> None:
    """Store `fields` of a locked room with its next number, and tell those in it."""
    room.changed_seq = sequence.next_seq(room)
    room.save(update_fields=[*fields, "changed_seq"])
    event = RoomChanged(room=room.pk, seq=room.changed_seq, info=room_queries.info_of(room))
    broadcast.to_room(event, room_id=room.pk)


def _is_in(room: Room, user: User) -> bool:
    return Membership.objects.filter(room=room, user=user, is_active=True).exists()


def _person_in(room: Room, user_id: int) -> User:
    row = Membership.objects.select_related("user").filter(room=room, user_id=user_id).first()
    if row is None:
        raise NotFound("They are not in that room.")
    return row.user


def _member(room: Room, person: User) -> Member:
    row = Membership.objects.select_related("user").get(room=room, user=person)
    return shapes.member(row)


def _place(room: Room, user: User, *, by: User | None, notice: bool) -> Membership:
    row = _put(room, user, by=by, notice=notice)
    _tell_user(user, room)
    return row


def _put(room: Room, user: User, *, by: User | None, notice: bool) -> Membership:
    seq = sequence.next_seq(room)
    row, _ = Membership.objects.update_or_create(
        room=room, user=user,
        defaults={
            "is_active": True, "changed_seq": seq, "joined_at": timezone.now(),
            "read_seq": seq + 1 if notice else seq,  # what was before is no news to them
            "me_seq": sequence.next_me_seq(user.pk, access=True),
        },
    )  # fmt: skip
    broadcast.enter_room(user_id=user.pk, room_id=room.pk)
    _tell_room(room, row)
    if notice:
        put_notice(room, "added" if by else "joined", by=by or user, about=user if by else None)
    return row


def _take_out(room: Room, user: User, *, by: User | None) -> None:
    row = Membership.objects.select_for_update().get(room=room, user=user)
    row.is_active = False
    row.changed_seq = sequence.next_seq(room)
    row.me_seq = sequence.next_me_seq(user.pk, access=True)
    row.save(update_fields=["is_active", "changed_seq", "me_seq"])
    broadcast.evict_from_room(user_id=user.pk, room_id=room.pk)  # before the room says more
    _tell_room(room, row)
    put_notice(room, "removed" if by else "left", by=by or user, about=user if by else None)
    threads.unfollow_room(user_id=user.pk, room=room, me_seq=row.me_seq)
    _tell_user(user, room)


def _tell_room(room: Room, row: Membership) -> None:
    event = MemberChanged(
        room=room.pk, seq=row.changed_seq, member=shapes.member(row),
        member_count=room_queries.member_count(room.pk),
    )  # fmt: skip
    broadcast.to_room(event, room_id=room.pk)


def _tell_user(user: User, room: Room) -> None:
    mine = room_queries.my_room(user=user, room_id=room.pk)
    broadcast.to_user(MeChanged(seq=mine.me_seq, mine=mine), user_id=user.pk)


def _record_from_outside(actor: User, room: Room, person: User, act: str) -> None:
    if not _is_in(room, actor):
        _record(actor, room, person, act)


def _record(actor: User, room: Room, person: User, act: str) -> None:
    audit.record(
        actor=actor, act=act, target=f"room:{room.pk}", label=str(room),
        details={"user": person.pk, "username": person.username},
    )  # fmt: skip
