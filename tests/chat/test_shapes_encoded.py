"""The JSON of shapes: written once, put together from parts, the same as Pydantic's."""

import json
from typing import Any

import pytest
from pydantic import TypeAdapter

from chat.actions import reactions
from chat.events.base import embed, encode
from chat.events.shapes import (
    DraftShape,
    History,
    Member,
    MyChanges,
    MyRoom,
    RoomChanges,
    SearchPage,
)
from chat.models import Room, User
from chat.queries import sync, timeline
from chat.queries.search import search
from tests.support.api import bearer, call
from tests.support.factories import send

pytestmark = pytest.mark.django_db
ODD = "a </script><!-- & 東京 \u2028 'x' \"y\" \\ \x7f"


def test_the_json_of_parts_is_what_pydantic_writes(ada: User, ben: User, room: Room) -> None:
    said = send(ada, room, ODD)
    reactions.add_reaction(user=ben, room_id=room.pk, message_id=said.id, emoji="👍")
    shapes = [
        timeline.history(user=ada, room_id=room.pk),
        sync.room_changes(user=ada, room_id=room.pk, after=1),
        sync.my_changes(user=ada, after=0),
        search(user=ada, words="script"),
    ]
    for shape in shapes:
        assert shape.by_parts
        for text in (shape.encoded, shape.embedded, encode([shape])[1:-1], embed((shape,))[1:-1]):
            assert json.loads(text) == shape.model_dump(mode="json")
        assert not any(sign in shape.embedded for sign in b"<>&")


def test_it_is_written_once_and_a_copy_has_its_own(ada: User, room: Room) -> None:
    (said,) = timeline.history(user=ada, room_id=room.pk, limit=1).messages
    assert said.encoded is said.encoded
    assert said.embedded is said.embedded
    copy = said.model_copy(update={"text": "another"})
    assert json.loads(copy.encoded)["text"] == json.loads(copy.embedded)["text"] == "another"
    assert said == said.model_copy()
    assert "encoded" not in said.model_dump()


def test_what_is_no_json_is_refused() -> None:
    for write in (encode, embed):
        with pytest.raises(TypeError):
            write({"x": object()})
    assert encode({"a": [MyChanges(after=1, upto=2)]}).startswith(b'{"a":[{"after":1,"upto":2,')


@pytest.mark.usefixtures("full_buckets")
def test_the_api_answers_what_full_validation_would(ada: User, ben: User, room: Room) -> None:
    said = send(ada, room, ODD)
    reactions.add_reaction(user=ben, room_id=room.pk, message_id=said.id, emoji="👍")
    client = bearer(ben)
    documented: dict[str, Any] = {
        f"/rooms/{room.pk}/messages": History,
        f"/rooms/{room.pk}/changes?after=1": RoomChanges,
        f"/rooms/{room.pk}/members": list[Member],
        "/me/changes?after=0": MyChanges,
        "/search?q=script": SearchPage,
        "/rooms": list[MyRoom],
        "/drafts": list[DraftShape],
    }
    for path, kind in documented.items():
        status, body = call(client, "get", path)
        adapter = TypeAdapter[Any](kind)
        assert status == 200
        assert body == adapter.dump_python(adapter.validate_python(body), mode="json")
