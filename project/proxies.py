"""Who is at the other end: the proxies in front are believed as far as TRUSTED_PROXIES allows."""

import ipaddress
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django.conf import settings


def client_address(scope: Mapping[str, Any]) -> str:
    """The client's IP address for an ASGI scope, HTTP or WebSocket; empty when nothing says it.

    Without trusted proxies it is the peer's. Behind a unix socket the peer has none.
    """
    peer = scope.get("client")
    values = [value for name, value in scope.get("headers", ()) if name == b"x-forwarded-for"]
    return forwarded_address(b",".join(values).decode("latin-1"), peer[0] if peer else "")


def is_secure(scope: Mapping[str, Any]) -> bool:
    """Whether the client came by TLS: to us, or to the outermost trusted proxy, which says so."""
    values = [value for name, value in scope.get("headers", ()) if name == b"x-forwarded-proto"]
    scheme = trusted_part(b",".join(values).decode("latin-1")) or scope.get("scheme", "")
    return scheme in {"https", "wss"}


def forwarded_address(header: str, peer: str) -> str:
    """The address that the outermost trusted proxy saw, out of X-Forwarded-For.

    Counted from the right, where our own proxies write: what stands further left, a client may
    have made up. What is no IP address is not believed: the peer's address is given then.
    """
    claimed = trusted_part(header)
    return _normal(claimed) or _normal(peer) or peer


def trusted_part(header: str) -> str:
    """The entry of a comma-separated forwarded header that the outermost trusted proxy wrote."""
    hops = settings.TRUSTED_PROXIES
    chain = [part.strip() for part in header.split(",") if part.strip()]
    return chain[-min(hops, len(chain))] if hops and chain else ""


@lru_cache(maxsize=1_024)
def _normal(address: str) -> str:
    try:
        parsed = ipaddress.ip_address(address.strip("[]"))
    except ValueError:
        return ""
    mapped = getattr(parsed, "ipv4_mapped", None)  # ::ffff:192.0.2.1 is 192.0.2.1
    return str(mapped or parsed)
