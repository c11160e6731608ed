"""Who asks too much of the server: told so, then cut off."""

import asyncio
from typing import Any

import pytest
from django.conf import settings

from channels_socketio.testing import Closed
from chat.limits import limits
from chat.models import Room, User
from tests.support.sockets import Chat, Client, browser_headers, log_in


@pytest.fixture(autouse=True)
def slow_rates(monkeypatch: pytest.MonkeyPatch) -> None:
    """Buckets that nobody fills while a test runs."""
    rates = {"SEND_RATE": (0.01, 5), "TYPING_RATE": (0.01, 3), "PATIENCE_RATE": (0.01, 5)}
    for name, rate in rates.items():
        monkeypatch.setitem(settings.HEARTH, name, rate)


async def _flood(client: Client, name: str, count: int, **data: Any) -> list[dict[str, Any]]:
    answers = []
    for number in range(count):
        given = {**data, "client_id": f"client-{number:06}"} if name == "message:send" else data
        answers.append(await client.call(name, given))
    return answers


async def test_who_sends_too_fast_is_told_when_to_send_again(
    chat: Chat, ada: User, ben: User, room: Room
) -> None:
    async with chat.enter(ada) as hers, chat.enter(ada) as too, chat.enter(ben) as his:
        answers = await _flood(hers, "message:send", 8, room=room.pk, text="spam")
        refused = [answer["error"] for answer in answers if not answer["ok"]]
        assert [error["code"] for error in refused] == ["too_many"] * 3
        assert all(error["retry_after"] > 0 for error in refused)
        # The bucket is the user's, not the socket's; another user has their own.
        sent = {"room": room.pk, "client_id": "another-1", "text": "still"}
        assert (await too.call("message:send", sent))["ok"] is False
        await his.command("message:send", **sent)


async def test_who_goes_on_flooding_is_cut_off(chat: Chat, ada: User, room: Room) -> None:
    async with chat.enter(ada) as hers:
        with pytest.raises(Closed):
            await _flood(hers, "typing:start", 3 + 5 + 2, room=room.pk)


async def test_who_sends_nothing_but_nonsense_is_cut_off(chat: Chat, ada: User) -> None:
    async with chat.enter(ada) as hers:
        with pytest.raises(Closed):
            await _flood(hers, "message:edit", 5 + 2)


async def _guess(client: Client, *, times: int) -> None:
    for _ in range(times):
        assert "sid" not in await client.connect(auth={"token": "hearth_guess"})


async def test_who_is_refused_again_and_again_on_one_line_is_cut_off(chat: Chat) -> None:
    """Each try asks the database, for someone who is not known."""
    async with Client(chat.sio, headers=[]) as client:
        with pytest.raises(Closed):
            await _guess(client, times=6)


async def test_nobody_holds_more_sockets_than_a_person_needs(
    chat: Chat, ada: User, ben: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(settings.HEARTH, "SOCKETS_PER_USER", 2)
    async with chat.enter(ada) as one, chat.enter(ada), chat.enter(ben):
        key = await asyncio.to_thread(log_in, ada)
        async with Client(chat.sio, headers=browser_headers(key)) as third:
            answer = await third.connect()
            assert answer["data"]["code"] == "too_many"
            assert answer["data"]["retry_after"] > 0
        await one.close()
        async with chat.enter(ada):
            pass


async def test_a_room_with_many_in_it_costs_as_much_as_many_commands(
    chat: Chat, ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(settings.HEARTH, "COMMAND_RATE", (0.01, 40))
    limits.cache_clear()
    async with chat.enter(ada) as hers:
        members = [ada.pk] * 300
        await hers.command("room:create", name="everyone", members=members)
        assert await hers.refused("room:create", name="again", members=members) == "too_many"
        await hers.command("room:create", name="a few")
