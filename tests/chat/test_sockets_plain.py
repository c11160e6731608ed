"""Scripts without a Socket.IO library, at /ws/."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from channels.routing import URLRouter
from channels.testing import WebsocketCommunicator

from chat.actions import tokens
from chat.models import Message, Room, User
from tests.support.sockets import HOST, Chat, browser_headers, in_thread, log_in

Headers = list[tuple[bytes, bytes]]


def _line(chat: Chat, headers: Headers, path: str = "/ws/") -> WebsocketCommunicator:
    router: Any = URLRouter(chat.sio.websocket_urlpatterns)
    line = WebsocketCommunicator(router, path, headers=headers)
    line.scope["client"] = ["127.0.0.1", 1]
    return line


@asynccontextmanager
async def _opened(chat: Chat, headers: Headers) -> AsyncIterator[WebsocketCommunicator]:
    line = _line(chat, headers)
    assert (await line.connect(5))[0]
    yield line
    await line.disconnect(timeout=10)


async def _bearer(user: User) -> Headers:
    _, token = await in_thread(tokens.create_token, user=user, name="script")
    return [(b"host", HOST.encode()), (b"authorization", f"Bearer {token}".encode())]


async def _until(line: WebsocketCommunicator, here: Callable[[Any], bool]) -> dict[Any, Any]:
    """The frames that came, by event (None for an ack), once `here` says that all did."""
    frames: dict[Any, Any] = {}
    while not here(frames):
        event, *rest = await line.receive_json_from(5)
        frames[event] = rest
    return frames


async def test_a_script_with_a_token_sends_and_hears(
    chat: Chat, ada: User, ben: User, room: Room
) -> None:
    async with _opened(chat, await _bearer(ada)) as line, chat.enter(ben) as his:
        sent = {"room": room.pk, "client_id": "script-0001", "text": "built and green"}
        await line.send_json_to(["message:send", sent, 1])
        frames = await _until(line, lambda frames: {"message:created", None} <= set(frames))
        answer, ack_id = frames[None]
        assert (answer["ok"], ack_id) == (True, 1)
        assert frames["message:created"][0]["message"] == answer["message"]
        assert (await his.told("message:created"))["message"] == answer["message"]
        await line.send_json_to(["message:send", {"room": "x"}, 2])
        answer, ack_id = (await _until(line, lambda frames: None in frames))[None]
        assert (answer["error"]["code"], ack_id) == ("invalid", 2)
    assert await Message.objects.filter(client_id="script-0001").acount() == 1


async def test_a_page_of_ours_comes_with_its_session(chat: Chat, ada: User) -> None:
    key = await in_thread(log_in, ada)
    async with _opened(chat, browser_headers(key)) as line:
        await line.send_json_to(["people:list", None, 1])
        people = (await _until(line, lambda frames: None in frames))[None][0]["people"]
        assert [person["username"] for person in people] == ["ada"]


@pytest.mark.parametrize("path", ["/ws/", "/ws/ops", "/ws/ops/"])
async def test_a_page_from_elsewhere_is_refused(chat: Chat, ada: User, path: str) -> None:
    key = await in_thread(log_in, ada)
    line = _line(chat, browser_headers(key, "http://127.0.0.1:6666"), path)
    assert not (await line.connect(5))[0]


@pytest.mark.parametrize("header", [None, b"Bearer wrong", b"Basic eDp5"])
async def test_without_a_token_a_script_is_told_to_log_in(chat: Chat, header: bytes | None) -> None:
    headers = [(b"host", HOST.encode())]
    if header is not None:
        headers.append((b"authorization", header))
    async with _opened(chat, headers) as line:
        event, error = await line.receive_json_from(5)
        assert event == "connect_error"
        assert error["data"]["code"] == "login_required"
        assert await line.receive_output(5) == {"type": "websocket.close", "code": 4003}


async def test_a_token_that_is_withdrawn_ends_the_line(chat: Chat, ada: User) -> None:
    row, token = await in_thread(tokens.create_token, user=ada, name="script")
    headers = [(b"host", HOST.encode()), (b"authorization", f"Bearer {token}".encode())]
    async with _opened(chat, headers) as line:
        await line.send_json_to(["presence:set", {"state": "here"}, 1])
        assert (await line.receive_json_from(5))[2] == 1
        await in_thread(tokens.withdraw_token, user=ada, token_id=row.pk)
        await chat.look()
        while (message := await line.receive_output(5))["type"] == "websocket.send":
            pass
        assert message["type"] == "websocket.close"
    assert not list(chat.sio.hub.sockets())
