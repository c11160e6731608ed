"""The HTTP API: the same actions, let in by token or by session and CSRF."""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import OperationalError
from django.test import Client

from chat.actions import tokens
from chat.limits import limits
from chat.models import AccessToken, Message, Room, User
from tests.support.factories import send
from tests.support.recorder import RecordingEmitter


@pytest.fixture(autouse=True)
def full_buckets() -> Iterator[None]:
    """Nobody has asked for anything yet."""
    limits.cache_clear()
    yield
    limits.cache_clear()


def _bearer(user: User) -> Client:
    _, token = tokens.create_token(user=user, name="test")
    return Client(headers={"authorization": f"Bearer {token}"}, enforce_csrf_checks=True)


def _call(client: Client, method: str, path: str, **data: Any) -> tuple[int, Any]:
    """The status and the JSON of an answer."""
    call = getattr(client, method)
    if method == "get":
        response = call(f"/api{path}", data)
    else:
        response = call(f"/api{path}", json.dumps(data), content_type="application/json")
    return response.status_code, response.json()


def _code(answer: tuple[int, Any]) -> tuple[int, str]:
    status, body = answer
    assert body["ok"] is False
    return status, body["error"]["code"]


def test_a_token_reads_and_writes(ada: User, room: Room, sent: RecordingEmitter) -> None:
    client = _bearer(ada)
    assert _call(client, "get", "/me")[1]["username"] == "ada"
    (mine,) = _call(client, "get", "/rooms")[1]
    assert mine["room"]["id"] == room.pk
    path = f"/rooms/{room.pk}/messages"
    given = {"client_id": "client-0001", "text": "over *HTTP*"}
    status, message = _call(client, "post", path, **given)
    assert (status, message["text"]) == (200, "over *HTTP*")
    assert _call(client, "post", path, **given)[1] == message
    edited = _call(client, "patch", f"{path}/{message['id']}", text="edited")[1]
    assert edited["text"] == "edited"
    history = _call(client, "get", path, limit=1)[1]
    assert history["messages"] == [edited]
    changes = _call(client, "get", f"/rooms/{room.pk}/changes", after=message["seq"])[1]
    assert changes["messages"] == [edited]
    assert _call(client, "delete", f"{path}/{message['id']}")[1]["deleted"] is True
    assert Message.objects.filter(client_id="client-0001").count() == 1


def test_rooms_are_made_joined_filled_and_left(ada: User, ben: User, eve: User) -> None:
    hers, eves = _bearer(ada), _bearer(eve)
    status, mine = _call(hers, "post", "/rooms", name="quay", members=[ben.pk])
    assert status == 201
    path = f"/rooms/{mine['room']['id']}"
    assert _call(hers, "patch", path, topic="boats")[1]["topic"] == "boats"
    (found,) = _call(eves, "get", "/rooms/public")[1]
    assert found["joined"] is False
    assert _call(eves, "post", f"{path}/join")[1]["active"] is True
    assert len(_call(hers, "get", f"{path}/members")[1]) == 3
    assert _call(eves, "post", f"{path}/read", seq=1)[0] == 200
    assert _call(eves, "post", f"{path}/leave") == (200, {"ok": True})
    assert _call(hers, "post", f"{path}/members", user=eve.pk)[1]["active"] is True
    assert _call(hers, "delete", f"{path}/members/{eve.pk}")[1]["active"] is False
    assert _call(hers, "post", f"/people/{eve.pk}/direct")[1]["room"]["kind"] == "direct"
    answer = _call(hers, "get", "/people")[1]
    assert {person["username"] for person in answer["people"]} == {"ada", "ben", "eve"}
    assert answer["presence"] == {"online": 0, "states": {}}
    assert _call(hers, "get", "/groups") == (200, [])
    assert len(_call(hers, "get", "/me/changes")[1]["rooms"]) == 2


@pytest.mark.django_db
def test_nobody_is_let_in_without_a_log_in() -> None:
    for header in ("", "Bearer ", "Bearer nonsense", "Bearer hearth_nonsense", "Basic YTpi"):
        client = Client(headers={"authorization": header} if header else {})
        response = client.get("/api/me")
        assert response.status_code == 401
        assert response["WWW-Authenticate"] == "Bearer"
        assert response.json()["error"]["code"] == "login_required"


def test_a_withdrawn_token_or_a_closed_account_opens_nothing(ada: User, ben: User) -> None:
    hers, his = _bearer(ada), _bearer(ben)
    tokens.withdraw_token(user=ada, token_id=AccessToken.objects.get(user=ada).pk)
    User.objects.filter(pk=ben.pk).update(is_active=False)
    for client in (hers, his):
        assert _code(_call(client, "get", "/me")) == (401, "login_required")


def test_a_session_writes_with_a_csrf_token_alone(ada: User, room: Room) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(ada)
    path, given = f"/rooms/{room.pk}/messages", {"client_id": "client-0001", "text": "hi"}
    assert _call(client, "get", "/me")[0] == 200
    assert _code(_call(client, "post", path, **given)) == (403, "forbidden")
    client.cookies["csrftoken"] = "a" * 32
    client.defaults["HTTP_X_CSRFTOKEN"] = "a" * 32
    assert _call(client, "post", path, **given)[0] == 200


def test_a_cross_site_post_with_the_cookie_is_refused(ada: User, room: Room) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(ada)
    response = client.post(
        f"/api/rooms/{room.pk}/messages",
        '{"client_id": "client-0001", "text": "forged"}',
        content_type="text/plain",
        headers={"origin": "http://evil.example"},
    )
    assert response.status_code == 403
    assert not Message.objects.filter(text="forged").exists()


def test_with_a_token_that_is_wrong_the_cookie_is_not_looked_at(ada: User) -> None:
    client = Client(headers={"authorization": "Bearer hearth_wrong"})
    client.force_login(ada)
    assert _code(_call(client, "get", "/me")) == (401, "login_required")


@pytest.mark.parametrize(
    ("method", "path", "data"),
    [
        ("get", "/messages", {}),
        ("post", "/messages", {"client_id": "client-0001", "text": "x"}),
        ("patch", "/messages/{message}", {"text": "x"}),
        ("delete", "/messages/{message}", {}),
        ("get", "/changes", {"after": 0}),
        ("get", "/members", {}),
        ("post", "/members", {"user": 1}),
        ("delete", "/members/{user}", {}),
        ("patch", "", {"name": "mine now"}),
        ("post", "/join", {}),
        ("post", "/leave", {}),
        ("post", "/read", {"seq": 1}),
    ],
)
def test_a_room_one_may_not_see_reads_like_one_that_does_not_exist(
    eve: User, ada: User, den: Room, method: str, path: str, data: dict[str, Any]
) -> None:
    filled = path.format(message=send(ada, den, "secret").id, user=ada.pk)
    client = _bearer(eve)
    there = _call(client, method, f"/rooms/{den.pk}{filled}", **data)
    nowhere = _call(client, method, f"/rooms/{2**53 - 1}{filled}", **data)
    assert there == nowhere
    assert _code(there) == (404, "not_found")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ("{", ""),
        ("[" * 10_000, ""),
        ('{"client_id": "client-0001"}', "text"),
        ('{"client_id": "a b", "text": "x"}', "client_id"),
        ('{"client_id": "client-0001", "text": 5}', "text"),
        ("null", ""),
    ],
)
def test_a_body_of_another_shape_is_invalid(ada: User, room: Room, body: str, field: str) -> None:
    response = _bearer(ada).post(
        f"/api/rooms/{room.pk}/messages", body, content_type="application/json"
    )
    assert response.status_code == 400
    error = response.json()["error"]
    assert error["code"] == "invalid"
    assert error.get("field", "").startswith(field)


def test_a_number_that_is_too_large_is_invalid(ada: User, room: Room) -> None:
    client = _bearer(ada)
    assert _code(_call(client, "get", f"/rooms/{2**70}/messages")) == (400, "invalid")
    assert _code(_call(client, "get", f"/rooms/{room.pk}/messages", before=2**70))[0] == 400


def test_who_asks_too_fast_is_told_when_to_come_back(
    ada: User, ben: User, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(settings.HEARTH, "SEND_RATE", (0.01, 3))
    client = _bearer(ada)
    for number in range(4):
        given = {"client_id": f"client-{number:05}", "text": "spam"}
        response = client.post(
            f"/api/rooms/{room.pk}/messages", given, content_type="application/json"
        )
    assert response.status_code == 429
    assert response.json()["error"]["code"] == "too_many"
    assert int(response["Retry-After"]) >= 1
    assert _call(_bearer(ben), "get", "/me")[0] == 200


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (OperationalError("database is locked"), 503, "unavailable"),
        (RuntimeError("secret"), 500, "internal"),
    ],
)
def test_a_fault_of_ours_is_answered_in_json_without_its_details(
    ada: User, monkeypatch: pytest.MonkeyPatch, error: Exception, status: int, code: str
) -> None:
    def fail(**arguments: object) -> None:
        raise error

    client = _bearer(ada)
    monkeypatch.setattr("chat.queries.rooms.my_rooms", fail)
    answer = _call(client, "get", "/rooms")
    assert _code(answer) == (status, code)
    assert "secret" not in json.dumps(answer)


@pytest.mark.django_db
def test_the_description_is_served_and_nothing_that_loads_from_elsewhere() -> None:
    description = Client().get("/api/openapi.json")
    assert description.json()["info"]["title"] == "Hearth"
    assert Client().get("/api/docs").status_code == 404


def test_a_preview_is_the_servers_own_rendering_and_is_not_stored(ada: User) -> None:
    client = _bearer(ada)
    assert _call(client, "post", "/preview", text="**high** water") == (
        200,
        {"html": "<p><strong>high</strong> water</p>"},
    )
    assert _code(_call(client, "post", "/preview", text=" ")) == (400, "invalid")
    assert not Message.objects.exists()


def test_reactions_are_set_and_taken_back_by_their_emoji_or_its_name(
    ada: User, room: Room, sent: RecordingEmitter
) -> None:
    client, message = _bearer(ada), send(ada, room)
    path = f"/rooms/{room.pk}/messages/{message.id}/reactions"
    status, shape = _call(client, "put", f"{path}/{quote('❤️')}")
    assert (status, shape["reactions"][0]["users"]) == (200, [ada.pk])
    assert _call(client, "put", f"{path}/:tada:")[1]["reactions"][1]["emoji"] == "🎉"
    assert _code(_call(client, "put", f"{path}/nothing")) == (400, "invalid")
    assert _call(client, "delete", f"{path}/:tada:")[1]["reactions"] == shape["reactions"]


def test_a_thread_is_written_read_followed_and_listed(ada: User, ben: User, room: Room) -> None:
    root = send(ada, room, "where?")
    client, place = _bearer(ben), f"/rooms/{room.pk}/threads/{root.id}"
    sent = {"client_id": "thread-0001", "text": "here", "thread": root.id}
    status, reply = _call(client, "post", f"/rooms/{room.pk}/messages", **sent)
    assert (status, reply["thread_root"], reply["in_room"]) == (200, root.id, False)
    status, page = _call(client, "get", place)
    assert [message["text"] for message in page["messages"]] == ["where?", "here"]
    status, found = _call(client, "get", "/threads")
    assert [one["root"]["id"] for one in found] == [root.id]
    status, mine = _call(client, "post", f"{place}/read", seq=10_000)
    assert (status, mine["unread"]) == (200, 0)
    assert _call(client, "put", f"{place}/follow", following=False)[1]["following"] is False
    assert _call(client, "get", "/threads") == (200, [])


def test_a_message_is_pinned_listed_and_unpinned(
    ada: User, room: Room, sent: RecordingEmitter
) -> None:
    client, message = _bearer(ada), send(ada, room)
    path = f"/rooms/{room.pk}/messages/{message.id}/pin"
    assert _call(client, "put", path)[1]["pin"]["by"] == ada.pk
    assert [each["id"] for each in _call(client, "get", f"/rooms/{room.pk}/pins")[1]] == [
        message.id
    ]
    assert _call(client, "delete", path)[1]["pin"] is None
    assert _call(client, "get", f"/rooms/{room.pk}/pins")[1] == []


def test_a_poll_is_asked_voted_in_and_closed(ada: User, room: Room, sent: RecordingEmitter) -> None:
    client, asked = _bearer(ada), {"client_id": "client-0001", "question": "Tea?"}
    status, message = _call(
        client, "post", f"/rooms/{room.pk}/polls", **asked, options=["Yes", "No"], anonymous=True
    )
    assert (status, message["poll"]["anonymous"]) == (200, True)
    path = f"/rooms/{room.pk}/messages/{message['id']}/poll"
    voted = _call(client, "put", f"{path}/votes", options=[1])[1]
    assert [option["votes"] for option in voted["poll"]["options"]] == [0, 1]
    assert _call(client, "get", f"{path}/votes") == (200, {"options": [1]})
    assert _call(client, "post", f"{path}/close")[1]["poll"]["closes_at"] is not None
    assert _code(_call(client, "put", f"{path}/votes", options=[0])) == (403, "forbidden")


def test_a_rooms_rules_are_set_and_it_is_put_away_and_brought_back(
    ada: User, ben: User, room: Room
) -> None:
    hers, his = _bearer(ada), _bearer(ben)
    rules = {"posting": "hosts", "slow_seconds": 60}
    status, info = _call(hers, "put", f"/rooms/{room.pk}/rules", **rules)
    assert (status, {name: info[name] for name in rules}) == (200, rules)
    assert _call(his, "put", f"/rooms/{room.pk}/rules", posting="everyone")[0] == 403
    _call(hers, "put", f"/rooms/{room.pk}/rules", posting="everyone")
    first, second = ({"client_id": f"a-message-{n}", "text": "Hello"} for n in (1, 2))
    assert _call(his, "post", f"/rooms/{room.pk}/messages", **first)[0] == 200
    status, answer = _call(his, "post", f"/rooms/{room.pk}/messages", **second)
    assert (status, answer["error"]["code"]) == (429, "slow_mode")
    assert 0 < answer["error"]["retry_after"] <= 60
    assert _call(hers, "post", f"/rooms/{room.pk}/archive")[1]["archived"]
    assert _call(his, "post", f"/rooms/{room.pk}/messages", **second)[0] == 403
    assert not _call(hers, "post", f"/rooms/{room.pk}/restore")[1]["archived"]


def test_a_message_is_saved_noted_listed_and_removed(
    ada: User, room: Room, sent: RecordingEmitter
) -> None:
    client, message = _bearer(ada), send(ada, room, "later")
    kept = _call(client, "put", f"/rooms/{room.pk}/messages/{message.id}/saved")[1]
    path = f"/saved/{kept['id']}"
    noted = _call(client, "patch", path, note="soon", remind_at="2020-01-01T00:00:00Z")
    assert _code(noted) == (400, "invalid")
    assert _call(client, "patch", path, note="soon")[1]["note"] == "soon"
    (entry,) = _call(client, "get", "/saved")[1]["entries"]
    assert (entry["message"]["text"], entry["saved"]["note"]) == ("later", "soon")
    assert _call(client, "delete", path)[1]["state"] == "removed"


def test_all_is_read_at_once(ada: User, ben: User, room: Room, sent: RecordingEmitter) -> None:
    send(ben, room)
    (read,) = _call(_bearer(ada), "post", "/read")[1]
    assert (read["room"]["id"], read["unread"]) == (room.pk, 0)


def test_a_room_is_starred_and_muted(ada: User, room: Room) -> None:
    client = _bearer(ada)
    status, mine = _call(client, "put", f"/rooms/{room.pk}/prefs", starred=True, muted=True)
    assert (status, mine["starred"], mine["muted"]) == (200, True, True)
    assert not _call(client, "put", f"/rooms/{room.pk}/prefs", muted=False)[1]["muted"]


def test_a_message_is_forwarded(ada: User, room: Room, den: Room, sent: RecordingEmitter) -> None:
    message = send(ada, room, "Onwards")
    body = {"to": den.pk, "client_id": "forwarded-1", "comment": "Look"}
    path = f"/rooms/{room.pk}/messages/{message.id}/forward"
    status, new = _call(_bearer(ada), "post", path, **body)
    assert (status, new["room"]) == (200, den.pk)
    assert new["text"].startswith("Look\n\n> ")
