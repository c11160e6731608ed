"""An address that someone named, taken apart and put together again."""

import re
from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote, urljoin, urlsplit

import idna

from chat.fetching.errors import Refused

LONGEST = 2_000  # characters
_PORTS = {"http": 80, "https": 443}
# What an address may hold unquoted; `%` for it may be quoted already.
_SAFE = "/%:@!$&'()*+,;=~?-._"
_PLAIN_HOST = re.compile(r"[a-z0-9._-]{1,253}")


@dataclass(frozen=True)
class Target:
    """Where to ask and for what: all in ASCII. `host` is a name, or an IP address unbracketed."""

    scheme: Literal["http", "https"]
    host: str
    port: int
    path: str

    def __str__(self) -> str:
        return f"{self.scheme}://{self.authority}{self.path}"

    @property
    def authority(self) -> str:
        """What the `Host` header says."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"


def parse(url: str, *, ports: frozenset[int]) -> Target:
    """`url` as a target; its fragment is dropped. Raises `Refused` for another scheme or port, for
    credentials, and for what is no address."""
    if len(url) > LONGEST:
        raise Refused("the address is too long")
    try:
        parts = urlsplit(url)
        port, name = parts.port, parts.hostname or ""
    except ValueError as error:
        raise Refused(f"not an address: {error}") from error
    scheme = parts.scheme.lower()
    if scheme != "http" and scheme != "https":
        raise Refused("neither http nor https")
    if parts.username is not None or parts.password is not None:
        raise Refused("an address with credentials")
    port = port or _PORTS[scheme]
    if port not in ports:
        raise Refused(f"port {port} is not allowed")
    path = quote(parts.path or "/", safe=_SAFE)
    query = f"?{quote(parts.query, safe=_SAFE)}" if parts.query else ""
    return Target("https" if scheme == "https" else "http", _host(name), port, path + query)


def joined(base: Target, location: str, *, ports: frozenset[int]) -> Target:
    """Where `base` sends on to. Raises as `parse`."""
    try:
        return parse(urljoin(str(base), location), ports=ports)
    except ValueError as error:
        raise Refused(f"not an address: {error}") from error


def _host(name: str) -> str:
    lower = name.lower()
    if _PLAIN_HOST.fullmatch(lower) or re.fullmatch(r"[0-9a-f:.]+", lower):
        return lower
    try:
        return idna.encode(name, uts46=True).decode()
    except idna.IDNAError as error:
        raise Refused("not a host's name") from error
