"""Every setting of a server, with its default, in one place."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

Scope = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Times are milliseconds, sizes are bytes."""

    path: str = "/socket.io/"
    ping_interval: int = 25_000
    ping_timeout: int = 20_000
    # Below Daphne's own limit of 1 MiB, over which it drops TCP without a word.
    max_http_buffer_size: int = 1_000_000
    connect_timeout: int = 45_000
    max_attachments: int = 10
    # Events of one socket that wait for its handler, and their bytes.
    inbound_queue: int = 256
    inbound_bytes: int = 4_000_000
    # Frames a second that a client may send, and how many at once; over it the engine is closed.
    inbound_rate: int = 200
    inbound_burst: int = 2_000
    # Sent, and not yet followed by an answered ping. Daphne holds all of it in memory.
    outbound_bytes: int = 8_000_000
    # Engines that have sent no CONNECT; over it the oldest is closed.
    max_pending: int = 5_000
    ack_timeout: int = 10_000
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
    # Called on handshakes alone, with the scope; sync or async; raises Forbidden.
    allow_request: Callable[[Scope], Any] | None = None
    channel_layer: str = "default"
