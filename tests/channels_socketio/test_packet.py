"""Socket.IO packets: each sentence of the protocol's format, and the hostile ones."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels_socketio.decoder import Decoder, _parse, _parse_plain
from channels_socketio.errors import PacketError
from channels_socketio.packet import (
    RESERVED_EVENTS,
    Encoded,
    Packet,
    PacketType,
    encode,
    encode_data,
)

CONNECT, DISCONNECT, EVENT, ACK = list(PacketType)[:4]

READABLE: list[tuple[str, Packet]] = [
    ("0", Packet(CONNECT)),
    ('0{"token":"1"}', Packet(CONNECT, {"token": "1"})),
    ("0/x", Packet(CONNECT, None, "/x")),
    ("0/x,", Packet(CONNECT, None, "/x")),
    ('0/x,{"a":1}', Packet(CONNECT, {"a": 1}, "/x")),
    ("0/x?token=1,", Packet(CONNECT, None, "/x?token=1")),
    ("1", Packet(DISCONNECT)),
    ("1/x,", Packet(DISCONNECT, None, "/x")),
    ('2["a"]', Packet(EVENT, ["a"])),
    ('2["a",1,{"b":[null]}]', Packet(EVENT, ["a", 1, {"b": [None]}])),
    ("2[1]", Packet(EVENT, [1])),
    ("2[1.5,2]", Packet(EVENT, [1.5, 2])),
    ('212["a"]', Packet(EVENT, ["a"], id=12)),
    ('2/x,0["a"]', Packet(EVENT, ["a"], "/x", 0)),
    ('21000000000000000["a"]', Packet(EVENT, ["a"], id=10**15)),
    ('2["error"]', Packet(EVENT, ["error"])),
    ("3[]", Packet(ACK, [])),
    ("37[1,2]", Packet(ACK, [1, 2], id=7)),
    (
        '2["a",{"_placeholder":true,"num":0}]',
        Packet(EVENT, ["a", {"_placeholder": True, "num": 0}]),
    ),
]


@pytest.mark.parametrize(("text", "packet"), READABLE)
def test_a_packet_is_read_as_the_format_says(text: str, packet: Packet) -> None:
    assert Decoder().feed(text) == packet


REFUSED = [
    "",
    "7",
    "x",
    "٢[1]",
    "-1",
    "4",
    '4{"message":"x"}',
    "0[]",
    "0null",
    '0"auth"',
    "01x",
    "1{}",
    "1null",
    "1[]",
    "2",
    "2{}",
    "2[]",
    "2null",
    '2"a"',
    '2[{"toString":1}]',
    "2[[]]",
    "2[null]",
    "2[true]",
    *(f'2["{name}"]' for name in sorted(RESERVED_EVENTS)),
    '2["a"',
    '2["a"]x',
    "2[NaN]",
    '2["a",NaN]',
    '2["a",Infinity]',
    '2["\\ud800"]',
    '2["\ud800"]',
    "2" + "[" * 100_000,
    '2["a",' + "1" * 5_000 + "]",
    "2" + "1" * 5_000 + '["a"]',
    '21000000000000001["a"]',
    '299999999999999999["a"]',
    "3",
    "3{}",
    "3null",
    '51["a"]',
    '5["a"]',
    '5-["a"]',
    '50-["e"]',
    '511-["e"]',
    "5999999-",
    "59999999999999999-",
    '51-["e"]',
    '51-["e",{"_placeholder":true,"num":"splice"}]',
    '51-["e",{"_placeholder":true,"num":1}]',
    '51-["e",{"_placeholder":true,"num":-1}]',
    '51-["e",{"_placeholder":true,"num":true}]',
    '51-["e",{"_placeholder":true,"num":0.0}]',
    '51-["e",{"_placeholder":true}]',
    '52-["e",{"_placeholder":true,"num":0}]',
    '52-["e",{"_placeholder":true,"num":0},{"_placeholder":true,"num":0}]',
    '51-[{"_placeholder":true,"num":0}]',
    "51-",
    "61-{}",
    '21-["e",{"_placeholder":true,"num":0}]',
    b"stray",
]


@pytest.mark.parametrize("message", REFUSED, ids=lambda message: repr(message[:40]))
def test_what_the_protocol_forbids_is_refused(message: str | bytes) -> None:
    with pytest.raises(PacketError):
        Decoder().feed(message)


def test_attachments_take_the_places_of_their_placeholders() -> None:
    decoder = Decoder()
    text = (
        '52-/x,3["e",{"a":{"_placeholder":true,"num":1}},[{"_placeholder":true,"num":0}],'
        '{"_placeholder":1}]'
    )
    assert decoder.feed(text) is None
    assert decoder.feed(b"zero") is None
    assert decoder.held == len(text) + 4
    packet = decoder.feed(b"")
    assert packet == Packet(EVENT, ["e", {"a": b""}, [b"zero"], {"_placeholder": 1}], "/x", 3)
    assert decoder.held == 0


def test_a_binary_ack_is_an_ack() -> None:
    decoder = Decoder()
    decoder.feed('61-0[{"_placeholder":true,"num":0}]')
    assert decoder.feed(b"x") == Packet(ACK, [b"x"], id=0)


def test_text_amid_attachments_is_refused_and_what_was_held_is_freed() -> None:
    decoder = Decoder()
    decoder.feed('51-["e",{"_placeholder":true,"num":0}]')
    with pytest.raises(PacketError):
        decoder.feed('2["a"]')
    assert decoder.held == 0


def test_depth_that_json_allows_is_no_recursion_here() -> None:
    decoder = Decoder()
    nested = "[" * 1000 + '{"_placeholder":true,"num":0}' + "]" * 1000
    assert decoder.feed(f'51-["e",{nested}]') is None
    assert decoder.feed(b"x") is not None


def test_more_attachments_than_the_setting_says_are_refused_in_both_directions() -> None:
    two = '52-["e",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]'
    assert Decoder(max_attachments=2).feed(two) is None
    with pytest.raises(PacketError):
        Decoder(max_attachments=1).feed(two)
    with pytest.raises(PacketError):
        encode_data([b"x"] * 11)


@pytest.mark.parametrize(
    ("packet", "text"),
    [
        (Packet(CONNECT, {"sid": "a"}), '0{"sid":"a"}'),
        (Packet(CONNECT, {"sid": "a"}, "/x"), '0/x,{"sid":"a"}'),
        (Packet(DISCONNECT, None, "/x"), "1/x,"),
        (Packet(EVENT, ["é", 1], id=3), '23["é",1]'),
        (Packet(ACK, [], id=0), "30[]"),
        (Packet(PacketType.CONNECT_ERROR, {"message": "no"}, "/x"), '4/x,{"message":"no"}'),
        (Packet(EVENT, ["e", b"x"]), '51-["e",{"_placeholder":true,"num":0}]'),
        (Packet(ACK, [bytearray(b"x")], "/x", 5), '61-/x,5[{"_placeholder":true,"num":0}]'),
    ],
)
def test_a_packet_is_written_compactly(packet: Packet, text: str) -> None:
    assert encode(packet)[0] == text


@pytest.mark.parametrize("data", [["e", object()], ["e", "\ud800"], ["e", 2**70]])
def test_what_json_cannot_hold_cannot_be_sent(data: Any) -> None:
    with pytest.raises(PacketError):
        encode_data(data)


@pytest.mark.parametrize("num", [0, 1, "splice", None])
def test_a_placeholder_of_somebody_elses_is_not_sent_beside_attachments(num: Any) -> None:
    """A handler sends on what a client said, with bytes of its own: clients would close on it."""
    fake = {"_placeholder": True, "num": num}
    with pytest.raises(PacketError, match="placeholder"):
        encode_data(["e", {"a": [fake]}, b"x"])
    assert encode_data(["e", fake]).attachments == ()
    assert encode_data(["e", '"_placeholder":true', {"_placeholder": 1}, b"x"]).attachments


def test_binary_values_of_each_kind_become_bytes() -> None:
    encoded = encode_data([b"a", bytearray(b"b"), memoryview(b"c")])
    assert encoded.attachments == (b"a", b"b", b"c")
    assert encode_data([1]) == Encoded("[1]")


text = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
keys = text.filter(lambda key: key != "_placeholder")
values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | text
    | st.binary(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=10,
)
names = text.filter(lambda name: name not in RESERVED_EVENTS) | st.integers(0, 1000)
namespaces = st.just("/") | text.map(lambda name: "/" + name.replace(",", ""))
ids = st.none() | st.integers(0, 10**15)


@given(names, st.lists(values, max_size=4), namespaces, ids)
def test_what_is_written_is_read_again(
    name: Any, args: list[Any], namespace: str, ack_id: int | None
) -> None:
    packet = Packet(EVENT, [name, *args], namespace, ack_id)
    # Four arguments of up to ten leaves: more attachments than a server takes by default.
    text, attachments = encode(packet, max_attachments=40)
    decoder = Decoder(max_attachments=40)
    read = decoder.feed(text)
    for attachment in attachments:
        assert read is None
        read = decoder.feed(attachment)
    assert read == packet


hostile = (
    st.text(max_size=60)
    | st.text(st.sampled_from('0123456-/,[]{}":_placeholdrnum tf'), max_size=60)
    | st.from_regex(r'5[0-3]-\["e"(,\{"_placeholder":true,"num":[0-3]\}){0,3}\]', fullmatch=True)
    | st.binary(max_size=10)
)


@given(st.lists(hostile, max_size=8))
def test_the_decoder_raises_nothing_but_its_own_error(messages: list[str | bytes]) -> None:
    decoder = Decoder()
    for message in messages:
        try:
            packet = decoder.feed(message)
        except PacketError:
            assert decoder.held == 0
            continue
        assert packet is None or packet.type in (CONNECT, DISCONNECT, EVENT, ACK)


plain_headers = st.from_regex(
    r"[0-6][0-9]{0,17}(1-)?(/a?,)?", fullmatch=True, alphabet="0123456-/a,٣"
)
bodies = st.sampled_from(
    ['["a"]', '["a",{"b":[]}]', "[]", "[1.5]", "[true]", '["connect"]', "[", '{"a":1}', "[[]]", ""]
)


@given(plain_headers, bodies)
def test_what_is_plain_is_read_as_anything_else(header: str, body: str) -> None:
    text = header + body
    try:
        quickly = _parse_plain(text)
    except PacketError as error:
        with pytest.raises(PacketError, match=str(error)):
            _parse(text, 10)
    else:
        assert quickly is None or (quickly, 0) == _parse(text, 10)


def test_plain_is_an_event_in_the_main_namespace_without_attachments() -> None:
    assert _parse_plain('2["a"]') == Packet(PacketType.EVENT, ["a"])
    assert _parse_plain('2999999999999999["a"]') == Packet(PacketType.EVENT, ["a"], id=10**15 - 1)
    for text in ('21000000000000000["a"]', '3["a"]', '2/a,["a"]', '51-["a"]', "2", "", '2٣["a"]'):
        assert _parse_plain(text) is None
