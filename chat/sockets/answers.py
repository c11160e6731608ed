"""What a command is answered: `{ok: true, …}` or `{ok: false, error: {code, message, …}}`."""

import logging
from typing import Any

from pydantic import ValidationError

from channels_socketio import InvalidArguments, NotInRoom
from chat.answers import Answer, Internal, invalid
from chat.errors import ChatError, Invalid, NotFound

logger = logging.getLogger(__name__)


def ok(**fields: Any) -> Answer:
    """The answer to a command that was done, with its fields as plain JSON values."""
    return {"ok": True, **fields}


def as_chat_error(error: Exception, event: object) -> ChatError:
    """What the asker is told of an exception. One that is no fault of theirs is logged."""
    if isinstance(error, ChatError):
        return error
    if isinstance(error, NotInRoom):
        return NotFound("That room does not exist, or you cannot see it.")
    if isinstance(error, ValidationError):
        faults = error.errors(include_url=False, include_context=False, include_input=False)
        return invalid(faults)
    if isinstance(error, InvalidArguments):
        return Invalid("One object was expected.")
    logger.error("command %r failed", event, exc_info=error)
    return Internal()
