"""A running Hearth under attack: what is revoked ends, and nobody else notices a flood."""

import asyncio
import base64
import contextlib
import json
import os
import socket
import struct
import time
from collections.abc import Iterator

import aiohttp
import pytest

from tests.support.factories import PASSWORD
from tests.support.hearth import HearthServer
from tests.threats.running import Line, Place, line, log_in, people_in, post

_NEW = "another long password"


@pytest.fixture(scope="module")
def place() -> Iterator[Place]:
    """One server for all of these: each leaves it as it was."""
    with HearthServer(env={"LOG_LEVEL": "WARNING"}) as hearth:
        yield people_in(hearth)


def _browser() -> aiohttp.ClientSession:
    return aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True))


@pytest.fixture(params=["websocket", "polling"])
def transport(request: pytest.FixtureRequest) -> str:
    """Either, with a poll open all the time."""
    name: str = request.param
    return name


async def test_logging_out_on_the_page_closes_that_browsers_socket_alone(
    place: Place, transport: str
) -> None:
    async with _browser() as one, _browser() as other:
        await log_in(one, place, "eve")
        await log_in(other, place, "eve")
        async with (
            line(place, session=one, transport=transport) as here,
            line(place, session=other, transport=transport) as there,
        ):
            await here.join()
            await there.join()
            ended = asyncio.create_task(here.ended())
            await post(one, place, "/accounts/logout/")
            async with asyncio.timeout(5):
                assert any("logged_out" in frame for frame in await ended)
            assert (await there.command("room:browse"))["ok"]
        async with line(place, session=one, transport=transport) as again:  # with the old cookie
            await again.say("40")
            assert "login_required" in await again.hear()


async def test_a_new_password_closes_the_other_browsers_socket(
    place: Place, transport: str
) -> None:
    old, new = (PASSWORD, _NEW) if transport == "websocket" else (_NEW, PASSWORD)
    async with _browser() as one, _browser() as other:
        await log_in(one, place, "ben", password=old)
        await log_in(other, place, "ben", password=old)
        async with line(place, session=other, transport=transport) as there:
            await there.join()
            ended = asyncio.create_task(there.ended())
            form = {"oldpassword": old, "password1": new}
            assert await post(one, place, "/settings/password/", **form) == 200
            async with asyncio.timeout(5):
                await ended
        # One's own session has moved to a new key: a socket of the old one may be closed, without a
        # word that would end it for good, and comes back with the new cookie.
        async with line(place, session=one) as back:
            await back.join()
            assert (await back.command("room:browse"))["ok"]


async def test_a_page_that_polls_starts_anew_with_the_cookie_of_its_new_password(
    place: Place,
) -> None:
    async with _browser() as browser:
        await log_in(browser, place, "gus")
        async with line(place, session=browser, transport="polling") as before:
            await before.join()
            form = {"oldpassword": PASSWORD, "password1": _NEW}
            assert await post(browser, place, "/settings/password/", **form) == 200
            with pytest.raises(ConnectionError, match="Session ID unknown"):
                await before.say("3")  # the session is that of the old key
        async with line(place, session=browser, transport="polling") as after:
            await after.join()
            assert (await after.command("people:list"))["ok"]


async def test_a_key_from_before_the_log_in_opens_nothing_after_it(
    place: Place, transport: str
) -> None:
    planted = {"sessionid": "a" * 32}
    async with _browser() as browser, aiohttp.ClientSession(cookies=planted) as thief:
        browser.cookie_jar.update_cookies(planted)
        await log_in(browser, place, "ada")
        async with line(place, session=thief, transport=transport) as stolen:
            await stolen.say("40")
            assert "login_required" in await stolen.hear()


async def test_a_guest_hears_nothing_of_strangers(place: Place) -> None:
    async with line(place) as guest, line(place) as ada:
        await guest.join(place.tokens["gus"])
        await ada.join(place.tokens["ada"])
        mine = await ada.command("room:create", name="not for guests")
        sent = {"room": mine["mine"]["room"]["id"], "client_id": "client-0001", "text": "hush"}
        assert (await ada.command("message:send", **sent))["ok"]
        await ada.command("typing:start", room=place.room)
        await _save_profile(place, "ada")
        await ada.told("person:changed")
        frames = await _heard_until_answered(guest)
        assert not any("Ada" in frame or "hush" in frame for frame in frames)
        events = [json.loads(frame[2:]) for frame in frames if frame.startswith("42[")]
        assert {event[1].get("user") for event in events} <= {place.ids["gus"]}


async def _save_profile(place: Place, name: str) -> None:
    form = {"display_name": "Ada", "email": f"{name}@example.org", "time_zone": "UTC"}
    async with _browser() as browser:
        await log_in(browser, place, name)
        assert await post(browser, place, "/settings/", **form) == 200


async def _heard_until_answered(guest: Line) -> list[str]:
    await guest.say('4277["room:browse",{}]')
    frames = [await guest.hear()]
    while not frames[-1].startswith("4377["):
        frames.append(await guest.hear())
    assert json.loads(frames[-1][4:])[0]["rooms"] == []
    return frames


async def _fill(ada: Line, place: Place) -> None:
    """Put a dozen of the longest messages into the room, once."""
    for number in range(12):
        text = f"{number}" + "😀" * 9_000
        sent = {"room": place.room, "client_id": f"long-{number:05}", "text": text}
        assert (await ada.command("message:send", **sent))["ok"]


async def _slowest(ada: Line, place: Place, *, times: int = 1) -> float:
    """The longest that someone else waits for an answer meanwhile."""
    worst = 0.0
    for _ in range(times):
        seconds = place.stopwatch()
        assert (await ada.command("presence:set", state="active"))["ok"]
        worst = max(worst, seconds())
        await asyncio.sleep(0.1)
    return worst


async def test_one_who_does_not_read_is_dropped_and_costs_little(place: Place) -> None:
    async with line(place) as ada:
        await ada.join(place.tokens["ada"])
        await _fill(ada, place)
        before = place.memory
        with _raw(place, place.tokens["ben"]) as deaf:
            asked = json.dumps(["room:history", {"room": place.room}])
            for number in range(60):  # about 50 MB, of which it reads nothing
                deaf.sendall(_frame(f"42{number}{asked}".encode()))
            assert await _slowest(ada, place, times=20) < 2
            assert place.memory - before < 60  # a page is made before it is sent
            assert await asyncio.to_thread(_is_cut_off, deaf)


async def test_one_who_never_polls_is_dropped_and_costs_little(place: Place) -> None:
    async with line(place) as ada, line(place, transport="polling") as deaf:
        await ada.join(place.tokens["ada"])
        await deaf.join(place.tokens["ben"])
        await _fill(ada, place)
        before = place.memory
        asked = json.dumps(["room:history", {"room": place.room}])
        flood = "\x1e".join(f"42{number}{asked}" for number in range(60))
        with contextlib.suppress(ConnectionError):
            await deaf.say(flood)
        assert await _slowest(ada, place, times=20) < 2
        assert place.memory - before < 60
        with pytest.raises(ConnectionError, match="Session ID unknown"):
            await deaf.say("3")


async def test_who_opens_and_never_joins_is_let_go_after_five_seconds(
    place: Place, transport: str
) -> None:
    async with line(place, transport=transport) as idle:
        start = time.monotonic()
        assert await idle.ended() == []
        assert 4 < time.monotonic() - start < 9


async def test_the_longest_messages_can_be_caught_up_with(place: Place) -> None:
    """Whoever fills a room with them must not keep everyone else from connecting."""
    async with line(place) as ada:
        await ada.join(place.tokens["ada"])
        head, pages = 0, 0
        while True:
            answer = await ada.command("room:changes", room=place.room, after=head)
            head, pages = answer["changes"]["upto"], pages + 1
            if not answer["changes"]["more"]:
                break
        assert (await ada.command("sync", me=0, rooms={str(place.room): 0}))["ok"]
        assert (await ada.command("room:history", room=place.room, limit=200))["ok"]


@pytest.mark.parametrize("frame", ["3", '42["nobody:listens",{}]'])
async def test_a_flood_of_frames_is_cut_off_and_others_are_served(place: Place, frame: str) -> None:
    async with line(place) as ben:
        await ben.join(place.tokens["olga"])
        with _raw(place, place.tokens["eve"]) as flooder:
            flood = _frame(frame.encode()) * 5_000
            sending = asyncio.create_task(asyncio.to_thread(_send_until_cut_off, flooder, flood))
            seconds = place.stopwatch()
            assert (await ben.command("room:browse"))["ok"]
            assert seconds() < 2
            assert await asyncio.wait_for(sending, 20)


@pytest.mark.parametrize(
    "bad",
    [
        bytes([0xC1, 0x80, 0, 0, 0, 0]),  # RSV1 without an extension
        bytes([0x83, 0x80, 0, 0, 0, 0]),  # an opcode that is not one
        bytes([0x81, 0x01, 0x33]),  # a client's frame without a mask
        bytes([0x81, 0xFF]) + struct.pack(">Q", 2**62) + bytes(4),  # longer than any memory
        bytes([0x89, 0xFE, 0x10, 0x00]) + bytes(4),  # a ping of 4 kB
        bytes([0x81, 0x81, 0, 0, 0, 0, 0xFF]),  # no UTF-8
    ],
    ids=["rsv", "opcode", "unmasked", "length", "control", "utf8"],
)
async def test_a_frame_that_breaks_the_protocol_closes_its_line_alone(
    place: Place, bad: bytes
) -> None:
    with _raw(place, place.tokens["eve"]) as broken:
        broken.sendall(bad)
        assert await asyncio.to_thread(_is_cut_off, broken)
    async with line(place) as ada:
        await ada.join(place.tokens["ada"])


async def test_a_message_that_never_ends_is_not_kept(place: Place) -> None:
    before = place.memory
    with _raw(place, place.tokens["eve"]) as endless:
        part = bytes([0x01, 0xFF]) + struct.pack(">Q", 60_000) + bytes(4) + b"x" * 60_000
        more = bytes([0x00]) + part[1:]
        assert await asyncio.to_thread(_send_until_cut_off, endless, part + more * 600)
    assert place.memory - before < 20


def _raw(place: Place, token: str) -> socket.socket:
    """A WebSocket of bytes, let in by a token."""
    host, port = place.hearth.url.removeprefix("http://").split(":")
    raw = socket.create_connection((host, int(port)), timeout=10)
    try:
        _join(raw, f"{host}:{port}", token)
    except BaseException:
        raw.close()
        raise
    return raw


def _join(raw: socket.socket, host: str, token: str) -> None:
    key = base64.b64encode(os.urandom(16)).decode()
    raw.sendall(
        f"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: {host}\r\n"
        "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        f"Sec-WebSocket-Key: {key}\r\n\r\n".encode()
    )
    _hear(raw, b"0{")
    raw.sendall(_frame(f'40{{"token":"{token}"}}'.encode()))
    _hear(raw, b'40{"sid"')


def _hear(raw: socket.socket, wanted: bytes) -> None:
    heard = b""
    while wanted not in heard:
        got = raw.recv(4096)
        assert got, heard
        heard += got


def _frame(payload: bytes) -> bytes:
    size = len(payload)
    length = bytes([0x80 | size]) if size < 126 else bytes([0xFE]) + struct.pack(">H", size)
    return b"\x81" + length + bytes(4) + payload


def _is_cut_off(raw: socket.socket) -> bool:
    """Whether the other end closes, once what it sent before is read."""
    try:
        while raw.recv(1 << 20):
            continue
    except TimeoutError:
        return False
    except OSError:
        return True
    return True


def _send_until_cut_off(raw: socket.socket, data: bytes) -> bool:
    raw.settimeout(5)
    try:
        for _ in range(20):
            raw.sendall(data)
    except TimeoutError:
        return _is_cut_off(raw)
    except OSError:
        return True
    return _is_cut_off(raw)
