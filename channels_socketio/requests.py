"""Questions to other processes, and their answers, over the layer."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Any, NamedTuple, Self

import orjson

from channels_socketio.envelope import Envelope, peers_group, worker_group

if TYPE_CHECKING:
    from channels_socketio.hub import Hub

logger = logging.getLogger(__name__)


class Answer(NamedTuple):
    """One answer, from the process called `worker`."""

    worker: str
    body: Any
    attachments: tuple[bytes, ...] = ()


class Question:
    """What another process asked. `answer` may be called any number of times, from the loop."""

    __slots__ = ("_hub", "attachments", "body", "ticket", "worker")

    def __init__(self, hub: "Hub", envelope: Envelope) -> None:
        self._hub = hub
        self.worker = envelope.worker
        self.ticket = envelope.ticket
        self.body: Any = orjson.loads(envelope.body)
        self.attachments = envelope.attachments

    def answer(self, body: Any, attachments: Sequence[bytes] = ()) -> None:
        """Send an answer to who asked. `body` is anything JSON holds."""
        self._hub.requests.send("answer", "", self.worker, self.ticket, body, attachments)


class Ticket:
    """A question that was asked, and what was answered so far. Use it as a context manager:
    after it, answers are passed over."""

    def __init__(self, requests: "Requests", number: int) -> None:
        self._requests = requests
        self.number = number
        self._answers: asyncio.Queue[Answer] = asyncio.Queue()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._requests.forget(self.number)

    async def next(self, timeout: float) -> Answer:  # noqa: ASYNC109  (the field's API)
        """The next answer. TimeoutError after `timeout` seconds without one."""
        async with asyncio.timeout(timeout):
            return await self._answers.get()

    def put(self, answer: Answer) -> None:
        """An answer came."""
        self._answers.put_nowait(answer)


class Requests:
    """Runs on the hub's loop. `serve` says who answers a kind of question in this process.

    The layer is at most once: a question or an answer may be lost, and a process may die with a
    question in hand. Whoever asks bounds the time.
    """

    def __init__(self, hub: "Hub") -> None:
        self._hub = hub
        self._tickets: dict[int, Ticket] = {}
        self._handlers: dict[str, Callable[[Question], None]] = {}

    def serve(self, kind: str, handler: Callable[[Question], None]) -> None:
        """Answer questions of `kind` with `handler`, which must not block."""
        self._handlers[kind] = handler

    def ask(
        self, kind: str, body: Any, *, worker: str | None = None, attachments: Sequence[bytes] = ()
    ) -> Ticket:
        """Ask one other worker, or all others; the ticket of the question."""
        ticket = Ticket(self, self._hub.next_number())
        self._tickets[ticket.number] = ticket
        self.send("ask", kind, worker, ticket.number, body, attachments)
        return ticket

    def tell(self, kind: str, body: Any, *, worker: str) -> None:
        """Say something to another worker, and wait for no answer."""
        self.send("ask", kind, worker, 0, body, ())

    async def gather(self, kind: str, body: Any, *, seconds: float) -> list[Answer]:
        """Ask all other live workers: one answer of each that gave one within `seconds`."""
        missing = set(self._hub.peers.others)
        answers: list[Answer] = []
        if not missing:
            return answers
        deadline = asyncio.get_running_loop().time() + seconds
        with self.ask(kind, body) as ticket:
            while missing:
                try:
                    left = deadline - asyncio.get_running_loop().time()
                    answer = await ticket.next(left)
                except TimeoutError:
                    break
                missing.discard(answer.worker)
                answers.append(answer)
        return answers

    def send(
        self,
        op: Any,
        kind: str,
        worker: str | None,
        ticket: int,
        body: Any,
        attachments: Sequence[bytes],
    ) -> None:
        """Publish one question or answer, to one worker or to all."""
        path = self._hub.options.path
        envelope = Envelope(
            op=op,
            origin=self._hub.origin,
            number=self._hub.next_number(),
            worker=self._hub.worker,
            kind=kind,
            ticket=ticket,
            body=orjson.dumps(body).decode(),
            attachments=tuple(attachments),
        )
        group = peers_group(path) if worker is None else worker_group(path, worker)
        # Whoever asked has given up by then: a question that comes late does harm.
        self._hub.publish(envelope, [group], keep=self._hub.options.peer_answer)

    def forget(self, number: int) -> None:
        """Pass over the answers to a question from here on."""
        self._tickets.pop(number, None)

    def asked(self, envelope: Envelope) -> None:
        """A question came."""
        handler = self._handlers.get(envelope.kind)
        if handler is None:
            logger.warning("nobody answers %r here", envelope.kind)
            return
        try:
            handler(Question(self._hub, envelope))
        except Exception:
            logger.exception("answering %r failed", envelope.kind)

    def answered(self, envelope: Envelope) -> None:
        """An answer came. One that nobody waits for is passed over."""
        ticket = self._tickets.get(envelope.ticket)
        if ticket is not None:
            body = orjson.loads(envelope.body)
            ticket.put(Answer(envelope.worker, body, envelope.attachments))
