"""This process's server, for code that cannot import the module where it is made."""

import threading

from channels_socketio.emitter import Emitter
from channels_socketio.hub import Hub
from channels_socketio.options import Options

_lock = threading.Lock()
_emitter: Emitter | None = None


def register(emitter: Emitter) -> None:
    """Make a server's emitter this process's own. The latest server made is it."""
    global _emitter
    with _lock:
        _emitter = emitter


def get_emitter() -> Emitter:
    """The emitter of this process's server. Where there is none, as in a management command, one
    that publishes through the default channel layer, with the default path."""
    global _emitter
    with _lock:
        if _emitter is None:
            _emitter = Emitter(Hub(Options()))
        return _emitter


def get_hub() -> Hub | None:
    """The hub of this process's server, while it runs on a loop; else None."""
    with _lock:
        hub = None if _emitter is None else _emitter.hub
    return hub if hub is not None and hub.loop is not None else None
