"""channels_socketio/envelope.py: what travels between processes, and nothing else."""

from typing import Any

import pytest
from channels.layers import get_channel_layer

from channels_socketio.envelope import (
    Envelope,
    EnvelopeError,
    dump,
    group_name,
    load,
    worker_group,
)


@pytest.mark.parametrize(
    "change",
    [
        {"op": "shutdown"},
        {"op": 1},
        {"origin": None},
        {"number": "1"},
        {"number": True},
        {"to": "room"},
        {"to": [1]},
        {"skip": None},
        {"attachments": ["text"]},
        {"body": b"x"},
    ],
)
async def test_only_envelopes_are_taken_from_the_layer(change: dict[str, Any]) -> None:
    envelope = Envelope(op="emit", origin="x", number=1, to=("a",), attachments=(b"b",))
    assert load(dump(envelope)) == envelope
    with pytest.raises(EnvelopeError):
        load({**dump(envelope), **change})
    junks: list[Any] = [None, [], "text", {}, {"type": "websocket.disconnect"}]
    for junk in junks:
        with pytest.raises(EnvelopeError):
            load(junk)


def test_group_names_are_what_channels_takes_and_differ_for_every_room() -> None:
    rooms = ["", "a", "ü" * 1000, "\ud800", "a\0b", "a\\0b", "a,b", None]
    groups = [group_name(path, ns, room) for path in "/p" for ns in "/n" for room in rooms]
    groups += [group_name("a", "b\0c", "d"), group_name("a", "b", "c\0d"), worker_group("/", "w")]
    assert len(set(groups)) == len(groups)
    layer = get_channel_layer()
    assert all(layer.require_valid_group_name(group) for group in groups)


def test_every_field_of_an_envelope_travels() -> None:
    envelope = Envelope(
        op="emit", origin="o", number=1, namespace="/n", to=("a",), skip=("b",), rooms=("c",),
        body="[1]", attachments=(b"d",), close=True, volatile=True, worker="w", kind="k", ticket=2,
    )  # fmt: skip
    assert load(dump(envelope)) == envelope
    assert dump(envelope).keys() == {*Envelope._fields, "type"}
