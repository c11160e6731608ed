"""What is kept of pages and answers shows nothing that is over, and to nobody what is another's.

Each change here is seen by three readers who had the room before it. What they get after it is what
a process gives that kept nothing.
"""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from chat.actions import (
    membership,
    messages,
    people,
    pins,
    polls,
    previews,
    reactions,
    rooms,
    status,
)
from chat.actions.previews import Found
from chat.lru import made
from chat.models import Message, Room, User
from chat.views.whole import pages
from tests.pages.world import World
from tests.support import factories
from tests.support.pages import log_in, text_of

pytestmark = pytest.mark.django_db


def _rename(world: World) -> None:
    people.update_profile(user=world.ada, display_name="Ada <King>")


def _face(world: World) -> None:
    User.objects.filter(pk=world.ada.pk).update(avatar="AAAAAAAAAAAAAAAA")


def _move(world: World) -> None:
    User.objects.filter(pk=world.ben.pk).update(time_zone="Asia/Tokyo")


def _preview(world: World) -> None:
    for task in previews.claim(most=9):
        previews.found(preview_id=task.preview_id, what=Found(title="Tide tables"))
    assert previews.tell()


def _vote(world: World) -> None:
    polls.vote(user=world.ben, room_id=world.room.pk, message_id=world.poll.id, options=[1])


def _rename_room(world: World) -> None:
    rooms.update_room(actor=world.ada, room_id=world.room.pk, name="the bindery")


def _behind_our_back(world: World) -> None:
    Message.objects.filter(pk=world.said.id).update(text="other", html="<p>other words</p>")


CHANGES: dict[str, Callable[[World], object]] = {
    "edit": lambda w: messages.edit_message(author=w.ada, text="second", **w.where),
    "reaction": lambda w: reactions.add_reaction(user=w.ben, emoji="👍", **w.where),
    "deletion": lambda w: messages.delete_message(actor=w.ada, reason="", **w.where),
    "pin": lambda w: pins.pin_message(actor=w.ben, **w.where),
    "reply": lambda w: factories.send(w.ben, w.room, "an answer", thread=w.said.id),
    "message": lambda w: factories.send(w.ben, w.room, "a new one"),
    "status": lambda w: status.set_status(user=w.ada, emoji="🌊", text="at sea"),
    "rename": _rename,
    "face": _face,
    "time zone": _move,
    "preview": _preview,
    "vote": _vote,
    "room": _rename_room,
    "row": _behind_our_back,
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_shows_at_once_to_each_as_if_nothing_were_kept(world: World, name: str) -> None:
    clients = [log_in(user) for user in (world.ada, world.ben, world.gus)]
    before = [world.answers(clients) for _ in range(3)]
    assert before[0] == before[1] == before[2]
    CHANGES[name](world)
    warm = world.answers(clients)
    assert warm == world.anew(clients)
    changed = [one != other for one, other in zip(before[2], warm, strict=True)]
    assert any(changed[:3])


def test_a_status_that_is_over_shows_no_longer(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = timezone.now()
    status.set_status(user=world.ada, emoji="🌊", text="at sea", until=now + timedelta(hours=1))
    clients = [log_in(world.ben)]
    for later, shown in ((0, True), (2, False), (0, True)):
        moment = now + timedelta(hours=later)
        monkeypatch.setattr(timezone, "now", lambda moment=moment: moment)
        assert ["at sea" in page for page in world.answers(clients)[:2]] == [shown, shown]


def test_who_is_no_longer_in_a_room_gets_nothing_of_what_is_kept(world: World, den: Room) -> None:
    factories.send(world.ada, den, "sesame opens it")
    ben, eve = log_in(world.ben), log_in(factories.make_user("mallory"))
    paths = (f"/r/{den.pk}/", f"/api/rooms/{den.pk}/messages", "/search/?q=opens")
    assert all("sesame " in text_of(ben.get(path)) for path in paths)
    assert not any("sesame " in text_of(eve.get(path)) for path in paths)
    membership.remove_member(actor=world.ada, room_id=den.pk, user_id=world.ben.pk)
    assert not any("sesame " in text_of(ben.get(path)) for path in paths)


def test_what_was_rolled_back_is_not_kept(world: World) -> None:
    client = [log_in(world.ben)]
    before = world.answers(client)
    with transaction.atomic():
        _behind_our_back(world)
        assert "other words" in world.answers(client)[0]
        transaction.set_rollback(True)
    assert world.answers(client) == before


def test_a_page_that_is_kept_asks_the_database_as_often(world: World) -> None:
    client, counts = log_in(world.ada), []
    client.get("/people/")  # notes the device
    made.clear()
    pages.clear()
    for _ in range(3):
        with CaptureQueriesContext(connection) as asked:
            client.get(f"/r/{world.room.pk}/")
        counts.append(len(asked))
    assert counts[0] == counts[1] == counts[2] > 0
