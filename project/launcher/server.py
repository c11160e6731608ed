"""Daphne's server with an orderly end, bounds, and loops that outlive a bad connection."""

import asyncio
import logging
import sys
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from daphne.server import Server as DaphneServer
from twisted.internet import defer
from twisted.internet.endpoints import serverFromString
from twisted.logger import globalLogBeginner

from channels_socketio.writers import EXTENSION, GROUP, READER, TOGETHER
from project.health import readiness
from project.launcher.inbox import Inbox
from project.launcher.protocols import Factory, Request, reactor
from project.launcher.websocket import CLOSE_SECONDS, SocketFactory, WebSocket
from project.launcher.writer import Together

logger = logging.getLogger(__name__)

FRAME_LIMIT = 1024 * 1024


class Server(DaphneServer):  # type: ignore[misc]
    """Serves `application` at `endpoint`. `on_listening` is called once it accepts connections.

    `max_body` bounds a request's body in bytes, `arrival_seconds` how long it may take to arrive
    from its first line on, `answer_seconds` the wait for the start of its answer,
    `send_seconds` how long its client may take to read a part of it. A WebSocket on
    which nobody else pings gets a ping every `ping_interval` seconds, and ends when no answer comes
    within `ping_timeout`. `together` writes to many WebSockets at once.
    """

    def __init__(
        self,
        application: Any,
        endpoint: str,
        *,
        max_body: int,
        arrival_seconds: float,
        answer_seconds: int,
        send_seconds: float,
        ping_interval: float,
        ping_timeout: float,
        on_listening: Callable[[], None],
        together: Together | None = None,
    ) -> None:
        super().__init__(
            application,
            endpoints=[endpoint],
            signal_handlers=False,
            http_timeout=answer_seconds,
            websocket_timeout=-1,  # a socket may stay for weeks
            ping_interval=ping_interval,
            ping_timeout=ping_timeout,
            websocket_max_message_size=FRAME_LIMIT,
            websocket_max_frame_size=FRAME_LIMIT,
            server_name="hearth",
        )
        self.max_body = max_body
        self.arrival_seconds = arrival_seconds
        self.send_seconds = send_seconds
        self.draining = False
        self.failed = False
        self.ports: list[Any] = []
        self._on_listening = on_listening
        self._together = together

    def run(self) -> None:
        """Serve until `stop()`. Daphne's own, with our factories."""
        self.connections: dict[Any, dict[str, Any]] = {}
        self.http_factory = Factory(self)
        self.ws_factory = SocketFactory(self, server=self.server_name)
        self.ws_factory.setProtocolOptions(
            allowNullOrigin=True,
            openHandshakeTimeout=self.websocket_handshake_timeout,
            maxMessagePayloadSize=self.websocket_max_message_size,
            maxFramePayloadSize=self.websocket_max_frame_size,
            closeHandshakeTimeout=CLOSE_SECONDS,
            autoPingTimeout=self.ping_timeout,
        )
        self.ws_factory.share_options()
        silent: Any = lambda _: None  # noqa: E731 (Twisted's own log: what matters we log ourselves)
        globalLogBeginner.beginLoggingTo([silent], redirectStandardIO=False, discardBuffer=True)
        asyncio.set_event_loop(reactor._asyncioEventloop)
        reactor.callLater(1, self.application_checker)
        reactor.callLater(2, self.timeout_checker)
        endpoint: Any = serverFromString(reactor, self.endpoints[0])  # type: ignore[no-untyped-call]
        listening = endpoint.listen(self.http_factory)
        listening.addCallbacks(self.listen_success, self.listen_error)
        reactor.addSystemEventTrigger("before", "shutdown", self.kill_all_applications)
        reactor.run(installSignalHandlers=False)

    def listen_success(self, port: Any) -> None:
        """Keep the port: Daphne forgets it, and nothing could stop accepting."""
        super().listen_success(port)
        self.ports.append(port)
        self._on_listening()

    def listen_error(self, failure: Any) -> None:
        """Say why in one line, and end."""
        sys.stderr.write(f"Hearth cannot listen: {failure.getErrorMessage()}\n")
        self.failed = True
        reactor.callWhenRunning(self.stop)

    def create_application(self, protocol: Any, scope: dict[str, Any]) -> Any:
        """Start the application for a connection; gives what it is told by. A WebSocket's writer
        and reader go to it as scope extensions. Daphne's own, with a smaller queue."""
        inbox = Inbox()
        if isinstance(protocol, WebSocket):
            extensions = scope.setdefault("extensions", {})
            extensions[READER] = inbox.listen
            if protocol.writer is not None:
                extensions[EXTENSION] = protocol.writer
                if self._together is not None:
                    extensions[TOGETHER] = self._together
                    extensions[GROUP] = self._together.group
        scope.setdefault("asgi", {"version": "3.0"})
        running = self.application(
            scope=scope, receive=inbox.get, send=partial(self.handle_reply, protocol)
        )
        self.connections[protocol]["application_instance"] = asyncio.ensure_future(running)
        return inbox

    async def handle_reply(self, protocol: Any, message: dict[str, Any]) -> None:
        """Send what the application answers. It waits for its client: Daphne's own does not."""
        await super().handle_reply(protocol, message)
        if isinstance(protocol, Request):
            await protocol.room(self.send_seconds)

    # -- The end ----------------------------------------------------------------------------------

    async def drain(self, seconds: float) -> None:
        """Stop accepting, send WebSockets away to come back, let what runs finish; then stop.

        Takes at most about `seconds`. No Socket.IO DISCONNECT is sent: after one, clients stay
        away for good.
        """
        self.draining = True
        readiness.draining = True
        for port in self.ports:
            await defer.maybeDeferred(port.stopListening).asFuture(asyncio.get_running_loop())
        deadline = time.monotonic() + seconds
        while self._pending() and time.monotonic() < deadline:
            for protocol in [p for p in self.connections if isinstance(p, WebSocket)]:
                protocol.restart()
            await asyncio.sleep(0.05)
        if left := self._pending():
            logger.warning("%d connections did not end within %d s", left, seconds)

    def _pending(self) -> int:
        """How many applications still run."""
        running = [details.get("application_instance") for details in self.connections.values()]
        return sum(1 for instance in running if instance is not None and not instance.done())

    def kill_all_applications(self) -> defer.Deferred[Any]:
        """Cancel what is left. Daphne's own fails on a half-received request, and waits forever
        for a handler that swallows its cancellation."""
        left = [details.get("application_instance") for details in self.connections.values()]
        running = [instance for instance in left if instance is not None and not instance.done()]
        for instance in running:
            instance.cancel()
        waiting = asyncio.wait(running, timeout=2) if running else asyncio.sleep(0)
        return defer.Deferred.fromFuture(asyncio.ensure_future(waiting))

    # -- Loops ------------------------------------------------------------------------------------

    def application_checker(self) -> None:
        """Reap finished applications, every second. Daphne's loop ends with its first error."""
        try:
            self._check_applications()
        except Exception:
            logger.exception("checking applications failed")
        reactor.callLater(1, self.application_checker)

    def _check_applications(self) -> None:
        for protocol, details in list(self.connections.items()):
            instance = details.get("application_instance")
            gone = details.get("disconnected")
            if instance is not None and instance.done():
                details.pop("application_instance")
                self._reap(protocol, instance, gone=bool(gone))
            elif instance is not None and gone:
                if time.time() - gone > self.application_close_timeout:
                    logger.warning("%r took too long to end and was cancelled", protocol)
                    instance.cancel()
            elif gone:
                del self.connections[protocol]

    def _reap(self, protocol: Any, instance: "asyncio.Future[Any]", *, gone: bool) -> None:
        if instance.cancelled():
            return
        error = instance.exception()
        if error is not None:
            logger.error("Exception inside application: %s", error, exc_info=error)
            if not gone:
                protocol.handle_exception(error)

    def timeout_checker(self) -> None:
        """End what took too long, every two seconds. Daphne's loop ends with its first error."""
        for protocol in list(self.connections):
            try:
                protocol.check_timeouts()
            except Exception:
                logger.exception("checking %r failed", protocol)
        reactor.callLater(2, self.timeout_checker)
