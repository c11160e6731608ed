"""The HTTP API: the same actions, let in by token or by session and CSRF."""

import json
from typing import Any

import pytest
from django.conf import settings
from django.db import OperationalError
from django.test import Client

from chat.actions import tokens
from chat.models import AccessToken, Message, Room, User
from tests.support.api import bearer, call, refusal
from tests.support.factories import send
from tests.support.recorder import RecordingEmitter

pytestmark = pytest.mark.usefixtures("full_buckets")


def test_a_token_reads_and_writes(ada: User, room: Room, sent: RecordingEmitter) -> None:
    client = bearer(ada)
    assert call(client, "get", "/me")[1]["username"] == "ada"
    (mine,) = call(client, "get", "/rooms")[1]
    assert mine["room"]["id"] == room.pk
    path = f"/rooms/{room.pk}/messages"
    given = {"client_id": "client-0001", "text": "over *HTTP*"}
    status, message = call(client, "post", path, **given)
    assert (status, message["text"]) == (200, "over *HTTP*")
    assert call(client, "post", path, **given)[1] == message
    edited = call(client, "patch", f"{path}/{message['id']}", text="edited")[1]
    assert edited["text"] == "edited"
    history = call(client, "get", path, limit=1)[1]
    assert history["messages"] == [edited]
    changes = call(client, "get", f"/rooms/{room.pk}/changes", after=message["seq"])[1]
    assert changes["messages"] == [edited]
    assert call(client, "delete", f"{path}/{message['id']}")[1]["deleted"] is True
    assert Message.objects.filter(client_id="client-0001").count() == 1


def test_rooms_are_made_joined_filled_and_left(ada: User, ben: User, eve: User) -> None:
    hers, eves = bearer(ada), bearer(eve)
    status, mine = call(hers, "post", "/rooms", name="quay", members=[ben.pk])
    assert status == 201
    path = f"/rooms/{mine['room']['id']}"
    assert call(hers, "patch", path, topic="boats")[1]["topic"] == "boats"
    (found,) = call(eves, "get", "/rooms/public")[1]
    assert found["joined"] is False
    assert call(eves, "post", f"{path}/join")[1]["active"] is True
    assert len(call(hers, "get", f"{path}/members")[1]) == 3
    assert call(eves, "post", f"{path}/read", seq=1)[0] == 200
    assert call(eves, "post", f"{path}/leave") == (200, {"ok": True})
    assert call(hers, "post", f"{path}/members", user=eve.pk)[1]["active"] is True
    assert call(hers, "delete", f"{path}/members/{eve.pk}")[1]["active"] is False
    assert call(hers, "post", f"/people/{eve.pk}/direct")[1]["room"]["kind"] == "direct"
    answer = call(hers, "get", "/people")[1]
    assert {person["username"] for person in answer["people"]} == {"ada", "ben", "eve"}
    assert answer["presence"] == {"online": 0, "states": {}}
    assert call(hers, "get", "/groups") == (200, [])
    assert len(call(hers, "get", "/me/changes")[1]["rooms"]) == 2


@pytest.mark.django_db
def test_nobody_is_let_in_without_a_log_in() -> None:
    for header in ("", "Bearer ", "Bearer nonsense", "Bearer hearth_nonsense", "Basic YTpi"):
        client = Client(headers={"authorization": header} if header else {})
        response = client.get("/api/me")
        assert response.status_code == 401
        wrong = ', error="invalid_token"' if header.startswith("Bearer") else ""
        assert response["WWW-Authenticate"] == f'Bearer realm="Hearth"{wrong}'
        assert response.json()["code"] == "login_required"


def test_a_withdrawn_token_or_a_closed_account_opens_nothing(ada: User, ben: User) -> None:
    hers, his = bearer(ada), bearer(ben)
    tokens.withdraw_token(user=ada, token_id=AccessToken.objects.get(user=ada).pk)
    User.objects.filter(pk=ben.pk).update(is_active=False)
    for client in (hers, his):
        assert refusal(call(client, "get", "/me")) == (401, "login_required")


def test_a_session_writes_with_a_csrf_token_alone(ada: User, room: Room) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(ada)
    path, given = f"/rooms/{room.pk}/messages", {"client_id": "client-0001", "text": "hi"}
    assert call(client, "get", "/me")[0] == 200
    assert refusal(call(client, "post", path, **given)) == (403, "forbidden")
    client.cookies["csrftoken"] = "a" * 32
    client.defaults["HTTP_X_CSRFTOKEN"] = "a" * 32
    assert call(client, "post", path, **given)[0] == 200


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
    assert refusal(call(client, "get", "/me")) == (401, "login_required")


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
    client = bearer(eve)
    there = call(client, method, f"/rooms/{den.pk}{filled}", **data)
    nowhere = call(client, method, f"/rooms/{2**53 - 1}{filled}", **data)
    for answer, room_id in ((there, den.pk), (nowhere, 2**53 - 1)):
        assert answer[1].pop("instance") == f"/api/rooms/{room_id}{filled}"
    assert there == nowhere
    assert refusal(there) == (404, "not_found")


@pytest.mark.parametrize(
    ("body", "pointers"),
    [
        ("{", []),
        ("[" * 10_000, []),
        ("NaN", []),
        ('{"text": "\\ud800"}', []),
        ("", ["#"]),
        ("null", []),
        ("[null]", []),
        ('{"client_id": "client-0001"}', ["#/text"]),
        ('{"client_id": "a b", "text": 5}', ["#/client_id", "#/text"]),
    ],
)
def test_a_body_of_another_shape_is_invalid(
    ada: User, room: Room, body: str, pointers: list[str]
) -> None:
    response = bearer(ada).post(
        f"/api/rooms/{room.pk}/messages", body, content_type="application/json"
    )
    assert response.status_code == 400
    error = response.json()
    assert error["code"] == "invalid"
    assert [fault["pointer"] for fault in error.get("errors", [])] == pointers


def test_a_number_that_is_too_large_is_invalid(ada: User, room: Room) -> None:
    client = bearer(ada)
    assert refusal(call(client, "get", f"/rooms/{2**70}/messages")) == (400, "invalid")
    assert refusal(call(client, "get", f"/rooms/{room.pk}/messages", before=2**70))[0] == 400


def test_who_asks_too_fast_is_told_when_to_come_back(
    ada: User, ben: User, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(settings.HEARTH, "SEND_RATE", (0.01, 3))
    client = bearer(ada)
    for number in range(4):
        given = {"client_id": f"client-{number:05}", "text": "spam"}
        response = client.post(
            f"/api/rooms/{room.pk}/messages", given, content_type="application/json"
        )
    assert response.status_code == 429
    assert response.json()["code"] == "too_many"
    assert int(response["Retry-After"]) >= 1
    assert '"messages";q=3;w=300' in response["RateLimit-Policy"]
    assert '"messages";r=0;t=300' in response["RateLimit"]
    assert call(bearer(ben), "get", "/me")[0] == 200


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

    client = bearer(ada)
    monkeypatch.setattr("chat.queries.rooms.my_rooms", fail)
    answer = call(client, "get", "/rooms")
    assert refusal(answer) == (status, code)
    assert "secret" not in json.dumps(answer)
