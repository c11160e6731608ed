"""Socket.IO for Django Channels. README.md has a first server and the API."""

from channels_socketio.app import SocketIO
from channels_socketio.defaults import get_emitter, get_hub
from channels_socketio.emitter import Emitter
from channels_socketio.errors import (
    AckTimeout,
    ConnectionRefused,
    DisconnectReason,
    Forbidden,
    InvalidArguments,
    NoServer,
    NoSharedLayer,
    NotInRoom,
    PacketError,
    SocketIOError,
)
from channels_socketio.fetching import FetchedSockets, RemoteSocket
from channels_socketio.hub import Hub
from channels_socketio.namespace import Namespace, on, on_server
from channels_socketio.options import Options
from channels_socketio.socket import Socket
from channels_socketio.writers import DaphneWriter

__all__ = [
    "AckTimeout",
    "ConnectionRefused",
    "DaphneWriter",
    "DisconnectReason",
    "Emitter",
    "FetchedSockets",
    "Forbidden",
    "Hub",
    "InvalidArguments",
    "Namespace",
    "NoServer",
    "NoSharedLayer",
    "NotInRoom",
    "Options",
    "PacketError",
    "RemoteSocket",
    "Socket",
    "SocketIO",
    "SocketIOError",
    "get_emitter",
    "get_hub",
    "on",
    "on_server",
]
