"""A page of history as rows."""

from datetime import date

import pytest

from chat.actions import membership, messages, rooms
from chat.events.shapes import MessageShape, Person
from chat.models import Room, User
from chat.queries import timeline
from chat.views.timeline import Row, day_text, notice_words, rows, zone_of
from tests.support import factories

ADA = Person(
    id=1, username="ada", display_name="Ada", initials="A", hue=7, role="member",
    is_active=True, time_zone="UTC",
)  # fmt: skip
BEN = ADA.model_copy(update={"id": 2, "display_name": "Ben"})


def message(seq: int, at: str, author: Person | None = ADA, **fields: object) -> MessageShape:
    made = MessageShape(
        id=seq, room=1, seq=seq, changed_seq=seq, kind="text", author=author, client_id=None,
        text="x", html="<p>x</p>", created_at=f"2026-03-{at}.000Z",
    )  # fmt: skip
    return made.model_copy(update=fields)


def reader(zone: str = "UTC") -> User:
    return User(pk=1, time_zone=zone)


def laid_out(*messages: MessageShape, zone: str = "UTC", read_seq: int | None = None) -> list[Row]:
    return list(rows(messages, reader=reader(zone), read_seq=read_seq, highlight=None, people={}))


def kinds(found: list[Row]) -> list[str]:
    return [row.template.removeprefix("chat/_").removesuffix(".html") for row in found]


def test_a_day_line_opens_each_day_of_the_readers_own_zone() -> None:
    pair = message(1, "01T22:30:00"), message(2, "01T23:30:00", BEN)
    assert kinds(laid_out(*pair)) == ["day", "message", "message"]
    in_berlin = laid_out(*pair, zone="Europe/Berlin")
    assert kinds(in_berlin) == ["day", "message", "day", "message"]
    assert [row.time for row in in_berlin if row.message] == ["23:30", "00:30"]


def test_a_zone_that_this_machine_does_not_know_reads_as_utc() -> None:
    assert str(zone_of(reader("Mars/Olympus"))) == "UTC"
    assert str(zone_of(reader("../etc/passwd"))) == "UTC"


def test_days_are_named_as_people_name_them() -> None:
    today = date(2026, 3, 5)
    assert day_text(today, today) == "Today"
    assert day_text(date(2026, 3, 4), today) == "Yesterday"
    assert day_text(date(2026, 3, 1), today) == "Sunday, 1 March"
    assert day_text(date(2025, 12, 31), today) == "Wednesday, 31 December 2025"


def test_an_authors_name_is_said_once_in_a_run_of_their_messages() -> None:
    found = laid_out(
        message(1, "01T10:00:00"),
        message(2, "01T10:04:59"),
        message(3, "01T10:09:59"),
        message(4, "01T10:10:00", BEN),
        message(5, "01T10:10:30", None),
        message(6, "01T10:10:40", None),
    )
    assert [row.grouped for row in found if row.message] == [
        *(False, True, False),
        *(False, False, False),
    ]


def test_the_new_line_stands_before_the_first_message_of_another() -> None:
    own, other = message(2, "01T10:00:00"), message(3, "01T10:01:00", BEN)
    read = message(1, "01T09:00:00", BEN)
    assert kinds(laid_out(read, own, other, read_seq=1)) == [
        *("day", "message", "message"),
        *("new_line", "message"),
    ]


def test_there_is_no_new_line_where_nothing_is_new_or_the_page_may_not_reach_it() -> None:
    other = message(9, "01T10:00:00", BEN)
    assert "new_line" not in kinds(laid_out(other, read_seq=9))
    assert "new_line" not in kinds(laid_out(other, read_seq=None))
    assert "new_line" not in kinds(laid_out(other, read_seq=3))
    gone = message(9, "01T10:00:00", BEN, deleted=True)
    assert "new_line" not in kinds(laid_out(gone, read_seq=8))


def test_a_message_after_the_new_line_says_its_author_again() -> None:
    found = laid_out(
        message(1, "01T10:00:00", BEN), message(2, "01T10:01:00", BEN), read_seq=1
    )  # fmt: skip
    assert [row.grouped for row in found if row.message] == [False, False]


@pytest.mark.django_db(transaction=True)
def test_every_notice_that_the_actions_leave_reads_as_a_sentence(
    sent: object, room: Room, ada: User, ben: User, eve: User
) -> None:
    membership.join_room(user=eve, room_id=room.pk)
    membership.leave_room(user=eve, room_id=room.pk)
    membership.add_member(actor=ada, room_id=room.pk, user_id=eve.pk)
    membership.remove_member(actor=ada, room_id=room.pk, user_id=eve.pk)
    rooms.update_room(actor=ada, room_id=room.pk, name="press")
    rooms.update_room(actor=ada, room_id=room.pk, topic="Ink")
    rooms.update_room(actor=ada, room_id=room.pk, topic="")
    factories.send(ada, room)
    found = timeline.history(user=ada, room_id=room.pk).messages
    said = [notice_words(each) for each in found if each.kind == "notice"]
    assert said[-7:] == [
        "Eve Adams joined",
        "Eve Adams left",
        "Ada Lovelace added Eve Adams",
        "Ada Lovelace removed Eve Adams",
        "Ada Lovelace renamed the room to press",
        "Ada Lovelace set the topic: Ink",
        "Ada Lovelace cleared the topic",
    ]


def test_a_notice_about_accounts_that_are_gone_still_reads() -> None:
    notice = message(1, "01T10:00:00", None, kind="notice", notice="added")
    assert notice_words(notice) == "A former member added a former member"


@pytest.mark.django_db
def test_a_deleted_message_is_a_tombstone_without_its_words(room: Room, ben: User) -> None:
    said = factories.send(ben, room, "secret")
    messages.delete_message(actor=ben, room_id=room.pk, message_id=said.id)
    page = timeline.history(user=ben, room_id=room.pk)
    last = list(rows(page.messages, reader=ben, read_seq=None, highlight=None, people={}))[-1]
    assert last.message is not None
    assert (last.message.deleted, last.message.html) == (True, "")
