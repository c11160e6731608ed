"""Daphne's HTTP, bounded: what a client sends must be small, arrive in time and be plain."""

import time
from collections.abc import Callable
from typing import Any

import daphne.server  # noqa: F401 (before Twisted chooses another reactor than asyncio's)
import twisted.internet.asyncioreactor
from daphne.http_protocol import WebRequest
from twisted.internet import reactor as _reactor
from twisted.web.http import HTTPChannel, HTTPFactory

from chat.answers import TooSlow
from chat.errors import ChatError, TooLarge
from project.launcher.pacing import Pace
from project.launcher.refusals import refusal

reactor: Any = _reactor  # a module that Twisted's types declare as an interface

# Longer than nginx keeps an idle upstream connection (60 s), so that nginx is never surprised.
IDLE_SECONDS = 75
# How long a client may go on sending what was refused, before it is cut off.
REFUSED_SECONDS = 2

_PAGE = "<!doctype html><title>%(title)s</title><h1>%(title)s</h1><p>%(body)s</p>"


def _at_once(_: object, work: Callable[..., Any], *arguments: Any) -> Any:
    return work(*arguments)


# Whatever comes over a line, Twisted first says whose it is to a log that nobody reads, which takes
# as long as reading it.
twisted.internet.asyncioreactor.callWithLogger = _at_once  # type: ignore[attr-defined]


class Channel(HTTPChannel):
    """A client's connection: an idle one ends after `IDLE_SECONDS`.

    Twisted starts the clock again with each byte, so that one byte a minute holds a line forever.
    """

    def resetTimeout(self) -> None:  # noqa: N802 (Twisted's name)
        """Called for what arrives: which is no reason to wait longer."""


class Request(WebRequest):  # type: ignore[misc]
    """One request, refused early when it is too large or too slow."""

    error_template = _PAGE

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._begun = time.monotonic()
        self._refused = False
        self._pace: Pace | None = None
        self.channel.setTimeout(IDLE_SECONDS)

    def gotLength(self, length: int | None) -> None:  # noqa: N802 (Twisted's name)
        """The headers are here. A body that says it is too large is not waited for."""
        super().gotLength(length)
        if length is not None and length > self.server.max_body:
            self._refuse(TooLarge())

    def handleContentChunk(self, data: bytes) -> None:  # noqa: N802 (Twisted's name)
        """Keep a piece of the body, while there is room for it."""
        if self._refused:
            return
        if self.content.tell() + len(data) > self.server.max_body:
            self._refuse(TooLarge())
        else:
            super().handleContentChunk(data)

    def process(self) -> Any:
        """The request is whole: pass it on without what only the server itself may say."""
        if self._refused:
            return None
        # Daphne takes a URL prefix from this header, whoever sent it.
        self.requestHeaders.removeHeader(b"daphne-root-path")
        if len(self.requestHeaders.getRawHeaders(b"host", [])) > 1:
            self.request_start = time.time()
            self.basic_error(400, b"Bad Request", "More than one Host")
            return None
        return super().process()

    def handle_reply(self, message: dict[str, Any]) -> None:
        """Send on what the application answers; a server that ends keeps no connection open."""
        if self.server.draining and message.get("type") == "http.response.start":
            headers = [*message.get("headers", []), (b"Connection", b"close")]
            message = {**message, "headers": headers}
            self.channel.persistent = False
        if self.channel is not None and message.get("type") == "http.response.body":
            self._keep_pace(more=bool(message.get("more_body")))
        super().handle_reply(message)

    def _keep_pace(self, *, more: bool) -> None:
        """Hear from the first of several pieces to the last whether there is room for them."""
        if more and self._pace is None:
            self._pace = Pace()
            self.registerProducer(self._pace, True)
        elif not more and self._pace is not None:
            self.unregisterProducer()
            self._pace = None

    async def room(self, seconds: float) -> None:
        """Wait until the client has read what it was sent; one that does not is cut off."""
        if self._pace is not None and not await self._pace.wait(seconds):
            self._cut_off()

    def connectionLost(self, reason: Any) -> None:  # noqa: N802 (Twisted's name)
        """The client is gone."""
        if self._pace is not None:
            self._pace.stopProducing()
        super().connectionLost(reason)

    def handle_exception(self, exception: BaseException) -> None:
        """The application failed. An answer already begun cannot become an error page."""
        if self._response_started:
            self._cut_off()
        else:
            super().handle_exception(exception)

    def check_timeouts(self) -> None:
        """Called every 2 s: end what arrives too slowly, or is not answered in time."""
        if not hasattr(self, "request_start"):
            if time.monotonic() - self._begun > self.server.arrival_seconds and not self._refused:
                self._refuse(TooSlow())
        elif not self._response_started:
            super().check_timeouts()

    def _refuse(self, error: ChatError) -> None:
        """Answer at once and stop listening, then give the client a moment to read the answer."""
        self._refused = True
        self.requestHeaders.removeHeader(b"expect")
        transport = self.channel.transport
        # The request's own `uri` is set once it is whole.
        transport.write(refusal(error, getattr(self.channel, "_path", b"")))
        transport.loseWriteConnection()
        reactor.callLater(REFUSED_SECONDS, transport.abortConnection)

    def _cut_off(self) -> None:
        if self.channel is not None:
            self.channel.transport.abortConnection()


class Factory(HTTPFactory):
    """Makes a `Channel` for each connection; Daphne's own factory fixes the request's class."""

    protocol: Any = Channel

    def __init__(self, server: Any) -> None:
        super().__init__(timeout=IDLE_SECONDS)
        self.server = server

    def buildProtocol(self, address: Any) -> Any:  # noqa: N802 (Twisted's name)
        """A connection came in."""
        channel: Any = super().buildProtocol(address)
        channel.requestFactory = Request
        return channel
