"""Cross-origin headers: which other pages may read the answers. PROTOCOL "Close", CORS.

This keeps nobody from sending a request. That is what `allow_origin` is for.
"""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

Headers = list[tuple[bytes, bytes]]
# What is sent back in a header: a server may hand on control characters that a client sent.
_PRINTABLE = re.compile(r"[\t\x20-\x7e]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cors:
    """`origins` is `"*"`, a collection of origins (`https://example.org`) or a function of one."""

    origins: str | Collection[str] | Callable[[str], bool]
    credentials: bool = False

    def __post_init__(self) -> None:
        """ValueError for what browsers refuse."""
        if self.origins == "*" and self.credentials:
            raise ValueError("with credentials, origins must be named")

    @classmethod
    def of(cls, value: "Cors | Mapping[str, Any] | None") -> "Cors | None":
        """From an option's value."""
        return value if value is None or isinstance(value, Cors) else cls(**value)

    def headers(self, origin: str | None) -> Headers:
        """For any answer to a request from `origin`. An origin that is not listed gets none."""
        if self.origins == "*":
            return [(b"access-control-allow-origin", b"*")]
        vary = (b"vary", b"Origin")
        if origin is None or not self._lists(origin):
            return [vary]
        found = [vary, (b"access-control-allow-origin", origin.encode("latin-1"))]
        if self.credentials:
            found.append((b"access-control-allow-credentials", b"true"))
        return found

    def preflight(self, origin: str | None, wanted: str | None) -> Headers:
        """For OPTIONS besides: the methods, and the headers that were asked for."""
        if self.origins != "*" and (origin is None or not self._lists(origin)):
            return []
        found = [(b"access-control-allow-methods", b"GET, POST")]
        if wanted and _PRINTABLE.fullmatch(wanted):
            found.append((b"access-control-allow-headers", wanted.encode("latin-1")))
        return found

    def _lists(self, origin: str) -> bool:
        if not _PRINTABLE.fullmatch(origin):
            return False
        if callable(self.origins):
            return self.origins(origin)
        return origin == self.origins if isinstance(self.origins, str) else origin in self.origins
