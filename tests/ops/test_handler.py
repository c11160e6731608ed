"""project/handler.py: a request whole in one thread, of a few that stay."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from asgiref.testing import ApplicationCommunicator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import path
from pytest_django import Settings

from project.handler import Handler

seen: list[str] = []
gate = threading.Event()


def _where(request: HttpRequest) -> HttpResponse:
    seen.append(threading.current_thread().name)
    return HttpResponse(f"{request.method} {request.body.decode()}")


def _wait(request: HttpRequest) -> HttpResponse:
    gate.wait(20)
    return HttpResponse("waited")


def _fail(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("secret")


def _pieces(request: HttpRequest) -> Any:
    async def content() -> Any:
        for piece in (b"one ", b"two"):
            await asyncio.sleep(0)
            yield piece

    return StreamingHttpResponse(content())


def _long(request: HttpRequest) -> HttpResponse:
    return HttpResponse(b"x" * 300_000)


urlpatterns = [
    path("long/", _long),
    path("where/", _where),
    path("wait/", _wait),
    path("fail/", _fail),
    path("pieces/", _pieces),
]


@pytest.fixture
def handler(settings: Settings) -> Iterator[Callable[[], Handler]]:
    settings.ROOT_URLCONF = __name__
    settings.HEARTH = {**settings.HEARTH, "REQUEST_THREADS": 2}
    settings.MIDDLEWARE = ["chat.views.faults.Faults"]
    gate.clear()
    yield Handler
    gate.set()


def begun(handler: Handler, where: str, method: str = "GET") -> Any:
    scope = {
        "type": "http", "method": method, "path": where, "headers": [(b"host", b"localhost")],
        "query_string": b"", "root_path": "",
    }  # fmt: skip
    return ApplicationCommunicator(handler, scope)  # type: ignore[no-untyped-call]


async def answer(client: Any, *bodies: bytes) -> tuple[int, bytes]:
    for place, body in enumerate(bodies or (b"",), start=1):
        more = place < len(bodies)
        await client.send_input({"type": "http.request", "body": body, "more_body": more})
    start = await client.receive_output(10)
    content, more = b"", True
    while more:
        part = await client.receive_output(10)
        content, more = content + part.get("body", b""), part.get("more_body", False)
    await client.wait(10)
    return start["status"], content


async def test_a_request_is_answered_with_its_body(handler: Callable[[], Handler]) -> None:
    seen.clear()
    application = handler()
    for _ in range(5):
        got = await answer(begun(application, "/where/", "POST"), b"a ", b"body")
        assert got == (200, b"POST a body")
    assert len(set(seen)) <= 2
    assert all(name.startswith("request") for name in seen)


async def test_an_answer_in_pieces_comes_whole(handler: Callable[[], Handler]) -> None:
    assert await answer(begun(handler(), "/pieces/")) == (200, b"one two")


async def test_what_is_in_memory_leaves_in_one_piece(handler: Callable[[], Handler]) -> None:
    client = begun(handler(), "/long/")
    await client.send_input({"type": "http.request", "body": b""})
    await client.receive_output(10)
    part = await client.receive_output(10)
    assert (len(part["body"]), part.get("more_body", False)) == (300_000, False)
    await client.wait(10)


async def test_a_failing_view_is_a_500_and_an_unknown_path_a_404(
    handler: Callable[[], Handler], caplog: pytest.LogCaptureFixture
) -> None:
    application = handler()
    status, body = await answer(begun(application, "/fail/"))
    assert (status, b"secret" in body) == (500, False)
    assert (await answer(begun(application, "/none/")))[0] == 404


async def test_it_is_alive_while_all_threads_are_busy_and_others_wait_for_their_turn(
    handler: Callable[[], Handler],
) -> None:
    application = handler()
    waiting = [
        asyncio.create_task(answer(begun(application, where)))
        for where in ("/wait/", "/wait/", "/where/")
    ]
    await asyncio.sleep(0.1)
    assert (await answer(begun(application, "/healthz")))[0] == 200
    assert not any(task.done() for task in waiting)
    gate.set()
    assert [status for status, _ in await asyncio.gather(*waiting)] == [200] * 3


async def test_who_goes_before_all_of_a_request_is_there_is_forgotten(
    handler: Callable[[], Handler],
) -> None:
    client = begun(handler(), "/where/", "POST")
    await client.send_input({"type": "http.disconnect"})
    await client.wait(5)
    assert await client.receive_nothing()
