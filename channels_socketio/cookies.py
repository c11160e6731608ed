"""The cookie that a polling handshake may set: PROTOCOL "Close", cookie."""

from collections.abc import Mapping
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Cookie:
    """Its attributes; the value is the engine's sid. `max_age` is in seconds."""

    name: str = "io"
    path: str = "/"
    domain: str | None = None
    http_only: bool = True
    same_site: str | None = "Lax"
    secure: bool = False
    max_age: int | None = None

    @classmethod
    def of(cls, value: "Cookie | Mapping[str, Any] | bool | None") -> "Cookie | None":
        """From an option's value: None or False is no cookie, True one with the defaults."""
        if not value:
            return None
        if isinstance(value, Cookie):
            return value
        return cls() if value is True else cls(**value)

    def header(self, sid: str) -> bytes:
        """The value of a Set-Cookie header."""
        jar: SimpleCookie = SimpleCookie({self.name: sid})
        morsel = jar[self.name]
        attributes = {
            "path": self.path,
            "domain": self.domain,
            "httponly": self.http_only,
            "samesite": self.same_site,
            "secure": self.secure,
            "max-age": self.max_age,
        }
        for name, value in attributes.items():
            if value not in (None, False):
                morsel[name] = value
        return morsel.OutputString().encode("latin-1")
