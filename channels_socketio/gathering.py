"""One question to every live worker, this one among them, until each has said all it has to."""

import asyncio
import contextlib
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

from channels_socketio.requests import Answer, Ticket

if TYPE_CHECKING:
    from channels_socketio.hub import Hub

LEFT = object()


class Asked(Protocol):
    """What a worker is asked, by another or by itself. `answer` may be called many times."""

    body: Any
    attachments: tuple[bytes, ...]

    def answer(self, body: Any, attachments: Sequence[bytes] = ()) -> None: ...


class AskedHere:
    """A question of this process to itself: its answers go straight to the ticket."""

    def __init__(
        self, worker: str, ticket: Ticket, body: Any, attachments: tuple[bytes, ...]
    ) -> None:
        self.body = body
        self.attachments = attachments
        self._worker = worker
        self._ticket = ticket

    def answer(self, body: Any, attachments: Sequence[bytes] = ()) -> None:
        """See Asked."""
        self._ticket.put(Answer(self._worker, body, tuple(attachments)))


async def gather(
    hub: "Hub",
    kind: str,
    body: Any,
    attachments: tuple[bytes, ...] = (),
    *,
    seconds: float,
    take: Callable[[Answer], bool],
    here: Callable[[Asked], None] | None = None,
) -> frozenset[str]:
    """Ask every other live worker, and this one by `here`; on the hub's loop.

    `take` is given each answer as it comes and says whether its worker has said all. Returns
    the workers that had not within `seconds`, or that left before.
    """
    await hub.peers.ready()
    waiting = set(hub.peers.others)
    left: set[str] = set()
    with hub.requests.ask(kind, body, attachments=attachments) as ticket, _watch(hub, ticket):
        if here is not None:
            waiting.add(hub.worker)
            here(AskedHere(hub.worker, ticket, body, attachments))
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while waiting:
                    answer = await ticket.next(seconds)
                    if answer.body is LEFT:
                        left |= {answer.worker} & waiting
                    if answer.body is LEFT or take(answer):
                        waiting.discard(answer.worker)
    return frozenset(waiting | left)


@contextlib.contextmanager
def _watch(hub: "Hub", ticket: Ticket) -> Iterator[None]:
    """Put an answer into the ticket for each worker that leaves meanwhile."""
    futures = {worker: hub.peers.left(worker) for worker in hub.peers.others}
    for worker, future in futures.items():
        future.add_done_callback(partial(_left, ticket, worker))
    try:
        yield
    finally:
        for future in futures.values():
            future.cancel()


def _left(ticket: Ticket, worker: str, future: "asyncio.Future[None]") -> None:
    if not future.cancelled():
        ticket.put(Answer(worker, LEFT))
