"""Times that people set for something to happen."""

from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.utils import timezone

from chat.errors import Invalid


def time_to_come(at: datetime, *, field: str) -> datetime:
    """`at` in UTC. Raises `Invalid` about `field` for a time that is past, or further off than
    `SCHEDULE_DAYS`."""
    now, days = timezone.now(), settings.HEARTH["SCHEDULE_DAYS"]
    if at <= now:
        raise Invalid("That time is past. Choose one to come.", field=field)
    if at > now + timedelta(days=days):
        raise Invalid(f"That is too far off: {days} days at most.", field=field)
    return at.astimezone(UTC)
