"""This process's sockets, by namespace, sid and room. Pure bookkeeping, from one thread."""

import sys
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from channels_socketio.socket import Socket


class Registry:
    """The sockets of one namespace. A room exists while a local socket is in it.

    One that is away counts: it is found, and not iterated over.
    """

    def __init__(self) -> None:
        self._sockets: dict[str, Socket] = {}
        self._rooms: dict[str, set[Socket]] = {}

    def __len__(self) -> int:
        return len(self._sockets)

    def __iter__(self) -> "Iterator[Socket]":
        return iter([socket for socket in self._sockets.values() if not socket.away])

    def __contains__(self, socket: "Socket") -> bool:
        return self._sockets.get(socket.sid) is socket

    @property
    def rooms(self) -> "Mapping[str, set[Socket]]":
        """A live, read-only view: name to sockets."""
        return MappingProxyType(self._rooms)

    def add(self, socket: "Socket") -> None:
        """Take a socket in."""
        self._sockets[socket.sid] = socket

    def remove(self, socket: "Socket") -> list[str]:
        """Let a socket go; the rooms that nobody here is in any more."""
        if self._sockets.pop(socket.sid, None) is None:
            return []
        return [room for room in sorted(socket.room_names) if self.leave(socket, room)]

    def replace(self, old: "Socket", new: "Socket") -> None:
        """Put `new`, of the same sid, where `old` is."""
        self._sockets[new.sid] = new
        for room in old.room_names:
            self._rooms[room].discard(old)
            self._rooms[room].add(new)
        new.room_names = list(old.room_names)

    def enter(self, socket: "Socket", room: str) -> None:
        """Put a socket in a room. One that is gone is not put anywhere."""
        if socket not in self:
            return
        members = self._rooms.setdefault(room, set())
        if socket not in members:
            members.add(socket)
            # One text for all who are in the room; of a subclass of str there is none.
            socket.room_names.append(sys.intern(str.__str__(room)))

    def leave(self, socket: "Socket", room: str) -> bool:
        """Take a socket out of a room; true if it was the last one there."""
        members = self._rooms.get(room)
        if members is None or socket not in members:
            return False
        members.remove(socket)
        socket.room_names.remove(room)
        if members:
            return False
        del self._rooms[room]
        return True

    def find(self, to: Iterable[str] | None, skip: Iterable[str] = ()) -> "set[Socket]":
        """Who is meant: everyone for None, else each socket in any of the rooms, once, without
        those in a room of `skip`. The result is a copy: delivering may change the rooms."""
        found = set(self._sockets.values()) if to is None else self._members(to)
        if skip:
            found -= self._members(skip)
        return found

    def count(self, to: Iterable[str] | None) -> int:
        """How many `find` finds, or a few more: who is in several rooms counts in each."""
        if to is None:
            return len(self._sockets)
        return sum(len(self._rooms.get(room, ())) + (room in self._sockets) for room in to)

    def meant(self, socket: "Socket", to: Iterable[str] | None) -> bool:
        """Whether `find` finds that one."""
        if to is None:
            return socket in self
        return any(
            socket in self._rooms.get(room, ()) or self._sockets.get(room) is socket for room in to
        )

    def _members(self, rooms: Iterable[str]) -> "set[Socket]":
        found: set[Socket] = set()
        for room in rooms:
            found |= self._rooms.get(room, set())
            # A sid is a room of its own.
            if room in self._sockets:
                found.add(self._sockets[room])
        return found
