"""What is said to many is held until the turn's end, and nothing overtakes it: broadcasts.py."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import Any

import pytest

from channels_socketio import ConnectionRefused, Namespace, Socket, SocketIO
from channels_socketio.errors import DisconnectReason
from channels_socketio.joining import MOST_BYTES
from channels_socketio.testing import Communicator
from tests.channels_socketio.lines import Grouped, Line, Writers, crowd, say
from tests.channels_socketio.namespaces import build
from tests.channels_socketio.plain_script import opened

pytestmark = pytest.mark.usefixtures("two_are_many")


@pytest.fixture(params=[Writers, Grouped], ids=["", "as a group"])
async def five(request: pytest.FixtureRequest) -> AsyncIterator[tuple[SocketIO, list[Line]]]:
    """A server and five who hear it."""
    sio = build()
    async with crowd(sio, 5, request.param()) as lines:
        yield sio, lines


Five = tuple[SocketIO, list[Line]]


async def _heard(lines: Sequence[Line]) -> list[list[int]]:
    await asyncio.sleep(0.01)
    return [line.heard for line in lines]


async def test_what_is_said_to_many_in_a_turn_is_one_write_for_each(five: Five) -> None:
    sio, lines = five
    before = len(lines[0].writer.written)
    say(sio, 1, 2)
    say(sio, 3)
    assert lines[0].heard == []
    assert await _heard(lines) == [[1, 2, 3]] * 5
    assert len(lines[0].writer.written) == before + 1
    assert lines[0].writer.written[-1] is lines[4].writer.written[-1]


async def test_who_is_skipped_by_some_gets_the_others_in_their_order(five: Five) -> None:
    sio, lines = five
    say(sio, 1, skip_sid=lines[0].socket.sid)
    say(sio, 2, skip_sid=lines[1].socket.sid)
    say(sio, 3, skip_sid=[lines[1].socket.sid, "nobody"])
    say(sio, 4, skip_sid=lines[0].socket.sid)
    assert await _heard(lines) == [[2, 3], [1, 4], *[[1, 2, 3, 4]] * 3]
    assert len({id(line.writer.written[-1]) for line in lines[2:]}) == 1


async def test_who_is_skipped_need_not_be_in_the_room(five: Five) -> None:
    sio, lines = five
    await lines[0].socket.leave("r")
    say(sio, 1, skip_sid=lines[0].socket.sid)
    say(sio, 2)
    assert await _heard(lines) == [[], *[[1, 2]] * 4]


async def test_what_one_of_them_is_sent_does_not_overtake_it(five: Five) -> None:
    sio, lines = five
    one, two, _, four, five_ = (line.socket for line in lines)
    say(sio, 1)
    await one.emit("n", 2)
    say(sio, 3, skip_sid=two.sid)
    await two.emit("n", 4)
    await one.emit("n", 5)
    asking = asyncio.create_task(four.call("n", 6, timeout=0.001))
    say(sio, 7)
    sio.hub.deliver("n", 8, to=five_.sid)
    with pytest.raises(TimeoutError):
        await asking
    heard = await _heard(lines)
    assert heard[0] == [1, 2, 3, 5, 7]
    assert heard[1] == [1, 4, 7]
    assert heard[2] == [1, 3, 7]
    assert sorted(heard[3]) == [1, 3, 6, 7]
    assert heard[4] == [1, 3, 7, 8]


async def test_an_ack_does_not_overtake_what_its_handler_said(five: Five) -> None:
    _, lines = five
    lines[0].client.send_frame('421["all",1]')
    await asyncio.sleep(0.02)
    written = b"".join(lines[0].writer.written)
    assert 0 < written.index(b'42["said",1]') < written.index(b"431[]")


async def test_who_is_not_meant_is_not_given_it(five: Five) -> None:
    sio, lines = five
    await lines[0].socket.leave("r")
    say(sio, 1)
    await lines[0].socket.emit("n", 2)
    say(sio, 3, skip_sid=lines[1].socket.sid)
    await lines[1].socket.emit("n", 4)
    assert await _heard(lines[:3]) == [[2], [1, 4], [1, 3]]


async def test_who_comes_and_goes_amid_it_hears_what_was_said_while_they_were_there(
    five: Five,
) -> None:
    sio, lines = five
    one, two, *_ = (line.socket for line in lines)
    await one.leave("r")
    say(sio, 1)
    await two.leave("r")
    say(sio, 2)
    await one.enter("r")
    say(sio, 3)
    sio.emitter.sockets_leave(to=one.sid, rooms="r")
    say(sio, 4)
    await asyncio.sleep(0.01)  # from here on it is remembered who is there
    sio.emitter.sockets_join(to=two.sid, rooms="r")
    say(sio, 5)
    assert await _heard(lines[:3]) == [[3], [1, 5], [1, 2, 3, 4, 5]]


async def test_who_is_sent_away_hears_what_was_said_before(five: Five) -> None:
    sio, lines = five
    say(sio, 1)
    await lines[0].socket.disconnect()
    say(sio, 2)
    sio.emitter.disconnect_sockets(to=lines[1].socket.sid, close=False)
    say(sio, 3)
    lines[2].socket.connection.close(DisconnectReason.FORCED_CLOSE)
    say(sio, 4)
    assert await _heard(lines) == [[1], [1, 2], [1, 2, 3], [1, 2, 3, 4], [1, 2, 3, 4]]
    for line in lines[:2]:
        assert b"".join(line.writer.written).endswith(b"\x81\x0241")


async def test_what_was_said_before_the_server_closed_is_heard(five: Five) -> None:
    sio, lines = five
    say(sio, 1)
    await sio.close()
    assert await _heard(lines) == [[1]] * 5


@pytest.mark.parametrize("pays", [False, True], ids=["", "while it pays to wait"])
async def test_what_is_said_to_others_does_not_overtake_it(five: Five, *, pays: bool) -> None:
    sio, lines = five
    for line in lines[1:3]:
        await line.socket.enter("s")
    sio.hub.joiner.pays = pays
    for number, whom in enumerate(("r", "s", "r", lines[1].socket.sid, ["r", "s"], None)):
        say(sio, number, to=whom)
    say(sio, 6, 7, to="nobody")
    assert await _heard(lines) == [
        [0, 2, 4, 5], [0, 1, 2, 3, 4, 5], [0, 1, 2, 4, 5], [0, 2, 4, 5], [0, 2, 4, 5],
    ]  # fmt: skip


async def test_what_is_said_to_those_in_two_rooms_is_one_write_for_each(five: Five) -> None:
    sio, lines = five
    for line in lines[:4]:
        await line.socket.enter("s")
    for turn in range(3):
        before = [len(line.writer.written) for line in lines]
        say(sio, 3 * turn, to="r")
        say(sio, 3 * turn + 1, to="s")
        say(sio, 3 * turn + 2, to="r")
        await asyncio.sleep(0.01)
        assert [len(line.writer.written) for line in lines] == [count + 1 for count in before]
    heard = await _heard(lines)
    assert heard == [list(range(9))] * 4 + [[0, 2, 3, 5, 6, 8]]


async def test_what_is_said_to_others_waits_for_nobody(five: Five) -> None:
    sio, lines = five
    for number, line in enumerate(lines):
        await line.socket.enter("low" if number < 2 else "high")
    for turn in range(2):
        say(sio, 2 * turn, to="low")
        say(sio, 2 * turn + 1, to="high")
        assert await _heard(lines) == [
            *[list(range(0, 2 * turn + 1, 2))] * 2,
            *[list(range(1, 2 * turn + 2, 2))] * 3,
        ]


async def test_what_is_volatile_is_asked_about_after_it(five: Five) -> None:
    sio, lines = five
    one = lines[0].socket
    sio.emitter.emit("n", 1, "x" * 5_000, to="r")
    assert not one.writable
    await one.emit("n", 2, volatile=True)
    sio.emitter.emit("n", 3, to="r", volatile=True)
    await asyncio.sleep(0.01)
    sio.emitter.emit("n", 4, to="r", volatile=True)
    written = b"".join(lines[0].writer.written)
    await asyncio.sleep(0.01)
    assert b'["n",1,' in written
    assert (await _heard(lines))[0] == [4]


async def test_a_burst_is_not_held_until_the_end_of_its_turn(five: Five) -> None:
    sio, lines = five
    before = len(lines[0].writer.written)
    for number in range(40):
        sio.emitter.emit("n", [number, "x" * 10_000], to="r")
    written = sum(map(len, lines[0].writer.written[before:]))
    assert written > 40 * 10_000 - 3 * MOST_BYTES
    await asyncio.sleep(0.01)
    for line in lines:
        all_of_it = b"".join(line.writer.written)
        places = [all_of_it.index(b'["n",[%d,' % number) for number in range(40)]
        assert places == sorted(places)


async def test_much_that_is_said_together_goes_out_whole(five: Five) -> None:
    sio, lines = five
    with sio.emitter.together():
        for number in range(3):
            sio.emitter.emit("n", [number, "x" * MOST_BYTES], to="r")
        say(sio, 4)
    await asyncio.sleep(0.01)
    for line in lines:
        assert b"".join(line.writer.written).count(b"x" * MOST_BYTES) == 3
        assert line.heard == [4]


class Late(Namespace):
    """Lets in who is `late` when it is told to, twice: in the middleware and after it. Whoever
    comes is announced. `seen` are those who knock."""

    def __init__(self) -> None:
        self.open = asyncio.Event()
        self.seen: list[Socket] = []
        self.middleware = (self.check,)

    async def check(self, socket: Socket, auth: Any) -> None:
        if auth and auth.get("late"):
            self.seen.append(socket)
            await self.open.wait()
            self.open.clear()

    async def on_connect(self, socket: Socket, auth: Any) -> None:
        if auth and auth.get("late"):
            await self.open.wait()
        await self.emit("n", 7)
        if auth and auth.get("refuse"):
            raise ConnectionRefused("no")


async def test_who_is_being_let_in_gets_it_from_then_on_and_after_the_answer() -> None:
    late = Late()
    sio = SocketIO({"/": late})
    async with crowd(sio, 3, Grouped()), Communicator(sio) as client:
        client.send_frame('40{"late":1}')
        await asyncio.sleep(0.01)
        (socket,) = late.seen
        say(sio, 1, to=None)
        await socket.emit("n", 2)  # held, with nothing that is not for it
        say(sio, 3, to=None)
        late.open.set()
        await asyncio.sleep(0.01)
        say(sio, 4, to=None)
        await asyncio.sleep(0.01)
        await socket.emit("n", 5)
        say(sio, 6, to=None)
        late.open.set()
        assert (await client.receive()).data["sid"] == socket.sid
        heard = [(await client.receive_event("n"))[1] for _ in range(5)]
        assert heard == [2, 4, 5, 6, 7]


async def test_who_is_refused_leaves_what_was_said_before_to_the_others() -> None:
    sio = SocketIO({"/": Late()})
    async with crowd(sio, 3, Grouped()) as lines, Communicator(sio) as client:
        client.send_frame('40{"refuse":1}')
        assert (await client.receive()).data == {"message": "no"}
        assert [line.heard[-1] for line in lines] == [7, 7, 7]
        assert not [line for line in lines if not line.socket.connected]


async def test_a_plain_client_hears_it_before_the_last_words_to_it() -> None:
    sio = build()
    async with crowd(sio, 3, Grouped()), opened(sio) as plain:
        assert await plain.call("enter", "r") == ["r"]
        (connection,) = (c for c in sio.hub.connections if c.transport.name == "plain")
        say(sio, 1)
        connection.close(DisconnectReason.FLOOD)
        assert await plain.receive() == ["n", 1]
        assert (await plain.receive())[0] == "error"
        assert await plain.closed() == 4008


async def test_what_is_said_in_two_namespaces_in_a_turn_is_heard_in_both(five: Five) -> None:
    sio, lines = five
    for line in lines[:3]:
        line.client.send_frame("40/relay,")
    await asyncio.sleep(0.02)
    for number in range(3):
        say(sio, number, to=None)
        say(sio, 10 + number, to=None, namespace="/relay")
    await asyncio.sleep(0.01)
    for line in lines[:3]:
        written = b"".join(line.writer.written)
        for number in range(3):
            assert written.count(b'42["n",%d]' % number) == 1
            assert written.count(b'42/relay,["n",%d]' % (10 + number)) == 1
    assert [line.heard for line in lines[3:]] == [[0, 1, 2]] * 2
