"""The namespaces of a server: those with a name, and those of a pattern that someone is in."""

import re
from collections.abc import Iterator, Mapping

from channels_socketio.emitter import Emitter
from channels_socketio.errors import ConnectionRefused
from channels_socketio.namespace import Namespace
from channels_socketio.options import Options

Declared = Mapping[str | re.Pattern[str], type[Namespace] | Namespace]


class Namespaces(Mapping[str, Namespace]):
    """By name. One that a pattern made is here from its first socket to its last one's goodbye."""

    def __init__(self, declared: Declared, *, emitter: Emitter, options: Options) -> None:
        self._emitter = emitter
        self._options = options
        self._named: dict[str, Namespace] = {}
        self._patterns: dict[re.Pattern[str], type[Namespace]] = {}
        self._made: dict[str, Namespace] = {}
        self._sockets: dict[str, int] = {}
        for key, namespace in declared.items():
            if isinstance(key, str):
                self._named[key] = self._mount(_checked(key), namespace)
            elif isinstance(namespace, type):
                self._patterns[key] = namespace
            else:
                raise ValueError("a pattern takes a class: each name has an instance of its own")

    def _mount(self, name: str, namespace: type[Namespace] | Namespace) -> Namespace:
        mounted = namespace() if isinstance(namespace, type) else namespace
        mounted.name = name
        mounted.emitter = self._emitter
        return mounted

    def __getitem__(self, name: str) -> Namespace:
        return self._named[name] if name in self._named else self._made[name]

    def __iter__(self) -> Iterator[str]:
        yield from self._named
        yield from self._made

    def __len__(self) -> int:
        return len(self._named) + len(self._made)

    def join(self, name: str) -> Namespace | None:
        """The namespace for a socket that comes; None where there is none of that name. The name
        goes before a pattern, and of patterns the first that matches the whole of it.

        ConnectionRefused over `max_namespaces`. Each that was given is owed a `leave`.
        """
        if name in self._named:
            return self._named[name]
        kind = None if name in self._made else self._kind(name)
        if kind is not None:
            if len(self._made) >= self._options.max_namespaces:
                raise ConnectionRefused("too many namespaces")
            self._made[name] = self._mount(name, kind)
        if name in self._made:
            self._sockets[name] = self._sockets.get(name, 0) + 1
        return self._made.get(name)

    def _kind(self, name: str) -> type[Namespace] | None:
        if len(name) > self._options.namespace_length:
            return None
        kinds = (kind for pattern, kind in self._patterns.items() if pattern.fullmatch(name))
        return next(kinds, None)

    def leave(self, namespace: Namespace) -> None:
        """A socket of the namespace is gone, and its handlers are done."""
        name = namespace.name
        if name in self._sockets:
            self._sockets[name] -= 1
            if not self._sockets[name]:
                del self._sockets[name], self._made[name]


def _checked(name: str) -> str:
    if not name.startswith("/") or "," in name:
        raise ValueError("a namespace's name starts with / and has no comma")
    return name
