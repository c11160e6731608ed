"""What an operation is beside its path: which command it is over HTTP, what a token needs for it.

Each operation names one or the other, under its route; one that does not is shut to all tokens.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from ninja.operation import Operation
from ninja.utils import contribute_operation_callback

from chat.api.auth import Bearer, Session
from chat.errors import ChatError
from chat.events.base import Command
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
        view.hearth_scopes, view.hearth_command = scopes, model  # type: ignore[attr-defined]
        contribute_operation_callback(view, let_in)
        return view

    return mark
