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


def test_the_inbox_is_listed_counted_and_done_with(ada: User, ben: User, room: Room) -> None:
    client, mention = bearer(ada), send(ben, room, "@ada look")
    (item,) = call(client, "get", "/inbox", kind="mention", unread=True)[1]["items"]
    assert (item["item"], item["unread"]) == (mention.id, True)
    waits = {"mention": 1, "thread": 0, "reaction": 0}
    assert call(client, "get", "/inbox/count") == (200, waits)
    given = {"kind": "mention", "item": mention.id}
    assert call(client, "put", "/inbox/mark", **given, done=True)[0] == 200
    assert call(client, "get", "/inbox", unread=True)[1] == {"items": [], "next": None}
    call(client, "put", "/inbox/mark", **given, done=False)
    assert call(client, "post", "/inbox/read")[1]["read_at"] == item["at"]
    for wrong in ({"kind": "gossip"}, {"before": "nowhere"}):
        assert refusal(call(client, "get", "/inbox", **wrong)) == (400, "invalid")
    assert refusal(call(bearer(ben), "put", "/inbox/mark", **given, done=True)) == (
        404,
        "not_found",
    )


def test_who_has_read_a_message_is_told_to_who_tells(ada: User, ben: User, room: Room) -> None:
    message, hers, his = send(ada, room), bearer(ada), bearer(ben)
    call(his, "post", f"/rooms/{room.pk}/read", seq=message.seq)
    path = f"/rooms/{room.pk}/messages/{message.id}/seen"
    seen = {"message": message.id, "users": [ben.pk], "count": 1, "of": 1}
    assert call(hers, "get", path) == (200, seen)
    readers = call(hers, "get", f"/rooms/{room.pk}/readers")[1]
    assert [(each["user"], each["seq"]) for each in readers["readers"]] == [(ben.pk, message.seq)]
    assert call(hers, "put", "/me/reading", tells=False) == (200, {"tells": False})
    assert refusal(call(hers, "get", path)) == (403, "forbidden")
