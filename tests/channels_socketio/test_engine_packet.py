"""Engine.IO packets on both transports."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels_socketio.engine_packet import (
    EnginePacket,
    PacketType,
    decode,
    encode,
    encode_part,
    join_payload,
    split_payload,
)
from channels_socketio.errors import PacketError
from channels_socketio.frames import PACKET_BYTES, Frame, message_frame, websocket_frame

MESSAGE = PacketType.MESSAGE


@pytest.mark.parametrize(
    ("frame", "packet"),
    [
        ("0{}", EnginePacket(PacketType.OPEN, "{}")),
        ("1", EnginePacket(PacketType.CLOSE)),
        ("2probe", EnginePacket(PacketType.PING, "probe")),
        ("3", EnginePacket(PacketType.PONG)),
        ("4hello", EnginePacket(MESSAGE, "hello")),
        ("5", EnginePacket(PacketType.UPGRADE)),
        ("6", EnginePacket(PacketType.NOOP)),
        ("bAQID", EnginePacket(MESSAGE, b"\x01\x02\x03")),
        ("b", EnginePacket(MESSAGE, b"")),
        (b"\x00", EnginePacket(MESSAGE, b"\x00")),
        (b"", EnginePacket(MESSAGE, b"")),
    ],
)
def test_a_frame_is_a_packet(frame: str | bytes, packet: EnginePacket) -> None:
    assert decode(frame) == packet
    if frame != b"":
        assert encode(packet, binary=isinstance(frame, bytes)) == frame


@pytest.mark.parametrize("frame", ["", "7", "x", "b*", "bA", "bé", " 4", "٤"])
def test_a_bad_frame_is_refused(frame: str) -> None:
    with pytest.raises(PacketError):
        decode(frame)


def test_a_payload_joins_packets_and_binary_is_base64_without_the_digit() -> None:
    packets = [
        EnginePacket(MESSAGE, "a"),
        EnginePacket(MESSAGE, b"\x01"),
        EnginePacket(PacketType.PING),
    ]
    assert join_payload(map(encode_part, packets)) == b"4a\x1ebAQ==\x1e2"
    assert [decode(part) for part in split_payload("4a\x1ebAQ==\x1e2", max_packets=3)] == packets


@pytest.mark.parametrize("body", ["", "4a\x1e", "\x1e4a", "4a\x1e\x1e4b", "\x1e".join(["6"] * 17)])
def test_a_bad_payload_is_refused(body: str) -> None:
    with pytest.raises(PacketError):
        [decode(part) for part in split_payload(body, max_packets=16)]


def test_a_payload_may_hold_as_many_packets_as_it_may() -> None:
    assert len(split_payload("\x1e".join(["6"] * 16), max_packets=16)) == 16


packets = st.builds(
    EnginePacket,
    st.just(MESSAGE),
    # What a frame of text can hold: no half characters, which no decoder hands out.
    st.text(st.characters(codec="utf-8", exclude_characters="\x1e")) | st.binary(max_size=40),
)


@given(st.lists(packets, min_size=1, max_size=16))
def test_what_is_joined_is_split_again(batch: list[EnginePacket]) -> None:
    body = join_payload(map(encode_part, batch)).decode()
    parts = split_payload(body, max_packets=16)
    assert [decode(part) for part in parts] == batch


@given(st.text() | st.binary())
def test_the_decoders_raise_nothing_but_their_own_error(frame: str | bytes) -> None:
    try:
        decode(frame)
        if isinstance(frame, str):
            split_payload(frame, max_packets=3)
    except PacketError:
        pass


@pytest.mark.parametrize("size", [0, 125, 126, 65_535, 65_536])
def test_a_websocket_frame_announces_its_length_in_the_shortest_form(size: int) -> None:
    frame = websocket_frame(b"x" * size)
    head = 2 if size < 126 else 4 if size < 65_536 else 10
    assert len(frame) == head + size
    assert frame[0] == 0x82
    announced = frame[1] if head == 2 else int.from_bytes(frame[2:head], "big")
    assert announced == size
    assert websocket_frame("é") == b"\x81\x02\xc3\xa9"


def test_a_frame_is_built_once_for_all_its_receivers() -> None:
    frame = message_frame('51-["e",…]', [b"", b"\x01"])
    assert frame.parts == ('451-["e",…]', "b", b"\x01")
    assert frame.wire is frame.wire
    assert frame.parts is frame.parts
    assert frame.payload is frame.payload == ('451-["e",…]'.encode(), b"b", b"bAQ==")
    assert frame.size == 3 * PACKET_BYTES + len('51-["e",…]'.encode()) + 1
    assert frame.base64 is frame.base64
    assert frame.base64.parts == ('451-["e",…]', "b", "bAQ==")
    assert frame.wire.endswith(b"\x81\x01b\x82\x01\x01")
    assert Frame([EnginePacket(PacketType.PING)]).wire == b"\x81\x012"
