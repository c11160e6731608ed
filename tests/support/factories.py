"""People, rooms and messages for tests, made by the same actions that the product uses."""

import itertools
from typing import Any

from django.db import transaction

from chat.actions import membership, messages, rooms
from chat.events.shapes import MessageShape
from chat.models import Room, User
from chat.models.users import Role
from chat.names import name_key

PASSWORD = "correct horse battery"
_numbers = itertools.count(1)


def make_user(username: str | None = None, *, role: str = Role.MEMBER, **fields: Any) -> User:
    """A user who can log in with `PASSWORD`, in no room: not even #general."""
    name = username or f"person{_word(next(_numbers))}"
    user = User(
        username=name,
        name_key=name_key(name),
        email=fields.pop("email", f"{name}@example.org"),
        display_name=fields.pop("display_name", name.title()),
        role=role,
        **fields,
    )
    user.set_password(PASSWORD)
    user.save()
    return user


def make_room(
    creator: User, name: str | None = None, *, kind: str = "public", members: tuple[User, ...] = ()
) -> Room:
    """A room with its creator and `members` in it."""
    mine = rooms.create_room(
        creator=creator,
        name=name or f"room {_word(next(_numbers))}",
        kind=kind,
        members=[user.pk for user in members if not user.is_guest],
    )
    room = Room.objects.get(pk=mine.room.id)
    for guest in (user for user in members if user.is_guest):
        _place(room, guest, by=creator)
    return room


def make_general(creator: User, *others: User) -> Room:
    """#general with its creator and `others` in it."""
    room = rooms.create_general(creator=creator)
    for user in others:
        _place(room, user, by=None)
    return room


def client_id() -> str:
    """A fresh `client_id`, as a browser would make one."""
    return f"test-{next(_numbers):08d}"


def send(author: User, room: Room | int, text: str = "hello", **fields: Any) -> MessageShape:
    """Send a message, as the author's client would."""
    return messages.send_message(
        author=author,
        room_id=room if isinstance(room, int) else room.pk,
        text=text,
        **{"client_id": client_id(), **fields},
    )


def _place(room: Room, user: User, *, by: User | None) -> None:
    with transaction.atomic():
        membership.place_in_room(room=room, user=user, by=by)


def _word(number: int) -> str:
    # In letters that no other letter or digit looks like, for look-alike names are refused.
    letters = "abcdefghk"
    word = ""
    while number:
        number, digit = divmod(number, len(letters))
        word = letters[digit] + word
    return word
