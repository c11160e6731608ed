"""Forwarding a message to another room."""

from typing import Any

import pytest
from pytest_django import Settings

from chat.actions import forwarding, messages
from chat.errors import Forbidden, Invalid, NotFound
from chat.models import Mention, Message, Room, User
from tests.chat.actions.conftest import Watching
from tests.support.factories import client_id, send


def test_it_is_a_message_of_ones_own_that_quotes_the_other_and_calls_nobody(
    room: Room, den: Room, ada: User, ben: User, watching: Watching
) -> None:
    said = send(ben, room, "@ada *look*\n```\n@ada = 1\n```")
    Mention.objects.all().delete()
    with watching(ada, ben) as sent:
        new = forwarding.forward_message(
            author=ada, room_id=room.pk, message_id=said.id, to=den.pk, client_id=client_id(),
            comment="Seen?",
        )  # fmt: skip
    head = f"> **[Ben Okri](/r/{room.pk}/{said.seq}/)** in #print room"
    assert new.text == f"Seen?\n\n{head}\n> @\u2060ada *look*\n> ```\n> @ada = 1\n> ```"
    assert (new.room, new.author and new.author.id) == (den.pk, ada.pk)
    assert [each["room"] for each in sent.events("message:created")] == [den.pk]
    assert not Mention.objects.exists()


def test_the_name_of_a_private_place_stays_there(room: Room, den: Room, ada: User) -> None:
    said = send(ada, den, "quietly")
    new = forwarding.forward_message(
        author=ada, room_id=den.pk, message_id=said.id, to=room.pk, client_id=client_id()
    )
    assert "den" not in new.text
    assert new.text.endswith("> quietly")


def test_what_one_may_not_read_or_write_is_refused(
    room: Room, den: Room, ada: User, ben: User, eve: User
) -> None:
    said, hidden = send(ben, room), send(ben, den)
    where: dict[str, Any] = {"room_id": den.pk, "message_id": hidden.id, "to": room.pk}
    with pytest.raises(NotFound):
        forwarding.forward_message(author=eve, client_id=client_id(), **where)
    where = {"room_id": room.pk, "message_id": hidden.id, "to": room.pk}  # not there
    with pytest.raises(NotFound):
        forwarding.forward_message(author=ada, client_id=client_id(), **where)
    where = {"room_id": room.pk, "message_id": said.id, "to": room.pk}
    with pytest.raises(Forbidden):
        forwarding.forward_message(author=eve, client_id=client_id(), **where)
    messages.delete_message(actor=ben, room_id=room.pk, message_id=said.id)
    with pytest.raises(NotFound):
        forwarding.forward_message(author=ada, client_id=client_id(), **where)


def test_a_notice_and_what_is_too_long_together_are_invalid(
    room: Room, ada: User, settings: Settings
) -> None:
    notice = Message.objects.filter(room=room, kind="notice").first()
    assert notice is not None
    said = send(ada, room, "x" * 90)
    settings.HEARTH = {**settings.HEARTH, "MESSAGE_LENGTH": 100}
    for pk, words in ((notice.pk, "Only messages"), (said.id, "too long to forward")):
        with pytest.raises(Invalid, match=words):
            forwarding.forward_message(
                author=ada, room_id=room.pk, message_id=pk, to=room.pk, client_id=client_id()
            )
