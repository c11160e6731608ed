"""project/launcher/frames.py: the usual frames of clients, and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from project.launcher.frames import only_message, whole_messages

MASK = b"\x37\xfa\x21\x3d"


def frame(payload: bytes, kind: int = 0x81, mask: bytes = MASK) -> bytes:
    """A client's frame."""
    size = len(payload)
    head = bytes((kind, 0x80 | size)) if size < 126 else b"%c\xfe" % kind + size.to_bytes(2, "big")
    return head + mask + bytes(byte ^ mask[n % 4] for n, byte in enumerate(payload))


_messages = st.lists(st.text(max_size=300) | st.binary(max_size=300), max_size=4)


@given(_messages, st.binary(min_size=4, max_size=4), st.integers(0, 2_000))
def test_whole_messages_are_read_and_the_rest_is_left(
    messages: list[str | bytes], mask: bytes, cut: int
) -> None:
    frames = [
        frame(m.encode(), 0x81, mask) if isinstance(m, str) else frame(m, 0x82, mask)
        for m in messages
    ]
    data = b"".join(frames)[:cut]
    found, length = whole_messages(data)
    assert found == messages[: len(found)]
    assert length == sum(map(len, frames[: len(found)]))
    if len(found) < len(frames):
        assert len(data) - length < len(frames[len(found)])


@given(_messages, st.binary(min_size=4, max_size=4), st.integers(0, 2_000))
def test_a_text_alone_is_read_at_once_and_nothing_else(
    messages: list[str | bytes], mask: bytes, cut: int
) -> None:
    for text in [message for message in messages if isinstance(message, str)]:
        assert only_message(frame(text.encode(), 0x81, mask)) == text
    kinds = {True: 0x81, False: 0x82}
    frames = [
        frame(m.encode() if isinstance(m, str) else m, kinds[isinstance(m, str)], mask)
        for m in messages
    ]
    data = b"".join(frames)[:cut]
    found, length = whole_messages(data)
    alone = len(found) == 1 and length == len(data) and isinstance(found[0], str)
    assert only_message(data) == (found[0] if alone else None)


@pytest.mark.parametrize("size", [0, 1, 125, 126, 127, 65_535])
def test_each_length_of_its_kind_is_read(size: int) -> None:
    text = "x" * size
    data = frame(text.encode())
    assert whole_messages(data) == ([text], len(data))
    assert only_message(data) == text


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x81",
        frame(b"hello", 0x01),  # the first of several
        frame(b"hello", 0x80),  # the last of several
        frame(b"hello", 0xC1),  # compressed
        frame(b"hello", 0x83),  # of a kind that there is not
        frame(b"hello", 0x89),  # a ping
        frame(b"\x03\xe8", 0x88),  # a close
        frame(b"\xff\xfe"),  # no UTF-8
        frame(b"\xed\xa0\x80"),  # half a pair
        b"\x81\x05hello-",  # not masked
        b"\x81\x7e\x00\x80" + b"x" * 128,  # the same, longer
        b"\x81\xfe\x00\x05" + MASK + b"hello",  # a length longer written than it need be
        b"\x81\xff" + (5).to_bytes(8, "big") + MASK + b"hello",
    ],
)
def test_anything_else_is_left_to_autobahn_with_all_after_it(data: bytes) -> None:
    assert whole_messages(data + frame(b"after") * bool(data[1:])) == ([], 0)
    assert only_message(data) is None
    first = frame(b"first")
    assert whole_messages(first + data) == (["first"], len(first))
