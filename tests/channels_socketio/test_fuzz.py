"""What the fuzzer runs, run shortly: its targets hold for their seeds and for anything near them.

CONTRIBUTING says how to let it search for long. What it found is a row here or in the tests of
the module that it concerned.
"""

import time
from collections.abc import Callable
from typing import Any

import msgpack
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from channels_socketio import compression, plain
from channels_socketio.decoder import Decoder
from channels_socketio.engine_packet import decode, split_payload
from channels_socketio.envelope import Envelope, EnvelopeError, dump, load, worker_of
from channels_socketio.errors import PacketError
from channels_socketio.handshake import HandshakeError, parse_query, screen
from channels_socketio.options import Options
from tests.channels_socketio.fuzz.seeds import SEEDS
from tests.channels_socketio.fuzz.targets import TARGETS, frames_of

ALL = pytest.mark.parametrize("name", TARGETS)
EXAMPLES = {"connection": 40}


@ALL
def test_a_target_holds_for_its_seeds(name: str) -> None:
    assert SEEDS[name]
    for seed in SEEDS[name]:
        TARGETS[name](seed)


@ALL
def test_a_target_holds_for_anything_near_its_seeds(name: str) -> None:
    pieces = st.sampled_from([*SEEDS[name], b"\x1e", b"\xff", b"[", b"0", b'"'])
    cut = st.tuples(pieces, st.integers(0, 40), st.integers(0, 80))
    near = st.lists(st.binary(max_size=6) | cut.map(lambda c: c[0][c[1] : c[2]]), max_size=8)

    @settings(max_examples=EXAMPLES.get(name, 150), deadline=None)
    @given(near.map(b"".join))
    def hold(data: bytes) -> None:
        TARGETS[name](data)

    hold()


def test_a_target_notices_what_is_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(text: str) -> None:
        raise RecursionError

    monkeypatch.setattr("tests.channels_socketio.fuzz.targets.decode", broken)
    with pytest.raises(RecursionError):
        TARGETS["engine_packet"](b"4")
    monkeypatch.setattr("channels_socketio.engine.decode_engine", broken)
    with pytest.raises(AssertionError, match="receiving failed"):
        TARGETS["connection"](b"3")


def test_frames_are_divided_and_those_of_bytes_are_marked() -> None:
    assert frames_of(b"4a\x1e\xff\x01\xff\x1e\xc3(") == ["4a", b"\x01\xff", "\udcc3("]


# -- Rows -----------------------------------------------------------------------------------------

GOOD = dump(Envelope(op="emit", origin="o", number=1, to=("r",), body='["e"]'))


@pytest.mark.parametrize(
    "change",
    [
        {"op": "websocket.disconnect"},
        {"op": ["emit"]},
        {"op": None},
        {"origin": 1},
        {"number": True},
        {"number": 1.0},
        {"namespace": b"/"},
        {"to": "a room"},
        {"to": [1]},
        {"to": {"r": 1}},
        {"skip": None},
        {"rooms": [["r"]]},
        {"body": ["e"]},
        {"attachments": ["text"]},
        {"worker": 7},
        {"kind": None},
        {"ticket": "1"},
    ],
    ids=str,
)
def test_what_is_no_envelope_is_refused(change: dict[str, Any]) -> None:
    assert load(GOOD).to == ("r",)
    with pytest.raises(EnvelopeError):
        load(msgpack.unpackb(msgpack.packb({**GOOD, **change})))
    others: list[Any] = [None, 7, "op", ["op"], {}, list(GOOD)]
    for message in others:
        with pytest.raises(EnvelopeError):
            load(message)


def test_a_payload_that_looks_like_a_message_of_channels_is_text() -> None:
    body = '["e",{"type":"websocket.disconnect"}]'
    read = load({**GOOD, "body": body, "handler": "websocket_disconnect"})
    assert (read.op, read.body) == ("emit", body)
    assert dump(read)["type"] == "socketio.envelope"


@pytest.mark.parametrize(
    ("query", "transport"),
    [
        (b"transport=polling", "polling"),
        (b"transport=%70olling&EIO=4", "polling"),
        (b"&&transport=polling&", "polling"),
        (b"transport=polling&transport=x", "polling"),
        (b"transport=polling;EIO=4", None),
        (b"transport=polling%00", None),
        (b"transport=polling\xff", None),
        (b"transport=%", None),
        (b"TRANSPORT=polling", None),
        (b"transport[]=polling", None),
        (b"=polling", None),
        (b"a" * 8_000, None),
        (b"transport=polling&" * 101, None),
    ],
)
async def test_a_query_is_read_or_refused(query: bytes, transport: str | None) -> None:
    scope = {"type": "http", "method": "GET", "query_string": query, "headers": []}
    if transport is None:
        with pytest.raises(HandshakeError):
            await screen(scope, Options())
    else:
        assert (await screen(scope, Options())).transport == transport


@pytest.mark.parametrize(
    ("sid", "worker"),
    [
        ("w1." + "x" * 27, "w1"),
        ("w1." + "x" * 26, None),
        ("w1." + "x" * 28, None),
        ("w1." + "x" * 27 + "\n", None),
        ("." + "x" * 27, None),
        ("w" * 41 + "." + "x" * 27, None),
        ("w 1." + "x" * 27, None),
        ("w1.w2." + "x" * 27, None),
        ("wörker." + "x" * 27, None),
        ("w1." + "x" * 26 + "\x00", None),
        ("", None),
    ],
)
def test_a_sid_names_its_worker_or_nobody(sid: str, worker: str | None) -> None:
    assert worker_of(sid) == worker


# -- Time -----------------------------------------------------------------------------------------

MEGABYTE = 1_000_000
PUMPED = ["[", "{", '"', "1", "-", "/", ",", "\x1e", "b", "é", "\\", '[{"a":', "[[],", "2/", " ;"]


def _feed(text: str) -> None:
    Decoder().feed(text)


def _query(text: str) -> None:
    parse_query({"query_string": text.encode()})


def _choose(text: str) -> None:
    compression.choose(text)


@pytest.mark.parametrize("start", ["", "2", "51-", "0/", '2["e",', "gzip", "b"])
@pytest.mark.parametrize("pump", PUMPED)
def test_a_megabyte_of_anything_is_read_in_no_time(start: str, pump: str) -> None:
    """Were a reader quadratic, a megabyte would take it hours."""
    text = start + pump * (MEGABYTE // len(pump))
    readers: list[Callable[[str], Any]] = [_feed, decode, plain.decode, _query, _choose, worker_of]
    readers.append(lambda body: split_payload(body, max_packets=2_000))
    started = time.monotonic()
    for read in readers:
        try:
            read(text)
        except (PacketError, ValueError):
            continue
    assert time.monotonic() - started < 5
