"""Who is let in, and by what."""

from typing import Any

import pytest
from django.conf import settings
from django.test import override_settings

from channels_socketio.testing import Closed
from chat.actions import tokens
from chat.models import User
from tests.support.sockets import HOST, ORIGIN, Chat, Client, browser_headers, in_thread, log_in


async def _answer(
    chat: Chat, headers: list[tuple[bytes, bytes]], auth: dict[str, Any] | None = None
) -> dict[str, Any]:
    """The answer to a CONNECT: `sid`, or `message` and `data` of a refusal."""
    async with Client(chat.sio, headers=headers) as client:
        return await client.connect(auth=auth)


async def _is_refused(chat: Chat, headers: list[tuple[bytes, bytes]], **scope: Any) -> bool:
    client = Client(chat.sio, headers=headers, scope=scope)
    try:
        await client.open()
    except Closed:
        return True
    await client.close()
    return False


@pytest.mark.parametrize(
    "origin",
    [
        "http://127.0.0.1:6666",  # another program on this machine
        "https://127.0.0.1:8000",
        "http://127.0.0.1",
        "http://evil.example",
        "http://127.0.0.1:8000.evil.example",
        "http://127.0.0.1:8000@evil.example",
        "http://evil@127.0.0.1:8000",
        "http://127.0.0.1:8000/",
        "http://127.0.0.1:99999",
        "null",
        "file://",
        "",
    ],
)
async def test_a_page_from_elsewhere_is_refused_whoever_is_logged_in(
    chat: Chat, ada: User, origin: str
) -> None:
    key = await in_thread(log_in, ada)
    assert await _is_refused(chat, browser_headers(key, origin))


async def test_two_origins_are_refused(chat: Chat, ada: User) -> None:
    assert await _is_refused(chat, [*browser_headers(""), (b"origin", b"http://evil.example")])


async def test_a_page_is_let_in_by_the_address_it_was_opened_at(chat: Chat, ada: User) -> None:
    key = await in_thread(log_in, ada)
    for host in ("localhost:8000", "127.0.0.1:9999", "[::1]:8000"):
        headers = [
            (b"host", host.encode()),
            (b"origin", f"http://{host}".encode()),
            (b"cookie", f"sessionid={key}".encode()),
        ]
        assert "sid" in await _answer(chat, headers)


async def test_an_address_that_is_not_ours_opens_nothing_even_to_itself(
    chat: Chat, ada: User
) -> None:
    key = await in_thread(log_in, ada)
    headers = [
        (b"host", b"evil.example:8000"),
        (b"origin", b"http://evil.example:8000"),
        (b"cookie", f"sessionid={key}".encode()),
    ]
    assert await _is_refused(chat, headers)


async def test_the_site_is_let_in_by_its_address_behind_a_proxy_that_speaks_tls(
    chat: Chat, ada: User
) -> None:
    key = await in_thread(log_in, ada)
    headers = browser_headers(key, "https://chat.example.org")
    with override_settings(SITE_URL="https://chat.example.org"):
        assert "sid" in await _answer(chat, headers)
    others = [(name, value) for name, value in headers if name != b"host"]
    by_proxy = [*others, (b"host", b"chat.example.org"), (b"x-forwarded-proto", b"https")]
    with override_settings(ALLOWED_HOSTS=["chat.example.org"]):
        assert await _is_refused(chat, by_proxy)  # nobody said that this proxy is to be believed
        with override_settings(TRUSTED_PROXIES=1):
            assert "sid" in await _answer(chat, by_proxy)


async def test_a_session_lets_in_its_user(chat: Chat, ada: User) -> None:
    async with chat.enter(ada) as hers:
        people = (await hers.command("people:list"))["people"]
        assert [person["username"] for person in people] == ["ada"]


@pytest.mark.parametrize("key", ["", "nonsense", "a" * 32, "x" * 500, "\x00" * 32, "' or 1=1 --"])
async def test_without_a_session_nobody_is_let_in(chat: Chat, key: str) -> None:
    answer = await _answer(chat, browser_headers(key))
    assert answer["message"] == "Log in first."
    assert answer["data"]["code"] == "login_required"


async def test_a_session_of_an_ended_account_or_an_old_password_lets_nobody_in(
    chat: Chat, ada: User, ben: User
) -> None:
    hers, his = await in_thread(log_in, ada), await in_thread(log_in, ben)
    await User.objects.filter(pk=ada.pk).aupdate(is_active=False)
    await User.objects.filter(pk=ben.pk).aupdate(password="another")
    for key in (hers, his):
        assert "sid" not in await _answer(chat, browser_headers(key))


async def test_a_session_signed_with_the_last_secret_key_lets_in_and_stays(
    chat: Chat, ada: User
) -> None:
    key = await in_thread(log_in, ada)
    fallbacks = [settings.SECRET_KEY]
    with override_settings(SECRET_KEY="a new one " * 5, SECRET_KEY_FALLBACKS=fallbacks):
        for _ in range(2):
            assert "sid" in await _answer(chat, browser_headers(key))
    with override_settings(SECRET_KEY="a new one " * 5):
        assert "sid" not in await _answer(chat, browser_headers(key))


async def test_a_token_lets_in_a_client_without_origin(chat: Chat, ada: User) -> None:
    _, token = await in_thread(tokens.create_token, user=ada, name="bot")
    host = (b"host", HOST.encode())
    assert "sid" in await _answer(chat, [host], auth={"token": token})
    bearer = (b"authorization", f"Bearer {token}".encode())
    assert "sid" in await _answer(chat, [host, bearer])


async def test_without_an_origin_a_cookie_lets_nobody_in(chat: Chat, ada: User) -> None:
    key = await in_thread(log_in, ada)
    headers = [(b"host", HOST.encode()), (b"cookie", f"sessionid={key}".encode())]
    answer = await _answer(chat, headers)
    assert answer["data"]["code"] == "login_required"


async def test_with_a_token_the_cookie_is_not_looked_at(chat: Chat, ada: User, ben: User) -> None:
    key = await in_thread(log_in, ada)
    row, token = await in_thread(tokens.create_token, user=ben, name="bot")
    async with chat.enter(session_key=key, auth={"token": token}):
        (socket,) = chat.sio.hub.sockets()
        assert socket.user.pk == ben.pk
    await in_thread(tokens.withdraw_token, user=ben, token_id=row.pk)
    for wrong in (token, "", None, {"a": 1}, "hearth_" + "x" * 10_000, "\ud800"[:0] + "hearth_é"):
        answer = await _answer(chat, browser_headers(key), auth={"token": wrong})
        assert answer["data"]["code"] == "login_required"


async def test_an_address_that_connects_too_often_is_held_off(
    chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(settings.HEARTH, "CONNECT_RATE", (0.01, 5))
    refused = 0
    for _ in range(7):
        refused += await _is_refused(chat, browser_headers(), client=["192.0.2.1", 1])
    assert refused == 2
    assert not await _is_refused(chat, browser_headers(), client=["192.0.2.2", 1])


async def test_a_user_who_joins_too_often_is_told_when_to_come_back(
    chat: Chat, ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(settings.HEARTH, "COMMAND_RATE", (0.01, 3))
    key = await in_thread(log_in, ada)
    answers = []
    async with Client(chat.sio, headers=browser_headers(key)) as client:
        for _ in range(3):
            answers.append(await client.connect())
            assert "sid" in answers[-1]
            client.send_frame("41")
        answers.append(await client.connect())
    assert answers[-1]["data"]["code"] == "too_many"
    assert answers[-1]["data"]["retry_after"] > 0


async def test_the_handshake_names_nothing_else(chat: Chat) -> None:
    async with Client(chat.sio, headers=browser_headers()) as client:
        assert set(client.handshake) == {
            "sid", "upgrades", "pingInterval", "pingTimeout", "maxPayload",
        }  # fmt: skip
    assert ORIGIN.endswith(HOST)


async def test_two_names_for_one_browser_are_refused_with_words(chat: Chat, ada: User) -> None:
    headers = browser_headers(await in_thread(log_in, ada))
    answer = await _answer(chat, [*headers, (b"user-agent", b"another")])
    assert answer == {"message": "Two user-agent headers."}
