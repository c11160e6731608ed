"""Commands over a socket, from the handshake to the answer."""

import asyncio
from contextlib import AsyncExitStack

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chat.actions import sessions, tokens
from chat.answers import Internal
from chat.events.commands import COMMANDS
from chat.models import Message, Room, User
from chat.queries.logins import Shown, logins_of
from chat.sockets import ChatNamespace
from chat.watcher import readings
from tests.support.factories import make_room
from tests.support.sockets import Chat, Client, browser_headers, log_in


async def test_a_message_is_answered_and_told_to_everyone_in_the_room(
    chat: Chat, ada: User, ben: User, room: Room
) -> None:
    async with chat.enter(ada) as hers, chat.enter(ben) as his:
        answer = await hers.command(
            "message:send", room=room.pk, client_id="client-0001", text="hello *there*"
        )
        for client in (hers, his):
            event = await client.told("message:created")
            assert event["message"] == answer["message"]
            assert event["seq"] == answer["message"]["seq"]
    assert await Message.objects.filter(client_id="client-0001").acount() == 1


async def test_what_many_send_at_once_is_told_to_all_in_one_order_and_refused_each_for_itself(
    chat: Chat, ada: User, ben: User, eve: User, room: Room
) -> None:
    async with AsyncExitStack() as stack:
        inside = [await stack.enter_async_context(chat.enter(who)) for who in (ada, ben) * 6]
        outside = await stack.enter_async_context(chat.enter(eve))
        sent = [
            client.call("message:send", {"room": room.pk, "client_id": f"client-{n}", "text": "hi"})
            for n, client in enumerate([*inside, outside])
        ]
        *answers, refused = await asyncio.gather(*sent)
        assert refused["error"]["code"] == "forbidden"
        seqs = sorted(answer["message"]["seq"] for answer in answers)
        assert seqs == list(range(seqs[0], seqs[0] + 12))
        for client in inside:
            assert [(await client.told("message:created"))["seq"] for _ in seqs] == seqs
    assert await Message.objects.filter(room=room, seq__in=seqs).acount() == 12


async def test_the_same_client_id_gives_the_same_answer(chat: Chat, ada: User, room: Room) -> None:
    sent = {"room": room.pk, "client_id": "client-0001", "text": "once"}
    async with chat.enter(ada) as hers:
        first = await hers.command("message:send", **sent)
        assert await hers.command("message:send", **sent) == first
        assert await hers.refused("message:send", **{**sent, "text": "twice"}) == "conflict"


async def test_a_preview_is_what_the_room_would_see(chat: Chat, ada: User) -> None:
    async with chat.enter(ada) as hers:
        assert (await hers.command("message:preview", text="*x*"))["html"] == "<p><em>x</em></p>"
        assert await hers.refused("message:preview", text="x" * 20_000) == "invalid"


async def test_every_command_has_a_handler() -> None:
    assert set(ChatNamespace.handlers) == {command.event for command in COMMANDS}


async def test_a_room_is_made_filled_used_and_left(chat: Chat, ada: User, ben: User) -> None:
    async with chat.enter(ada) as hers, chat.enter(ben) as his:
        mine = (await hers.command("room:create", name="harbour", members=[ben.pk]))["mine"]
        room = mine["room"]["id"]
        assert (await his.told("me:changed"))["mine"]["room"]["id"] == room
        sent = await his.command("message:send", room=room, client_id="client-1", text="ahoy")
        assert (await hers.told("message:created"))["room"] == room
        message = sent["message"]["id"]
        edited = await his.command("message:edit", room=room, message=message, text="ahoy!")
        assert edited["message"]["text"] == "ahoy!"
        assert (await hers.told("message:changed"))["message"] == edited["message"]
        deleted = await his.command("message:delete", room=room, message=message)
        assert deleted["message"]["deleted"] is True
        info = (await hers.command("room:update", room=room, topic="boats"))["room"]
        assert info["topic"] == "boats"
        assert (await his.told("room:changed"))["info"]["topic"] == "boats"
        await his.command("room:leave", room=room)
        members = (await hers.command("room:members", room=room))["members"]
        assert [member["person"]["username"] for member in members] == ["ada"]


async def test_people_join_public_rooms_and_are_added_and_removed(
    chat: Chat, ada: User, eve: User, room: Room
) -> None:
    async with chat.enter(ada) as hers, chat.enter(eve) as eves:
        found = (await eves.command("room:browse"))["rooms"]
        assert [(entry["room"]["id"], entry["joined"]) for entry in found] == [(room.pk, False)]
        assert (await eves.command("room:join", room=room.pk))["mine"]["active"] is True
        assert (await hers.told("member:changed"))["member"]["person"]["id"] == eve.pk
        gone = await hers.command("room:member:remove", room=room.pk, user=eve.pk)
        assert gone["member"]["active"] is False
        back = await hers.command("room:member:add", room=room.pk, user=eve.pk)
        assert back["member"]["active"] is True


async def test_two_people_write_to_each_other(chat: Chat, ada: User, eve: User) -> None:
    async with chat.enter(ada) as hers, chat.enter(eve) as eves:
        direct = (await hers.command("direct:open", user=eve.pk))["mine"]["room"]["id"]
        await eves.told("me:changed")
        await hers.command("message:send", room=direct, client_id="client-1", text="psst")
        assert (await eves.told("message:created"))["message"]["text"] == "psst"


async def test_a_client_catches_up_with_what_it_says_it_has(
    chat: Chat, ada: User, room: Room
) -> None:
    async with chat.enter(ada) as hers:
        all_of_it = await hers.command("sync")
        head = all_of_it["me"]["rooms"][0]["room"]["last_seq"]
        await hers.command("message:send", room=room.pk, client_id="client-1", text="news")
        missed = await hers.command("sync", me=all_of_it["me"]["upto"], rooms={str(room.pk): head})
        assert [m["text"] for m in missed["rooms"][0]["messages"]] == ["news"]
        asked = await hers.command("room:changes", room=room.pk, after=head)
        assert asked["changes"] == missed["rooms"][0]
        page = (await hers.command("room:history", room=room.pk, limit=1))["history"]
        assert [m["text"] for m in page["messages"]] == ["news"]
        assert page["has_before"] is True


async def test_the_read_cursor_is_the_same_in_all_tabs(
    chat: Chat, ada: User, ben: User, room: Room
) -> None:
    async with chat.enter(ada) as one, chat.enter(ada) as other, chat.enter(ben) as his:
        sent = await his.command("message:send", room=room.pk, client_id="client-1", text="hm")
        mine = (await one.command("read:set", room=room.pk, seq=sent["message"]["seq"]))["mine"]
        assert mine["unread"] == 0
        assert (await other.told("me:changed"))["mine"] == mine


async def test_a_thread_is_the_same_in_all_tabs(
    chat: Chat, ada: User, ben: User, room: Room
) -> None:
    async with chat.enter(ada) as hers, chat.enter(ben) as his, chat.enter(ben) as other_tab:
        root = (
            await hers.command("message:send", room=room.pk, client_id="client-1", text="where?")
        )["message"]["id"]
        place = {"room": room.pk, "thread": root}
        await his.command("message:send", **place, client_id="client-0002", text="here")
        assert (await hers.told("me:changed"))["thread"]["unread"] == 1
        assert (await other_tab.told("me:changed"))["thread"]["following"]
        listed = (await his.command("thread:list"))["threads"]
        assert [one["latest"]["text"] for one in listed] == ["here"]
        page = (await hers.command("thread:history", **place))["history"]
        assert [message["text"] for message in page["messages"]] == ["where?", "here"]
        read = await hers.command("thread:read", **place, seq=page["upto"])
        assert read["thread"]["unread"] == 0
        await his.command("thread:follow", **place, following=False)
        assert not (await other_tab.told("me:changed"))["thread"]["following"]
        assert await his.refused("thread:read", **place, seq=1) == "not_found"


async def test_typing_is_told_to_the_room_and_ends_with_the_message(
    chat: Chat, ada: User, ben: User, room: Room
) -> None:
    async with chat.enter(ada) as hers, chat.enter(ben) as his:
        await hers.command("typing:start", room=room.pk)
        event = await his.told("typing")
        assert event == {"room": room.pk, "user": ada.pk, "display_name": ada.display_name,
                         "active": True}  # fmt: skip
        await hers.command("message:send", room=room.pk, client_id="client-1", text="there")
        assert (await his.told("typing"))["active"] is False
        await hers.command("message:send", room=room.pk, client_id="client-2", text="again")
        await his.told("message:created")
        await his.told("message:created")
        await his.not_told("typing")


async def test_typing_ends_when_told_and_when_the_client_goes(
    chat: Chat, ada: User, ben: User, room: Room
) -> None:
    async with chat.enter(ben) as his:
        async with chat.enter(ada) as hers:
            for end in ("typing:stop", ""):
                await hers.command("typing:start", room=room.pk)
                assert (await his.told("typing"))["active"] is True
                if end:
                    await hers.command(end, room=room.pk)
                    assert (await his.told("typing"))["active"] is False
        assert (await his.told("typing"))["active"] is False


async def test_a_fault_of_ours_is_logged_and_answered_without_its_details(
    chat: Chat,
    ada: User,
    room: Room,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def broken(**arguments: object) -> None:
        raise RuntimeError("secret")

    monkeypatch.setattr("chat.queries.timeline.history", broken)
    async with chat.enter(ada) as hers:
        answer = await hers.call("room:history", {"room": room.pk})
        assert answer["error"] == {"code": "internal", "message": Internal.text}
        assert "secret" in caplog.text
        await hers.command("room:browse")


@pytest.mark.django_db
def test_letting_people_in_takes_as_many_queries_for_one_as_for_all(
    ada: User, ben: User, room: Room
) -> None:
    for name in ("oak", "elm", "ash", "yew", "fir"):
        make_room(ada, name, members=(ben,))
    keys = [log_in(ben), log_in(ben), log_in(ada)]
    for user, key in zip((ben, ben, ada), keys, strict=True):
        sessions.note_session(user=user, session_key=key, ip="127.0.0.1", user_agent="x")
    _, secret = tokens.create_token(user=ada, name="script")
    shown = [*(Shown(session_key=key) for key in keys), Shown(token=secret)]
    logins_of(shown)  # the token is noted as used, once a minute
    with CaptureQueriesContext(connection) as one:
        (login,) = logins_of(shown[:1])
        assert login is not None
        readings.places_of([login.user], watched=lambda _: False)
    with CaptureQueriesContext(connection) as all_of_them:
        logins = logins_of(shown)
        users = [login.user for login in logins if login is not None]
        places = readings.places_of(users, watched=lambda name: name == f"room:{room.pk}")
    assert (len(one), len(all_of_them)) == (3, 4)  # tokens have a table of their own
    assert users == [ben, ben, ada, ada]
    assert [len(names) for names, _ in places] == [8, 8, 8, 8]
    assert [len(heads) for _, heads in places] == [5, 5, 5, 5]


async def test_a_socket_that_never_connects_is_closed_after_five_seconds(chat: Chat) -> None:
    client = Client(chat.sio, headers=browser_headers(), seconds=8)
    await client.open()
    try:
        async with asyncio.timeout(6):
            await client.wait_closed()
    finally:
        await client.close()
