"""What the organisation is called."""

from chat.models import Organisation


def organisation_name() -> str:
    """The organisation's name; "Hearth" before the first run."""
    return Organisation.objects.values_list("name", flat=True).first() or "Hearth"
