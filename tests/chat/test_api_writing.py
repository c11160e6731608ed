"""What one writes, over HTTP: drafts, scheduled messages, commands, a status."""

from datetime import timedelta

import pytest
from django.utils import timezone

from chat.models import Message, Room, User
from tests.chat.test_api import _bearer, _call, _code, full_buckets

__all__ = ["full_buckets"]
pytestmark = pytest.mark.usefixtures("sent", "full_buckets")


def test_a_draft_is_kept_listed_and_ended_by_the_send(room: Room, ada: User, eve: User) -> None:
    client = _bearer(ada)
    status, kept = _call(client, "put", "/drafts", room=room.pk, text="half a thou")
    assert status == 200
    assert _call(client, "get", "/drafts")[1] == [kept]
    given = {"client_id": "client-0001", "text": "half a thought", "draft": kept["me_seq"]}
    assert _call(client, "post", f"/rooms/{room.pk}/messages", **given)[0] == 200
    assert _call(client, "get", "/drafts")[1] == []
    answer = _call(_bearer(eve), "put", "/drafts", room=room.pk, text="not mine")
    assert _code(answer) == (403, "forbidden")


def test_a_message_is_scheduled_changed_sent_and_cancelled(
    room: Room, ada: User, ben: User
) -> None:
    hers, his = _bearer(ada), _bearer(ben)
    at = (timezone.now() + timedelta(days=1)).isoformat()
    given = {"room": room.pk, "client_id": "client-0001", "text": "later", "at": at}
    kept = _call(hers, "post", "/scheduled", **given)[1]
    path = f"/scheduled/{kept['id']}"
    assert _call(hers, "get", "/scheduled")[1] == [kept]
    assert _call(his, "get", "/scheduled")[1] == []
    assert _code(_call(his, "delete", path)) == (404, "not_found")
    assert _call(hers, "patch", path, text="much later")[1]["text"] == "much later"
    assert _code(_call(hers, "patch", path, at="2020-01-01T00:00:00Z")) == (400, "invalid")
    assert _call(hers, "post", f"{path}/send")[1]["text"] == "much later"
    assert _code(_call(hers, "delete", path)) == (404, "not_found")
    other = _call(hers, "post", "/scheduled", **given | {"client_id": "client-0002"})[1]
    gone = _call(hers, "delete", f"/scheduled/{other['id']}")[1]
    assert (gone["state"], gone["text"]) == ("cancelled", "")


def test_commands_are_listed_and_given(room: Room, ada: User) -> None:
    client = _bearer(ada)
    assert {"name", "usage", "help"} == _call(client, "get", "/commands")[1][0].keys()
    given = {"room": room.pk, "client_id": "client-0001"}
    said = _call(client, "post", "/commands", **given, text="/topic boats")[1]
    assert said == {"said": "The topic is set.", "message": None}
    acted = _call(client, "post", "/commands", **given, text="/me waves")[1]
    assert acted["message"]["action"] is True
    before = Message.objects.count()
    answer = _call(client, "post", "/commands", **given, text="/nothing")
    assert _code(answer) == (400, "invalid")
    assert Message.objects.count() == before


def test_a_status_is_set_and_cleared(ada: User) -> None:
    client = _bearer(ada)
    person = _call(client, "put", "/me/status", emoji=":palm_tree:", text="on holiday")[1]
    assert person["status"] == {"emoji": "🌴", "text": "on holiday", "until": None}
    assert _code(_call(client, "put", "/me/status", emoji="x")) == (400, "invalid")
    assert _call(client, "put", "/me/status")[1]["status"] is None
    assert _call(client, "put", "/me/away", away=True)[1]["away"] is True
