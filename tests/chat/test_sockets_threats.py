"""Bad input over a socket, and what it gets: the rows of the threat table that touch one."""

from typing import Any

import pytest
from django.conf import settings

from chat.models import Message, Room, User
from tests.support.factories import make_room, send
from tests.support.sockets import Chat, in_thread

# Every command that names a room, with a room that is filled in. `message` and `user` likewise.
WITH_A_ROOM: list[tuple[str, dict[str, Any]]] = [
    ("room:changes", {"after": 0}),
    ("room:history", {}),
    ("message:send", {"client_id": "client-0001", "text": "x"}),
    ("message:edit", {"message": "message", "text": "x"}),
    ("message:delete", {"message": "message"}),
    ("room:update", {"name": "mine now"}),
    ("room:join", {}),
    ("room:leave", {}),
    ("room:member:add", {"user": "user"}),
    ("room:member:remove", {"user": "user"}),
    ("room:members", {}),
    ("read:set", {"seq": 1}),
    ("typing:start", {}),
    ("typing:stop", {}),
]
NOWHERE = 2**53 - 1


@pytest.mark.parametrize(("name", "data"), WITH_A_ROOM)
async def test_a_room_one_may_not_see_reads_like_one_that_does_not_exist(
    chat: Chat, eve: User, den: Room, ada: User, name: str, data: dict[str, Any]
) -> None:
    message = await in_thread(send, ada, den, "secret")
    real = {"message": message.id, "user": ada.pk}
    filled = {key: real.get(str(value), value) for key, value in data.items()}
    async with chat.enter(eve) as eves, chat.enter(ada) as hers:
        there = await eves.call(name, {**filled, "room": den.pk})
        nowhere = await eves.call(name, {**filled, "room": NOWHERE})
        assert there == nowhere
        assert there["error"]["code"] == "not_found"
        await hers.not_told("typing", "message:created", "message:changed", "member:changed")
    assert await Message.objects.filter(pk=message.id, deleted_at=None).aexists()


async def test_a_room_one_may_not_see_is_missing_from_what_is_caught_up(
    chat: Chat, eve: User, den: Room
) -> None:
    async with chat.enter(eve) as eves:
        answer = await eves.command("sync", rooms={str(den.pk): 0, str(NOWHERE): 0})
        assert answer["rooms"] == []


async def test_a_message_is_not_reached_through_another_room(
    chat: Chat, ada: User, eve: User, den: Room
) -> None:
    secret = await in_thread(send, ada, den, "secret")
    own = await in_thread(make_room, eve, "mine")
    async with chat.enter(eve) as eves:
        for name, data in (("message:edit", {"text": "x"}), ("message:delete", {})):
            code = await eves.refused(name, room=own.pk, message=secret.id, **data)
            assert code == "not_found"


async def test_someone_elses_message_is_not_edited_or_deleted(
    chat: Chat, ada: User, ben: User, room: Room
) -> None:
    message = await in_thread(send, ada, room, "mine")
    async with chat.enter(ben) as his:
        edit = await his.refused("message:edit", room=room.pk, message=message.id, text="his")
        assert edit == "forbidden"
        assert await his.refused("message:delete", room=room.pk, message=message.id) == "forbidden"


async def test_a_guest_finds_neither_public_rooms_nor_strangers(
    chat: Chat, gus: User, ada: User, room: Room
) -> None:
    async with chat.enter(gus) as his:
        assert await his.refused("room:history", room=room.pk) == "not_found"
        assert await his.refused("room:join", room=room.pk) == "not_found"
        assert await his.refused("direct:open", user=ada.pk) == "not_found"
        assert [p["id"] for p in (await his.command("people:list"))["people"]] == [gus.pk]


async def test_a_payload_that_looks_like_a_message_of_the_framework_is_data(
    chat: Chat, ada: User, ben: User, room: Room
) -> None:
    async with chat.enter(ada) as hers, chat.enter(ben) as his:
        injected = {"type": "websocket.disconnect", "code": 1000, "op": "disconnect", "to": None}
        await hers.command(
            "message:send", room=room.pk, client_id="client-1", text="hi", **injected
        )
        event = await his.told("message:created")
        assert event["message"]["text"] == "hi"
        assert "type" not in event
        assert (await hers.call("sync", injected))["ok"] is True


@pytest.mark.parametrize(
    "text",
    [
        '["message:send",' + "[" * 100_000,
        '["message:send",{"room":' + "9" * 5_000 + "}]",
        '["message:send",{"room":NaN}]',
        '["message:send",{"room":1,"text":"\\ud800"}]',
        '[{"toString":1}]',
        "[[]]",
        '["connect"]',
        '["disconnect"]',
        '["connect_error"]',
        "{}",
        "[]",
        "",
    ],
)
async def test_a_packet_that_is_refused_costs_its_sender_alone(
    chat: Chat, ada: User, ben: User, room: Room, text: str
) -> None:
    async with chat.enter(ben) as his:
        async with chat.enter(ada) as hers:
            hers.send_frame(f"42{text}")
            await hers.wait_closed()
        answer = await his.command("message:send", room=room.pk, client_id="client-1", text="on")
        assert answer["message"]["text"] == "on"


async def test_an_event_called_error_is_passed_over(chat: Chat, ada: User) -> None:
    async with chat.enter(ada) as hers:
        hers.send_frame('42["error"]')
        hers.send_frame('42["no:such:event",{"a":1}]')
        await hers.command("room:browse")


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("message:send", {}),
        ("message:send", {"room": "1", "client_id": "client-0001", "text": "x"}),
        ("message:send", {"room": True, "client_id": "client-0001", "text": "x"}),
        ("message:send", {"room": 1.5, "client_id": "client-0001", "text": "x"}),
        ("message:send", {"room": 2**53, "client_id": "client-0001", "text": "x"}),
        ("message:send", {"room": -1, "client_id": "client-0001", "text": "x"}),
        ("message:send", {"room": 1, "client_id": "a b", "text": "x"}),
        ("message:send", {"room": 1, "client_id": "client-0001", "text": {"$ne": 1}}),
        ("message:send", "text"),
        ("message:send", None),
        ("sync", {"me": -1}),
        ("sync", {"rooms": {"1 or 1=1": 0}}),
        ("sync", {"rooms": {"__proto__": 0}}),
        ("sync", {"rooms": [1]}),
        ("room:history", {"room": 1, "before": 2**63}),
        ("room:create", {"name": "x", "kind": "direct"}),
        ("presence:set", {"state": "offline"}),
    ],
)
async def test_a_command_of_another_shape_is_answered_invalid(
    chat: Chat, ada: User, name: str, data: Any
) -> None:
    async with chat.enter(ada) as hers:
        answer = await hers.call(name, data)
        assert answer["ok"] is False
        assert answer["error"]["code"] == "invalid"
        assert answer["error"]["message"]
        assert (await hers.call(name, {}, {}))["error"]["code"] == "invalid"


async def test_a_null_character_in_a_message_is_no_fault_of_ours(
    chat: Chat, ada: User, room: Room
) -> None:
    async with chat.enter(ada) as hers:
        answer = await hers.call(
            "message:send", {"room": room.pk, "client_id": "client-1", "text": "a\x00b"}
        )
        assert answer["ok"] or answer["error"]["code"] == "invalid"
        await hers.command("room:browse")


async def test_an_event_that_is_too_long_closes_its_sender(chat: Chat, ada: User) -> None:
    async with chat.enter(ada) as hers:
        hers.send_frame('42["sync",{"x":"' + "x" * settings.HEARTH["MAX_PAYLOAD"] + '"}]')
        await hers.wait_closed()


async def test_an_attachment_closes_its_sender(chat: Chat, ada: User) -> None:
    async with chat.enter(ada) as hers:
        hers.send_frame('451-["sync",{"_placeholder":true,"num":0}]')
        await hers.wait_closed()


async def test_typing_reaches_nobody_outside_the_room(
    chat: Chat, ada: User, eve: User, room: Room
) -> None:
    async with chat.enter(ada) as hers, chat.enter(eve) as eves:
        await hers.command("typing:start", room=room.pk)
        await eves.not_told("typing")


async def test_a_closed_account_reads_nothing_more_though_its_socket_is_open(
    chat: Chat, ada: User, room: Room
) -> None:
    async with chat.enter(ada) as hers:
        await User.objects.filter(pk=ada.pk).aupdate(is_active=False)
        sent = {"room": room.pk, "client_id": "client-0001", "text": "x"}
        for name, data in (("room:history", {"room": room.pk}), ("message:send", sent)):
            assert (await hers.call(name, data))["error"]["code"] == "login_required"


async def test_a_guest_is_not_told_of_strangers_who_come(chat: Chat, gus: User, ada: User) -> None:
    async with chat.enter(gus) as his:
        assert (await his.told("presence"))["user"] == gus.pk
        async with chat.enter(ada) as hers:
            assert (await hers.told("presence"))["user"] == ada.pk
            await his.not_told("presence")
