"""A room in which much has happened, and a browser to look at it."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from pytest_django.plugin import DjangoDbBlocker

from chat.actions import membership, messages, reading, rooms
from chat.models import Organisation, Room, User
from chat.models.users import Role
from tests.pages.screen import Screen
from tests.pages.world import World
from tests.support import factories
from tests.support.pages import log_in, text_of

CODE = "```python\ndef answer(question: str) -> int:\n    return 42  # always\n```"
TABLE = "| Colour | Ratio |\n|---|---:|\n| ink | 15.2 |\n"


@pytest.fixture(scope="session")
def screen() -> Iterator[Screen]:
    """One Chromium for this process's tests."""
    with Screen() as running:
        yield running


@pytest.fixture(autouse=True)
def patience() -> None:
    """Log-ins are counted in the cache, over all tests."""
    cache.clear()


@pytest.fixture
def organisation(db: None) -> Organisation:
    """The organisation."""
    return Organisation.objects.create(name="Lantern & Loom")


@pytest.fixture
def reader(ada: User, organisation: Organisation) -> Client:
    """Ada's browser."""
    return log_in(ada)


@pytest.fixture
def world(organisation: Organisation, ada: User, ben: User, gus: User, room: Room) -> World:
    """The room, which a guest is in too."""
    membership.add_member(actor=ada, room_id=room.pk, user_id=gus.pk)
    return World(ada, ben, gus, room)


@pytest.fixture
def busy(room: Room, ada: User, ben: User) -> Room:
    """A room with every kind of row, two of them new to Ada."""
    return make_busy(room, ada, ben)


def make_busy(room: Room, ada: User, ben: User) -> Room:
    """The same, of a room in which the two are."""
    say = factories.send
    say(ada, room, "Good morning, **everyone**.")
    say(ada, room, "The plan is at https://example.org/plan and in `plan.md`.")
    say(ben, room, f"> the plan\n\nRead it.\n\n1. One\n2. Two\n\n{CODE}\n\n{TABLE}")
    gone = say(ben, room, "Never mind")
    messages.delete_message(actor=ben, room_id=room.pk, message_id=gone.id)
    edited = say(ada, room, "Thnaks")
    messages.edit_message(author=ada, room_id=room.pk, message_id=edited.id, text="Thanks")
    rooms.update_room(actor=ada, room_id=room.pk, topic="What is printed, and what is not")
    head = Room.objects.get(pk=room.pk).last_seq
    reading.set_read(user=ada, room_id=room.pk, seq=head)
    say(ben, room, "صباح الخير")
    say(ben, room, "😀")
    return Room.objects.get(pk=room.pk)


@pytest.fixture(scope="session")
def busy_page(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> str:
    """Ada's page of such a room, with a guest in it and direct messages at the side: made once,
    for those who look at it. The database has nothing of it."""
    with django_db_blocker.unblock(), transaction.atomic():
        try:
            return _page_of_a_busy_room()
        finally:
            transaction.set_rollback(True)


def _page_of_a_busy_room() -> str:
    Organisation.objects.create(name="Lantern & Loom")
    ada = factories.make_user("ada", display_name="Ada Lovelace")
    ben = factories.make_user("ben", display_name="Ben Okri")
    gus = factories.make_user("gus", display_name="Gus Guest", role=Role.GUEST)
    room = make_busy(factories.make_room(ada, "print room", members=(ben,)), ada, ben)
    membership.place_in_room(room=room, user=gus, by=ada)
    rooms.open_direct(user=ada, other_id=gus.pk)
    return text_of(log_in(ada).get(f"/r/{room.pk}/"))
