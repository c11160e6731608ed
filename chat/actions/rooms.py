"""Rooms: made, renamed, given a topic; direct messages opened."""

from collections.abc import Iterable

from django.conf import settings
from django.db import IntegrityError, transaction

from chat.access import get_person
from chat.actions import audit, sequence
from chat.actions.membership import lock_to_manage, place_in_room, place_together, store_facts
from chat.actions.notices import put_notice
from chat.errors import Conflict, Forbidden, Invalid
from chat.events.shapes import MyRoom, RoomInfo
from chat.models import Room, User
from chat.models.rooms import RoomKind
from chat.names import clean_line, clean_name, name_key
from chat.queries import rooms as room_queries

GENERAL = "general"


def create_room(
    *,
    creator: User,
    name: str,
    kind: str = "public",
    topic: str = "",
    members: Iterable[int] = (),
) -> MyRoom:
    """Make a room with its creator and `members` (ids) in it; gives it as the creator has it.

    Raises `Invalid` for a name, topic or kind, `Conflict` for a name that is taken or looks like
    one that is, `NotFound` for a member whom the creator may not see, `Forbidden` for a guest.
    """
    if kind not in {RoomKind.PUBLIC, RoomKind.PRIVATE}:
        raise Invalid("A room is public or private.", field="kind")
    name, topic = _clean_room_name(name), _clean_topic(topic)
    fresh = _may_create(creator)
    people = [get_person(fresh, pk) for pk in sorted(set(members) - {fresh.pk})]
    if any(not person.is_active for person in people):
        raise Forbidden("One of them has a closed account.")
    with transaction.atomic():
        room = _insert(name, kind=kind, topic=topic, created_by=fresh)
        _fill(room, fresh, people)
        return room_queries.my_room(user=fresh, room_id=room.pk)


def create_general(*, creator: User) -> Room:
    """Make #general, which everyone but guests is in, with its creator; or give what there is."""
    with transaction.atomic():
        found = Room.objects.filter(is_general=True).first()
        room = found or _insert(
            GENERAL, kind=RoomKind.PUBLIC, topic="Everyone is here.", created_by=creator,
            is_general=True,
        )  # fmt: skip
        _fill(room, creator, [], announce=found is None)
        return room


def update_room(
    *, actor: User, room_id: int, name: str | None = None, topic: str | None = None
) -> RoomInfo:
    """Rename a room or set its topic; what is None stays. Gives its facts.

    By its members but guests, and by admins; #general is renamed by admins alone. A group of direct
    messages may be given a name, or none ("") again, by those in it. Raises `Invalid`, `Conflict`
    for a name taken, `NotFound` and `Forbidden` for the room.
    """
    wanted_name = None if name is None else _clean_room_name(name) if name.strip() else ""
    wanted_topic = None if topic is None else _clean_topic(topic)
    with transaction.atomic():
        room, fresh = lock_to_manage(actor, room_id, also_groups=True)
        if wanted_name == "" and not room.is_group:
            raise Invalid("A room needs a name.", field="name")
        renamed = wanted_name is not None and wanted_name != room.name
        retold = wanted_topic is not None and wanted_topic != room.topic
        if renamed and room.is_general and not fresh.is_admin:
            raise Forbidden(f"Only an admin can rename {room}.")
        if renamed or retold:
            _record_from_outside(fresh, room, wanted_name, wanted_topic)
            room.name = wanted_name if wanted_name is not None else room.name
            room.topic = wanted_topic if wanted_topic is not None else room.topic
            _store_facts(room)
            _announce(room, fresh, renamed=renamed, retold=retold)
        return room_queries.info_of(room)


def open_direct(*, user: User, other_id: int) -> MyRoom:
    """The direct messages of `user` and another (or with oneself: notes), made when new.

    Raises `NotFound` for someone whom the user may not see, `Forbidden` where the room would be
    new and the other's account is closed.
    """
    fresh = sequence.current(user)
    other = get_person(fresh, other_id)
    low, high = sorted((fresh.pk, other.pk))
    key = f"{low}:{high}"
    room = Room.objects.filter(direct_key=key).first() or _create_direct(key, fresh, other)
    return room_queries.my_room(user=fresh, room_id=room.pk)


def _create_direct(key: str, user: User, other: User) -> Room:
    if not other.is_active:
        raise Forbidden("Their account is closed.")
    try:
        with transaction.atomic():
            room = Room.objects.create(kind=RoomKind.DIRECT, direct_key=key, created_by=user)
            place_together(room, {user, other})
            return room
    except IntegrityError:
        return Room.objects.get(direct_key=key)  # the other opened it at the same moment


def _may_create(creator: User) -> User:
    fresh = sequence.current(creator)
    if fresh.is_guest:
        raise Forbidden("Guests cannot make rooms.")
    most = settings.HEARTH["ROOMS_PER_USER"]
    if Room.objects.filter(created_by=fresh).exclude(kind=RoomKind.DIRECT).count() >= most:
        raise Forbidden(f"You have made {most} rooms, as many as one person may.")
    return fresh


def _insert(
    name: str, *, kind: str, topic: str, created_by: User, is_general: bool = False
) -> Room:
    try:
        with transaction.atomic():
            return Room.objects.create(
                name=name, name_key=name_key(name), kind=kind, topic=topic,
                created_by=created_by, is_general=is_general,
            )  # fmt: skip
    except IntegrityError:
        raise _taken(name) from None


def _fill(room: Room, creator: User, people: list[User], *, announce: bool = True) -> None:
    # By ascending id, the order in which users' rows are locked.
    for person in sorted([creator, *people], key=lambda someone: someone.pk):
        place_in_room(room=room, user=person, by=creator, notice=False)
    if announce:
        put_notice(room, "created", by=creator)


def _store_facts(room: Room) -> None:
    # Two groups of people may call what they share alike.
    room.name_key = None if room.is_group else name_key(room.name)
    try:
        with transaction.atomic():
            store_facts(room, "name", "name_key", "topic")
    except IntegrityError:
        raise _taken(room.name) from None


def _announce(room: Room, by: User, *, renamed: bool, retold: bool) -> None:
    if renamed:
        put_notice(room, "renamed" if room.name else "unnamed", by=by, text=room.name)
    if retold:
        put_notice(room, "topic", by=by, text=room.topic)


def _record_from_outside(actor: User, room: Room, name: str | None, topic: str | None) -> None:
    if not room.memberships.filter(user=actor, is_active=True).exists():
        audit.record(
            actor=actor, act="room.update", target=f"room:{room.pk}", label=str(room),
            details={"name": name, "topic": topic},
        )  # fmt: skip


def _taken(name: str) -> Conflict:
    return Conflict(
        f"There is a room called {name} already, or one that looks like it.", field="name"
    )


def _clean_room_name(name: str) -> str:
    return clean_name(
        name.strip().removeprefix("#"), length=settings.HEARTH["ROOM_NAME_LENGTH"], what="room name"
    )


def _clean_topic(topic: str) -> str:
    cleaned, most = clean_line(topic), settings.HEARTH["TOPIC_LENGTH"]
    if len(cleaned) > most:
        raise Invalid(f"That topic is too long: {most} characters at most.", field="topic")
    return cleaned
