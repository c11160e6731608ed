"""Who may talk to the event layer at all: checked before anything else is done.

A browser sends its cookies with a WebSocket, and with a `text/plain` POST, whatever page does it,
and no CORS stands in the way: the Origin header is what tells our pages from others, and no other
code sees it. It is compared whole, port included: another program on the same machine is another
site.
"""

import contextlib
import ipaddress
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http.request import split_domain_port, validate_host

from channels_socketio import Forbidden
from chat.errors import TooMany
from chat.limits import limits

Scope = Mapping[str, Any]
Origin = tuple[str, str, int]  # scheme, host, port
_PORTS = {"http": 80, "https": 443}
# Of a page that hides where it is (`referrerpolicy="no-referrer"`).
_FOREIGN = ("cross-site", "same-site")


def header(scope: Scope, name: bytes) -> str | None:
    """A header's value; None when it is missing. Forbidden when it was sent twice."""
    values = [value for key, value in scope.get("headers", ()) if key.lower() == name]
    if len(values) > 1:
        raise Forbidden(f"Two {name.decode()} headers.")
    return values[0].decode("latin-1") if values else None


def page_of(scope: Scope) -> str | None:
    """The origin of the page that a request comes from; None when no page says so.

    A browser's poll of its own site has no Origin, but a Referer, which no page can invent.
    """
    origin = header(scope, b"origin")
    if origin is not None or scope["type"] == "websocket":
        return origin
    referer = header(scope, b"referer")
    if referer is None:
        return None
    with contextlib.suppress(ValueError):
        parts = urlsplit(referer)
        return f"{parts.scheme}://{parts.netloc}"
    return referer


def is_page(scope: Scope) -> bool:
    """Whether a page made the request: one of ours, where the gate has been passed.

    A browser may be told to send no Referer. What it says in its place no page can write.
    """
    return page_of(scope) is not None or header(scope, b"sec-fetch-site") == "same-origin"


class Gate:
    """What the event layer asks: `allow_origin` on every request, on both transports, and
    `allow_request` on handshakes: how often this address connects.

    `address` gives a scope's client address, `is_secure` says whether the client came by TLS:
    both know which proxies to believe.
    """

    def __init__(
        self, *, address: Callable[[Scope], str], is_secure: Callable[[Scope], bool]
    ) -> None:
        self._address = address
        self._is_secure = is_secure

    def allow_origin(self, scope: Scope) -> None:
        """Forbidden for another site's page. Who is no page may go on: only a token opens such a
        connection, and that may come as late as the CONNECT."""
        page = page_of(scope)
        if page is None:
            foreign = header(scope, b"sec-fetch-site") in _FOREIGN
        else:
            foreign = _parse(page) not in self._ours(scope)
        if foreign:
            raise Forbidden("This page may not connect here.")

    def allow_request(self, scope: Scope) -> None:
        """Forbidden for an address that connects too often."""
        try:
            limits().connect.take(_household(self._address(scope)))
        except TooMany as error:
            raise Forbidden(
                f"Too many connections: wait {error.details['retry_after']} s."
            ) from None

    def _ours(self, scope: Scope) -> list[Origin]:
        site = _parse(settings.SITE_URL)
        scheme = "https" if self._is_secure(scope) else "http"
        own = _named(header(scope, b"host") or "", scheme, tuple(settings.ALLOWED_HOSTS))
        return [found for found in (site, own) if found is not None]


# After a restart thousands come from the same few pages and addresses.
@lru_cache(maxsize=1_024)
def _named(host: str, scheme: str, allowed: tuple[str, ...]) -> Origin | None:
    """What a request is told to have come to, if that may be a name of ours."""
    domain, _ = split_domain_port(host)
    return _parse(f"{scheme}://{host}") if domain and validate_host(domain, allowed) else None


@lru_cache(maxsize=1_024)
def _household(address: str) -> str:
    """Whose address it is: of IPv6 every household has 2^64, and a bucket for each is none."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if parsed.version == 4:
        return address
    return str(ipaddress.ip_network((parsed, 64), strict=False).network_address)


@lru_cache(maxsize=1_024)
def _parse(origin: str) -> Origin | None:
    """Scheme, host and port; None for what is no web origin, such as `null`."""
    try:
        parts = urlsplit(origin)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in _PORTS or not parts.hostname or parts.username is not None:
        return None
    if parts.path or parts.query or parts.fragment:
        return None
    return parts.scheme, parts.hostname.lower(), port or _PORTS[parts.scheme]
