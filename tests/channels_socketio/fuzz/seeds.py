"""Where each target starts from, readable: inputs that reach far, and those that once hurt."""

import msgpack

from channels_socketio.envelope import Envelope, dump

_PLACE = b'{"_placeholder":true,"num":0}'
_MESSAGES = (
    b'0{"token":"1"}',
    b'0/a,{"pid":"w.x","offset":"y"}',
    b"1/a,",
    b'2/a,7["e",1,{"b":[null,1.5,-0.0,1e300,18446744073709551615]}]',
    b"3/a,7[]",
    b'52-/a,3["e",{"a":{"_placeholder":true,"num":1}},[' + _PLACE + b"]]\x1e\xffx\x1e\xff",
    b"61-0[" + _PLACE + b"]\x1e\xffx",
    b'51-["e",{"_placeholder":true,"num":"splice"}]',
    b"5999999-",
    b'2["\\ud800"]',
    b'2["a",' + b"[" * 300 + b"]" * 300 + b"]",
)


def _sent(message: bytes) -> bytes:
    """By a client that has joined `/` and `/a`."""
    return b"40\x1e40/a,\x1e4" + message


SEEDS: dict[str, tuple[bytes, ...]] = {
    "engine_packet": (b'0{"sid":"x"}', b"2probe", b"3", b"4text", b"bAQID", b"4a\x1ebAQ==\x1e2"),
    "socket_packet": _MESSAGES,
    "plain_frame": (b'["e"]', b'["e",{"a":[1]},7]', b"[null,[],0]", b"[7,null,1]"),
    "layer_message": (
        msgpack.packb(dump(Envelope(op="emit", origin="o", number=1, to=("r",), body='["e"]'))),
        msgpack.packb(
            dump(
                Envelope(op="ask", origin="o", number=2, worker="w", kind="k", attachments=(b"x",))
            )
        ),
        msgpack.packb({"type": "websocket.disconnect", "op": ["emit"]}),
    ),
    "request": (
        b"EIO=4&transport=polling&sid=w1.AAAAAAAAAAAAAAAAAAAAAAAAAAA\norigin: http://a.b\n"
        b"accept-encoding: gzip;q=0.5, deflate;q=1, *;q=0",
        b"EIO=4&transport=websocket&b64=1&transport=%ff\ncookie: io=x\n"
        b"access-control-request-headers: x-a, x-b",
    ),
    "session": (bytes([7, 1, 3, 60, 13, 1, 3, 1]), bytes([10, 10, 7, 0, 255, 0] * 8)),
    "connection": (
        *map(_sent, _MESSAGES),
        b'40\x1e4211["echo",1]\x1e42["enter","room"]\x1e42["ask",[]]\x1e430[1]\x1e3\x1e41\x1e40',
        b'40\x1e42["enter",{}]\x1e42[7.0]\x1e42["ask"',
    ),
}
