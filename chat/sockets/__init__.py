"""The way in over Socket.IO: thin, over `chat.actions` and `chat.queries`."""

from chat.sockets.namespace import ChatNamespace
from chat.sockets.server import make_server

__all__ = ["ChatNamespace", "make_server"]
