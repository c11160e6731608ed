"""What travels between processes: one fixed envelope, plain values only.

A receiver reads the fields it knows, checks their types and ignores the rest: a payload that
looks like a message of Channels is text inside `body` and nothing else. THREATS "Type injection".
"""

import hashlib
import re
from functools import lru_cache
from typing import Any, Literal, NamedTuple, get_args

from channels_socketio.errors import SocketIOError

Operation = Literal["emit", "enter", "evict", "disconnect", "probe", "ask", "answer", "word"]
OPERATIONS = frozenset(get_args(Operation))
MESSAGE_TYPE = "socketio.envelope"
SID = re.compile(r"([A-Za-z0-9_-]{1,40})\.[A-Za-z0-9_-]{27}")


class EnvelopeError(SocketIOError, ValueError):
    """Something on the layer that is no envelope of ours."""


class Envelope(NamedTuple):
    """One operation for every hub that has a socket concerned.

    `origin` and `number` name it: a hub ignores its own and what it has seen. `namespace`, `to`
    and `skip` are an Audience. `body` is the JSON array of an event, encoded once, by the sender;
    of a question or an answer (`ask`, `answer`), any JSON. `worker` is the sender's name, for what
    is answered, and `ticket` the question's number. A `word` is what Peers say, in `kind`.
    """

    op: Operation
    origin: str
    number: int
    namespace: str = "/"
    to: tuple[str, ...] | None = None
    skip: tuple[str, ...] = ()
    rooms: tuple[str, ...] = ()
    body: str = ""
    attachments: tuple[bytes, ...] = ()
    close: bool = False
    volatile: bool = False
    worker: str = ""
    kind: str = ""
    ticket: int = 0


def dump(envelope: Envelope) -> dict[str, Any]:
    """The envelope as a channel layer carries it."""
    # Written out: `asdict` copies each value deeply, and took longer than a delivery to ten.
    return {
        "type": MESSAGE_TYPE,
        "op": envelope.op,
        "origin": envelope.origin,
        "number": envelope.number,
        "namespace": envelope.namespace,
        "to": None if envelope.to is None else list(envelope.to),
        "skip": list(envelope.skip),
        "rooms": list(envelope.rooms),
        "body": envelope.body,
        "attachments": list(envelope.attachments),
        "close": envelope.close,
        "volatile": envelope.volatile,
        "worker": envelope.worker,
        "kind": envelope.kind,
        "ticket": envelope.ticket,
    }


def load(message: Any) -> Envelope:
    """Read an envelope. EnvelopeError for anything that is none."""
    try:
        envelope = Envelope(
            op=message["op"],
            origin=message["origin"],
            number=message["number"],
            namespace=message["namespace"],
            to=None if message["to"] is None else _tuple(message["to"], str),
            skip=_tuple(message["skip"], str),
            rooms=_tuple(message["rooms"], str),
            body=message["body"],
            attachments=_tuple(message["attachments"], bytes),
            close=message["close"] is True,
            volatile=message.get("volatile") is True,
            worker=message.get("worker", ""),
            kind=message.get("kind", ""),
            ticket=message.get("ticket", 0),
        )
    except (KeyError, TypeError, IndexError, AttributeError) as error:
        raise EnvelopeError("not an envelope") from error
    texts = (envelope.op, envelope.origin, envelope.namespace, envelope.body)
    if not all(isinstance(text, str) for text in (*texts, envelope.worker, envelope.kind)):
        raise EnvelopeError("a field of another type")
    if type(envelope.number) is not int or type(envelope.ticket) is not int:
        raise EnvelopeError("a field of another type")
    if envelope.op not in OPERATIONS:
        raise EnvelopeError("unknown operation")
    return envelope


def _tuple(values: Any, kind: type) -> tuple[Any, ...]:
    if not isinstance(values, list | tuple) or not all(isinstance(v, kind) for v in values):
        raise EnvelopeError("a list of another type")
    return tuple(values)


@lru_cache(maxsize=16_384)
def group_name(path: str, namespace: str, room: str | None) -> str:
    """The layer's group of a room (None: of the whole namespace).

    Channels takes 99 ASCII characters, rooms have any name: hence the digest.
    """
    parts = [path, namespace] if room is None else [path, namespace, room]
    key = "\0".join(part.replace("\\", "\\\\").replace("\0", "\\0") for part in parts)
    digest = hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
    return f"socketio.{'ns' if room is None else 'room'}.{digest}"


def worker_group(path: str, worker: str) -> str:
    """The group of one process: for its sids, and to hear whether the layer still carries."""
    digest = hashlib.sha256(f"{path}\0{worker}".encode()).hexdigest()
    return f"socketio.worker.{digest}"


def peers_group(path: str) -> str:
    """The group of every process that serves `path`."""
    return f"socketio.peers.{hashlib.sha256(path.encode()).hexdigest()}"


@lru_cache(maxsize=16_384)
def worker_of(room: str) -> str | None:
    """The worker in a sid; None for what is no sid."""
    match = SID.fullmatch(room)
    return None if match is None else match[1]
