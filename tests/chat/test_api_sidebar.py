"""What stands in the sidebar, over HTTP."""

import pytest

from chat.models import Room, User
from tests.support.api import bearer, call, refusal

pytestmark = pytest.mark.usefixtures("sent", "full_buckets")


def test_direct_messages_of_several_are_opened_called_and_left(
    ada: User, ben: User, eve: User
) -> None:
    client = bearer(ada)
    status, mine = call(client, "post", "/direct", users=[ben.pk, eve.pk])
    assert (status, mine["room"]["group"], mine["room"]["member_count"]) == (200, True, 3)
    same = call(bearer(eve), "post", "/direct", users=[ada.pk, ben.pk])[1]
    assert same["room"]["id"] == mine["room"]["id"]
    path = f"/rooms/{mine['room']['id']}"
    assert call(client, "patch", path, name="The trio")[1]["name"] == "The trio"
    assert call(client, "post", f"{path}/leave")[0] == 200
    assert refusal(call(client, "patch", path, name="Ours")) == (404, "not_found")
    many = call(client, "post", "/direct", users=list(range(1, 40)))
    assert refusal(many) == (400, "invalid")


def test_a_section_is_made_changed_filled_and_taken_away(room: Room, ada: User, eve: User) -> None:
    client = bearer(ada)
    status, sidebar = call(client, "post", "/sidebar/sections", name="Works")
    assert (status, sidebar["sections"][1]["key"]) == (201, "s1")
    path = "/sidebar/sections/s1"
    moved = call(client, "patch", path, sort="unread", before="")[1]
    assert moved["sections"][-1]["sort"] == "unread"
    mine = call(client, "put", f"/rooms/{room.pk}/section", section="s1")[1]
    assert mine["section"] == "s1"
    assert call(client, "get", "/sidebar")[1] == moved
    assert refusal(call(bearer(eve), "delete", path)) == (404, "not_found")
    assert len(call(client, "delete", path)[1]["sections"]) == 3
    assert refusal(call(client, "patch", path, folded=True)) == (404, "not_found")
