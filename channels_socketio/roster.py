"""Who is here: this process's sockets by namespace and room, and the layer's groups they need."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from channels_socketio.audience import Audience
from channels_socketio.envelope import group_name
from channels_socketio.registry import Registry

if TYPE_CHECKING:
    from channels_socketio.layer import LayerLink
    from channels_socketio.socket import Socket

NOBODY = Registry()


class Roster:
    """Used on the hub's loop. A namespace and a room are here while a socket is in them, and
    this process is in their groups for as long. `link` gives the layer's link, if there is one."""

    def __init__(self, path: str, link: "Callable[[], LayerLink | None]") -> None:
        self._path = path
        self._link = link
        self._registries: dict[str, Registry] = {}
        # Called before someone comes, goes, or is reached in another way: Broadcasts.change.
        self.before: Callable[[], None] = _nothing

    def clear(self) -> None:
        """Forget everyone."""
        self._registries.clear()

    def find(self, audience: Audience, *, away: bool = False) -> "Collection[Socket]":
        """The sockets meant, each once; with `away`, those too that may come back. A copy:
        delivering may change the rooms."""
        found = self.registry(audience.namespace).find(audience.to, audience.skip)
        return found if away else [socket for socket in found if not socket.away]

    def count(self, audience: Audience) -> int:
        """How many sockets are in its rooms, or a few more."""
        return self.registry(audience.namespace).count(audience.to)

    def may_share(self, one: Audience, other: Audience) -> bool:
        """Whether some must be in both: they are more than there are."""
        if one.namespace != other.namespace:
            return False
        return self.count(one) + self.count(other) > len(self.registry(one.namespace))

    def registry(self, namespace: str) -> Registry:
        """The sockets of a namespace as they are now; to be read only, and asked for anew."""
        return self._registries.get(namespace, NOBODY)

    @property
    def namespaces(self) -> "Mapping[str, Registry]":
        """The namespaces that a socket of this process is in."""
        return self._registries

    async def add(self, socket: "Socket") -> None:
        """Take a socket in; returns when this process hears the namespace's broadcasts."""
        self.before()
        name = socket.namespace.name
        self._registries.setdefault(name, Registry()).add(socket)
        await self._hold(name, [None, *_own_room(socket)])

    def replace(self, old: "Socket", new: "Socket") -> None:
        """Put `new`, of the same sid, where `old` is."""
        self.before()
        self.registry(new.namespace.name).replace(old, new)

    def remove(self, socket: "Socket") -> None:
        """Let a socket go, from all its rooms."""
        name = socket.namespace.name
        registry = self.registry(name)
        if socket not in registry:
            return
        self.before()
        empty: list[str | None] = [*registry.remove(socket), *_own_room(socket)]
        if not len(registry):
            del self._registries[name]
            empty.append(None)
        self._unwant(name, empty)

    async def enter(self, socket: "Socket", rooms: Sequence[str]) -> None:
        """See Socket.enter."""
        registry = self.registry(socket.namespace.name)
        if socket not in registry:
            return
        self.before()
        for room in rooms:
            registry.enter(socket, room)
        await self._hold(socket.namespace.name, rooms)

    def enter_now(self, socket: "Socket", rooms: Iterable[str]) -> None:
        """Enter rooms here; the layer follows, soon."""
        self.before()
        name, link = socket.namespace.name, self._link()
        for room in rooms:
            self.registry(name).enter(socket, room)
            if link is not None:
                link.want(self._group(name, room))

    def leave(self, socket: "Socket", rooms: Iterable[str]) -> None:
        """See Socket.leave."""
        self.before()
        registry = self.registry(socket.namespace.name)
        emptied = [room for room in rooms if registry.leave(socket, room)]
        self._unwant(socket.namespace.name, emptied)

    async def _hold(self, namespace: str, rooms: Sequence[str | None]) -> None:
        link = self._link()
        if link is not None:
            await link.hold([self._group(namespace, room) for room in rooms])

    def _unwant(self, namespace: str, rooms: Sequence[str | None]) -> None:
        link = self._link()
        if link is not None:
            for room in rooms:
                link.unwant(self._group(namespace, room))

    def _group(self, namespace: str, room: str | None) -> str:
        return group_name(self._path, namespace, room)


def _nothing() -> None:
    """Nobody minds."""


def _own_room(socket: "Socket") -> Sequence[str]:
    """A sid's room is its worker's own group, unless the socket came from another worker."""
    return [socket.sid] if socket.moved else []
