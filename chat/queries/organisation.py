"""What the organisation is called, and what holds in it."""

from typing import NamedTuple

from chat.events.shapes import MessageRules
from chat.models import Organisation

_RULES = tuple(MessageRules.model_fields)


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
    row = Organisation.objects.values("name", "read_receipts", *_RULES).first()
    row = row or {"name": "Hearth", "read_receipts": True}
    return About(row["name"], row["read_receipts"], MessageRules.model_validate(row))


def message_rules() -> MessageRules:
    """For how long messages may be changed, and who sees what they said before: one query."""
    return about().rules
