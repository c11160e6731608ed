"""The table of commands, from the modules that the settings name."""

import re
from functools import cache, lru_cache
from importlib import import_module

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from chat.access import get_room, require_active
from chat.actions.words import clean_text
from chat.errors import Invalid
from chat.events.shapes import CommandOutcome, SlashShape
from chat.models import User
from chat.slash.command import Call, SlashCommand

_WRITTEN = re.compile(r"/([a-z][a-z0-9_-]{0,30})(?:\s+(.*))?", re.DOTALL)


def commands_for(user: User) -> list[SlashShape]:
    """The commands that `user` may give, by name."""
    require_active(user)
    return [
        _shape(each.name, each.usage, each.help)
        for _, each in sorted(table().items())
        if each.who(user)
    ]


@lru_cache(maxsize=200)
def _shape(name: str, usage: str, help: str) -> SlashShape:
    return SlashShape(name=name, usage=usage, help=help)


def run_command(*, user: User, room_id: int, client_id: str, text: str) -> CommandOutcome:
    """Do what `text`, such as `/topic boats`, says, as `user` in a room that they are in.

    Raises `Invalid` for a command that there is not, or not for them, and what its action raises.
    """
    body = clean_text(text).strip()
    get_room(user, room_id, to="post")
    written = _WRITTEN.fullmatch(body)
    name = written[1] if written else body.split()[0].removeprefix("/")[:30]
    found = table().get(name)
    if written is None or found is None or not found.who(user):
        raise Invalid(f"There is no command /{name}. Write // to begin with a slash.", field="text")
    outcome = found.run(Call(user, room_id, client_id, (written[2] or "").strip()))
    if isinstance(outcome, str):
        return CommandOutcome(said=outcome)
    return CommandOutcome(message=outcome)


@cache
def table() -> dict[str, SlashCommand]:
    """Every command by its name. Raises `ImproperlyConfigured` for two of one name."""
    found: dict[str, SlashCommand] = {}
    for module in settings.HEARTH["SLASH_COMMANDS"]:
        for each in import_module(module).COMMANDS:
            if each.name in found or not _WRITTEN.fullmatch(f"/{each.name}"):
                raise ImproperlyConfigured(f"{module}: /{each.name} is taken, or no name.")
            found[each.name] = each
    return found
