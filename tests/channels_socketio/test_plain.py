"""The frames of clients without a Socket.IO library, by table."""

from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels_socketio import PacketError
from channels_socketio.packet import Encoded, Packet, PacketType, encode_data
from channels_socketio.plain import decode, encode, error_frame

EVENT, ACK = PacketType.EVENT, PacketType.ACK


@pytest.mark.parametrize(
    ("frame", "packet"),
    [
        ('["say"]', Packet(EVENT, ["say"])),
        ('["say",null]', Packet(EVENT, ["say"])),
        ('["say",{"a":1}]', Packet(EVENT, ["say", {"a": 1}])),
        ('["say",[1,2]]', Packet(EVENT, ["say", [1, 2]])),
        ('["say",0,null]', Packet(EVENT, ["say", 0])),
        ('["say",null,0]', Packet(EVENT, ["say"], id=0)),
        (' [7 , "x", 1000000000000000]', Packet(EVENT, [7, "x"], id=10**15)),
        ('["",""]', Packet(EVENT, ["", ""])),
        ('[null,"yes",3]', Packet(ACK, ["yes"], id=3)),
        ("[null,null,3]", Packet(ACK, [], id=3)),
        (b"\x00\xff", Packet(EVENT, ["message", b"\x00\xff"])),
        (b"", Packet(EVENT, ["message", b""])),
    ],
)
def test_a_frame_is_read(frame: str | bytes, packet: Packet) -> None:
    assert decode(frame) == packet
    assert decode(frame).size == len(frame)


@pytest.mark.parametrize(
    ("frame", "word"),
    [
        ("", "JSON"),
        ("hello", "JSON"),
        ('["say",NaN]', "JSON"),
        ('["\\ud800"]', "JSON"),
        ("[" * 100_000, "JSON"),
        ('["say",' + "1" * 5_000 + "]", "JSON"),
        ("{}", "array"),
        ("1", "array"),
        ("null", "array"),
        ("[]", "array"),
        ('["say",1,2,3]', "array"),
        ("[null]", "acknowledgement"),
        ("[null,1]", "acknowledgement"),
        ("[true]", "event name"),
        ("[{}]", "event name"),
        ("[[]]", "event name"),
        ('["connect"]', "reserved"),
        ('["disconnect",1,2]', "reserved"),
        ('["say",1,"2"]', "ack id"),
        ('["say",1,true]', "ack id"),
        ('["say",1,-1]', "ack id"),
        ('["say",1,1.0]', "ack id"),
        ('["say",1,1000000000000001]', "ack id"),
    ],
    ids=lambda value: value[:16],
)
def test_a_bad_frame_is_refused_in_words(frame: str, word: str) -> None:
    with pytest.raises(PacketError, match=word):
        decode(frame)


@given(st.text())
def test_reading_raises_nothing_but_its_own_error(frame: str) -> None:
    try:
        decode(frame)
    except PacketError:
        return


@pytest.mark.parametrize(
    ("kind", "data", "ack_id", "frames"),
    [
        (EVENT, ["say"], None, ('["say"]',)),
        (EVENT, ["say"], 0, ('["say",null,0]',)),
        (EVENT, ["say", None], None, ('["say",null]',)),
        (EVENT, ["say", [1]], 5, ('["say",[1],5]',)),
        (EVENT, ["say", 1, "2"], None, ('["say",[1,"2"]]',)),
        (EVENT, [7, {}], None, ("[7,{}]",)),
        (EVENT, ["say", b"\xff"], None, ('["say","/w=="]',)),
        (EVENT, ["say", {"a": [b"", b"b"]}, 1], 2, ('["say",[{"a":["","Yg=="]},1],2]',)),
        (EVENT, ["message", b"\xff"], None, (b"\xff",)),
        (EVENT, ["message", b""], None, (b"",)),
        (EVENT, ["message", b"\xff"], 4, ('["message","/w==",4]',)),
        (EVENT, ["message", b"\xff", 1], None, ('["message",["/w==",1]]',)),
        (EVENT, ["message", [b"\xff"]], None, ('["message",["/w=="]]',)),
        (EVENT, ["message", "text"], None, ('["message","text"]',)),
        (EVENT, ["message"], None, ('["message"]',)),
        (ACK, [], 1, ("[null,null,1]",)),
        (ACK, ["yes"], 1, ('[null,"yes",1]',)),
        (ACK, [1, b"\x00"], 1, ('[null,[1,"AA=="],1]',)),
        (PacketType.CONNECT, {"sid": "s"}, None, ()),
        (PacketType.DISCONNECT, None, None, ()),
        (
            PacketType.CONNECT_ERROR,
            {"message": "no"},
            None,
            ('["connect_error",{"message":"no"}]',),
        ),
    ],
)
def test_a_packet_is_written(
    kind: PacketType, data: Any, ack_id: int | None, frames: tuple[str | bytes, ...]
) -> None:
    assert encode(kind, encode_data(data), ack_id) == frames


@pytest.mark.parametrize(
    ("data", "ack_id", "frame"),
    [
        (["message", "just text"], None, "just text"),
        (["message", ""], None, ""),
        (["message", b"\x00"], None, b"\x00"),
        (["message", "text"], 3, '["message","text",3]'),
        (["message", 1], None, '["message",1]'),
        (["other", "text"], None, '["other","text"]'),
    ],
)
def test_raw_text_is_the_message_itself(data: Any, ack_id: int | None, frame: str | bytes) -> None:
    assert encode(EVENT, encode_data(data), ack_id, raw=True) == (frame,)
    assert decode("anything [", raw=True).data == ["message", "anything ["]


@pytest.mark.parametrize("num", ["splice", 1, -1, True, None])
def test_what_only_looks_like_a_placeholder_is_sent_as_it_is(num: object) -> None:
    fake = {"_placeholder": True, "num": num}
    real = {"_placeholder": True, "num": 0}
    encoded = Encoded(orjson.dumps(["say", fake, real]).decode(), (b"x",))
    (frame,) = encode(EVENT, encoded, None)
    assert orjson.loads(frame) == ["say", [fake, "eA=="]]
    (frame,) = encode(EVENT, encode_data(["message", {"_placeholder": True, "num": 0}]), None)
    assert orjson.loads(frame) == ["message", {"_placeholder": True, "num": 0}]


def test_arguments_as_deep_as_they_can_be_sent_are_still_written() -> None:
    deep: Any = 1
    while True:
        try:
            encode_data(["say", 1, [deep]])
        except PacketError:
            break
        deep = [deep]
    encoded = encode_data(["say", 1, deep])
    assert len(encode(EVENT, encoded, 1)) == 1


def test_an_error_is_an_event_of_that_name() -> None:
    assert error_frame("bad") == '["error",{"message":"bad"}]'
    assert encode(EVENT, Encoded('["e"]'), None) == ('["e"]',)
