"""What left through `chat.broadcast`, written down in order instead of sent."""

from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from typing import Any

from chat.events.base import CHAT


@dataclass(frozen=True)
class Sent:
    """One call of the emitter: `op` is emit, enter, evict or disconnect."""

    op: str
    to: tuple[str, ...]
    event: str = ""
    data: dict[str, Any] = field(default_factory=dict)
    rooms: tuple[str, ...] = ()


class RecordingEmitter:
    """Takes what the real emitter takes. `sent` holds what went to the chat's namespace, `names()`
    says it in short; `elsewhere` holds what went to others."""

    def __init__(self) -> None:
        self.sent: list[Sent] = []
        self.elsewhere: list[Sent] = []

    def emit(
        self,
        event: str,
        *args: Any,
        to: str | Iterable[str] | None = None,
        namespace: str = CHAT,
    ) -> None:
        """As `Emitter.emit`."""
        self._record(Sent("emit", _rooms(to), event, *args), namespace)

    def together(self) -> AbstractContextManager[None]:
        """As `Emitter.together`."""
        return nullcontext()

    def sockets_join(self, *, to: str | Iterable[str], rooms: str | Iterable[str]) -> None:
        """As `Emitter.sockets_join`."""
        self.sent.append(Sent("enter", _rooms(to), rooms=_rooms(rooms)))

    def sockets_leave(self, *, to: str | Iterable[str], rooms: str | Iterable[str]) -> None:
        """As `Emitter.sockets_leave`."""
        self.sent.append(Sent("evict", _rooms(to), rooms=_rooms(rooms)))

    def disconnect_sockets(
        self, *, to: str | Iterable[str], close: bool = True, namespace: str = CHAT
    ) -> None:
        """As `Emitter.disconnect_sockets`."""
        self._record(Sent("disconnect", _rooms(to)), namespace)

    def _record(self, sent: Sent, namespace: str) -> None:
        (self.sent if namespace == CHAT else self.elsewhere).append(sent)

    def names(self) -> list[str]:
        """What was sent, in order: the events' names, and the other calls' ops."""
        return [sent.event or sent.op for sent in self.sent]

    def events(self, name: str) -> list[dict[str, Any]]:
        """The payloads of the events of that name, in order."""
        return [sent.data for sent in self.sent if sent.event == name]

    def clear(self) -> None:
        """Forget what was sent so far."""
        self.sent.clear()
        self.elsewhere.clear()


def _rooms(to: str | Iterable[str] | None) -> tuple[str, ...]:
    return () if to is None else (to,) if isinstance(to, str) else tuple(to)
