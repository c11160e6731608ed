"""Daphne's WebSocket, quick and bounded."""

import time
from functools import lru_cache
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs, urlparse, urlsplit

import autobahn.twisted.websocket
import autobahn.websocket.protocol
import daphne.server  # noqa: F401 (before Twisted chooses another reactor than asyncio's)
from daphne.ws_protocol import WebSocketFactory, WebSocketProtocol
from twisted.internet.tcp import Connection

from project.launcher.frames import only_message, whole_messages
from project.launcher.slim import USUAL, Asked, part, slim
from project.launcher.writer import DirectWriter

# How long a client may take to answer that its WebSocket is closed, and how many bytes that it sent
# before are still read, and dropped, on the way to its answer. Cut off earlier, it sees a broken
# line and no reason; later, and a flood goes on costing what it was closed for.
CLOSE_SECONDS = 5
AFTER_CLOSE_BYTES = 256 * 1024
# The same while a server ends, whom those who are gone must not keep.
RESTART_SECONDS = 2
PINGS_BY_ITSELF = b"/socket.io/"


def _without_words(value: object, **style: object) -> str:
    return ""


# Autobahn writes each connection's settings out, and in colour what it is about to do, for a log,
# before it asks whether there is one: 10 % of letting someone in.
for _module in (autobahn.websocket.protocol, autobahn.twisted.websocket):
    for _name in ("pformat", "hltype", "hlval"):
        setattr(_module, _name, _without_words)
# All come to the same few addresses.
autobahn.websocket.protocol.parse = SimpleNamespace(  # type: ignore[assignment, attr-defined]
    urlparse=lru_cache(urlparse), urlsplit=urlsplit, parse_qs=lru_cache(parse_qs)
)


class WebSocket(WebSocketProtocol):  # type: ignore[misc]
    """A WebSocket that can be told to come back, and that is pinged where nobody else does."""

    _after_close = 0
    _writer: DirectWriter | None = None
    request: Any

    def dataReceived(self, data: bytes) -> None:  # noqa: N802 (Twisted's name)
        """Bytes came. After the close, only so many."""
        if self.state == self.STATE_CLOSING:
            self._after_close += len(data)
            if self._after_close > AFTER_CLOSE_BYTES:
                self.dropConnection(abort=True)
                return
        elif self._at_a_start():
            message = only_message(data)
            if message is not None:
                self._take(message)
                return
            messages, length = whole_messages(data)
            for message in messages:
                self._take(message)
            if length == len(data):
                return
            data = data[length:]
        # Not its dataReceived, which styles a line for the log before it asks whether there is one:
        # a third of what reading a frame costs.
        self._dataReceived(data)

    def _at_a_start(self) -> bool:
        """Whether the next byte begins a frame that begins a message, and nobody waits for a pong,
        which any traffic answers."""
        return (
            self.state == self.STATE_OPEN
            and not self.data
            and self.current_frame is None
            and not self.inside_message
            and self.autoPingTimeoutCall is None
        )

    def _take(self, message: str | bytes) -> None:
        self.last_ping = time.time()
        self.application_queue.hand(message)

    def onMessage(self, payload: bytes, isBinary: bool) -> None:  # noqa: N802, N803 (Autobahn's)
        """A message came. One that comes after the close has nobody who would read it, and would
        only fill a queue."""
        if self.state == self.STATE_OPEN:
            super().onMessage(payload, isBinary)

    def onOpen(self) -> None:  # noqa: N802 (Autobahn's name)
        """It is accepted. Of the request only the path is needed from here on."""
        super().onOpen()
        self.request = Asked(self.request.path)
        slim(self)

    def check_timeouts(self) -> None:
        """Called every 2 s. Without pings, who went away without a word would stay forever."""
        if self.state == self.STATE_OPEN and self.path.startswith(PINGS_BY_ITSELF):
            self.last_ping = time.time()
        super().check_timeouts()

    def restart(self) -> None:
        """Close with 1012, "service restart"; ASGI cannot say it. Before the handshake: refuse."""
        if self.state == self.STATE_OPEN:
            self.closeHandshakeTimeout = RESTART_SECONDS
            self.sendCloseFrame(code=1012, isReply=False)
        elif self.state == self.STATE_CONNECTING and hasattr(self, "handshake_deferred"):
            self.serverReject()

    @property
    def writer(self) -> DirectWriter | None:
        """The scope extension `websocket.writer`; none where bytes are encrypted on their way, so
        that they must not go past Twisted."""
        plain = isinstance(self.transport, Connection) and not self.transport.TLS
        if self._writer is None and plain:
            self._writer = DirectWriter(self)
        return self._writer

    def sendData(self, *args: Any, **options: Any) -> None:  # noqa: N802 (Autobahn's name)
        """Something else than the writer's is sent: a pong, a close, what comes through ASGI."""
        self._look_again()
        super().sendData(*args, **options)

    def dropConnection(self, abort: bool = False) -> None:  # noqa: N802 (Autobahn's name)
        """The line is cut from here."""
        self._look_again()
        super().dropConnection(abort)

    def connectionLost(self, reason: Any) -> None:  # noqa: N802 (Twisted's name)
        """The line is gone."""
        self._look_again()
        super().connectionLost(reason)
        part(self)

    def _look_again(self) -> None:
        if self._writer is not None:
            self._writer.take_back()


for _name, _usual in USUAL.items():
    setattr(WebSocket, _name, _usual)


class SocketFactory(WebSocketFactory):  # type: ignore[misc]
    """Makes a `WebSocket` for each upgraded connection."""

    protocol: Any = WebSocket

    def share_options(self) -> None:
        """Let all WebSockets have the options as they are now, rather than each a copy."""
        options = {name: getattr(self, name) for name in WebSocket.CONFIG_ATTRS}
        # A function would become a method.
        options = {k: staticmethod(v) if callable(v) else v for k, v in options.items()}
        self.protocol = type("WebSocket", (WebSocket,), options)
