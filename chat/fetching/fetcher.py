"""One thing fetched, with a bound on everything."""

import asyncio
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import httpcore
from django.conf import settings

from chat.fetching import urls
from chat.fetching.addresses import Network, networks
from chat.fetching.errors import Failed, Refused
from chat.fetching.inflating import Inflator
from chat.fetching.network import PublicNetwork
from chat.fetching.urls import Target

_MOVED = {301, 302, 303, 307, 308}
_LATER = {408, 425, 429}


@dataclass(frozen=True)
class Fetched:
    """What came: `url` is where it was at last, `content_type` as its header says, without
    parameters; `charset` from there, or ""; `is_cut` whether there was more than asked for."""

    url: str
    content_type: str
    charset: str
    body: bytes
    is_cut: bool = False


@dataclass(frozen=True)
class Wanted:
    """A type that is taken (`text/html`, or `image/` for all of those), and how many bytes of it at
    most, compressed or not: with `cut` the first of them, else more is refused."""

    content_type: str
    most: int
    cut: bool = False


async def fetch(url: str, *wanted: Wanted) -> Fetched:
    """Fetch `url`, which someone named, if it is of a type that is wanted.

    `Refused` for what is not public, too large, of another scheme, port or type; `Failed` for what
    may work later. All of it takes `FETCH_SECONDS` at most. No cookies, no credentials, no proxy.
    """
    limits = settings.HEARTH
    ports = frozenset(limits["FETCH_PORTS"])
    target = urls.parse(url, ports=ports)
    try:
        async with asyncio.timeout(limits["FETCH_SECONDS"]):
            for _ in range(limits["FETCH_REDIRECTS"] + 1):
                found = await _ask(target, wanted)
                if isinstance(found, Fetched):
                    return found
                target = urls.joined(target, found, ports=ports)
    except TimeoutError as error:
        raise Failed("it took too long") from error
    except (
        httpcore.NetworkError,
        httpcore.TimeoutException,
        httpcore.ProtocolError,
        ssl.SSLError,
    ) as error:
        raise Failed(f"{type(error).__name__}: {error}") from error
    raise Refused("it sends on and on")


async def _ask(target: Target, wanted: Sequence[Wanted]) -> Fetched | str:
    """One request: what came, or where it sends on to."""
    address = httpcore.URL(
        scheme=target.scheme, host=target.host, port=target.port, target=target.path
    )
    wait = settings.HEARTH["FETCH_CONNECT_SECONDS"]
    timeouts = {"timeout": {"connect": wait, "pool": wait}}  # for the rest: fetch's own
    headers: dict[bytes | str, bytes | str] = {
        "Host": target.authority,
        "User-Agent": user_agent(),
        "Accept": ", ".join(map(_accepted, wanted)),
        "Accept-Encoding": "gzip, deflate",
        "Connection": "close",
    }
    async with (
        httpcore.AsyncConnectionPool(
            ssl_context=_tls(), network_backend=PublicNetwork(_allowed()), max_connections=1
        ) as pool,
        pool.stream("GET", address, headers=headers, extensions=timeouts) as response,
    ):
        sent = {name.decode().lower(): value.decode("latin-1") for name, value in response.headers}
        if response.status in _MOVED and "location" in sent:
            return sent["location"]
        _require_success(response.status)
        content_type, charset = _typed(sent.get("content-type", ""))
        take = next((each for each in wanted if content_type.startswith(each.content_type)), None)
        if take is None:
            raise Refused(f"of type {content_type[:40] or 'unknown'}")
        body, is_cut = await _read(response, sent.get("content-encoding", ""), take)
        return Fetched(str(target), content_type, charset, body, is_cut)


def _accepted(wanted: Wanted) -> str:
    return f"{wanted.content_type}*" if wanted.content_type.endswith("/") else wanted.content_type


async def _read(response: httpcore.Response, encoding: str, wanted: Wanted) -> tuple[bytes, bool]:
    most = wanted.most
    taken, came = Inflator(encoding.strip().lower(), most=most), 0
    async for chunk in response.aiter_stream():
        came += len(chunk)
        taken.take(chunk)
        if taken.is_over or came > most:
            break
    is_over = taken.is_over or came > most
    if is_over and not wanted.cut:
        raise Refused("it is too large")
    return bytes(taken.body), is_over


def user_agent() -> str:
    """Who asks: whoever runs the other server may want to know, or to say no."""
    return f"Hearth/{settings.VERSION} (+{settings.SITE_URL})"


def _require_success(status: int) -> None:
    if status >= 500 or status in _LATER:
        raise Failed(f"answered with {status}")
    if status != 200:
        raise Refused(f"answered with {status}")


def _typed(header: str) -> tuple[str, str]:
    kind, *parameters = header.split(";")
    for each in parameters:
        name, _, value = each.partition("=")
        if name.strip().lower() == "charset":
            return kind.strip().lower(), value.strip().strip("\"'").lower()[:40]
    return kind.strip().lower(), ""


@cache
def _tls() -> ssl.SSLContext:
    """The system's own authorities, with those that an organisation added to them."""
    return ssl.create_default_context()


def _allowed() -> tuple[Network, ...]:
    return networks(settings.HEARTH["FETCH_NETWORKS"])
