"""Who may watch, and for how long."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.db import OperationalError

from channels_socketio.testing import Closed
from chat.actions import membership, people, sessions, tokens
from chat.models import Room, User
from chat.models.users import Role
from chat.queries import logins
from chat.sockets.door import REFUSED_CONNECTS
from tests.chat.ops.conftest import Watch
from tests.support.factories import make_user
from tests.support.recorder import RecordingEmitter
from tests.support.sockets import Chat, Client, browser_headers, in_thread, log_in


@pytest.fixture(params=["layer", "watcher"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Over the layer; or with every broadcast lost, so that only the watcher is left."""
    name: str = request.param
    if name == "watcher":
        monkeypatch.setattr("chat.broadcast.get_emitter", RecordingEmitter)
    return name


async def _after(chat: Chat, way: str, act: Callable[..., Any], **arguments: Any) -> None:
    await in_thread(act, **arguments)
    if way == "watcher":
        await chat.look()


async def _answer(
    chat: Chat, headers: list[tuple[bytes, bytes]], auth: dict[str, Any] | None = None
) -> dict[str, Any]:
    async with Client(chat.sio, headers=headers) as client:
        return await client.connect("/ops", auth=auth)


@pytest.mark.parametrize("role", [Role.MEMBER, Role.GUEST])
async def test_who_runs_nothing_is_refused_with_words_and_data(chat: Chat, role: Role) -> None:
    user = await in_thread(make_user, role=role)
    words = "Only the organisation's admins can do that."
    refusal = {"message": words, "data": {"code": "forbidden", "message": words}}
    key = await in_thread(log_in, user)
    assert await _answer(chat, browser_headers(key)) == refusal
    _, token = await in_thread(tokens.create_token, user=user, name="script")
    assert await _answer(chat, [], {"token": token}) == refusal


async def test_who_is_not_logged_in_is_refused(chat: Chat, olga: User) -> None:
    row, token = await in_thread(tokens.create_token, user=olga, name="script")
    await in_thread(tokens.withdraw_token, user=olga, token_id=row.pk)
    for headers, auth in (
        (browser_headers(""), None),
        ([], None),
        ([], {"token": token}),
        ([], {"token": "hearth_no"}),
    ):
        answer = await _answer(chat, headers, auth)
        assert answer["data"]["code"] == "login_required"


@pytest.mark.parametrize("role", [Role.OWNER, Role.ADMIN])
async def test_owners_and_admins_watch_by_cookie_and_by_token(
    chat: Chat, watch: Watch, role: Role
) -> None:
    user = await in_thread(make_user, role=role)
    async with watch(user) as page:
        assert (await page.told("ops:sample"))["people"] == 1
    _, token = await in_thread(tokens.create_token, user=user, name="script")
    async with Client(chat.sio) as script:
        await script.connect("/ops", auth={"token": token})
        assert (await script.told("ops:sample"))["people"] == 1


async def test_a_page_that_may_not_watch_still_chats(chat: Chat, ada: User) -> None:
    async with chat.enter(ada) as hers:
        assert "message" in await hers.connect("/ops")
        await hers.command("room:browse")


async def test_one_who_asks_again_and_again_is_cut_off(chat: Chat, ada: User) -> None:
    key = await in_thread(log_in, ada)
    async with Client(chat.sio, headers=browser_headers(key)) as client:
        for _ in range(REFUSED_CONNECTS):
            assert "message" in await client.connect("/ops")
        with pytest.raises(Closed):
            await client.connect("/ops")


async def test_a_person_watches_in_so_many_places_at_most(
    chat: Chat, watch: Watch, olga: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(settings.HEARTH, "SOCKETS_PER_USER", 1)
    async with watch(olga):
        key = await in_thread(log_in, olga)
        assert (await _answer(chat, browser_headers(key)))["data"]["code"] == "too_many"


async def test_what_is_watched_takes_no_commands(
    chat: Chat, watch: Watch, olga: User, room: Room
) -> None:
    async with watch(olga) as page:
        command = {"room": room.pk, "client_id": "client-1", "text": "hello"}
        page.emit("message:send", command, namespace="/ops")
        await page.told("ops:sample")
    await in_thread(room.refresh_from_db)
    assert not await room.messages.filter(kind="text").aexists()


async def test_a_changed_role_ends_the_watching(
    chat: Chat, watch: Watch, olga: User, way: str
) -> None:
    anna = await in_thread(make_user, role=Role.ADMIN)
    async with watch(anna) as page, watch(olga) as stays:
        await _after(chat, way, people.set_role, actor=olga, user_id=anna.pk, role="member")
        assert (await page.told("session:ended"))["reason"] == "changed"
        await page.wait_closed()
        await stays.told("ops:sample")


async def test_logging_out_ends_the_watching(
    chat: Chat, watch: Watch, olga: User, way: str
) -> None:
    key = await in_thread(log_in, olga)
    async with Client(chat.sio, headers=browser_headers(key)) as page, watch(olga) as stays:
        await page.connect("/ops")
        await _after(chat, way, sessions.end_session, user=olga, session_key=key)
        await page.wait_closed()
        await stays.told("ops:sample")
    assert (await _answer(chat, browser_headers(key)))["data"]["code"] == "login_required"


async def test_a_withdrawn_token_ends_the_watching(chat: Chat, olga: User, way: str) -> None:
    row, token = await in_thread(tokens.create_token, user=olga, name="script")
    async with Client(chat.sio) as script:
        await script.connect("/ops", auth={"token": token})
        await _after(chat, way, tokens.withdraw_token, user=olga, token_id=row.pk)
        assert (await script.told("session:ended"))["reason"] == "token_withdrawn"
        await script.wait_closed()


async def test_deactivation_ends_both_namespaces_of_one_connection_and_tells_both(
    chat: Chat, olga: User, way: str
) -> None:
    anna = await in_thread(make_user, role=Role.ADMIN)
    async with chat.enter(anna) as page:
        await page.connect("/ops")
        await _after(chat, way, people.deactivate, actor=olga, user_id=anna.pk)
        assert (await page.told("session:ended"))["reason"] == "deactivated"
        await page.wait_closed()
    assert not list(chat.sio.hub.sockets("/ops"))


async def test_a_change_that_narrows_nothing_here_leaves_the_watching_alone(
    chat: Chat, watch: Watch, olga: User, room: Room
) -> None:
    async with watch(olga) as page, watch(olga):
        await in_thread(membership.join_room, user=olga, room_id=room.pk)
        await chat.look()
        await chat.look()
        await page.told("ops:sample")
        assert {frozenset(s.rooms) & {f"room:{room.pk}"} for s in chat.sio.hub.sockets("/ops")} == {
            frozenset()
        }


async def test_one_who_watches_alone_costs_the_watcher_no_catching_up(
    chat: Chat, watch: Watch, olga: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    caught: list[str] = []

    async def note(name: str, head: int) -> None:
        caught.append(name)

    watcher = chat.namespace.watcher
    monkeypatch.setattr(watcher, "_catch_up", note)
    await User.objects.filter(pk=olga.pk).aupdate(last_seq=7)
    async with watch(olga):
        await chat.look()
    assert caught == []


async def test_a_database_that_is_away_loses_the_connection_and_refuses_nobody(
    chat: Chat, olga: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away() -> None:
        raise OperationalError("the server closed the connection")

    monkeypatch.setattr(logins, "_store", away)
    key = await in_thread(log_in, olga)
    async with Client(chat.sio, headers=browser_headers(key)) as client:
        with pytest.raises(Closed):  # so that the page comes back by itself
            await client.connect("/ops")
