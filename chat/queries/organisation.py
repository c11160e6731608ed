"""What the organisation is called."""

from chat.models import Organisation


def organisation_name() -> str:
    """The organisation's name; "Hearth" before the first run."""
    return organisation_facts()[0]


def organisation_facts() -> tuple[str, bool]:
    """The organisation's name, and whether it has read receipts: one query."""
    return Organisation.objects.values_list("name", "read_receipts").first() or ("Hearth", True)
