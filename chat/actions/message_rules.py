"""The organisation's rules for changing messages: set by its admins, asked for at each change."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from chat.access import require_admin
from chat.actions import audit, sequence
from chat.errors import Forbidden
from chat.events.shapes import MessageRules
from chat.models import Message, Organisation, User
from chat.queries.organisation import message_rules


def set_message_rules(*, actor: User, rules: MessageRules) -> MessageRules:
    """Say for how long authors may edit and delete their messages, and who sees what those said
    before; recorded. The same again changes nothing. `Forbidden` but for owners and admins."""
    fresh = sequence.current(actor)
    require_admin(fresh)
    with transaction.atomic():
        organisation = Organisation.objects.select_for_update().get()
        before = message_rules()
        if rules == before:
            return before
        wanted = rules.model_dump()
        for field, value in wanted.items():
            setattr(organisation, field, value)
        organisation.save(update_fields=list(wanted))
        audit.record(
            actor=fresh, act="organisation.rules", target=f"organisation:{organisation.pk}",
            label=organisation.name, details={**wanted, "before": before.model_dump()},
        )  # fmt: skip
        return rules


def require_editable(row: Message) -> None:
    """Raises `Forbidden` where the time in which authors may edit a message is over."""
    _require_in_time(row, message_rules().edit_minutes, "edited")


def require_deletable(row: Message) -> None:
    """Raises `Forbidden` where the time in which authors may delete a message is over."""
    _require_in_time(row, message_rules().delete_minutes, "deleted")


def _require_in_time(row: Message, minutes: int | None, done: str) -> None:
    if minutes is None or timezone.now() - row.created_at < timedelta(minutes=minutes):
        return
    if minutes == 0:
        raise Forbidden(f"Messages cannot be {done} here.")
    unit = "minute" if minutes == 1 else "minutes"
    raise Forbidden(f"Messages can be {done} for {minutes:,} {unit} after they were sent.")
