"""What recovery is made of: the history, the ticket, and who may come back."""

from typing import Any

import pytest

from channels_socketio.claims import read_ticket
from channels_socketio.errors import DisconnectReason
from channels_socketio.frames import message_frame
from channels_socketio.history import History


def test_a_history_keeps_what_has_an_offset_within_its_bounds() -> None:
    history = History(packets=3, size=400, start="s")
    assert history.knows("s")
    assert list(history.after("s")) == []
    frames = [message_frame("xx", offset=f"o{n}") for n in range(4)]
    history.add(message_frame("without"))
    for frame in frames[:3]:
        history.add(frame)
    assert list(history.after("s")) == frames[:3]
    history.add(frames[3])
    assert not history.knows("s")
    assert list(history.after("o0")) == frames[1:]
    assert list(history.after("o2")) == frames[3:]
    history.add(message_frame("x" * 290, offset="large"))
    assert history.knows("o3")
    assert not history.knows("o2")


PID, OFFSET = "w1." + "x" * 27, "0" * 12 + ".7"


@pytest.mark.parametrize(
    "auth",
    [
        None,
        {},
        {"pid": PID},
        {"offset": OFFSET},
        {"pid": 1, "offset": OFFSET},
        {"pid": PID, "offset": 1},
        {"pid": PID + "x" * 1_000, "offset": OFFSET},
        {"pid": PID, "offset": OFFSET + "7" * 1_000},
        {"pid": PID + "\n", "offset": OFFSET},
    ],
)
def test_half_a_ticket_or_one_that_nobody_gave_out_is_none(auth: dict[str, Any] | None) -> None:
    assert read_ticket({"pid": PID, "offset": OFFSET}) == (PID, OFFSET)
    assert read_ticket(auth) is None


def test_what_a_client_ends_itself_is_not_recoverable() -> None:
    from channels_socketio.recovery import RECOVERABLE

    assert DisconnectReason.CLIENT_NAMESPACE not in RECOVERABLE
    assert DisconnectReason.SERVER_NAMESPACE not in RECOVERABLE
    assert DisconnectReason.FORCED_CLOSE not in RECOVERABLE
