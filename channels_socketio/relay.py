"""Polling requests that landed on a worker which does not hold their session.

The worker that received one (the edge) asks the owner over the layer, and the owner's desk serves
it as if it had come there. A poll is answered twice: at once that it is held, and later with what
it brought, which the edge confirms; else the packets in it would be lost without anyone knowing.
The layer tells nobody that a question reached no one, so that the edge bounds each wait: no word
of the owner within `peer_answer`, or an owner that left, is code 1, and the client starts anew.
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any

from channels_socketio.desk import PollingDesk, Reply
from channels_socketio.envelope import worker_of
from channels_socketio.errors import DisconnectReason
from channels_socketio.handshake import HandshakeError
from channels_socketio.requests import Answer, Question, Ticket

if TYPE_CHECKING:
    from channels_socketio.hub import Hub

logger = logging.getLogger(__name__)
HELD = "held"
# What is at hand is answered, and not announced first.
AT_HAND_SECONDS = 0.005
Key = tuple[str, int]


class Edge:
    """Asks the owner. Used on the hub's loop."""

    def __init__(self, hub: "Hub") -> None:
        self._hub = hub
        self._options = hub.options

    async def get(self, sid: str, identity: str) -> Reply:
        """A poll. HandshakeError (code 1) without an owner. Cancel it when its client went away:
        the owner is told, and closes the session."""
        worker = await self._owner(sid)
        body = {"sid": sid, "identity": identity}
        with self._hub.requests.ask("poll", body, worker=worker) as ticket:
            try:
                reply = await self._poll(ticket, worker)
            except BaseException:
                self._hub.requests.tell("poll-gone", ticket.number, worker=worker)
                raise
        self._hub.requests.tell("poll-got", ticket.number, worker=worker)
        return reply

    def unread(self, sid: str) -> None:
        """The answer to a poll reached nobody: the owner is told, and closes the session."""
        self._hub.requests.tell("poll-unread", sid, worker=sid.partition(".")[0])

    async def _poll(self, ticket: Ticket, worker: str) -> Reply:
        answer = await self._next(ticket, worker, self._options.peer_answer)
        if answer.body == HELD:
            # The owner pings in time, and a ping ends a poll. What comes later never comes.
            longest = self._options.ping_interval + self._options.ping_timeout
            answer = await self._next(ticket, worker, longest + self._options.peer_answer)
        return _reply(answer)

    async def post(self, sid: str, identity: str, content_type: str, body: bytes) -> Reply:
        """Packets of a client. HandshakeError (code 1) without an owner or an answer of it."""
        worker = await self._owner(sid)
        question = {"sid": sid, "identity": identity, "type": content_type}
        with self._hub.requests.ask("post", question, worker=worker, attachments=[body]) as ticket:
            return _reply(await self._next(ticket, worker, self._options.peer_answer))

    async def _owner(self, sid: str) -> str:
        self._hub.start()
        worker = worker_of(sid)
        if worker is None or not await self._hub.peers.knows(worker):
            raise HandshakeError(1)
        return worker

    async def _next(self, ticket: Ticket, worker: str, milliseconds: int) -> Answer:
        """The next answer. HandshakeError (code 1) when none came in time or the owner left."""
        left = self._hub.peers.left(worker)
        answer = asyncio.ensure_future(ticket.next(milliseconds / 1000))
        first: set[asyncio.Future[Any]] = {answer, left}
        try:
            await asyncio.wait(first, return_when=asyncio.FIRST_COMPLETED)
            found = answer.result() if answer.done() else None
        except TimeoutError:
            found = None
        finally:
            answer.cancel()
            left.cancel()
        if found is None:
            raise HandshakeError(1)
        return found


class Owner:
    """Serves what other workers received. Used on the hub's loop."""

    def __init__(self, hub: "Hub", desk: PollingDesk) -> None:
        self._hub = hub
        self._desk = desk
        self._held: dict[Key, asyncio.Task[None]] = {}
        self._unconfirmed: dict[Key, asyncio.TimerHandle] = {}
        hub.requests.serve("poll", self._serve(self._get))
        hub.requests.serve("post", self._serve(self._post))
        hub.requests.serve("poll-got", self._got)
        hub.requests.serve("poll-gone", self._gone)
        hub.requests.serve("poll-unread", lambda question: desk.unread(question.body))
        hub.peers.on_left(self._edge_left)

    def _serve(
        self, answer: Callable[[Question], Coroutine[Any, Any, None]]
    ) -> Callable[[Question], None]:
        def serve(question: Question) -> None:
            key = (question.worker, question.ticket)
            task = self._held[key] = asyncio.get_running_loop().create_task(answer(question))
            task.add_done_callback(lambda _: self._held.pop(key, None))

        return serve

    async def _get(self, question: Question) -> None:
        sid, identity = question.body["sid"], question.body["identity"]
        poll = asyncio.ensure_future(self._desk.get(sid, identity))
        try:
            await asyncio.wait([poll], timeout=AT_HAND_SECONDS)
            if not poll.done():
                question.answer(HELD)
            reply = await poll
        finally:
            poll.cancel()
        self._expect(question, sid)
        _answer(question, reply)

    def _expect(self, question: Question, sid: str) -> None:
        key = (question.worker, question.ticket)
        seconds = self._hub.options.peer_answer / 1000
        loop = asyncio.get_running_loop()
        self._unconfirmed[key] = loop.call_later(seconds, self._lost, key, sid)

    def _lost(self, key: Key, sid: str) -> None:
        """Nobody confirmed a poll: what it brought may be lost, and so the session is."""
        del self._unconfirmed[key]
        connection = self._desk.owner(sid)
        if connection is not None:
            logger.info("%s: a relayed poll was not confirmed", sid)
            connection.close(DisconnectReason.TRANSPORT_ERROR)

    async def _post(self, question: Question) -> None:
        async def read() -> bytes:
            return question.attachments[0]

        body = question.body
        _answer(question, await self._desk.post(body["sid"], body["identity"], body["type"], read))

    def _got(self, question: Question) -> None:
        timer = self._unconfirmed.pop((question.worker, question.body), None)
        if timer is not None:
            timer.cancel()

    def _gone(self, question: Question) -> None:
        task = self._held.get((question.worker, question.body))
        if task is not None:
            task.cancel()

    def _edge_left(self, worker: str) -> None:
        """Nobody brings their clients what its polls wait for: as if they had gone away."""
        for (edge, _), task in list(self._held.items()):
            if edge == worker:
                task.cancel()


def _answer(question: Question, reply: Reply) -> None:
    question.answer([reply.status, reply.content_type], [reply.body])


def _reply(answer: Answer) -> Reply:
    status, content_type = answer.body
    return Reply(status, answer.attachments[0], content_type)
