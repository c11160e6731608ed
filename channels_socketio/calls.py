"""An event to many clients, and the acks of all of them, whichever process they are at."""

import asyncio
import logging
from functools import partial
from typing import TYPE_CHECKING, Any

from channels_socketio.audience import Audience
from channels_socketio.decoder import decode_data
from channels_socketio.errors import AckTimeout, PacketError
from channels_socketio.frames import packet_frame
from channels_socketio.gathering import Asked, gather
from channels_socketio.packet import Encoded, PacketType, encode_data
from channels_socketio.requests import Answer

if TYPE_CHECKING:
    from channels_socketio.hub import Hub
    from channels_socketio.socket import Socket

logger = logging.getLogger(__name__)
KIND = "call"


class Calls:
    """Asks and is asked, on the hub's loop. A worker first answers `{"count"}`, how many sockets
    it sent the event to; then for each `{"sid", "ack"}`, the ack as JSON with its attachments, or
    `{"sid"}` alone for one that is gone."""

    def __init__(self, hub: "Hub") -> None:
        self._hub = hub
        hub.requests.serve(KIND, self._asked)

    def _asked(self, question: Asked) -> None:
        _Call(self._hub, question)

    async def call(
        self, audience: Audience, event: Encoded, *, seconds: float
    ) -> dict[str, list[Any]]:
        """Each client's answer, its ack's arguments, by sid.

        AckTimeout, with what there is, when it is known that not all will answer.
        """
        body = {**audience._asdict(), "event": event.body, "seconds": seconds}
        answers = _Answers(self._hub.options.answer_bytes)
        silent = await gather(
            self._hub,
            KIND,
            body,
            event.attachments,
            seconds=seconds,
            take=answers.take,
            here=self._asked,
        )
        missing = answers.missing
        if missing or silent:
            raise AckTimeout(
                f"{missing} of {missing + len(answers.by_sid)} clients did not answer",
                answers=answers.by_sid,
                missing=missing,
                workers=silent,
            )
        return answers.by_sid


class _Answers:
    """What has come so far, up to `room` bytes; beyond it, clients count as missing."""

    def __init__(self, room: int) -> None:
        self.by_sid: dict[str, list[Any]] = {}
        # By worker: the sockets it sent the event to, and those it has told of since.
        self._expected: dict[str, int] = {}
        self._heard: dict[str, int] = {}
        self._room = room

    @property
    def missing(self) -> int:
        """Clients that have not answered."""
        return sum(self._expected.values()) - len(self.by_sid)

    def take(self, answer: Answer) -> bool:
        """One answer; whether its worker has said all."""
        worker, body = answer.worker, answer.body
        if "count" in body:
            self._expected[worker] = body["count"]
        else:
            self._heard[worker] = self._heard.get(worker, 0) + 1
            if "ack" in body:
                self._keep(body["sid"], Encoded(body["ack"], answer.attachments))
        return self._heard.get(worker, 0) == self._expected.get(worker)

    def _keep(self, sid: str, ack: Encoded) -> None:
        self._room -= ack.size
        if self._room >= 0:
            self.by_sid[sid] = decode_data(ack)


class _Call:
    """A call in this process, from when its event is sent until each socket has answered, ended,
    or the time is over."""

    def __init__(self, hub: "Hub", question: Asked) -> None:
        self._hub = hub
        self._answer = question.answer
        self._room = hub.options.answer_bytes
        body = question.body
        to = None if body["to"] is None else tuple(body["to"])
        audience = Audience(body["namespace"], to, tuple(body["skip"]))
        self._waiting = set(hub.roster.find(audience))
        self._id = hub.next_ack_id()
        self._timer = asyncio.get_running_loop().call_later(body["seconds"], self._end)
        self._answer({"count": len(self._waiting)})
        self._ask(Encoded(body["event"], question.attachments), audience.namespace)

    def _ask(self, event: Encoded, namespace: str) -> None:
        frame = packet_frame(PacketType.EVENT, event, namespace=namespace, id=self._id)
        for socket in list(self._waiting):
            socket.ask(self._id, frame, partial(self._answered, socket))
        self._rest()

    def _answered(self, socket: "Socket", args: list[Any] | None) -> None:
        self._waiting.discard(socket)
        ack = None if args is None else self._encode(socket, args)
        if ack is None:
            self._answer({"sid": socket.sid})
        else:
            self._answer({"sid": socket.sid, "ack": ack.body}, ack.attachments)
        self._rest()

    def _encode(self, socket: "Socket", args: list[Any]) -> Encoded | None:
        try:
            ack = encode_data(args, max_attachments=self._hub.options.max_attachments)
        except PacketError as error:
            # JSON may be deeper than it can be written again.
            logger.debug("an ack of %s cannot be handed on: %r", socket.sid, error)
            return None
        self._room -= ack.size
        return ack if self._room >= 0 else None

    def _rest(self) -> None:
        if not self._waiting:
            self._timer.cancel()

    def _end(self) -> None:
        for socket in self._waiting:
            socket.forget(self._id)
        self._waiting.clear()
