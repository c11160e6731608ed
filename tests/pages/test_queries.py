"""What pages ask of the database: as much whatever is in them."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from chat.actions import (
    conversations,
    drafts,
    membership,
    pins,
    polls,
    reactions,
    rooms,
    saved,
    scheduling,
    sections,
    threads,
)
from chat.models import Room, User
from chat.models.users import Role
from tests.support import factories
from tests.support.files import make_file
from tests.support.pages import log_in, text_of
from tests.support.queries import queries_of

pytestmark = pytest.mark.django_db
PAGE = 6  # the log-in, the reader with the room, the people, their rooms, messages, what hangs


def fill(room: Room, reader: User, other: User, times: int) -> None:
    """All that a page can show, so many times over."""
    for number in range(times):
        said = factories.send(other, room, f"@{reader.username} look, no. {number}")
        factories.send(other, room, "an answer", thread=said.id)
        threads.set_following(user=reader, room_id=room.pk, thread=said.id, following=True)
        for user, emoji in ((reader, "👍"), (other, "🎉")):
            reactions.add_reaction(user=user, room_id=room.pk, message_id=said.id, emoji=emoji)
        pins.pin_message(actor=reader, room_id=room.pk, message_id=said.id)
        saved.save_message(user=reader, room_id=room.pk, message_id=said.id)
        asked = polls.create_poll(
            author=other, room_id=room.pk, client_id=factories.client_id(),
            question="When?", options=["now", "then"],
        )  # fmt: skip
        polls.vote(user=reader, room_id=room.pk, message_id=asked.id, options=[1])
        factories.send(other, room, "a plan", files=[make_file(other).public_id])
        _fill_sidebar(room, reader, other)


def _fill_sidebar(room: Room, reader: User, other: User) -> None:
    friend = factories.make_user()
    membership.join_room(user=friend, room_id=room.pk)
    theirs = factories.make_room(reader, members=(friend, other))
    factories.send(friend, theirs, f"@{reader.username}")
    drafts.save_draft(user=reader, room_id=theirs.pk, text="begun")
    direct = rooms.open_direct(user=reader, other_id=friend.pk)
    factories.send(friend, direct.room.id)
    group = conversations.open_group(user=reader, others=[friend.pk, other.pk])
    scheduling.schedule_message(
        user=reader, room_id=group.room.id, client_id=factories.client_id(), text="later",
        at=timezone.now() + timedelta(days=1),
    )  # fmt: skip
    sections.create_section(user=reader, name=f"section {friend.username}")


def test_a_rooms_page_takes_six_queries_whatever_is_in_it(
    reader: Client, busy: Room, ada: User, ben: User
) -> None:
    path = f"/r/{busy.pk}/"
    assert len(queries_of(reader, path)) == PAGE
    for times in (1, 3):
        fill(busy, ada, ben, times)
        assert len(queries_of(reader, path)) == PAGE


def test_nothing_hanging_there_is_a_query_less(reader: Client, ada: User) -> None:
    assert len(queries_of(reader, f"/r/{factories.make_room(ada).pk}/")) == PAGE - 1


def test_a_message_and_a_thread_are_opened_in_six_as_well(
    reader: Client, busy: Room, ada: User, ben: User
) -> None:
    fill(busy, ada, ben, 1)
    root = factories.send(ben, busy, "root")
    reply = factories.send(ben, busy, "reply", thread=root.id)
    for path in (f"{root.seq}/", f"t/{root.id}/", f"t/{root.id}/{reply.seq}/"):
        assert len(queries_of(reader, f"/r/{busy.pk}/{path}")) == PAGE
    assert len(queries_of(reader, f"/r/{busy.pk}/{reply.seq}/", status=302)) <= PAGE


def test_others_than_members_take_no_more(
    busy: Room, ada: User, ben: User, eve: User, gus: User, organisation: Any
) -> None:
    fill(busy, ada, ben, 1)
    assert len(queries_of(log_in(eve), f"/r/{busy.pk}/")) == PAGE  # she looks in
    membership.add_member(actor=ada, room_id=busy.pk, user_id=gus.pk)
    assert len(queries_of(log_in(gus), f"/r/{busy.pk}/")) == PAGE
    hidden = factories.make_room(ada, kind="private")
    assert len(queries_of(log_in(eve), f"/r/{hidden.pk}/", status=404)) <= PAGE


def test_an_owner_who_is_alone_is_welcomed_in_six(organisation: Any) -> None:
    olga = factories.make_user("olga", role=Role.OWNER)
    general = factories.make_general(olga)
    said = factories.send(olga, general, "hello?")
    reactions.add_reaction(user=olga, room_id=general.pk, message_id=said.id, emoji="👍")
    assert len(queries_of(log_in(olga), f"/r/{general.pk}/")) == PAGE


def test_other_pages_take_what_a_frame_takes(
    reader: Client, busy: Room, ada: User, ben: User
) -> None:
    fill(busy, ada, ben, 1)
    for path, most in (("/inbox/", 4), ("/people/", 4), ("/rooms/", 5), ("/search/", 4)):
        assert len(queries_of(reader, path)) == most
    assert len(queries_of(reader, "/", status=302)) <= 4


def test_a_page_of_search_takes_the_same_however_much_it_finds(
    reader: Client, busy: Room, ada: User, ben: User, settings: Settings
) -> None:
    fill(busy, ada, ben, 1)
    few = queries_of(reader, "/search/?q=look")
    fill(busy, ada, ben, 3)
    assert len(queries_of(reader, "/search/?q=look")) == len(few)


def test_a_page_of_history_takes_the_log_in_and_three(
    reader: Client, busy: Room, ada: User, ben: User
) -> None:
    fill(busy, ada, ben, 3)
    for bound in ("", "?before=9", "?after=3", "?around=9"):
        assert len(queries_of(reader, f"/api/rooms/{busy.pk}/messages{bound}")) <= 4


def test_what_a_member_sees_of_people_is_what_a_page_of_details_shows(
    reader: Client, busy: Room
) -> None:
    listed = text_of(reader.get(f"/r/{busy.pk}/")).split("data-members>")[1].split("</ul>")[0]
    assert listed.index("Ada Lovelace") < listed.index("Ben Okri")
