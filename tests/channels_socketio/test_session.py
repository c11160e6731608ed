"""The Engine.IO session against a clock of the test's own."""

import contextlib

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels_socketio.engine_packet import EnginePacket, PacketType
from channels_socketio.errors import DisconnectReason, SessionClosed
from channels_socketio.options import Options
from channels_socketio.session import Session

PONG = EnginePacket(PacketType.PONG)
PING = EnginePacket(PacketType.PING)


def _session(**options: int) -> Session:
    session = Session("w.sid", Options(**options), 0.0)  # type: ignore[arg-type]
    session.connected()
    return session


def test_the_handshake_has_exactly_the_protocols_keys() -> None:
    packet = _session().open_packet()
    assert packet.type is PacketType.OPEN
    assert orjson.loads(packet.data) == {
        "sid": "w.sid",
        "upgrades": [],
        "pingInterval": 25_000,
        "pingTimeout": 20_000,
        "maxPayload": 1_000_000,
    }
    assert b'"upgrades":["websocket"]' in str(_session().open_packet(("websocket",)).data).encode()


def test_a_ping_leaves_an_interval_after_the_open_and_after_each_pong() -> None:
    session = _session(ping_interval=1_234)
    assert session.deadline == 1.234
    assert session.tick(1.233) is None
    assert session.tick(1.234) == PING
    session.receive(PONG, 2.0)
    assert session.deadline == 3.234
    assert session.tick(3.234) == PING


def test_no_pong_within_the_timeout_closes() -> None:
    session = _session(ping_interval=1_000, ping_timeout=750)
    session.tick(1.0)
    assert session.deadline == 1.750
    assert session.tick(1.749) is None
    with pytest.raises(SessionClosed, match="ping timeout"):
        session.tick(1.750)
    assert session.tick(9.0) is None


def test_only_a_pong_counts_as_life() -> None:
    session = _session(ping_interval=1_000, ping_timeout=500)
    session.tick(1.0)
    assert session.receive(EnginePacket(PacketType.MESSAGE, "x"), 1.4) == "x"
    session.receive(EnginePacket(PacketType.NOOP), 1.4)
    session.receive(EnginePacket(PacketType.UPGRADE), 1.4)
    with pytest.raises(SessionClosed):
        session.tick(1.5)


def test_a_flood_of_pongs_moves_one_deadline() -> None:
    session = _session(ping_interval=1_000, inbound_burst=10_000)
    for _ in range(10_000):
        session.receive(PONG, 0.5)
    assert session.deadline == 1.5


@pytest.mark.parametrize(
    ("packet", "reason"),
    [
        (EnginePacket(PacketType.CLOSE), DisconnectReason.TRANSPORT_CLOSE),
        (PING, DisconnectReason.TRANSPORT_ERROR),
    ],
)
def test_a_close_and_a_clients_ping_close(packet: EnginePacket, reason: str) -> None:
    session = _session()
    with pytest.raises(SessionClosed, match=reason):
        session.receive(packet, 0.0)
    assert session.receive(EnginePacket(PacketType.MESSAGE, "x"), 0.0) is None


def test_no_connect_in_time_closes() -> None:
    session = Session("w.sid", Options(connect_timeout=5_000), 0.0)
    assert session.deadline == 5.0
    with pytest.raises(SessionClosed, match="connect timeout"):
        session.tick(5.0)


def test_the_first_reason_to_close_stays() -> None:
    session = _session()
    for reason in (DisconnectReason.FLOOD, DisconnectReason.PARSE_ERROR):
        with pytest.raises(SessionClosed, match="flood"):
            session.close(reason)


def test_a_reader_that_answers_is_pinged_early_and_never_dropped() -> None:
    session = _session(outbound_bytes=1_000)
    now = 0.0
    pings = 0
    for _ in range(100):
        now += 0.01
        if session.sent(100, now) is not None:
            pings += 1
            session.receive(PONG, now)
    assert pings > 10
    assert session.unconfirmed < 1_000


def test_a_reader_that_answers_nothing_is_dropped_at_the_bound() -> None:
    session = _session(outbound_bytes=1_000)
    pings = [session.sent(100, 0.0) for _ in range(10)]
    assert pings.count(PING) == 1
    with pytest.raises(SessionClosed, match="slow reader"):
        session.sent(1, 0.0)


def test_pongs_sent_blindly_confirm_nothing() -> None:
    session = _session(outbound_bytes=1_000)
    for _ in range(10):
        session.receive(PONG, 0.0)
        session.sent(100, 0.0)
    with pytest.raises(SessionClosed, match="slow reader"):
        session.sent(100, 0.0)
    assert session.unconfirmed == 1_100


def test_a_pong_confirms_what_was_sent_before_its_ping_alone() -> None:
    session = _session(ping_interval=1_000)
    session.sent(10, 0.0)
    session.tick(1.0)
    session.sent(7, 1.0)
    session.receive(PONG, 1.1)
    assert session.unconfirmed == 7


@given(st.lists(st.tuples(st.sampled_from("pts"), st.floats(0, 30)), max_size=50))
def test_a_session_lives_exactly_as_long_as_its_pings_are_answered(
    steps: list[tuple[str, float]],
) -> None:
    session = _session()
    now = 0.0
    asked: float | None = None
    with contextlib.suppress(SessionClosed):
        for step, after in steps:
            now += after
            if step == "p":
                session.receive(PONG, now)
                asked = None
            elif step == "s":
                session.sent(1, now)
            elif session.tick(now) is not None:
                asked = now
    late = asked is not None and now >= asked + 20
    assert session.closed in (None, DisconnectReason.PING_TIMEOUT)
    assert session.closed is None or late


def test_a_flood_of_frames_closes_whatever_they_say() -> None:
    session = _session(inbound_rate=10, inbound_burst=20)
    for _ in range(20):
        session.receive(PONG, 1.0)
    for second in range(2, 10):  # at the rate it may go on
        for _ in range(10):
            session.receive(PONG, float(second))
    with pytest.raises(SessionClosed) as closed:
        session.receive(PONG, 9.0)
    assert closed.value.reason is DisconnectReason.FLOOD


def test_left_alone_it_closes_as_if_nobody_had_connected() -> None:
    session = _session(connect_timeout=5_000)
    session.alone(1.0)
    assert session.deadline == 6.0
    session.connected()
    assert session.deadline > 6.0
    session.alone(1.0)
    with pytest.raises(SessionClosed) as closed:
        session.tick(6.0)
    assert closed.value.reason is DisconnectReason.CONNECT_TIMEOUT
