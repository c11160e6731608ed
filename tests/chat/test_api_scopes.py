"""What a token was made for: the same over HTTP and over the socket, and nothing by default."""

from collections.abc import Iterator

import pytest
from django.http import HttpRequest
from django.test import Client, RequestFactory
from ninja import NinjaAPI, Router
from ninja.operation import Operation
from pydantic import ValidationError

from chat.access import require_scopes
from chat.actions import tokens
from chat.api import api
from chat.api.auth import Bearer, Session
from chat.api.operations import command_of, scopes_of
from chat.errors import InsufficientScope
from chat.events.commands import COMMANDS, MessageSend
from chat.models import Room, User
from chat.scopes import EVERY, Scope, as_scopes, as_text
from chat.sockets import ChatNamespace
from tests.support.api import bearer, call, refusal
from tests.support.sockets import Chat, in_thread
from tests.support.sockets import Client as SocketClient

pytestmark = pytest.mark.usefixtures("full_buckets")
# What has no twin over HTTP, and why.
SOCKET_ONLY = {
    "sync": "what a socket has when it connects: over HTTP ask /me/changes and a room's changes",
    "typing:start": "it lapses in seconds, and is told to sockets alone",
    "typing:stop": "as typing:start",
    "presence:set": "it is about one open connection; /me/away is about the person",
}


def operations() -> Iterator[tuple[str, Operation]]:
    """Each operation of the API, with its method and path."""
    for router in api._get_bound_routers():
        for path, view in router.path_operations.items():
            for operation in view.operations:
                yield f"{operation.methods[0]} {path}", operation


def test_every_operation_says_what_a_token_needs_for_it() -> None:
    found = list(operations())
    assert len(found) > 50
    for name, operation in found:
        assert scopes_of(operation), f"{name}: name its @command or what it @needs"
        first, second = operation.auth_callbacks
        assert isinstance(first, Bearer), name
        assert first.scopes == scopes_of(operation), name
        assert isinstance(second, Session), name


def test_what_only_reads_needs_no_more_than_to_read_and_what_writes_does() -> None:
    for name, operation in operations():
        reads = scopes_of(operation) == (Scope.READ,)
        assert reads == (operation.methods == ["GET"]) or name == "POST /preview", name


def test_every_command_says_what_a_token_needs_for_it() -> None:
    assert {model.event for model in COMMANDS} == set(ChatNamespace.handlers)
    for model in COMMANDS:
        assert model.scopes, model.event


def test_a_flag_of_a_command_is_true_or_false_and_nothing_like_it() -> None:
    for model in COMMANDS:
        fields = model.model_fields.items()
        for name in [name for name, field in fields if field.annotation in (bool, bool | None)]:
            with pytest.raises(ValidationError) as wrong:
                model.model_validate({name: 0})
            assert name in {fault["loc"][0] for fault in wrong.value.errors()}, model.event


def test_whatever_works_over_the_socket_works_over_http() -> None:
    there = {model.event for _, operation in operations() if (model := command_of(operation))}
    missing = {model.event for model in COMMANDS} - there
    assert missing == set(SOCKET_ONLY)


def test_what_names_no_scope_is_shut_to_every_token(ada: User) -> None:
    with pytest.raises(InsufficientScope):
        require_scopes(EVERY, ())
    require_scopes(None, ())
    router = Router()

    @router.get("/new")
    def new(request: HttpRequest) -> None: ...

    other = NinjaAPI(urls_namespace="other", auth=[Bearer(), Session()])
    other.add_router("", router)
    ((_, view),) = other._get_bound_routers()[1].path_operations.items()
    _, token = tokens.create_token(user=ada, name="all")
    request = RequestFactory().get("/new", headers={"authorization": f"Bearer {token}"})
    with pytest.raises(InsufficientScope):
        view.operations[0].auth_callbacks[0](request)


def test_a_token_does_what_it_was_made_for_and_nothing_else(ada: User, room: Room) -> None:
    path = f"/rooms/{room.pk}/messages"
    given = {"client_id": "client-0001", "text": "x"}
    reader, writer = bearer(ada, (Scope.READ,)), bearer(ada, (Scope.WRITE,))
    assert call(reader, "get", path)[0] == 200
    assert refusal(call(reader, "post", path, **given)) == (403, "insufficient_scope")
    assert call(writer, "post", path, **given)[0] == 200
    assert refusal(call(writer, "get", path)) == (403, "insufficient_scope")
    run = {"room": room.pk, "client_id": "client-0002", "text": "/topic boats"}
    assert call(writer, "post", "/commands", **run)[1]["scope"] == "rooms profile"
    response = reader.post(f"/api{path}", given, content_type="application/json")
    assert response["WWW-Authenticate"] == (
        'Bearer realm="Hearth", error="insufficient_scope", scope="write"'
    )
    # Before anything of it is read: what a token may not do at all tells it nothing.
    assert reader.post(f"/api{path}", "{", content_type="application/json").status_code == 403


def test_a_browsers_log_in_may_do_all(ada: User, room: Room) -> None:
    client = Client()
    client.force_login(ada)
    assert call(client, "patch", f"/rooms/{room.pk}", topic="boats")[0] == 200


def test_scopes_are_stored_in_one_order_and_unknown_ones_left_out() -> None:
    assert as_text(["write", "read", "fly"]) == "read write"
    assert as_scopes("write fly read read") == (Scope.READ, Scope.WRITE)
    assert as_scopes("") == ()


async def test_a_socket_may_do_what_its_token_may(chat: Chat, ada: User, room: Room) -> None:
    for scopes, refused in (((Scope.READ,), "insufficient_scope"), (EVERY, "")):
        _, token = await in_thread(_made, ada, scopes)
        sent = {"room": room.pk, "client_id": f"client-{len(scopes)}-1", "text": "x"}
        async with SocketClient(chat.sio) as client:
            await client.connect(auth={"token": token})
            assert (await client.call("room:browse", {}))["ok"] is True
            answer = await client.call(MessageSend.event, sent)
            assert answer.get("error", {}).get("code", "") == refused


async def test_a_token_that_may_not_read_hears_nothing(chat: Chat, ada: User) -> None:
    _, token = await in_thread(_made, ada, (Scope.WRITE,))
    async with SocketClient(chat.sio) as client:
        answer = await client.connect(auth={"token": token})
    assert answer["data"]["code"] == "insufficient_scope"
    assert answer["data"]["scope"] == "read"


def _made(user: User, scopes: tuple[Scope, ...]) -> tuple[object, str]:
    return tokens.create_token(user=user, name="script", scopes=scopes)
