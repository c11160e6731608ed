"""Events between the servers themselves: no client sees them."""

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import orjson

from channels_socketio.decoder import decode_data
from channels_socketio.envelope import Envelope, peers_group
from channels_socketio.errors import AckTimeout
from channels_socketio.gathering import Asked, gather
from channels_socketio.packet import Encoded, encode_data
from channels_socketio.requests import Answer

if TYPE_CHECKING:
    from channels_socketio.hub import Hub
    from channels_socketio.namespace import Namespace

logger = logging.getLogger(__name__)
KIND = "server event"


class ServerEvents:
    """Asks and is asked, on the hub's loop. An answer is `{"answer": JSON}` with its attachments,
    `{"absent": true}` where the namespace is not, or `{"failed": true}`."""

    def __init__(self, hub: "Hub") -> None:
        self._hub = hub
        self._running = 0
        hub.requests.serve(KIND, self._asked)

    def envelope(self, namespace: str, event: Encoded) -> tuple[Envelope, list[str]]:
        """An event that nobody answers, and the group that it goes to."""
        body = orjson.dumps({"namespace": namespace, "event": event.body, "answer": False})
        envelope = Envelope(
            op="ask",
            origin=self._hub.origin,
            number=self._hub.next_number(),
            worker=self._hub.worker,
            kind=KIND,
            body=body.decode(),
            attachments=event.attachments,
        )
        return envelope, [peers_group(self._hub.options.path)]

    async def call(self, namespace: str, event: Encoded, *, seconds: float) -> dict[str, Any]:
        """What the handler of each other worker returned, by worker. See Emitter."""
        answers: dict[str, Any] = {}
        failed: set[str] = set()

        def take(answer: Answer) -> bool:
            if "answer" in answer.body:
                encoded = Encoded(answer.body["answer"], answer.attachments)
                (answers[answer.worker],) = decode_data(encoded)
            elif "failed" in answer.body:
                failed.add(answer.worker)
            return True

        body = {"namespace": namespace, "event": event.body, "answer": True}
        silent = await gather(self._hub, KIND, body, event.attachments, seconds=seconds, take=take)
        missing = silent | failed
        if missing:
            message = f"no answer of {', '.join(sorted(missing))}"
            raise AckTimeout(message, answers=answers, missing=len(missing), workers=missing)
        return answers

    def _asked(self, question: Asked) -> None:
        body = question.body
        answer = question.answer if body["answer"] else _nobody
        namespace = self._hub.namespaces.get(body["namespace"])
        if namespace is None:
            answer({"absent": True})
            return
        name, *args = decode_data(Encoded(body["event"], question.attachments))
        handler = namespace.server_handlers.get(name)
        if handler is None:
            logger.debug("server event %r has no handler in %s", name, namespace.name)
            answer({"failed": True})
        elif self._running >= self._hub.options.server_events:
            logger.warning("too many server events at once: %r is dropped", name)
            answer({"failed": True})
        else:
            self._running += 1
            self._hub.spawn(self._run(handler, namespace, name, args, answer))

    async def _run(
        self,
        handler: Callable[..., Any],
        namespace: "Namespace",
        name: Any,
        args: list[Any],
        answer: Callable[..., None],
    ) -> None:
        try:
            result = await handler(namespace, *args)
            encoded = encode_data([result], max_attachments=self._hub.options.max_attachments)
            answer({"answer": encoded.body}, encoded.attachments)
        except Exception:
            logger.exception("handler of server event %r failed", name)
            answer({"failed": True})
        finally:
            self._running -= 1


def _nobody(body: Any, attachments: Any = ()) -> None:
    """Nobody waits for an answer."""
