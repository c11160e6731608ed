"""The chat by long-polling: the same doors as for a WebSocket, on every request."""

import orjson
import pytest
from django.conf import settings

from channels_socketio.testing import Answer, Closed, PollingCommunicator, request
from chat.actions import tokens
from chat.limits import limits
from chat.models import Room, User
from tests.support.sockets import HOST, ORIGIN, Chat, Client, browser_headers, in_thread, log_in

Headers = list[tuple[bytes, bytes]]
HANDSHAKE = "EIO=4&transport=polling"


def _polling_headers(key: str, referer: str = f"{ORIGIN}/r/1?x=y") -> Headers:
    """What a browser sends with a GET to its own site: no Origin, but where it comes from."""
    kept = [(name, value) for name, value in browser_headers(key) if name != b"origin"]
    return [*kept, (b"referer", referer.encode())]


async def _open(chat: Chat, headers: Headers) -> str:
    """Open a session; the query of its further requests."""
    answer = await request(chat.sio, "GET", HANDSHAKE, headers=headers)
    assert answer.status == 200, answer
    return f"{HANDSHAKE}&sid={orjson.loads(answer.body[1:])['sid']}"


def _code(answer: Answer) -> tuple[int, int]:
    return answer.status, orjson.loads(answer.body)["code"]


async def test_a_page_of_ours_polls_and_its_message_is_stored(
    chat: Chat, ada: User, room: Room
) -> None:
    key = await in_thread(log_in, ada)
    async with PollingCommunicator(chat.sio, headers=_polling_headers(key)) as client:
        assert "sid" in await client.connect()
        sent = {"room": room.pk, "client_id": "0" * 32, "text": "by poll"}
        answer = await client.call("message:send", sent)
        assert answer["ok"] is True, answer
        assert (await client.receive_event("message:created"))[1]["message"]["text"] == "by poll"


@pytest.mark.parametrize("origin", ["http://127.0.0.1:6666", "http://evil.example", "null", ""])
async def test_another_sites_page_is_refused_with_a_sid_too(
    chat: Chat, ada: User, origin: str
) -> None:
    key = await in_thread(log_in, ada)
    theirs = browser_headers(key, origin)
    assert _code(await request(chat.sio, "GET", HANDSHAKE, headers=theirs)) == (403, 4)
    query = await _open(chat, browser_headers(key))
    for method in ("GET", "POST"):
        assert _code(await request(chat.sio, method, query, b"40", headers=theirs)) == (403, 4)
    client = Client(chat.sio, headers=theirs, query=query.replace("polling", "websocket"))
    with pytest.raises(Closed):
        await client.open_websocket()
    answer = await request(chat.sio, "POST", query, b"40", headers=browser_headers(key))
    assert answer.body == b"ok"


@pytest.mark.parametrize("referer", ["http://evil.example/", "http://[::", "about:blank", "x"])
async def test_a_poll_that_another_sites_page_makes_is_refused(
    chat: Chat, ada: User, referer: str
) -> None:
    key = await in_thread(log_in, ada)
    theirs = _polling_headers(key, referer)
    assert _code(await request(chat.sio, "GET", HANDSHAKE, headers=theirs)) == (403, 4)


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
async def test_another_sites_page_that_hides_where_it_is_is_refused(
    chat: Chat, ada: User, site: str
) -> None:
    """`<img src=… referrerpolicy=no-referrer>` sends neither an Origin nor a Referer."""
    key = await in_thread(log_in, ada)
    hidden = [h for h in browser_headers(key) if h[0] != b"origin"]
    theirs = [*hidden, (b"sec-fetch-site", site.encode())]
    assert _code(await request(chat.sio, "GET", HANDSHAKE, headers=theirs)) == (403, 4)
    query = await _open(chat, browser_headers(key))
    for method in ("GET", "POST"):
        assert _code(await request(chat.sio, method, query, b"40", headers=theirs)) == (403, 4)


async def test_a_page_of_ours_whose_browser_sends_no_referer_polls(chat: Chat, ada: User) -> None:
    key = await in_thread(log_in, ada)
    hidden = [h for h in browser_headers(key) if h[0] != b"origin"]
    ours = [*hidden, (b"sec-fetch-site", b"same-origin")]
    async with PollingCommunicator(chat.sio, headers=ours) as client:
        assert "sid" in await client.connect()


async def test_without_a_page_a_cookie_lets_nobody_in_and_a_token_does(
    chat: Chat, ada: User
) -> None:
    key = await in_thread(log_in, ada)
    host = (b"host", HOST.encode())
    cookie = (b"cookie", f"sessionid={key}".encode())
    async with PollingCommunicator(chat.sio, headers=[host, cookie]) as client:
        assert (await client.connect())["data"]["code"] == "login_required"
    _, token = await in_thread(tokens.create_token, user=ada, name="bot")
    async with PollingCommunicator(chat.sio, headers=[host]) as client:
        assert "sid" in await client.connect(auth={"token": token})


async def test_nobody_can_use_anothers_sid(chat: Chat, ada: User, ben: User) -> None:
    hers = browser_headers(await in_thread(log_in, ada))
    his = browser_headers(await in_thread(log_in, ben))
    query = await _open(chat, hers)
    bearer = [*hers, (b"authorization", b"Bearer hearth_x")]
    for headers in (his, browser_headers(""), bearer):
        assert _code(await request(chat.sio, "GET", query, headers=headers)) == (400, 1)
        assert _code(await request(chat.sio, "POST", query, b"40", headers=headers)) == (400, 1)
        upgrade = query.replace("polling", "websocket")
        with pytest.raises(Closed):
            await Client(chat.sio, headers=headers, query=upgrade).open_websocket()
    assert (await request(chat.sio, "POST", query, b"40", headers=hers)).body == b"ok"


async def test_handshakes_by_either_transport_count_for_an_address_and_polls_do_not(
    chat: Chat, ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(settings.HEARTH, "CONNECT_RATE", (0.001, 2))
    limits.cache_clear()
    headers = browser_headers(await in_thread(log_in, ada))
    async with Client(chat.sio, headers=headers) as client:
        await client.connect()
        query = await _open(chat, headers)
        answer = await request(chat.sio, "GET", HANDSHAKE, headers=headers)
        assert _code(answer) == (403, 4)
        assert "Too many connections: wait" in orjson.loads(answer.body)["message"]
        with pytest.raises(Closed):
            await Client(chat.sio, headers=headers).open()
        for _ in range(5):
            assert (await request(chat.sio, "POST", query, b"3", headers=headers)).body == b"ok"
        upgrade = Client(chat.sio, headers=headers, query=query.replace("polling", "websocket"))
        await upgrade.open_websocket()
        upgrade.send_frame("2probe")
        assert await upgrade.receive_frame() == "3probe"
        await upgrade.close()


async def test_a_log_out_reaches_a_client_that_polls(chat: Chat, ada: User) -> None:
    key = await in_thread(log_in, ada)
    async with PollingCommunicator(chat.sio, headers=_polling_headers(key)) as client:
        await client.connect()
        await User.objects.filter(pk=ada.pk).aupdate(is_active=False, access_version=99)
        await chat.look()
        await client.wait_closed()
