"""How answers are written as JSON, the same for sockets and HTTP."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel

from chat.errors import ChatError, Invalid

Answer = dict[str, Any]


class Internal(ChatError):
    """A fault of ours. The log has what happened."""

    code, status, text = "internal", 500, "Something went wrong. Try again."


class TooSlow(ChatError):
    """The request did not arrive whole in the time that it had; it may be sent again."""

    code, status, text = "too_slow", 408, "The request took too long to arrive."


def plain(value: Any) -> Any:
    """Shapes, wherever they are in lists and dictionaries, as dictionaries."""
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    if isinstance(value, Mapping):
        return {name: plain(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value


def refusal(error: ChatError) -> Answer:
    """`{ok: false, error: {code, message, …}}`."""
    return {"ok": False, "error": error.as_json()}


def invalid(faults: Sequence[Mapping[str, Any]], *, skip: int = 0) -> Invalid:
    """What Pydantic found wrong, the first of it, as the asker reads it: `field` says where.

    The first `skip` steps of the way there are left out: they are not the asker's words.
    """
    where = ".".join(str(part) for part in faults[0]["loc"][skip:])
    text = faults[0]["msg"]
    return Invalid(f"{where}: {text}" if where else text, field=where)
