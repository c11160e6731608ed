"""Connection state recovery: a client that lost its connection comes back as the socket it was.

PROTOCOL "Connection state recovery". A socket whose transport broke stays in its rooms for
`connection_state_recovery`, away: what it is sent is kept in its history, and it is put in rooms
and out of them as if it were there. A CONNECT with its `pid` and the last offset the client saw
takes it over, on this worker or on another, which asks the others who has it.
"""

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from channels_socketio.claims import Claim, Ticket, read_frames, write_frames, write_state
from channels_socketio.envelope import Envelope, worker_of
from channels_socketio.errors import DisconnectReason, SessionClosed
from channels_socketio.history import History
from channels_socketio.requests import Answer, Question
from channels_socketio.requests import Ticket as Asked

if TYPE_CHECKING:
    from channels_socketio.hub import Hub
    from channels_socketio.socket import Socket

RECOVERABLE = frozenset(
    (
        DisconnectReason.TRANSPORT_CLOSE,
        DisconnectReason.TRANSPORT_ERROR,
        DisconnectReason.PING_TIMEOUT,
    )
)


class Recovery:
    """The sockets of this process by pid, and those that are away. Used on the hub's loop."""

    def __init__(self, hub: "Hub") -> None:
        self._hub = hub
        self._options = hub.options
        self._sockets: dict[str, Socket] = {}
        self._away: dict[Socket, tuple[asyncio.TimerHandle, Callable[[], None]]] = {}
        hub.requests.serve("recover-claim", self._serve_claim)
        hub.requests.serve("recover-take", self._serve_take)

    @property
    def on(self) -> bool:
        """Whether it is asked for."""
        return self._options.connection_state_recovery > 0

    def clear(self) -> None:
        """Forget everyone."""
        for timer, _ in self._away.values():
            timer.cancel()
        self._away.clear()
        self._sockets.clear()

    def new_offset(self) -> str | None:
        """The offset of an event that this process sends; None while recovery is off."""
        return f"{self._hub.origin[:12]}.{self._hub.next_number()}" if self.on else None

    def offset_of(self, envelope: Envelope) -> str | None:
        """The offset of a broadcast, the same in every process."""
        return f"{envelope.origin[:12]}.{envelope.number}" if self.on else None

    # -- Joining and leaving ----------------------------------------------------------------------

    def welcome(self, socket: "Socket") -> str:
        """A socket joins: from here on it can be recovered, with the pid that this gives."""
        if socket.pid is None:
            socket.pid = self._hub.new_sid()
            socket.history = self._history(None)
        self._sockets[socket.pid] = socket
        return socket.pid

    def _history(self, start: str | None) -> History:
        options = self._options
        return History(packets=options.recovery_packets, size=options.recovery_bytes, start=start)

    def keep(self, socket: "Socket", reason: DisconnectReason, on_gone: Callable[[], None]) -> bool:
        """Whether a socket that ended stays, away; `on_gone` is then called when that is over."""
        pid = socket.pid
        if pid is None or self._sockets.get(pid) is not socket:
            return False
        if reason not in RECOVERABLE or self._hub.draining:
            del self._sockets[pid]
            return False
        socket.away = True
        socket.aim()
        seconds = self._options.connection_state_recovery / 1000
        timer = asyncio.get_running_loop().call_later(seconds, self.forget, socket)
        self._away[socket] = (timer, on_gone)
        if len(self._away) > self._options.recovery_sockets:
            self.forget(next(iter(self._away)))
        return True

    def forget(self, socket: "Socket") -> None:
        """A socket that is away will not come back."""
        self._let_go(socket)
        self._hub.roster.remove(socket)

    def _let_go(self, socket: "Socket") -> None:
        timer, on_gone = self._away.pop(socket)
        timer.cancel()
        socket.away = False
        socket.aim()
        del self._sockets[str(socket.pid)]
        on_gone()

    # -- Coming back ------------------------------------------------------------------------------

    async def restore(self, socket: "Socket", ticket: Ticket) -> None:
        """Make `socket`, which is in no room yet, the one that left, if that is known; it is then
        `recovered`, in its rooms, and holds what was missed. SessionClosed when it got lost on
        the way from another worker: the client must start anew."""
        claim = Claim(*ticket, socket.namespace.name, socket.connection.identity)
        if ticket.pid in self._sockets:
            self._restore_here(socket, claim)
        else:
            await self._restore_from_elsewhere(socket, claim)

    def _restore_here(self, socket: "Socket", claim: "Claim") -> None:
        found = self._find(claim)
        if found is None:
            return
        old, history = found
        self._resume(socket, claim, old.sid, old.data)
        socket.moved = old.moved
        self._hub.roster.replace(old, socket)
        self._let_go(old)
        socket.hold_first(history.after(claim.offset))

    def _resume(self, socket: "Socket", claim: "Claim", sid: str, data: dict[str, Any]) -> None:
        socket.sid, socket.pid, socket.data = sid, claim.pid, data
        socket.history = self._history(claim.offset)
        socket.recovered = True

    def _find(self, claim: "Claim") -> "tuple[Socket, History] | None":
        """The socket that may be taken over. It is away from now on if it was not yet: a client
        that changed its network is back before its old connection is seen to be lost."""
        socket = self._sockets.get(claim.pid)
        if socket is None or socket.namespace.name != claim.namespace:
            return None
        if socket.history is None or not socket.history.knows(claim.offset):
            return None
        if socket.connection.identity != claim.identity:
            return None
        if not socket.away:
            socket.connection.close(DisconnectReason.TRANSPORT_CLOSE)
        return (socket, socket.history) if socket.away else None

    # -- From another worker ----------------------------------------------------------------------

    async def _restore_from_elsewhere(self, socket: "Socket", claim: "Claim") -> None:
        """First who it was, then into the rooms, and only then what it missed: from the moment
        this process hears the rooms until the other stops to keep, both have what is emitted."""
        claimed = await self._claim(claim)
        if claimed is None or _ended(socket):
            return
        state = claimed.body
        self._resume(socket, claim, state["sid"], state["data"])
        socket.moved = worker_of(socket.sid) != self._hub.worker
        await self._hub.roster.add(socket)
        await self._hub.roster.enter(socket, state["rooms"])
        if _ended(socket):
            return
        with self._hub.requests.ask("recover-take", list(claim), worker=claimed.worker) as question:
            taken = await self._answer(question)
        if taken is None or taken.body is None:
            raise SessionClosed(DisconnectReason.TRANSPORT_ERROR)
        socket.hold_first(read_frames(taken))

    async def _claim(self, claim: "Claim") -> Answer | None:
        """The answer of the worker that has it. All are asked: it may have moved before."""
        await self._hub.peers.ready()
        missing = set(self._hub.peers.others)
        with self._hub.requests.ask("recover-claim", list(claim)) as question:
            while missing:
                answer = await self._answer(question)
                if answer is None or answer.body is not None:
                    return answer
                missing.discard(answer.worker)
        return None

    async def _answer(self, question: Asked) -> Answer | None:
        try:
            return await question.next(self._options.peer_answer / 1000)
        except TimeoutError:
            return None

    def _serve_claim(self, question: Question) -> None:
        found = self._find(Claim(*question.body))
        question.answer(None if found is None else write_state(found[0]))

    def _serve_take(self, question: Question) -> None:
        claim = Claim(*question.body)
        found = self._find(claim)
        if found is None:
            question.answer(None)
            return
        socket, history = found
        question.answer(*write_frames(history.after(claim.offset)))
        self.forget(socket)


def _ended(socket: "Socket") -> bool:
    """Whether the client left while something was waited for."""
    return socket.connection.sockets.get(socket.namespace.name) is not socket
