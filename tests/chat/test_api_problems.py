"""What goes wrong under /api/: one shape, RFC 9457, whoever it is that answers."""

from typing import Any

import pytest
from django.test import Client

from chat.api.problems import KINDS
from chat.models import Room, User
from tests.support.api import bearer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("full_buckets")]


def problem(response: Any, status: int, code: str) -> dict[str, Any]:
    """The body of an answer that says no, which is whole."""
    assert response.status_code == status
    assert response["Content-Type"] == "application/problem+json"
    body: dict[str, Any] = response.json()
    assert (body["status"], body["code"], body["type"]) == (status, code, f"/api/docs#{code}")
    assert body["title"]
    assert body["detail"]
    assert "no-store" in response["Cache-Control"]
    return body


def test_an_address_that_is_none_is_a_problem_as_well() -> None:
    client = Client()
    for path in ("/api/", "/api/nothing", "/api/rooms/one/messages", "/api/rooms/1/messages/"):
        assert problem(client.get(path), 404, "not_found")["instance"] == path
    assert Client().get("/apis/nothing")["Content-Type"].startswith("text/html")


def test_another_method_is_refused_with_those_that_there_are() -> None:
    response = Client().put("/api/rooms")
    problem(response, 405, "method_not_allowed")
    assert set(response["Allow"].split(", ")) == {"GET", "POST"}


def test_a_host_that_is_not_ours_is_a_problem() -> None:
    problem(Client(headers={"host": "evil.example"}).get("/api/me"), 400, "invalid")


def test_a_body_that_is_not_json_is_not_read(ada: User, room: Room) -> None:
    client, path = bearer(ada), f"/api/rooms/{room.pk}/messages"
    body = '{"client_id": "client-0001", "text": "x"}'
    for kind in ("text/plain", "application/x-www-form-urlencoded", "application/xml", ""):
        response = client.post(path, body, content_type=kind)
        problem(response, 415, "unsupported_media_type")
    assert (
        client.post(path, body, content_type="application/json; charset=utf-8").status_code == 200
    )


def test_a_body_that_is_too_large_is_refused(ada: User, room: Room, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    body = '{"client_id": "client-0001", "text": "' + "x" * 100 + '"}'
    response = bearer(ada).post(
        f"/api/rooms/{room.pk}/messages", body, content_type="application/json"
    )
    problem(response, 413, "too_large")


def test_each_thing_that_is_wrong_is_pointed_at(ada: User, room: Room) -> None:
    client = bearer(ada)
    answer = client.get(f"/api/rooms/{room.pk}/messages?before=-1&limit=x")
    faults = problem(answer, 400, "invalid")["errors"]
    assert [fault["parameter"] for fault in faults] == ["before", "limit"]
    answer = client.post("/api/rooms", {"name": "", "members": [1, "2"]}, "application/json")
    (fault,) = problem(answer, 400, "invalid")["errors"]
    assert fault["pointer"] == "#/members/1"
    past = {"text": "away", "until": "2020-01-01T00:00:00Z"}
    answer = client.put("/api/me/status", past, "application/json")
    (fault,) = problem(answer, 400, "invalid")["errors"]
    assert fault == {"detail": "That time is past. Choose one to come.", "pointer": "#/until"}


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("put", "/api/me/away", {"away": 0}),
        ("put", "/api/me/status", {"text": "away", "until": 1_900_000_000}),
        ("put", "/api/me/status", {"text": "away", "until": "1900000000"}),
        ("put", "/api/me/status", {"text": "away", "until": "2027-01-08T07:30:00"}),
    ],
)
def test_a_value_of_another_type_is_not_taken_for_one_that_fits(
    ada: User, method: str, path: str, body: dict[str, Any]
) -> None:
    problem(getattr(bearer(ada), method)(path, body, "application/json"), 400, "invalid")


def test_a_form_that_cannot_be_read_is_no_fault_of_ours(ada: User) -> None:
    answer = bearer(ada).post("/api/emoji", "x", content_type="multipart/form-data")
    problem(answer, 400, "invalid")


def test_a_log_in_that_does_not_hold_is_counted_and_then_too_many(
    monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    settings.HEARTH = {**settings.HEARTH, "STRANGER_RATE": (0.5, 2)}
    client = Client(headers={"authorization": "Bearer hearth_wrong"})
    for left in (1, 0):
        response = client.get("/api/me")
        problem(response, 401, "login_required")
        assert response["RateLimit-Policy"] == '"strangers";q=2;w=4'
        assert response["RateLimit"].startswith(f'"strangers";r={left};t=')
    response = client.get("/api/me")
    assert problem(response, 429, "too_many")["retry_after"] > 0
    assert response["Retry-After"] == "2"


def test_every_answer_says_how_much_is_left(ada: User, room: Room, settings: Any) -> None:
    settings.HEARTH = {**settings.HEARTH, "COMMAND_RATE": (0.01, 120), "SEND_RATE": (0.01, 30)}
    client = bearer(ada)
    for path, status in (("/api/me", 200), ("/api/rooms/999/pins", 404)):
        response = client.get(path)
        assert response.status_code == status
        assert response["RateLimit-Policy"] == '"requests";q=120;w=12000, "messages";q=30;w=3000'
    assert response["RateLimit"].startswith('"requests";r=118;t=200, "messages";r=30;t=0')


def test_each_kind_has_one_code_and_words() -> None:
    assert len({kind.code for kind in KINDS}) == len(KINDS)
    assert all(kind.__doc__ and kind.text for kind in KINDS)
