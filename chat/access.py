"""Who may see and do what. Every way in asks here, and what someone may not see is not found."""

from typing import Literal

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Q, QuerySet

from chat.errors import Forbidden, InsufficientScope, LoginRequired, NotFound
from chat.events.base import LARGEST
from chat.models import Membership, Room, User
from chat.models.rooms import Posting, RoomKind
from chat.models.users import Role
from chat.prepared import prepared
from chat.scopes import EVERY, Scopes

_NO_ROOM = "That room does not exist, or you cannot see it."
Purpose = Literal["read", "post", "join", "manage", "leave"]


def rooms_of(user: User) -> "QuerySet[Room]":
    """The rooms that `user` is in."""
    return Room.objects.filter(
        Exists(Membership.objects.filter(room=OuterRef("pk"), user=user, is_active=True))
    )


def visible_rooms(user: User) -> "QuerySet[Room]":
    """The rooms that `user` may know of: theirs and, unless a guest, the public ones."""
    mine = Q(Exists(Membership.objects.filter(room=OuterRef("pk"), user=user, is_active=True)))
    return Room.objects.filter(mine if user.is_guest else mine | Q(kind=RoomKind.PUBLIC))


def visible_people(user: User) -> "QuerySet[User]":
    """The people whom `user` may know of: everyone; for a guest, those who share a room."""
    if not user.is_guest:
        return User.objects.all()
    mine = Membership.objects.filter(user=user, is_active=True).values("room")
    shared = Membership.objects.filter(room__in=mine, user=OuterRef("pk"), is_active=True)
    return User.objects.filter(Q(Exists(shared)) | Q(pk=user.pk))


def reader(user_id: int, *, is_guest: bool) -> User:
    """Someone of whom nothing else is known: whom the functions above take in a query that is put
    together once for all of a kind (`chat/prepared.py`)."""
    return User(pk=user_id, role=Role.GUEST if is_guest else Role.MEMBER)


def require_active(user: User | AnonymousUser) -> None:
    """Raises `LoginRequired` unless the user is logged in and can still be."""
    if not user.is_active:  # false for an anonymous user too
        raise LoginRequired


def get_room(user: User, room_id: int, *, to: Purpose = "read") -> Room:
    """The room, if `user` may do that with it.

    Raises `NotFound` for a room that does not exist or may not be seen, alike; `Forbidden` for
    one that is seen but may not be used so. To `read`, `post`, `leave` or `manage` takes
    membership (a public room may be read by every non-guest); `manage` is members and admins.
    """
    require_active(user)
    if room_id > LARGEST:
        raise NotFound(_NO_ROOM)
    found = _visible_room.read(user=user.pk, room=room_id, is_guest=user.is_guest).copies()
    if not found:
        raise NotFound(_NO_ROOM)
    room: Room = found[0]
    if to == "read":
        return room
    if to == "join":
        require_open(room)
        if user.is_guest or room.kind != RoomKind.PUBLIC:
            raise Forbidden("That room is by invitation.")
        return room
    if not is_member(user, room.pk):
        raise Forbidden("Join the room first.")
    if to == "manage" and user.is_guest:
        raise Forbidden("Guests cannot change rooms.")
    return room


@prepared("user", "room")
def _visible_room(*, user: int, room: int, is_guest: bool) -> "QuerySet[Room]":
    return visible_rooms(reader(user, is_guest=is_guest)).filter(pk=room)


def is_member(user: User, room_id: int) -> bool:
    """Whether `user` is in the room now."""
    return Membership.objects.filter(user=user, room_id=room_id, is_active=True).exists()


def is_host(user: User, room: Room) -> bool:
    """Whether `user` hosts the room: made it, or runs the organisation. Nobody hosts a direct
    room, and no guest does."""
    if room.kind == RoomKind.DIRECT or user.is_guest:
        return False
    return user.is_admin or room.created_by_id == user.pk


def require_host(user: User, room: Room) -> None:
    """Raises `Forbidden` unless `user` hosts the room."""
    if not is_host(user, room):
        raise Forbidden("Only an admin or whoever made the room can do that.")


def require_open(room: Room) -> None:
    """Raises `Forbidden` for an archived room, in which nothing changes."""
    if room.archived_at is not None:
        raise Forbidden(f"{room} is archived: bring it back in its settings first.")


def require_writer(user: User, room: Room, *, reply: bool) -> None:
    """Raises `Forbidden` where the room is for announcements, unless `user` hosts it or it is a
    reply in a thread."""
    if room.posting == Posting.HOSTS and not reply and not is_host(user, room):
        raise Forbidden("Only those who run this room write here. Reply in a thread instead.")


def get_person(user: User, person_id: int) -> User:
    """The person, if `user` may know of them; else `NotFound`."""
    require_active(user)
    person = visible_people(user).filter(pk=person_id).first()
    if person is None:
        raise NotFound("That person does not exist, or you cannot see them.")
    return person


def require_admin(user: User) -> None:
    """Raises `Forbidden` unless `user` runs the organisation."""
    require_active(user)
    if not user.is_admin:
        raise Forbidden("Only the organisation's admins can do that.")


def require_scopes(held: Scopes | None, needed: Scopes) -> None:
    """Raises `InsufficientScope` unless a log-in with the scopes `held` may do what needs `needed`.

    None is a browser's log-in, which may do all. What names no scope is for no token: a new way in
    is shut until somebody has thought of it.
    """
    if held is None or (needed and set(needed) <= set(held)):
        return
    lacking = [scope for scope in needed or EVERY if scope not in held] or list(EVERY)
    raise InsufficientScope(scope=" ".join(lacking))
