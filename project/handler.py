"""How Django answers under ASGI: each request whole in one thread, of a few that stay.

Django's own handler is asynchronous around middleware and views that are not: a request of ours
went from the event loop to a thread and back five times, through a thread and a connection to
SQLite that were made for it alone. That took 3 ms of each answer, whatever it was.
"""

from typing import Any

from django.conf import settings
from django.core import signals
from django.core.exceptions import RequestAborted
from django.core.handlers.asgi import ASGIHandler, get_script_prefix
from django.core.handlers.base import BaseHandler
from django.http.response import HttpResponseBase
from django.urls import set_script_prefix

from project.middleware import probed
from project.turns import Turns


class Handler(ASGIHandler):
    """An ASGI application. Health checks are answered on the event loop, while all threads are
    busy too."""

    # What is in memory anyway leaves in one piece: at Django's 64 kB, a page went in five.
    chunk_size = 2**24

    def __init__(self) -> None:
        BaseHandler.__init__(self)
        self.load_middleware(is_async=False)
        limits = settings.HEARTH
        self._turns = Turns(
            "request",
            threads=limits["REQUEST_THREADS"],
            at_once=limits["REQUESTS_AT_ONCE"],
            patience=limits["REQUEST_PATIENCE_MS"] / 1_000,
        )

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer one request. The caller may cancel it: what runs in a thread ends by itself."""
        probe = await probed(scope["path"])
        if probe is not None:
            await self.send_response(probe, send)
            return
        try:
            body = await self.read_body(receive)
        except RequestAborted:
            return
        response = await self._turns.run(self._answer, scope, body)
        try:
            await self.send_response(response, send)
        finally:
            if response.streaming:
                await self._turns.run(response.close)

    def _answer(self, scope: Any, body: Any) -> HttpResponseBase:
        """The response; closed, with what it held of the database, unless it is still to be read
        by pieces."""
        set_script_prefix(get_script_prefix(scope))
        signals.request_started.send(sender=self.__class__, scope=scope)
        request, refused = self.create_request(scope, body)
        response = refused if request is None else self.get_response(request)
        assert response is not None
        response._handler_class = self.__class__  # type: ignore[attr-defined]
        if not response.streaming:
            response.close()
            body.close()
        return response
