"""Files over HTTP: tus takes them in, and each request for one is asked who comes."""

import base64
import time
from typing import Any

import pytest
from django.http.response import HttpResponseBase
from django.test import Client

from chat.errors import TooMany
from chat.files import storage
from chat.limits import limits
from chat.models import File, Room, User
from tests.support.api import bearer, call, refusal
from tests.support.factories import send
from tests.support.pictures import telling

pytestmark = pytest.mark.usefixtures("full_buckets")
TUS = {"Tus-Resumable": "1.0.0"}
PIECE = "application/offset+octet-stream"


def create(client: Client, size: int, name: str = "notes.txt", **said: str) -> Any:
    pairs = {"filename": name, **said}
    metadata = ",".join(f"{k} {base64.b64encode(v.encode()).decode()}" for k, v in pairs.items())
    headers = {**TUS, "Upload-Length": str(size), "Upload-Metadata": metadata}
    return client.post("/api/uploads", headers=headers, content_type="")


def append(client: Client, where: str, at: int, piece: bytes, **headers: str) -> Any:
    said = {**TUS, "Upload-Offset": str(at), **headers}
    return client.patch(where, piece, content_type=PIECE, headers=said)


def uploaded(user: User, content: bytes, name: str = "notes.txt") -> File:
    where = create(bearer(user), len(content), name).headers["Location"]
    assert append(bearer(user), where, 0, content).status_code == 204
    return File.objects.get(public_id=where.rsplit("/", 1)[-1])


def logged_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def content(response: HttpResponseBase) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]


def test_a_tus_client_learns_what_there_is(ada: User) -> None:
    answer = bearer(ada).options("/api/uploads")
    assert answer.status_code == 204
    assert answer.headers["Tus-Version"] == "1.0.0"
    assert answer.headers["Tus-Extension"] == "creation,termination,expiration"
    assert int(answer.headers["Tus-Max-Size"]) > 1_000_000
    assert "max-append-size=" in answer.headers["Upload-Limit"]


def test_a_file_is_sent_in_pieces_seen_and_sent_with_a_message(ada: User, room: Room) -> None:
    client = bearer(ada)
    begun = create(client, 10, "tide.txt", alt="The tides")
    where = begun.headers["Location"]
    assert (begun.status_code, begun.headers["Tus-Resumable"]) == (201, "1.0.0")
    assert begun.headers["Upload-Expires"].endswith("GMT")
    assert append(client, where, 0, b"12345").headers["Upload-Offset"] == "5"
    seen = client.head(where, headers=TUS)
    assert (seen.headers["Upload-Offset"], seen.headers["Upload-Length"]) == ("5", "10")
    assert seen.headers["Cache-Control"] == "no-store"
    clash = append(client, where, 0, b"12345")
    assert (clash.status_code, clash.headers["Tus-Resumable"]) == (409, "1.0.0")
    patched = {**TUS, "Upload-Offset": "5", "X-HTTP-Method-Override": "PATCH"}
    done = client.post(where, b"67890", content_type=PIECE, headers=patched)
    assert (done.status_code, done.headers["Upload-Offset"]) == (204, "10")
    (file,) = call(client, "get", "/uploads")[1]
    assert (file["name"], file["alt"], file["type"]) == ("tide.txt", "The tides", "text/plain")
    assert call(client, "patch", f"/files/{file['id']}", alt="Tides")[1]["alt"] == "Tides"
    sent = {"client_id": "files-0001", "files": [file["id"]]}
    status, message = call(client, "post", f"/rooms/{room.pk}/messages", **sent)
    assert (status, message["files"][0]["alt"]) == (200, "Tides")
    assert call(client, "get", f"/files/{file['id']}")[1] == message["files"][0]
    assert content(client.get(f"/api/files/{file['id']}/content")) == b"1234567890"
    page = call(client, "get", f"/rooms/{room.pk}/files", kind="document")[1]
    assert [each["message"] for each in page["files"]] == [message["id"]]
    assert refusal(call(client, "get", f"/rooms/{room.pk}/files", kind="no")) == (400, "invalid")


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Tus-Resumable": "0.2.2"}, 412),
        ({"Upload-Offset": "x"}, 400),
        ({"Upload-Offset": "-1"}, 400),
        ({"Upload-Offset": "9" * 40}, 400),
        ({"Content-Type": "text/plain"}, 415),
    ],
)
def test_what_is_not_tus_is_refused(ada: User, headers: dict[str, str], status: int) -> None:
    client = bearer(ada)
    where = create(client, 10).headers["Location"]
    said = {**TUS, "Upload-Offset": "0", **headers}
    kind = said.pop("Content-Type", PIECE)
    answer = client.patch(where, b"12345", content_type=kind, headers=said)
    assert (answer.status_code, answer.json()["status"]) == (status, status)
    assert answer.headers["Tus-Resumable"] == "1.0.0"


def test_a_creation_that_makes_no_sense_is_refused(ada: User) -> None:
    client = bearer(ada)
    assert create(client, 10**15).status_code == 413
    bad = {**TUS, "Upload-Length": "3", "Upload-Metadata": "filename ***"}
    assert client.post("/api/uploads", headers=bad, content_type="").status_code == 400
    assert client.post("/api/uploads", headers=TUS, content_type="").status_code == 400
    assert client.post("/api/uploads", headers={"Upload-Length": "3"}).status_code == 412
    over = client.post(create(client, 3).headers["Location"], headers=TUS, content_type="")
    assert over.status_code == 400
    assert create(Client(), 3).status_code == 401


def test_an_upload_is_its_owners_alone_and_ends_when_they_say_so(ada: User, ben: User) -> None:
    where = create(bearer(ada), 10).headers["Location"]
    for method in ("head", "delete"):
        ask = getattr(bearer(ben), method)
        assert ask(where, headers=TUS).status_code == 404
    assert append(bearer(ben), where, 0, b"x").status_code == 404
    assert bearer(ada).delete(where, headers=TUS).status_code == 204
    assert bearer(ada).head(where, headers=TUS).status_code == 404


def test_a_browser_needs_its_csrf_token(ada: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(ada)
    assert create(client, 3).status_code == 403


def test_each_request_is_asked_who_comes(ada: User, ben: User, eve: User, den: Room) -> None:
    file = uploaded(ada, telling("PNG"), "dyke.png")
    paths = (f"/files/{file.public_id}/dyke.png", f"/files/{file.public_id}/thumbnail/")
    for path in paths:
        assert logged_in(ada).get(path).status_code == 200
        assert logged_in(ben).get(path).status_code == 404  # not sent yet
    send(ada, den, "", files=[file.public_id])
    for path in paths:
        assert logged_in(ben).get(path).status_code == 200
        assert logged_in(eve).get(path).status_code == 404
        assert Client().get(path).headers["Location"].startswith("/accounts/login/")
    for path in ("", "/content"):
        assert bearer(ben).get(f"/api/files/{file.public_id}{path}").status_code == 200
        assert bearer(eve).get(f"/api/files/{file.public_id}{path}").status_code == 404
    assert bearer(eve).get(f"/api/rooms/{den.pk}/files").status_code == 404
    assert logged_in(ada).get("/files/../secret_key").status_code == 404
    assert logged_in(ada).get(f"/files/{'A' * 22}/thumbnail/").status_code == 404


@pytest.mark.parametrize(
    ("body", "name", "said"),
    [
        (telling("PNG"), "dyke.png", 'inline; filename="dyke.png"'),
        (b"<svg onload=alert(1)>", "a.svg", 'attachment; filename="a.svg"'),
        (b"<script>alert(1)</script>", "a.html", 'attachment; filename="a.html"'),
        (b"%PDF-1.7", 'a".pdf', 'attachment; filename="a\\".pdf"'),
        (b"x", "a.txt\r\nSet-Cookie: x=1", 'attachment; filename="a.txtSet-Cookie: x=1"'),
        (b"x", "été.txt", "attachment; filename*=utf-8''%C3%A9t%C3%A9.txt"),
    ],
)
def test_only_pictures_and_media_are_shown_and_nothing_runs(
    ada: User, body: bytes, name: str, said: str
) -> None:
    file = uploaded(ada, body, name)
    answer = logged_in(ada).get(f"/files/{file.public_id}/x")
    assert answer.headers["Content-Disposition"] == said
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"].endswith("sandbox")
    assert "script-src" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer.headers["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize(
    ("asked", "status", "given", "where"),
    [
        ("bytes=2-4", 206, b"234", "bytes 2-4/10"),
        ("bytes=7-", 206, b"789", "bytes 7-9/10"),
        ("bytes=-2", 206, b"89", "bytes 8-9/10"),
        ("bytes=8-99", 206, b"89", "bytes 8-9/10"),
        ("bytes=0-", 200, b"0123456789", None),
        ("bytes=10-", 416, b"", "bytes */10"),
        ("bytes=4-2", 416, b"", "bytes */10"),
        ("bytes=-0", 416, b"", "bytes */10"),
        ("bytes=0-1,3-4", 200, b"0123456789", None),
        ("bytes=-", 200, b"0123456789", None),
        ("lines=1-2", 200, b"0123456789", None),
    ],
)
def test_a_part_of_a_file_is_sent_where_it_is_asked_for(
    ada: User, asked: str, status: int, given: bytes, where: str | None
) -> None:
    file = uploaded(ada, b"0123456789")
    answer = logged_in(ada).get(f"/files/{file.public_id}/x", headers={"Range": asked})
    assert (answer.status_code, content(answer)) == (status, given)
    assert answer.headers.get("Content-Range") == where


def test_a_browser_that_has_it_is_told_so_and_a_head_brings_no_bytes(ada: User) -> None:
    client, file = logged_in(ada), uploaded(ada, b"0123456789")
    path = f"/files/{file.public_id}/x"
    tag = client.get(path).headers["ETag"]
    assert client.get(path, headers={"If-None-Match": tag}).status_code == 304
    other = client.get(path, headers={"Range": "bytes=1-2", "If-Range": '"older"'})
    assert other.status_code == 200
    head = client.head(path)
    assert (head.status_code, head.headers["Content-Length"], content(head)) == (200, "10", b"")
    storage.remove(file.stored_as)
    assert client.get(path).status_code == 404


def test_behind_nginx_only_the_way_is_told(ada: User, settings: Any) -> None:
    settings.FILES_BY_NGINX = True
    file = uploaded(ada, b"0123456789")
    answer = logged_in(ada).get(f"/files/{file.public_id}/x")
    assert answer.headers["X-Accel-Redirect"] == f"/_files/{file.stored_as}"
    assert content(answer) == b""


def test_the_pieces_of_an_upload_take_nothing_from_what_one_may_ask(
    ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, asked = bearer(ada), limits().command
    now = time.monotonic()  # nothing flows in while this is asked, however busy the machine is
    monkeypatch.setattr(limits().piece, "_clock", lambda: now)
    where = create(client, 2_000_000).headers["Location"]
    before = asked.level(ada.pk)
    at = 0
    for _ in range(5):
        answer = append(client, where, at, b"x")
        at = int(answer.headers["Upload-Offset"])
    assert asked.level(ada.pk) >= before
    assert answer.headers["RateLimit"].startswith('"pieces";')
    with pytest.raises(TooMany):
        limits().piece.take(ada.pk, 1_000)
    limits().piece.take(ada.pk, limits().piece.level(ada.pk))
    assert append(client, where, at, b"x").status_code == 429


def test_too_many_uploads_at_once_are_put_off(ada: User) -> None:
    limits().upload.take(ada.pk, limits().upload.level(ada.pk))
    assert create(bearer(ada), 3).status_code == 429
