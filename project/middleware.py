"""What stands before everything else: health checks, and what proxies say."""

from collections.abc import Callable
from typing import Any

from asgiref.sync import iscoroutinefunction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.decorators import sync_and_async_middleware

from project.health import problems, problems_async
from project.proxies import forwarded_address, trusted_part

_FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_HOST")


Answer = Callable[[HttpRequest], Any]


@sync_and_async_middleware
def health_checks(get_response: Answer) -> Answer:
    """Answers `/healthz` and `/readyz` before sessions, redirects to https and host checks: a
    probe asks by address, over plain HTTP."""

    def answer(request: HttpRequest) -> Any:
        if request.path == "/healthz":
            return _alive()
        return _ready(problems()) if request.path == "/readyz" else get_response(request)

    async def answer_async(request: HttpRequest) -> Any:
        return await probed(request.path) or await get_response(request)

    return answer_async if iscoroutinefunction(get_response) else answer


async def probed(path: str) -> HttpResponse | None:
    """The answer to a health check, of a coroutine; None for every other path. `/healthz` needs no
    thread, so that it answers while all of them are busy."""
    if path == "/healthz":
        return _alive()
    return _ready(await problems_async()) if path == "/readyz" else None


def _alive() -> HttpResponse:
    return JsonResponse({"alive": True}, headers={"Cache-Control": "no-store"})


def _ready(found: list[str]) -> HttpResponse:
    body = {"ready": not found, "problems": found}
    return JsonResponse(body, status=503 if found else 200, headers={"Cache-Control": "no-store"})


@sync_and_async_middleware
def proxy_headers(get_response: Answer) -> Answer:
    """Sets REMOTE_ADDR to the client's address, as far as TRUSTED_PROXIES allows.

    Without trusted proxies the forwarded headers are removed, so that nothing behind this reads
    what a client made up; with them, X-Forwarded-Proto is what our own outermost proxy wrote.
    """

    def answer(request: HttpRequest) -> Any:
        _believe_proxies(request.META)
        return get_response(request)

    async def answer_async(request: HttpRequest) -> Any:
        _believe_proxies(request.META)
        return await get_response(request)

    return answer_async if iscoroutinefunction(get_response) else answer


def _believe_proxies(meta: dict[str, Any]) -> None:
    header = meta.get("HTTP_X_FORWARDED_FOR", "")
    meta["REMOTE_ADDR"] = forwarded_address(header, meta.get("REMOTE_ADDR", ""))
    scheme = trusted_part(meta.get("HTTP_X_FORWARDED_PROTO", ""))
    for name in _FORWARDED:
        meta.pop(name, None)
    if scheme:
        meta["HTTP_X_FORWARDED_PROTO"] = scheme


@sync_and_async_middleware
def kept_by_nobody(get_response: Answer) -> Answer:
    """Says `no-store` of every answer that says nothing of caches itself: pages are somebody's,
    and the one that says "not found" today may be found tomorrow."""

    def answer(request: HttpRequest) -> Any:
        return _marked(get_response(request))

    async def answer_async(request: HttpRequest) -> Any:
        return _marked(await get_response(request))

    return answer_async if iscoroutinefunction(get_response) else answer


def _marked(response: Any) -> Any:
    response.headers.setdefault("Cache-Control", "private, no-store")
    return response
