"""What the organisation is called, and what holds in it."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from chat.events.shapes import MessageRules
from chat.models import Organisation
from chat.queries.listed import Listed

_COLUMNS = ("name", "read_receipts", *MessageRules.model_fields)


class About(NamedTuple):
    """What each page says of the organisation."""

    name: str
    receipts: bool
    rules: MessageRules


def organisation_name() -> str:
    """The organisation's name; "Hearth" before the first run."""
    return about().name


def about() -> About:
    """The organisation's name, whether it has read receipts, and its rules: one query."""
    return about_from(Organisation.objects.values(*_COLUMNS))


def listed() -> Listed:
    """What `about` reads, to be read within another query; `about_from` takes what it found."""
    return Listed(Organisation.objects.all(), *_COLUMNS)


def about_from(found: Iterable[dict[str, Any]]) -> About:
    """From the one row, or none before the first run."""
    row: dict[str, Any] = next(iter(found), {"name": "Hearth", "read_receipts": True})
    return About(row["name"], bool(row["read_receipts"]), MessageRules.model_validate(row))


def message_rules() -> MessageRules:
    """For how long messages may be changed, and who sees what they said before: one query."""
    return about().rules
