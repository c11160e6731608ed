"""What one writes, over HTTP: drafts, scheduled messages, commands, a status."""

from datetime import timedelta

import pytest
from django.utils import timezone

from chat.models import Message, Room, User
from tests.support.api import bearer, call, refusal

pytestmark = pytest.mark.usefixtures("sent", "full_buckets")


def test_a_draft_is_kept_listed_and_ended_by_the_send(room: Room, ada: User, eve: User) -> None:
    client = bearer(ada)
    status, kept = call(client, "put", "/drafts", room=room.pk, text="half a thou")
    assert status == 200
    assert call(client, "get", "/drafts")[1] == [kept]
    given = {"client_id": "client-0001", "text": "half a thought", "draft": kept["me_seq"]}
    assert call(client, "post", f"/rooms/{room.pk}/messages", **given)[0] == 200
    assert call(client, "get", "/drafts")[1] == []
    answer = call(bearer(eve), "put", "/drafts", room=room.pk, text="not mine")
    assert refusal(answer) == (403, "forbidden")


def test_a_message_is_scheduled_changed_sent_and_cancelled(
    room: Room, ada: User, ben: User
) -> None:
    hers, his = bearer(ada), bearer(ben)
    at = (timezone.now() + timedelta(days=1)).isoformat()
    given = {"room": room.pk, "client_id": "client-0001", "text": "later", "at": at}
    kept = call(hers, "post", "/scheduled", **given)[1]
    path = f"/scheduled/{kept['id']}"
    assert call(hers, "get", "/scheduled")[1] == [kept]
    assert call(his, "get", "/scheduled")[1] == []
    assert refusal(call(his, "delete", path)) == (404, "not_found")
    assert call(hers, "patch", path, text="much later")[1]["text"] == "much later"
    assert refusal(call(hers, "patch", path, at="2020-01-01T00:00:00Z")) == (400, "invalid")
    assert call(hers, "post", f"{path}/send")[1]["text"] == "much later"
    assert refusal(call(hers, "delete", path)) == (404, "not_found")
    other = call(hers, "post", "/scheduled", **given | {"client_id": "client-0002"})[1]
    gone = call(hers, "delete", f"/scheduled/{other['id']}")[1]
    assert (gone["state"], gone["text"]) == ("cancelled", "")


def test_commands_are_listed_and_given(room: Room, ada: User) -> None:
    client = bearer(ada)
    assert {"name", "usage", "help"} == call(client, "get", "/commands")[1][0].keys()
    given = {"room": room.pk, "client_id": "client-0001"}
    said = call(client, "post", "/commands", **given, text="/topic boats")[1]
    assert said == {"said": "The topic is set.", "message": None}
    acted = call(client, "post", "/commands", **given, text="/me waves")[1]
    assert acted["message"]["action"] is True
    before = Message.objects.count()
    answer = call(client, "post", "/commands", **given, text="/nothing")
    assert refusal(answer) == (400, "invalid")
    assert Message.objects.count() == before


def test_a_status_is_set_and_cleared(ada: User) -> None:
    client = bearer(ada)
    person = call(client, "put", "/me/status", emoji=":palm_tree:", text="on holiday")[1]
    assert person["status"] == {"emoji": "🌴", "text": "on holiday", "until": None}
    assert refusal(call(client, "put", "/me/status", emoji="x")) == (400, "invalid")
    assert call(client, "put", "/me/status")[1]["status"] is None
    assert call(client, "put", "/me/away", away=True)[1]["away"] is True
