"""Who may open an engine, and what the others are told. PROTOCOL "Errors"."""

import inspect
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import parse_qsl

from channels_socketio.errors import Forbidden
from channels_socketio.options import Options, Scope

MESSAGES = {
    0: "Transport unknown",
    1: "Session ID unknown",
    2: "Bad handshake method",
    3: "Bad request",
    4: "Forbidden",
    5: "Unsupported protocol version",
}


class HandshakeError(NamedTuple):
    """A code of the protocol, with its text."""

    code: int
    message: str

    @property
    def status(self) -> int:
        """The HTTP status it is answered with."""
        return 403 if self.code == 4 else 400


def error(code: int) -> HandshakeError:
    """The error of a code, with the protocol's own text."""
    return HandshakeError(code, MESSAGES[code])


def parse_query(scope: Scope) -> dict[str, str]:
    """The query's parameters; of one given twice, the first."""
    raw = scope.get("query_string", b"").decode("latin-1")
    query: dict[str, str] = {}
    for key, value in parse_qsl(raw, keep_blank_values=True, max_num_fields=100):
        query.setdefault(key, value)
    return query


async def verify(
    scope: Scope, options: Options, *, transports: tuple[str, ...]
) -> HandshakeError | None:
    """The first thing wrong with a handshake, in the protocol's order, or None.

    transport, sid, method, allowRequest, EIO. A WebSocket's scope is an upgrade.
    """
    try:
        query = parse_query(scope)
    except ValueError:
        return error(3)
    early = _verify_form(scope, query, transports)
    if early is not None:
        return early
    refusal = await _allowed(scope, options)
    if refusal is not None:
        return refusal
    return None if query.get("EIO") == "4" else error(5)


def _verify_form(
    scope: Scope, query: Mapping[str, str], transports: tuple[str, ...]
) -> HandshakeError | None:
    upgrade = scope["type"] == "websocket"
    transport = query.get("transport", "")
    if transport not in transports or (upgrade and transport != "websocket"):
        return error(0)
    if query.get("sid"):
        return error(1)
    if not upgrade and scope.get("method") != "GET":
        return error(2)
    if not upgrade and transport == "websocket":
        return error(3)
    return None


async def _allowed(scope: Scope, options: Options) -> HandshakeError | None:
    if options.allow_request is None:
        return None
    try:
        answer = options.allow_request(scope)
        if inspect.isawaitable(answer):
            await answer
    except Forbidden as refusal:
        return HandshakeError(4, refusal.message)
    return None
