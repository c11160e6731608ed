"""What ends a log-in or a membership ends its sockets: over the layer at once, and without it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.sessions.backends.db import SessionStore

from channels_socketio.testing import Closed
from chat.actions import membership, people, sessions, tokens
from chat.models import Room, User
from chat.watcher import readings
from tests.support.factories import send
from tests.support.recorder import RecordingEmitter
from tests.support.sockets import Chat, Client, browser_headers, in_thread, log_in

Act = Callable[..., Any]


@pytest.fixture(params=["layer", "watcher"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Over the layer; or with every broadcast lost, so that only the watcher is left."""
    name: str = request.param
    if name == "watcher":
        monkeypatch.setattr("chat.broadcast.get_emitter", RecordingEmitter)
    return name


async def _after(chat: Chat, way: str, act: Act, **arguments: Any) -> None:
    """Do it in another thread, as a page or a command does, and let the watcher look."""
    await in_thread(act, **arguments)
    if way == "watcher":
        await chat.look()


async def _ends(client: Client, reason: str) -> None:
    """The client is told why, and then cut off."""
    assert (await client.told("session:ended"))["reason"] == reason
    await client.wait_closed()


async def _is_logged_out(chat: Chat, client: Client, way: str, key: str) -> None:
    """Over the layer it is told so. The watcher sees only that the session is not there: the
    client is cut off, comes back, and is refused."""
    if way == "layer":
        await _ends(client, "logged_out")
    await client.wait_closed()
    async with Client(chat.sio, headers=browser_headers(key)) as again:
        assert (await again.connect())["data"]["code"] == "login_required"


async def test_logging_out_ends_that_log_in_alone(chat: Chat, ada: User, way: str) -> None:
    key = await in_thread(log_in, ada)
    async with (
        chat.enter(session_key=key) as tab,
        chat.enter(session_key=key) as other_tab,
        chat.enter(ada) as phone,
    ):
        await _after(chat, way, sessions.end_session, user=ada, session_key=key)
        await _is_logged_out(chat, tab, way, key)
        await _is_logged_out(chat, other_tab, way, key)
        await phone.command("room:browse")
        await phone.not_told("session:ended")


async def test_logging_out_everywhere_ends_all(chat: Chat, ada: User, ben: User, way: str) -> None:
    keys = [await in_thread(_noted_log_in, ada) for _ in range(2)]
    async with (
        chat.enter(session_key=keys[0]) as one,
        chat.enter(session_key=keys[1]) as two,
        chat.enter(ben) as his,
    ):
        await _after(chat, way, sessions.end_all_sessions, user=ada)
        await _is_logged_out(chat, one, way, keys[0])
        await _is_logged_out(chat, two, way, keys[1])
        await his.command("room:browse")


def _noted_log_in(user: User) -> str:
    """A log-in whose device is in the list, as after a first page."""
    key = log_in(user)
    sessions.note_session(user=user, session_key=key, ip="127.0.0.1", user_agent="test")
    return key


async def test_a_new_password_ends_the_other_log_ins(chat: Chat, ada: User, way: str) -> None:
    key = await in_thread(_noted_log_in, ada)
    async with chat.enter(session_key=key) as hers:
        await _after(chat, way, sessions.change_password, user=ada, password="a new, longer one")
        if way == "layer":
            await _ends(hers, "password_changed")
        await hers.wait_closed()


async def test_the_log_in_that_changes_the_password_comes_back_with_its_new_key(
    chat: Chat, ada: User
) -> None:
    key = await in_thread(_noted_log_in, ada)
    async with chat.enter(session_key=key) as tab:
        new_key = await in_thread(_change_password, ada, key)
        await chat.look()
        with pytest.raises(Closed):  # and not told that anything ended
            await tab.told("session:ended")
    async with chat.enter(session_key=new_key) as tab:
        await tab.command("room:browse")


def _change_password(user: User, key: str) -> str:
    """As the page does it: the session of who asks moves to a new key, which is given."""
    sessions.change_password(user=user, password="a new, longer one", keep=key)
    SessionStore(key).delete()
    return log_in(user)


async def test_a_password_changed_behind_our_back_ends_the_log_in(chat: Chat, ada: User) -> None:
    async with chat.enter(ada) as hers:
        await User.objects.filter(pk=ada.pk).aupdate(password="other", access_version=99)
        await chat.look()
        await _ends(hers, "password_changed")


async def test_deactivation_ends_everything_of_a_user(
    chat: Chat, ada: User, olga: User, way: str
) -> None:
    _, token = await in_thread(tokens.create_token, user=ada, name="bot")
    async with (
        chat.enter(ada) as hers,
        chat.enter(headers=[], auth={"token": token}) as bot,
        chat.enter(olga) as olgas,
    ):
        await _after(chat, way, people.deactivate, actor=olga, user_id=ada.pk)
        await _ends(hers, "deactivated")
        ended = await bot.told("session:ended")
        assert ended["reason"] in {"deactivated", "token_withdrawn"}
        await bot.wait_closed()
        await olgas.command("room:browse")


async def test_a_withdrawn_token_ends_its_connections(chat: Chat, ada: User, way: str) -> None:
    row, token = await in_thread(tokens.create_token, user=ada, name="bot")
    _, other = await in_thread(tokens.create_token, user=ada, name="other")
    async with (
        chat.enter(headers=[], auth={"token": token}) as bot,
        chat.enter(headers=[], auth={"token": other}) as stays,
    ):
        await _after(chat, way, tokens.withdraw_token, user=ada, token_id=row.pk)
        await _ends(bot, "token_withdrawn")
        await stays.command("room:browse")


async def test_a_changed_role_ends_the_connections_made_with_the_old_one(
    chat: Chat, ada: User, olga: User, way: str
) -> None:
    async with chat.enter(ada) as hers:
        await _after(chat, way, people.set_role, actor=olga, user_id=ada.pk, role="guest")
        await _ends(hers, "changed")


async def test_who_is_removed_from_a_room_hears_it_no_more(
    chat: Chat, ada: User, ben: User, den: Room, way: str
) -> None:
    async with chat.enter(ada) as hers, chat.enter(ben) as his:
        await _after(chat, way, membership.remove_member, actor=ada, room_id=den.pk, user_id=ben.pk)
        await hers.command("message:send", room=den.pk, client_id="client-1", text="alone")
        assert (await his.told("me:changed"))["mine"]["active"] is False
        await his.not_told("message:created", "member:changed", "room:caught_up")
        assert await his.refused("typing:start", room=den.pk) == "not_found"
        assert await his.refused("room:history", room=den.pk) == "not_found"


async def test_who_is_added_to_a_room_hears_it(
    chat: Chat, ada: User, eve: User, den: Room, way: str
) -> None:
    async with chat.enter(eve) as eves:
        await _after(chat, way, membership.add_member, actor=ada, room_id=den.pk, user_id=eve.pk)
        mine = (await eves.told("me:changed"))["mine"]
        assert mine["room"]["id"] == den.pk
        await eves.command("typing:start", room=den.pk)
        message = await in_thread(send, ada, den, "welcome")
        if way == "watcher":
            await chat.look()
            told = await eves.told("room:caught_up")
            while told["seq"] < message.seq:
                told = await eves.told("room:caught_up")
        else:
            while (await eves.told("message:created"))["message"]["id"] != message.id:
                pass  # the notice that she was added


async def test_a_removal_while_someone_is_being_let_in_is_not_lost(
    chat: Chat, ada: User, ben: User, den: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    places = readings.places_of

    def removed_in_between(*users: Any, **arguments: Any) -> Any:
        found = places(*users, **arguments)
        membership.remove_member(actor=ada, room_id=den.pk, user_id=ben.pk)
        return found

    monkeypatch.setattr(readings, "places_of", removed_in_between)
    async with chat.enter(ben) as his:
        monkeypatch.setattr(readings, "places_of", places)
        await chat.look()
        assert await his.refused("typing:start", room=den.pk) == "not_found"
