"""What hangs on messages and what rooms are ruled by, over HTTP."""

from urllib.parse import quote

import pytest

from chat.models import Message, Room, User
from tests.support.api import bearer, call, refusal
from tests.support.factories import send
from tests.support.recorder import RecordingEmitter

pytestmark = pytest.mark.usefixtures("full_buckets")


def test_a_preview_is_the_servers_own_rendering_and_is_not_stored(ada: User) -> None:
    client = bearer(ada)
    assert call(client, "post", "/preview", text="**high** water") == (
        200,
        {"html": "<p><strong>high</strong> water</p>"},
    )
    assert refusal(call(client, "post", "/preview", text=" ")) == (400, "invalid")
    assert not Message.objects.exists()


def test_reactions_are_set_and_taken_back_by_their_emoji_or_its_name(
    ada: User, room: Room, sent: RecordingEmitter
) -> None:
    client, message = bearer(ada), send(ada, room)
    path = f"/rooms/{room.pk}/messages/{message.id}/reactions"
    status, shape = call(client, "put", f"{path}/{quote('❤️')}")
    assert (status, shape["reactions"][0]["users"]) == (200, [ada.pk])
    assert call(client, "put", f"{path}/:tada:")[1]["reactions"][1]["emoji"] == "🎉"
    assert refusal(call(client, "put", f"{path}/nothing")) == (400, "invalid")
    assert call(client, "delete", f"{path}/:tada:")[1]["reactions"] == shape["reactions"]


def test_a_thread_is_written_read_followed_and_listed(ada: User, ben: User, room: Room) -> None:
    root = send(ada, room, "where?")
    client, place = bearer(ben), f"/rooms/{room.pk}/threads/{root.id}"
    sent = {"client_id": "thread-0001", "text": "here", "thread": root.id}
    status, reply = call(client, "post", f"/rooms/{room.pk}/messages", **sent)
    assert (status, reply["thread_root"], reply["in_room"]) == (200, root.id, False)
    status, page = call(client, "get", place)
    assert [message["text"] for message in page["messages"]] == ["where?", "here"]
    status, found = call(client, "get", "/threads")
    assert [one["root"]["id"] for one in found] == [root.id]
    status, mine = call(client, "post", f"{place}/read", seq=10_000)
    assert (status, mine["unread"]) == (200, 0)
    assert call(client, "put", f"{place}/follow", following=False)[1]["following"] is False
    assert call(client, "get", "/threads") == (200, [])


def test_a_message_is_pinned_listed_and_unpinned(
    ada: User, room: Room, sent: RecordingEmitter
) -> None:
    client, message = bearer(ada), send(ada, room)
    path = f"/rooms/{room.pk}/messages/{message.id}/pin"
    assert call(client, "put", path)[1]["pin"]["by"] == ada.pk
    assert [each["id"] for each in call(client, "get", f"/rooms/{room.pk}/pins")[1]] == [message.id]
    assert call(client, "delete", path)[1]["pin"] is None
    assert call(client, "get", f"/rooms/{room.pk}/pins")[1] == []


def test_a_poll_is_asked_voted_in_and_closed(ada: User, room: Room, sent: RecordingEmitter) -> None:
    client, asked = bearer(ada), {"client_id": "client-0001", "question": "Tea?"}
    status, message = call(
        client, "post", f"/rooms/{room.pk}/polls", **asked, options=["Yes", "No"], anonymous=True
    )
    assert (status, message["poll"]["anonymous"]) == (200, True)
    path = f"/rooms/{room.pk}/messages/{message['id']}/poll"
    voted = call(client, "put", f"{path}/votes", options=[1])[1]
    assert [option["votes"] for option in voted["poll"]["options"]] == [0, 1]
    assert call(client, "get", f"{path}/votes") == (200, {"options": [1]})
    assert call(client, "post", f"{path}/close")[1]["poll"]["closes_at"] is not None
    assert refusal(call(client, "put", f"{path}/votes", options=[0])) == (403, "forbidden")


def test_a_rooms_rules_are_set_and_it_is_put_away_and_brought_back(
    ada: User, ben: User, room: Room
) -> None:
    hers, his = bearer(ada), bearer(ben)
    rules = {"posting": "hosts", "slow_seconds": 60}
    status, info = call(hers, "put", f"/rooms/{room.pk}/rules", **rules)
    assert (status, {name: info[name] for name in rules}) == (200, rules)
    assert call(his, "put", f"/rooms/{room.pk}/rules", posting="everyone")[0] == 403
    call(hers, "put", f"/rooms/{room.pk}/rules", posting="everyone")
    first, second = ({"client_id": f"a-message-{n}", "text": "Hello"} for n in (1, 2))
    assert call(his, "post", f"/rooms/{room.pk}/messages", **first)[0] == 200
    status, answer = call(his, "post", f"/rooms/{room.pk}/messages", **second)
    assert (status, answer["code"]) == (429, "slow_mode")
    assert 0 < answer["retry_after"] <= 60
    assert call(hers, "post", f"/rooms/{room.pk}/archive")[1]["archived"]
    assert call(his, "post", f"/rooms/{room.pk}/messages", **second)[0] == 403
    assert not call(hers, "post", f"/rooms/{room.pk}/restore")[1]["archived"]


def test_a_message_is_saved_noted_listed_and_removed(
    ada: User, room: Room, sent: RecordingEmitter
) -> None:
    client, message = bearer(ada), send(ada, room, "later")
    kept = call(client, "put", f"/rooms/{room.pk}/messages/{message.id}/saved")[1]
    path = f"/saved/{kept['id']}"
    noted = call(client, "patch", path, note="soon", remind_at="2020-01-01T00:00:00Z")
    assert refusal(noted) == (400, "invalid")
    assert call(client, "patch", path, note="soon")[1]["note"] == "soon"
    (entry,) = call(client, "get", "/saved")[1]["entries"]
    assert (entry["message"]["text"], entry["saved"]["note"]) == ("later", "soon")
    assert call(client, "delete", path)[1]["state"] == "removed"


def test_all_is_read_at_once(ada: User, ben: User, room: Room, sent: RecordingEmitter) -> None:
    send(ben, room)
    (read,) = call(bearer(ada), "post", "/read")[1]
    assert (read["room"]["id"], read["unread"]) == (room.pk, 0)


def test_a_room_is_starred_and_muted(ada: User, room: Room) -> None:
    client = bearer(ada)
    status, mine = call(client, "put", f"/rooms/{room.pk}/prefs", starred=True, muted=True)
    assert (status, mine["starred"], mine["muted"]) == (200, True, True)
    assert not call(client, "put", f"/rooms/{room.pk}/prefs", muted=False)[1]["muted"]


def test_a_message_is_forwarded(ada: User, room: Room, den: Room, sent: RecordingEmitter) -> None:
    message = send(ada, room, "Onwards")
    body = {"to": den.pk, "client_id": "forwarded-1", "comment": "Look"}
    path = f"/rooms/{room.pk}/messages/{message.id}/forward"
    status, new = call(bearer(ada), "post", path, **body)
    assert (status, new["room"]) == (200, den.pk)
    assert new["text"].startswith("Look\n\n> ")
