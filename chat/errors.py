"""What can go wrong, as the person who caused it reads it.

Raise these where the fault is known. They are caught once, at the edge: the socket turns one into
`{ok: false, error: {code, message}}`, the HTTP API into its status with a problem (RFC 9457).
"""

import math
from typing import Any

# Where each code of the HTTP API is explained.
DOCS = "/api/docs"
PROBLEM_TYPE = "application/problem+json"


class ChatError(Exception):
    """A fault with a stable `code`, an HTTP `status` and a sentence for the person."""

    code = "invalid"
    status = 400
    text = "That cannot be done."

    def __init__(self, text: str | None = None, **details: Any) -> None:
        self.message = text or self.text
        self.details = details
        super().__init__(self.message)

    def as_json(self) -> dict[str, Any]:
        """`{code, message, …details}`, the shape that every client reads."""
        return {"code": self.code, "message": self.message, **self.details}

    def as_problem(self, path: str) -> dict[str, Any]:
        """The same as RFC 9457 has it, for the HTTP API; `path` is what was asked, escaped."""
        return {
            "type": f"{DOCS}#{self.code}",
            "title": self.text,
            "status": self.status,
            "detail": self.message,
            "instance": path,
            "code": self.code,
            **self.details,
        }


class Invalid(ChatError):
    """The input breaks a rule that its sender can mend."""


class NotFound(ChatError):
    """It does not exist, or the asker may not see it: the two read the same."""

    code, status, text = "not_found", 404, "That does not exist, or you cannot see it."


class Forbidden(ChatError):
    """The asker sees it but may not do this with it."""

    code, status, text = "forbidden", 403, "You are not allowed to do that."


class InsufficientScope(ChatError):
    """The access token was not made for this; `scope` names what it would need."""

    code, status, text = "insufficient_scope", 403, "This access token was not made for that."

    def __init__(self, *, scope: str) -> None:
        super().__init__(f"This access token was not made for that: it needs {scope}.", scope=scope)


class Conflict(ChatError):
    """It clashes with what is stored: a name taken, a `client_id` reused with another body."""

    code, status, text = "conflict", 409, "That clashes with something that exists already."


class TooLarge(ChatError):
    """It is more than is taken: the request, the file, all files of the asker, or of everyone."""

    code, status, text = "too_large", 413, "That is too large."


class Locked(ChatError):
    """Somebody is doing the same at this moment; the same request may be sent again."""

    code, status, text = "locked", 423, "That is being done already. Try again in a moment."


class LoginRequired(ChatError):
    """No user, or one whose session or token has ended."""

    code, status, text = "login_required", 401, "Log in first."


class TooMany(ChatError):
    """A rate or a quantity is exhausted; `retry_after` (seconds) says when to try again."""

    code, status, text = "too_many", 429, "That is too fast. Wait a moment."

    def __init__(self, text: str | None = None, *, retry_after: float = 1.0) -> None:
        super().__init__(text, retry_after=round(retry_after, 2))


class SlowMode(ChatError):
    """The room lets its members write one message in a while; `retry_after` (seconds)."""

    code, status, text = "slow_mode", 429, "This room is in slow mode."

    def __init__(self, *, retry_after: float) -> None:
        seconds = math.ceil(retry_after)
        text = f"This room is in slow mode: write again in {seconds} s."
        super().__init__(text, retry_after=seconds)


class Unavailable(ChatError):
    """The database or another part does not answer; the same request may be sent again."""

    code, status, text = "unavailable", 503, "Hearth is busy. Your message is kept; trying again."
