"""The only way out: when it leaves, to whom, and what a fault of the layer does."""

import logging

import pytest
from django.db import transaction

from channels_socketio import Emitter, Hub, NoSharedLayer, Options
from chat import broadcast
from chat.actions import membership
from chat.events.broadcasts import PersonChanged
from chat.models import Room, User
from chat.queries import shapes
from tests.support import factories
from tests.support.recorder import RecordingEmitter

pytestmark = pytest.mark.django_db(transaction=True)


def test_nothing_leaves_before_the_commit_or_after_a_rollback(
    ada: User, sent: RecordingEmitter
) -> None:
    event = PersonChanged(person=shapes.person(ada))
    with transaction.atomic():
        broadcast.to_user(event, user_id=ada.pk)
        assert sent.names() == []
    assert sent.names() == ["person:changed"]
    with transaction.atomic():
        broadcast.to_user(event, user_id=ada.pk)
        transaction.set_rollback(True)
    assert sent.names() == ["person:changed"]


def test_what_is_said_of_a_person_reaches_those_who_may_see_them(
    ada: User, gus: User, sent: RecordingEmitter
) -> None:
    room = factories.make_room(ada, "den", kind="private", members=(gus,))
    sent.clear()
    broadcast.to_people(PersonChanged(person=shapes.person(gus)), about=gus)
    assert sent.sent[0].to == ("members", f"user:{gus.pk}", f"room:{room.pk}")


def test_sockets_that_end_are_told_why_first(sent: RecordingEmitter) -> None:
    broadcast.end_connections(reason="deactivated", user_id=5)
    broadcast.end_connections(reason="logged_out", session_key="secret key")
    broadcast.end_connections(reason="token_withdrawn", token_id=7)
    assert sent.names() == ["session:ended", "disconnect"] * 3
    session = broadcast.session_name("secret key")
    told = [("user:5",), ("user:5",), (session,), (session,), ("token:7",), ("token:7",)]
    assert [one.to for one in sent.sent] == told
    assert sent.elsewhere == sent.sent, "the page of those who run it ends too"
    assert "secret" not in session
    assert sent.events("session:ended")[0] == {"reason": "deactivated"}


def test_a_fault_of_the_layer_is_logged_and_the_change_stands(
    ada: User, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    room = factories.make_room(ada)

    class Broken(RecordingEmitter):
        def emit(self, *args: object, **options: object) -> None:
            raise ConnectionError("no layer")

    monkeypatch.setattr("chat.broadcast.get_emitter", Broken)
    with caplog.at_level(logging.ERROR):
        shape = factories.send(ada, room)
    assert "no layer" in caplog.text
    assert Room.objects.get(pk=room.pk).last_seq == shape.seq


def test_a_command_that_shares_no_layer_with_the_server_says_nothing_of_it(
    ada: User, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    emitter = Emitter(Hub(Options()))
    monkeypatch.setattr("chat.broadcast.get_emitter", lambda: emitter)
    with pytest.raises(NoSharedLayer):
        emitter.emit("x")
    with caplog.at_level(logging.DEBUG):
        broadcast.end_connections(reason="deactivated", user_id=ada.pk)
    assert caplog.text == ""


def test_what_leaves_is_the_state_that_was_committed(
    ada: User, ben: User, sent: RecordingEmitter
) -> None:
    room = factories.make_room(ada)
    sent.clear()
    with transaction.atomic():
        membership.join_room(user=ben, room_id=room.pk)
        membership.leave_room(user=ben, room_id=room.pk)
    assert [one["member"]["active"] for one in sent.events("member:changed")] == [True, False]
    assert [sent.op for sent in sent.sent if sent.op != "emit"] == ["enter", "evict"]
