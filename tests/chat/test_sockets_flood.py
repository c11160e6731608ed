"""Who asks too much of the server: told so, then cut off."""

from typing import Any

import pytest
from django.conf import settings

from channels_socketio.testing import Closed
from chat.models import Room, User
from tests.support.sockets import Chat, Client


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
