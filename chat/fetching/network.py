"""Connections to public addresses alone: a network for httpcore.

The name is resolved once for a connection, each address that it has is looked at, and the
connection is made to one of those. So a name that means another address a moment later (DNS
rebinding) changes nothing. TLS still asks for the name, and checks the certificate against it.
"""

import asyncio
import socket
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Any

import httpcore

from chat.fetching.addresses import Network, is_public
from chat.fetching.errors import Failed, Refused

TRIED = 3  # addresses of one name


class PublicNetwork(httpcore.AsyncNetworkBackend):
    """Connects to public addresses, and to those in the `allowed` networks."""

    def __init__(self, allowed: Sequence[Network]) -> None:
        self._allowed = allowed
        self._plain = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 as httpcore calls it
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """A connection to `host`. Raises `Refused` where any of its addresses is not public."""
        addresses = await _addresses(host, port)
        for address in addresses:
            if not is_public(address, allowed=self._allowed):
                raise Refused(f"{host} is {address}, which is not public")
        fault: Exception = Failed(f"{host} has no address")
        for address in addresses[:TRIED]:
            try:
                return await self._plain.connect_tcp(address, port, timeout=timeout)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                fault = error
        raise fault

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,  # noqa: ASYNC109
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Never."""
        raise Refused("a socket of this machine")

    async def sleep(self, seconds: float) -> None:
        """For retries, of which there are none."""
        await asyncio.sleep(seconds)


async def _addresses(host: str, port: int) -> list[str]:
    """The addresses of `host`, which may be one, in any form that the system reads."""
    ask = asyncio.get_running_loop().run_in_executor
    try:
        found = await ask(_resolvers(), _look_up, host, port)
    except (OSError, UnicodeError) as error:
        raise Failed(f"{host} is not known: {error}") from error
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


def _look_up(host: str, port: int) -> list[Any]:
    return list(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))


@cache
def _resolvers() -> ThreadPoolExecutor:
    """Threads of our own: a name server that does not answer holds up nobody else's work."""
    return ThreadPoolExecutor(4, thread_name_prefix="resolve")
