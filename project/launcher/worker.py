"""One serving process: started, kept quick, and ended without losing what runs."""

import asyncio
import contextlib
import ctypes
import gc
import os
import resource
import signal
from collections.abc import Callable
from importlib import import_module

from django.conf import settings
from django.db import connections
from django.utils.module_loading import import_string

from channels_socketio import SocketIO
from project.launcher.addresses import Address

_PR_SET_PDEATHSIG = 1


def work(address: Address, *, on_listening: Callable[[], None]) -> int:
    """Serve at `address` until SIGTERM or SIGINT; gives the exit code.

    The first signal ends in good order, a second one at once. `HEARTH_WORKER` tells the
    application its worker's name, which starts every sid that it gives out.
    """
    os.environ["HEARTH_WORKER"] = address.worker
    _raise_file_limit()
    # Here and not above: importing these builds the application and the reactor. The collector
    # rests until all of it stands.
    gc.disable()
    from project.launcher.protocols import reactor
    from project.launcher.server import Server
    from project.launcher.writer import find_together

    server = Server(
        import_string(settings.ASGI_APPLICATION),
        address.endpoint,
        max_body=settings.HEARTH["MAX_BODY"],
        arrival_seconds=settings.HEARTH["ARRIVAL_SECONDS"],
        answer_seconds=settings.HEARTH["ANSWER_SECONDS"],
        send_seconds=settings.HEARTH["SEND_SECONDS"],
        ping_interval=settings.HEARTH["PING_INTERVAL_MS"] / 1000,
        ping_timeout=settings.HEARTH["PING_TIMEOUT_MS"] / 1000,
        on_listening=lambda: _listening(on_listening, reactor._asyncioEventloop),
        together=find_together() if settings.HEARTH["WRITE_TOGETHER"] else None,
    )
    ending: list[asyncio.Task[None]] = []

    async def end() -> None:
        sio = _event_layer()
        if sio is not None:
            await sio.drain()
        await server.drain(settings.HEARTH["DRAIN_SECONDS"])
        if sio is not None:
            await sio.close()
        server.stop()

    def on_signal() -> None:
        if ending:
            server.stop()
        else:
            ending.append(reactor._asyncioEventloop.create_task(end()))

    for number in (signal.SIGTERM, signal.SIGINT):
        reactor._asyncioEventloop.add_signal_handler(number, on_signal)
    server.run()
    connections.close_all()
    return 1 if server.failed else 0


def end_with_parent() -> None:
    """Make the kernel end this process when its supervisor dies, even of `kill -9`.

    Otherwise the workers would hold their ports, and the next start would find them taken.
    """
    parent = os.getppid()
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:
        raise SystemExit(0)


def _listening(tell: Callable[[], None], loop: asyncio.AbstractEventLoop) -> None:
    # What was imported lives as long as the process: without this, each full collection walks all
    # of it, which cost 112 ms at the 99th percentile of a delivery, and 30 ms with it.
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 25, 50)
    gc.enable()
    # Else it would start with its first socket, and the others would not know of it until then.
    sio = _event_layer()
    if sio is not None:
        loop.call_soon(sio.start)
    tell()


def _event_layer() -> SocketIO | None:
    """The `sio` of the module that holds the application."""
    module = import_module(settings.ASGI_APPLICATION.rpartition(".")[0])
    found: SocketIO | None = getattr(module, "sio", None)
    return found


def _raise_file_limit() -> None:
    """As many sockets as the system allows: Debian's soft limit is 1,024 files."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
