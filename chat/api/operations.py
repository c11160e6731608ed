"""What an operation is beside its path: which command it is over HTTP, what a token needs for it.

Each operation names one or the other, under its route; one that does not is shut to all tokens.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from django.http import HttpRequest, HttpResponse
from ninja.operation import Operation
from ninja.utils import contribute_operation_callback

from chat.api.auth import Bearer, Session
from chat.errors import ChatError
from chat.events.base import Command, Shape, encode
from chat.scopes import Scope, Scopes

View = TypeVar("View", bound=Callable[..., Any])


def command(model: type[Command]) -> Callable[[View], View]:
    """Mark a view as what a command is over the socket: a token needs the same scopes."""
    return _marked(model.scopes, model)


def needs(*scopes: Scope) -> Callable[[View], View]:
    """Mark a view that no command is like: a token needs these scopes, all of them."""
    return _marked(scopes, None)


def fails(*kinds: type[ChatError]) -> Callable[[View], View]:
    """Mark a view that may answer more problems than its path and its body let one expect."""

    def mark(view: View) -> View:
        view.hearth_fails = kinds  # type: ignore[attr-defined]
        return view

    return mark


def fails_of(operation: Operation) -> tuple[type[ChatError], ...]:
    """The problems that an operation names itself."""
    kinds: tuple[type[ChatError], ...] = getattr(operation.view_func, "hearth_fails", ())
    return kinds


def command_of(operation: Operation) -> type[Command] | None:
    """The command that an operation is over HTTP, if there is one."""
    model: type[Command] | None = getattr(operation.view_func, "hearth_command", None)
    return model


def scopes_of(operation: Operation) -> Scopes:
    """What a token needs for an operation; nothing where it was left out."""
    scopes: Scopes = getattr(operation.view_func, "hearth_scopes", ())
    return scopes


def _marked(scopes: Scopes, model: type[Command] | None) -> Callable[[View], View]:
    def let_in(operation: Operation) -> None:
        operation.auth_param = operation.auth_callbacks = [Bearer(scopes), Session()]

    def mark(view: View) -> View:
        marked: Any = _encoding(view)
        marked.hearth_scopes, marked.hearth_command = scopes, model
        contribute_operation_callback(marked, let_in)
        return cast(View, marked)

    return mark


def _encoding(view: Callable[..., Any]) -> Callable[..., Any]:
    """The view, whose shapes go out as they are where it only reads. Ninja would make dictionaries
    of them, and text of those."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        found = view(request, *args, **kwargs)
        return _json(found) if request.method == "GET" and _is_shaped(found) else found

    return answer


def _is_shaped(found: Any) -> bool:
    parts = found if isinstance(found, list) else [found]
    return all(isinstance(part, Shape) for part in parts)


def _json(found: Any) -> HttpResponse:
    return HttpResponse(encode(found), content_type="application/json; charset=utf-8")
