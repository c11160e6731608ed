"""Finding one's place, over HTTP."""

from datetime import timedelta

import pytest
from django.utils import timezone

from chat.models import Room, User
from tests.support.api import bearer, call, refusal
from tests.support.factories import send

pytestmark = pytest.mark.usefixtures("sent", "full_buckets")


def test_the_timeline_is_read_from_a_time_on(ada: User, eve: User, room: Room, den: Room) -> None:
    first, path = send(ada, room), f"/rooms/{room.pk}/messages"
    page = call(bearer(ada), "get", path, at=first.created_at)[1]
    assert page["at"] == first.seq
    tomorrow = (timezone.now() + timedelta(days=1)).isoformat()
    assert call(bearer(ada), "get", path, at=tomorrow)[1]["at"] is None
    for wrong in ("yesterday", "2026-11-21T10:00:00"):
        assert refusal(call(bearer(ada), "get", path, at=wrong)) == (400, "invalid")
    hidden = call(bearer(eve), "get", f"/rooms/{den.pk}/messages", at=tomorrow)
    assert refusal(hidden) == (404, "not_found")
