"""Every setting of a server, with its default, in one place."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from channels_socketio.cookies import Cookie
from channels_socketio.cors import Cors

Scope = Mapping[str, Any]
TRANSPORTS = ("polling", "websocket")


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Times are milliseconds, sizes are bytes."""

    path: str = "/socket.io/"
    # Where WebSockets without a Socket.IO library come, with the namespace after it; None: nowhere.
    plain_path: str | None = "/ws/"
    # The folder of the browser's client (npm: socket.io-client/dist), served under `path`.
    client_files: str | Path | None = None
    ping_interval: int = 25_000
    ping_timeout: int = 20_000
    # Below Daphne's own limit of 1 MiB, over which it drops TCP without a word.
    max_http_buffer_size: int = 1_000_000
    connect_timeout: int = 45_000
    transports: tuple[str, ...] = TRANSPORTS
    allow_upgrades: bool = True
    upgrade_timeout: int = 10_000
    # How long a polling client may take to fetch what was sent before the server closed.
    close_timeout: int = 30_000
    # Packets in the answer to one poll: some clients refuse more. And in the body of one POST.
    poll_packets: int = 16
    post_packets: int = 2_000
    # Answers to polls from this size on are compressed; None for never.
    http_compression: int | None = 1_024
    # True or a mapping of `Cookie`'s fields: polling handshakes set the engine's sid as a cookie.
    cookie: Cookie | None = None
    # A mapping of `Cors`'s fields: which other origins' pages may read the answers.
    cors: Cors | None = None
    max_attachments: int = 10
    # Namespaces one client may be in; those that patterns made and someone is in; and how long a
    # name a pattern is asked about, in characters.
    namespaces_per_client: int = 100
    max_namespaces: int = 10_000
    namespace_length: int = 200
    # Events of one socket that wait for its handler, and their bytes.
    inbound_queue: int = 256
    inbound_bytes: int = 4_000_000
    # Frames a second that a client may send, and how many at once; over it the engine is closed.
    inbound_rate: int = 200
    inbound_burst: int = 2_000
    # Sent, and not yet followed by an answered ping. Daphne holds all of it in memory.
    outbound_bytes: int = 8_000_000
    # Engines that are in no namespace; over it the oldest is closed.
    max_pending: int = 5_000
    ack_timeout: int = 10_000
    # What the answers to one broadcast may hold together; over it, they count as missing.
    answer_bytes: int = 16_000_000
    # Events of other servers that are handled at once; over it, one is dropped.
    server_events: int = 1_000
    # How long one call of the channel layer may take before it counts as failed.
    layer_timeout: int = 2_000
    # How long an envelope that could not be published is kept and tried again.
    layer_backlog: int = 30_000
    # Envelopes waiting for the layer; over it the oldest is dropped.
    layer_queue: int = 10_000
    # How often a worker tells the others that it lives, and after how long a silence it does not.
    peer_interval: int = 2_000
    peer_timeout: int = 6_000
    # How long another worker may take to answer a question.
    peer_answer: int = 2_000
    # How long a client may be away and come back as the same socket; 0: it never does. Each event
    # has an offset as its last argument then.
    connection_state_recovery: int = 0
    # What is kept for each socket that may come back, and how many may be away at once.
    recovery_packets: int = 500
    recovery_bytes: int = 1_000_000
    recovery_sockets: int = 10_000
    # The three that follow are called with the scope, may be async, and raise Forbidden.
    # On handshakes alone.
    allow_request: Callable[[Scope], Any] | None = None
    # On every request and upgrade, with a sid too.
    allow_origin: Callable[[Scope], Any] | None = None
    # Who a request comes from, as text: another one cannot use the sid. By default the primary
    # key of `scope["user"]`, or "".
    identify: Callable[[Scope], Any] | None = None
    channel_layer: str = "default"

    def __post_init__(self) -> None:
        """ValueError for what cannot be served."""
        transports = tuple(self.transports)
        if not transports or not set(transports) <= set(TRANSPORTS):
            raise ValueError("transports are polling, websocket or both")
        object.__setattr__(self, "transports", transports)
        object.__setattr__(self, "cookie", Cookie.of(self.cookie))
        object.__setattr__(self, "cors", Cors.of(self.cors))

    def upgrades_from(self, transport: str) -> tuple[str, ...]:
        """What a client on `transport` may upgrade to."""
        possible = self.allow_upgrades and "websocket" in self.transports
        return ("websocket",) if possible and transport == "polling" else ()
