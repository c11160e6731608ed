"""Who may come in, and what the others are told. PROTOCOL "Errors".

The order is the protocol's: transport, Origin, sid, method, `allow_request`, EIO.
"""

import inspect
import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

import orjson

from channels_socketio.errors import Forbidden, SocketIOError
from channels_socketio.options import Options, Scope

MESSAGES = {
    0: "Transport unknown",
    1: "Session ID unknown",
    2: "Bad handshake method",
    3: "Bad request",
    4: "Forbidden",
    5: "Unsupported protocol version",
}
# What a header's value may not hold (RFC 9110, 5.5).
_ILLEGAL = re.compile(rb"[^\t\x20-\x7e\x80-\xff]")


class HandshakeError(SocketIOError):
    """A request is refused, with a code of the protocol and its text or one of the caller's."""

    def __init__(self, code: int, message: str | None = None) -> None:
        self.code = code
        self.message = MESSAGES[code] if message is None else message
        super().__init__(self.message)

    @property
    def status(self) -> int:
        """The HTTP status it is answered with."""
        return 403 if self.code == 4 else 400

    @property
    def body(self) -> bytes:
        """The JSON it is answered with."""
        return orjson.dumps({"code": self.code, "message": self.message})


class Request(NamedTuple):
    """What a request says: its query, and who it comes from. `sid` is "" in a handshake."""

    query: Mapping[str, str]
    transport: str
    sid: str
    identity: str


def header(scope: Scope, name: bytes) -> str | None:
    """A header's value, the first of several; None when it is missing."""
    for key, value in scope.get("headers", ()):
        if key.lower() == name:
            return str(value, "latin-1")
    return None


def parse_query(scope: Scope) -> dict[str, str]:
    """The query's parameters; of one given twice, the first. ValueError for too many."""
    raw = scope.get("query_string", b"").decode("latin-1")
    query: dict[str, str] = {}
    for key, value in parse_qsl(raw, keep_blank_values=True, max_num_fields=100):
        query.setdefault(key, value)
    return query


async def screen(scope: Scope, options: Options) -> Request:
    """Read a request and check what every one is checked for, with a sid too.

    Raises HandshakeError: transport, the Origin's characters, `allow_origin`.
    """
    try:
        query = parse_query(scope)
    except ValueError:
        raise HandshakeError(3) from None
    transport = query.get("transport", "")
    upgrade = scope["type"] == "websocket"
    if transport not in options.transports or (upgrade and transport != "websocket"):
        raise HandshakeError(0)
    identity = await _identify(scope, options)
    return Request(query, transport, query.get("sid", ""), identity)


async def admit(scope: Scope, request: Request, options: Options) -> None:
    """Check a handshake: a request without a sid. Raises HandshakeError."""
    if scope["type"] != "websocket":
        if scope["method"] != "GET":
            raise HandshakeError(2)
        if request.transport == "websocket":
            raise HandshakeError(3)
    await _ask(options.allow_request, scope)
    if request.query.get("EIO") != "4":
        raise HandshakeError(5)


async def admit_plain(scope: Scope, options: Options) -> str:
    """Check the handshake of a plain WebSocket; who it comes from. Raises HandshakeError."""
    identity = await _identify(scope, options)
    await _ask(options.allow_request, scope)
    return identity


async def _identify(scope: Scope, options: Options) -> str:
    if _ILLEGAL.search((header(scope, b"origin") or "").encode("latin-1")):
        raise HandshakeError(3)
    await _ask(options.allow_origin, scope)
    return str(await _ask(options.identify or user_key, scope))


def user_key(scope: Scope) -> str:
    """The default of `identify`."""
    user: Any = scope.get("user")
    return str(user.pk) if getattr(user, "is_authenticated", False) else ""


async def _ask(question: Callable[[Scope], Any] | None, scope: Scope) -> Any:
    if question is None:
        return None
    try:
        answer = question(scope)
        return await answer if inspect.isawaitable(answer) else answer
    except Forbidden as refusal:
        raise HandshakeError(4, refusal.message) from None
