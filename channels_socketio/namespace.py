"""Namespaces: the handlers of an application, found by event."""

import inspect
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Literal, TypeVar

from channels_socketio.audience import Rooms
from channels_socketio.errors import InvalidArguments
from channels_socketio.events import EventModel, EventName, checked_name
from channels_socketio.packet import RESERVED_EVENTS

if TYPE_CHECKING:
    from channels_socketio.emitter import Emitter
    from channels_socketio.socket import Socket

logger = logging.getLogger(__name__)
Middleware = Callable[["Socket", dict[str, Any] | None], Awaitable[None]]
Method = TypeVar("Method", bound=Callable[..., Any])


def on(event: EventName | type[EventModel]) -> Callable[[Method], Method]:
    """Mark a method as the handler of an event, given by name or by model.

    By name it is called with the event's arguments; by model with one validated object. What it
    returns is the ack: None is no argument, a tuple several, anything else one.
    """
    name = event.event if isinstance(event, type) else event
    if name in RESERVED_EVENTS or name == "error":
        raise ValueError(f"{name!r} is a reserved event name")

    def mark(method: Method) -> Method:
        method.__socketio_event__ = event  # type: ignore[attr-defined]
        return method

    return mark


def on_server(event: EventName) -> Callable[[Method], Method]:
    """Mark a method as the handler of an event that another server emits. It is called with the
    event's arguments alone; what it returns is this server's answer."""
    name = checked_name(event)

    def mark(method: Method) -> Method:
        method.__socketio_server_event__ = name  # type: ignore[attr-defined]
        return method

    return mark


class Handler:
    """One handler: checks what came, calls, and makes ack arguments of the answer."""

    def __init__(self, function: Callable[..., Any], model: type[EventModel] | None) -> None:
        self.function = function
        self.model = model
        kinds = list(inspect.signature(function).parameters.values())[2:]
        self.variadic = any(p.kind is p.VAR_POSITIONAL for p in kinds)
        positional = [p for p in kinds if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
        self.most = len(positional)
        self.least = sum(p.default is p.empty for p in positional)

    async def __call__(
        self, namespace: "Namespace", socket: "Socket", args: list[Any]
    ) -> tuple[Any, ...]:
        """Run it. InvalidArguments (or the model's own ValueError) when `args` do not fit."""
        if self.model is not None:
            args = [self._validated(args)]
        elif len(args) < self.least or (len(args) > self.most and not self.variadic):
            raise InvalidArguments(f"{len(args)} arguments, {self.least} to {self.most} expected")
        result = await self.function(namespace, socket, *args)
        if result is None:
            return ()
        return result if isinstance(result, tuple) else (result,)

    def _validated(self, args: list[Any]) -> Any:
        assert self.model is not None
        if len(args) > 1:
            raise InvalidArguments("one argument expected")
        return self.model.model_validate(args[0] if args else {})


class Namespace:
    """The events of one namespace. Subclass it, mark handlers with `@on`, override the hooks.

    Of one socket, one coroutine runs at a time, in the order the events came: `on_connect`
    first, `on_disconnect` last. Sockets do not wait for each other. A handler's context is its
    socket's, and the task that it runs in is so from the moment on that it waits for something.
    """

    # Run in order, before a socket is in the namespace. Each is given the socket and its `auth`
    # and may raise ConnectionRefused; `socket.data` carries what it finds out. Theirs are also
    # the class's own: `middleware = (*Base.middleware, mine)`.
    middleware: Sequence[Middleware] = ()
    handlers: ClassVar[dict[EventName, Handler]] = {}
    server_handlers: ClassVar[dict[EventName, Callable[..., Any]]] = {}
    catch_all: ClassVar[Handler | None] = None
    # What plain clients' text frames are: `raw` makes each the event `message` with that text, and
    # sends `message` with one text as it is.
    plain_text: ClassVar[Literal["json", "raw"]] = "json"
    # Set by SocketIO, before the first socket.
    name: str = "/"
    emitter: "Emitter"

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        # Of all bases, so that handlers can be written in several classes and put together.
        bases = [base for base in reversed(cls.__mro__[1:]) if issubclass(base, Namespace)]
        cls.handlers = {name: it for base in bases for name, it in base.handlers.items()}
        cls.server_handlers = {
            name: it for base in bases for name, it in base.server_handlers.items()
        }
        for value in vars(cls).values():
            server_event = getattr(value, "__socketio_server_event__", None)
            if server_event is not None:
                cls.server_handlers[server_event] = value
            event = getattr(value, "__socketio_event__", None)
            if event is None:
                continue
            model = event if isinstance(event, type) else None
            cls.handlers[event.event if model else event] = Handler(value, model)
        if "on_any" in vars(cls):
            cls.catch_all = Handler(cls.on_any, None)

    async def on_connect(self, socket: "Socket", auth: dict[str, Any] | None) -> None:
        """A client asks to join. Raise ConnectionRefused to refuse it.

        What is emitted to the socket here is held until the join is answered. `socket.call`
        cannot be used here: the client does not answer before it has joined.
        """

    async def on_disconnect(self, socket: "Socket", reason: str) -> None:
        """The socket is gone: its rooms are left, nothing reaches it. `socket.rooms` are those
        that it was in. Called once if `on_connect` returned, and never otherwise."""

    async def on_event(self, socket: "Socket", event: EventName) -> None:
        """An event has come that a handler takes. Raise to refuse it: `on_error` answers, and the
        handler is not called."""

    async def on_any(self, socket: "Socket", event: EventName, *args: Any) -> Any:
        """An event that no handler takes. Where it is not overridden, such an event is passed
        over, unanswered; where it is, the value returned is the ack, as a handler's."""

    async def on_error(self, socket: "Socket", event: EventName, error: Exception) -> Any:
        """A handler raised, or its arguments were invalid. The value returned is the ack."""
        if isinstance(error, ValueError):
            return {"error": "invalid arguments"}
        logger.error("handler of %r failed", event, exc_info=error)
        return {"error": "internal error"}

    async def emit(
        self,
        event: EventName | EventModel,
        *args: Any,
        to: Rooms | None = None,
        skip_sid: Rooms | None = None,
        skip_rooms: Rooms | None = None,
        volatile: bool = False,
    ) -> None:
        """Emit to everyone in the namespace, or in the rooms `to`, in every process. See
        Emitter.emit."""
        self.emitter.emit(
            event,
            *args,
            to=to,
            skip_sid=skip_sid,
            skip_rooms=skip_rooms,
            volatile=volatile,
            namespace=self.name,
        )

    async def call(
        self,
        event: EventName | EventModel,
        *args: Any,
        to: Rooms | None = None,
        skip_sid: Rooms | None = None,
        skip_rooms: Rooms | None = None,
        timeout: float | None = None,  # noqa: ASYNC109  (the field's API)
    ) -> dict[str, list[Any]]:
        """Emit to many and wait for all their acks. See Emitter.call."""
        return await self.emitter.call(
            event,
            *args,
            to=to,
            skip_sid=skip_sid,
            skip_rooms=skip_rooms,
            timeout=timeout,
            namespace=self.name,
        )
