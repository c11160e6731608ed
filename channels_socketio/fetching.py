"""Who is in a room, in every process."""

import asyncio
import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any

import orjson

from channels_socketio.audience import Audience
from channels_socketio.gathering import Asked, gather
from channels_socketio.requests import Answer

if TYPE_CHECKING:
    from channels_socketio.hub import Hub
    from channels_socketio.socket import Socket

KIND = "fetch"
# Sockets in one message: the loop is not held, and a message of the layer stays small.
CHUNK = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteSocket:
    """What is known of a socket of any process, when it was asked.

    `data` is what JSON holds of `Socket.data`. `user` is the key of `scope["user"]` as text, or
    None. `address` is the client's as ASGI has it: behind a proxy, the proxy's.
    """

    sid: str
    worker: str
    namespace: str
    rooms: frozenset[str]
    data: dict[str, Any]
    transport: str
    user: str | None
    address: str | None


class FetchedSockets(list[RemoteSocket]):
    """The sockets found. `missing` are the workers that did not answer in time."""

    missing: frozenset[str] = frozenset()


class Fetching:
    """Asks and is asked, on the hub's loop: `{"sockets": […], "last": bool}`, in chunks."""

    def __init__(self, hub: "Hub") -> None:
        self._hub = hub
        hub.requests.serve(KIND, self._asked)

    async def fetch(self, audience: Audience) -> FetchedSockets:
        """The sockets of an audience, in every process."""
        found = FetchedSockets()

        def take(answer: Answer) -> bool:
            name, told = audience.namespace, answer.body["sockets"]
            found.extend(_load(answer.worker, name, fields) for fields in told)
            return answer.body["last"] is True

        seconds = self._hub.options.peer_answer / 1000
        body = audience._asdict()
        found.missing = await gather(
            self._hub, KIND, body, seconds=seconds, take=take, here=self._asked
        )
        return found

    def _asked(self, question: Asked) -> None:
        body = question.body
        to = None if body["to"] is None else tuple(body["to"])
        audience = Audience(body["namespace"], to, tuple(body["skip"]))
        self._answer(question, list(self._hub.roster.find(audience)))

    def _answer(self, question: Asked, sockets: "Sequence[Socket]", start: int = 0) -> None:
        end = start + CHUNK
        chunk = [_describe(socket) for socket in islice(sockets, start, end)]
        question.answer({"sockets": chunk, "last": end >= len(sockets)})
        if end < len(sockets):
            asyncio.get_running_loop().call_soon(partial(self._answer, question, sockets, end))


def _describe(socket: "Socket") -> dict[str, Any]:
    key = getattr(socket.user, "pk", None)
    client = socket.scope.get("client")
    return {
        "sid": socket.sid,
        "rooms": sorted(socket.rooms),
        "data": _sendable(socket.data),
        "transport": socket.transport,
        "user": None if key is None else str(key),
        "address": client[0] if client else None,
    }


def _sendable(data: dict[str, Any]) -> dict[str, Any]:
    """What JSON holds of a dict, key by key."""
    sendable = {}
    for key, value in data.items():
        with contextlib.suppress(TypeError):
            sendable.update(orjson.loads(orjson.dumps({key: value})))
    return sendable


def _load(worker: str, namespace: str, fields: dict[str, Any]) -> RemoteSocket:
    return RemoteSocket(
        worker=worker,
        namespace=namespace,
        sid=fields["sid"],
        rooms=frozenset(fields["rooms"]),
        data=fields["data"],
        transport=fields["transport"],
        user=fields["user"],
        address=fields["address"],
    )
