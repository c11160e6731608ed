"""HTTP on the Socket.IO path: what is HTTP's alone, around the desk's answers.

A plain ASGI application. A consumer would learn that a client went away from a poll only when
its handler returns; this one waits for both at once.
"""

import asyncio
from collections.abc import Callable, Coroutine
from functools import partial
from typing import TYPE_CHECKING, Any

from channels_socketio.compression import choose, compress
from channels_socketio.cors import Headers
from channels_socketio.desk import PollingDesk, Reply, refusal
from channels_socketio.handshake import HandshakeError, Request, admit, header, screen
from channels_socketio.options import Scope
from channels_socketio.relay import Edge, Owner

if TYPE_CHECKING:
    from channels_socketio.app import SocketIO


class ClientGone(Exception):
    """The client went away while its request was read."""


class HttpApplication:
    """A plain ASGI application for `http` scopes."""

    def __init__(self, sio: "SocketIO") -> None:
        self.sio = sio
        self.desk = PollingDesk(sio)
        self._edge = Edge(sio.hub)
        self._owner = Owner(sio.hub, self.desk)
        self._options = sio.options

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        """Answer one request; nothing when its client went away."""
        reply = await self._answer(scope, receive)
        if reply is None:
            return
        headers = self._headers(scope, reply)
        body = reply.body
        coding = self._coding(scope, reply)
        if coding is not None:
            body = await compress(body, coding)
            headers.append((b"content-encoding", coding.encode()))
        if reply.status != 204:
            headers.append((b"content-length", str(len(body)).encode()))
        await send({"type": "http.response.start", "status": reply.status, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    # -- Which answer -----------------------------------------------------------------------------

    async def _answer(self, scope: dict[str, Any], receive: Any) -> Reply | None:
        if self._options.cors is not None and scope["method"] == "OPTIONS":
            return Reply(204)
        try:
            request = await screen(scope, self._options)
            if request.sid:
                return await self._continue(scope, request, receive)
            await admit(scope, request, self._options)
        except HandshakeError as error:
            return refusal(error)
        return self.desk.open(scope, request.identity)

    async def _continue(
        self, scope: dict[str, Any], request: Request, receive: Any
    ) -> Reply | None:
        if self.desk.owner(request.sid) is None:
            return await self._elsewhere(scope, request, receive)
        self.desk.find(request.sid, request.identity)
        if request.transport != "polling":
            raise HandshakeError(3)
        if scope["method"] == "GET":
            poll = self.desk.get(request.sid, request.identity)
            return await unless_gone(poll, receive, partial(self.desk.unread, request.sid))
        if scope["method"] != "POST":
            raise HandshakeError(2)
        content_type = header(scope, b"content-type") or ""
        read = partial(read_body, receive, self._options.max_http_buffer_size)
        try:
            return await self.desk.post(request.sid, request.identity, content_type, read)
        except ClientGone:
            return None

    async def _elsewhere(
        self, scope: dict[str, Any], request: Request, receive: Any
    ) -> Reply | None:
        """A request for a session of another worker, or of none."""
        if request.transport != "polling" or scope["method"] not in ("GET", "POST"):
            raise HandshakeError(1)
        if scope["method"] == "GET":
            poll = self._edge.get(request.sid, request.identity)
            return await unless_gone(poll, receive, partial(self._edge.unread, request.sid))
        try:
            body = await read_body(receive, self._options.max_http_buffer_size)
        except ClientGone:
            return None
        if body is None:
            return Reply(413)
        content_type = header(scope, b"content-type") or ""
        return await self._edge.post(request.sid, request.identity, content_type, body)

    # -- Around it --------------------------------------------------------------------------------

    def _headers(self, scope: Scope, reply: Reply) -> Headers:
        headers = [(b"cache-control", b"no-store")]
        if reply.status != 204:
            headers.append((b"content-type", reply.content_type.encode()))
        if self._options.cookie is not None and reply.sid is not None:
            headers.append((b"set-cookie", self._options.cookie.header(reply.sid)))
        cors = self._options.cors
        if cors is not None:
            origin = header(scope, b"origin")
            headers += cors.headers(origin)
            if reply.status == 204:
                wanted = header(scope, b"access-control-request-headers")
                headers += cors.preflight(origin, wanted)
        return headers

    def _coding(self, scope: Scope, reply: Reply) -> str | None:
        least = self._options.http_compression
        if least is None or len(reply.body) < least:
            return None
        return choose(header(scope, b"accept-encoding") or "")


async def read_body(receive: Any, most: int) -> bytes | None:
    """A request's body; None, with no more of it kept, when it is over `most` bytes.

    Raises ClientGone.
    """
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientGone
        part = message.get("body", b"")
        size += len(part)
        if size > most:
            return None
        parts.append(part)
        if not message.get("more_body"):
            return b"".join(parts)


async def unless_gone(
    work: Coroutine[Any, Any, Reply], receive: Any, unread: Callable[[], None]
) -> Reply | None:
    """The result of `work`; it is cancelled, and the result None, when the client goes away.

    A client may do so in the very turn in which a 200 for it is ready. Nobody reads that one:
    `unread` is called.
    """
    working = asyncio.ensure_future(work)
    gone = asyncio.ensure_future(_gone(receive))
    try:
        await asyncio.wait((working, gone), return_when=asyncio.FIRST_COMPLETED)
        if not gone.done():
            return working.result()
        if working.done() and working.result().status == 200:
            unread()
        return None
    finally:
        for task in (working, gone):
            task.cancel()
        await asyncio.gather(working, gone, return_exceptions=True)


async def _gone(receive: Any) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
