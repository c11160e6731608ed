"""What an open WebSocket need not keep. Autobahn's has a hundred attributes, 3 KB of names."""

from typing import Any

from autobahn.websocket.protocol import TrafficStats

# Of the handshake: nobody asks for it later.
_DONE = (
    *("http_request_data", "http_status_line", "http_headers", "http_request_uri"),
    *("http_request_path", "http_request_params", "http_request_host", "http_response_data"),
    *("websocket_protocols", "websocket_origin", "websocket_extensions", "_wskey"),
    *("clean_headers", "client_scheme", "_raw_query_string", "protocol_to_accept"),
    *("application_deferred", "websocket_protocol_in_use", "websocket_extensions_in_use"),
)
# What is so while all is well: it is the class's then, until it changes.
USUAL: dict[str, Any] = {
    **dict.fromkeys(
        (
            *("wasMaxFramePayloadSizeExceeded", "wasMaxMessagePayloadSizeExceeded", "closedByMe"),
            *("failedByMe", "droppedByMe", "wasClean", "wasServerConnectionDropTimeout"),
            *("wasOpenHandshakeTimeout", "wasCloseHandshakeTimeout", "triggered"),
            *("wasServingFlashSocketPolicyFile", "inside_message"),
        ),
        False,
    ),
    **dict.fromkeys(
        (
            *("wasNotCleanReason", "localCloseCode", "localCloseReason", "remoteCloseCode"),
            *("remoteCloseReason", "openHandshakeTimeoutCall", "closeHandshakeTimeoutCall"),
            *("autoPingTimeoutCall", "autoPingPending", "autoPingPendingCall"),
            *("autoPingPendingSent", "trackedTimings", "_perMessageCompress", "current_frame"),
        )
    ),
    **dict.fromkeys(("autoPingPendingSeq", "send_state"), 0),
    "data": b"",
    "root_path": "",
}
_COUNTED: Any = TrafficStats()  # type: ignore[no-untyped-call]


class Asked:
    """Of a request, what is told of it in a log."""

    __slots__ = ("path",)

    def __init__(self, path: str) -> None:
        self.path = path


class Waiting(list[Any]):
    """A queue that is nearly always empty, where a deque takes 700 bytes."""

    def popleft(self) -> Any:
        """The first."""
        return self.pop(0)


def slim(protocol: Any) -> None:
    """Let go what an open WebSocket has from its handshake, and what it has in common with all."""
    # The channel of its request is what Twisted would ask to send less. They hold each other.
    channel = protocol.transport.producer
    if channel is not None:
        protocol.transport.unregisterProducer()
        channel.requests = []
    kept = dict(vars(protocol))
    for name in _DONE:
        kept.pop(name, None)
    for name, usual in USUAL.items():
        if name in kept and kept[name] == usual and type(kept[name]) is type(usual):
            del kept[name]
    # One count for all: nobody reads it.
    kept["trafficStats"] = _COUNTED
    kept["send_queue"] = Waiting(kept["send_queue"])
    # As a new one: a dict does not shrink.
    protocol.__dict__ = dict(kept)


def part(protocol: Any) -> None:
    """Let a WebSocket that is gone be gone: what it holds and is held by would else wait for the
    garbage collector, which seldom looks at what is old."""
    for name in ("is_open", "is_closed", "_writer"):
        vars(protocol).pop(name, None)
