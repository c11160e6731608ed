"""Link previews over HTTP."""

import pytest

from chat.actions import previews
from chat.actions.previews import Found
from chat.models import Room, User
from tests.support.api import bearer, call, refusal
from tests.support.factories import send
from tests.support.recorder import RecordingEmitter

pytestmark = pytest.mark.usefixtures("full_buckets")


def test_a_preview_comes_with_its_message_and_is_removed_by_its_author(
    ada: User, ben: User, room: Room, sent: RecordingEmitter
) -> None:
    message = send(ada, room, "see https://tide.example/")
    for task in previews.claim(most=1):
        previews.found(preview_id=task.preview_id, what=Found(title="Tide tables"))
    previews.tell()
    (shape,) = [
        each
        for each in call(bearer(ben), "get", f"/rooms/{room.pk}/messages")[1]["messages"]
        if each["id"] == message.id
    ]
    (preview,) = shape["previews"]
    assert (preview["title"], preview["picture"]) == ("Tide tables", None)
    path = f"/rooms/{room.pk}/messages/{message.id}/previews/{preview['id']}"
    assert refusal(call(bearer(ben), "delete", path)) == (403, "forbidden")
    status, now = call(bearer(ada), "delete", path)
    assert (status, now["previews"]) == (200, [])
    assert refusal(call(bearer(ada), "delete", f"{path}9")) == (404, "not_found")
