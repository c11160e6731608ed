"""Statuses whose time is over."""

from datetime import datetime

from chat.models import User


def due(*, now: datetime, most: int) -> list[int]:
    """The ids of those whose status has ended, the longest over first: one query."""
    rows = User.objects.filter(status_until__lte=now)
    return list(rows.order_by("status_until", "pk").values_list("pk", flat=True)[:most])
