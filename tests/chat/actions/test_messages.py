"""Sending, editing and deleting: the answer, the events, the cost, and who is refused."""

import pytest
from pytest_django import DjangoAssertNumQueries

from chat.actions import membership, messages
from chat.errors import Conflict, Forbidden, Invalid, LoginRequired, NotFound
from chat.models import AuditEntry, Membership, Message, Room, User
from chat.queries import rooms as room_queries
from tests.chat.actions.conftest import Committing, Watching
from tests.support import factories
from tests.support.factories import make_room, send
from tests.support.queries import sending


def test_a_message_takes_the_next_number_and_the_room_hears_it(
    room: Room, ada: User, ben: User, watching: Watching
) -> None:
    head = Room.objects.get(pk=room.pk).last_seq
    with watching(ada, ben) as sent:
        shape = send(ben, room, "hi **there**")
    assert (shape.seq, shape.changed_seq) == (head + 1, head + 1)
    assert (shape.text, shape.html) == ("hi **there**", "<p>hi <strong>there</strong></p>")
    assert sent.names() == ["message:created"]
    assert sent.sent[0].to == (f"room:{room.pk}",)
    assert sent.events("message:created")[0]["message"] == shape.model_dump(mode="json")


def test_sending_takes_few_queries(
    room: Room, ben: User, django_assert_num_queries: DjangoAssertNumQueries, committing: Committing
) -> None:
    # Savepoints are the test's own transaction showing through.
    with committing(), django_assert_num_queries(sending() + 2):
        send(ben, room)


def test_the_same_client_id_gives_the_same_message_and_no_second_event(
    room: Room, ben: User, committing: Committing
) -> None:
    first = send(ben, room, "once", client_id="same-id-1")
    with committing() as sent:
        assert send(ben, room, "once", client_id="same-id-1") == first
    assert sent.names() == []
    assert Message.objects.filter(text="once").count() == 1


def test_the_same_client_id_answers_with_the_message_as_it_is_now(room: Room, ben: User) -> None:
    first = send(ben, room, "once", client_id="same-id-1")
    messages.edit_message(author=ben, room_id=room.pk, message_id=first.id, text="twice")
    assert send(ben, room, "once", client_id="same-id-1").text == "twice"
    messages.delete_message(actor=ben, room_id=room.pk, message_id=first.id)
    assert send(ben, room, "once", client_id="same-id-1").deleted


def test_the_same_client_id_is_answered_after_its_author_left_the_room(
    room: Room, ben: User
) -> None:
    first = send(ben, room, "once", client_id="same-id-1")
    membership.leave_room(user=ben, room_id=room.pk)
    assert send(ben, room, "once", client_id="same-id-1").id == first.id
    with pytest.raises(Forbidden):
        send(ben, room, "again")


def test_the_same_client_id_with_another_text_or_room_is_a_conflict(
    room: Room, den: Room, ben: User
) -> None:
    send(ben, room, "once", client_id="same-id-1")
    with pytest.raises(Conflict):
        send(ben, room, "other", client_id="same-id-1")
    with pytest.raises(Conflict):
        send(ben, den, "once", client_id="same-id-1")


def test_two_people_may_choose_the_same_client_id(room: Room, ada: User, ben: User) -> None:
    assert send(ada, room, client_id="same-id-1").id != send(ben, room, client_id="same-id-1").id


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "empty"),
        (" \n\t ", "empty"),
        ("\u200b\u200b", "empty"),
        ("x" * 10_001, "10,001 characters of 10,000"),
        ("a\x00b", "NUL"),
        ("a\ud800b", "surrogate"),
    ],
)
def test_a_text_that_cannot_be_a_message_is_refused_with_what_to_mend(
    text: str, words: str, room: Room, ben: User
) -> None:
    with pytest.raises(Invalid, match=words):
        send(ben, room, text)
    assert not Message.objects.filter(author=ben, kind="text").exists()


def test_line_ends_are_made_one_kind_and_leading_spaces_stay(room: Room, ben: User) -> None:
    assert send(ben, room, "\r\n  a\r\nb\rc \n\n").text == "  a\nb\nc"


def test_a_message_of_just_the_longest_length_is_taken(room: Room, ben: User) -> None:
    assert len(send(ben, room, "x" * 10_000).text) == 10_000


def test_a_room_one_is_not_in_refuses_and_one_that_cannot_be_seen_is_not_found(
    room: Room, den: Room, eve: User, gus: User
) -> None:
    with pytest.raises(Forbidden, match="Join the room"):
        send(eve, room)
    with pytest.raises(NotFound) as hidden:
        send(eve, den)
    with pytest.raises(NotFound) as missing:
        send(eve, 10_000)
    assert hidden.value.as_json() == missing.value.as_json()
    with pytest.raises(NotFound):
        send(gus, room)  # public, but a guest was not added


def test_someone_deactivated_meanwhile_sends_nothing(room: Room, ben: User) -> None:
    first = send(ben, room, "before", client_id="same-id-1")
    User.objects.filter(pk=ben.pk).update(is_active=False)
    assert ben.is_active  # what a socket still holds
    with pytest.raises(LoginRequired):
        send(ben, room)
    with pytest.raises(LoginRequired):
        send(ben, room, "before", client_id="same-id-1")
    with pytest.raises(LoginRequired):
        messages.edit_message(author=ben, room_id=room.pk, message_id=first.id, text="after")
    with pytest.raises(LoginRequired):
        messages.delete_message(actor=ben, room_id=room.pk, message_id=first.id)


def test_someone_whose_account_is_gone_sends_nothing(room: Room, ben: User) -> None:
    ghost = User.objects.get(pk=ben.pk)
    Membership.objects.filter(user=ben).delete()
    ben.delete()
    with pytest.raises(LoginRequired):
        send(ghost, room)


def test_an_edit_keeps_the_place_and_takes_the_next_number(
    room: Room, ada: User, ben: User, watching: Watching
) -> None:
    first, second = send(ben, room, "one"), send(ben, room, "two")
    with watching(ada, ben) as sent:
        shape = messages.edit_message(
            author=ben, room_id=room.pk, message_id=first.id, text="*uno*"
        )
    assert (shape.seq, shape.changed_seq) == (first.seq, second.seq + 1)
    assert (shape.html, shape.created_at) == ("<p><em>uno</em></p>", first.created_at)
    assert shape.edited_at is not None
    assert sent.names() == ["message:changed"]
    assert sent.events("message:changed")[0]["seq"] == shape.changed_seq


def test_editing_takes_ten_queries(
    room: Room, ben: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    first = send(ben, room, "one")
    # Two keep what it said before, one asks for the rules; the last is for what hangs on it.
    with django_assert_num_queries(10 + 2):
        messages.edit_message(author=ben, room_id=room.pk, message_id=first.id, text="uno")


def test_an_edit_to_the_same_text_changes_nothing(
    room: Room, ben: User, committing: Committing
) -> None:
    first = send(ben, room, "one")
    with committing() as sent:
        shape = messages.edit_message(
            author=ben, room_id=room.pk, message_id=first.id, text="one\n"
        )
    assert shape == first
    assert sent.names() == []
    assert Room.objects.get(pk=room.pk).last_seq == first.seq


def test_only_the_author_edits_and_only_what_is_there(
    room: Room, den: Room, ada: User, ben: User, olga: User
) -> None:
    first = send(ben, room, "one")

    def edit(author: User, room_id: int, message_id: int = first.id, text: str = "x") -> None:
        messages.edit_message(author=author, room_id=room_id, message_id=message_id, text=text)

    membership.join_room(user=olga, room_id=room.pk)
    for someone in (ada, olga):
        with pytest.raises(Forbidden, match="Only its author"):
            edit(someone, room.pk)
    with pytest.raises(NotFound):
        edit(ben, den.pk)  # the message of another room
    with pytest.raises(NotFound):
        edit(ben, room.pk, 10_000)
    with pytest.raises(Invalid):
        edit(ben, room.pk, text=" ")
    notice = Message.objects.get(room=room, notice="created")
    with pytest.raises(Forbidden):
        edit(ada, room.pk, notice.pk)
    messages.delete_message(actor=ben, room_id=room.pk, message_id=first.id)
    with pytest.raises(NotFound, match="deleted"):
        edit(ben, room.pk)


def test_a_deleted_message_leaves_a_tombstone_without_its_words(
    room: Room, ada: User, ben: User, watching: Watching
) -> None:
    first, second = send(ben, room, "secret"), send(ben, room, "two")
    with watching(ada, ben) as sent:
        shape = messages.delete_message(actor=ben, room_id=room.pk, message_id=first.id)
    assert (shape.deleted, shape.text, shape.html) == (True, "", "")
    assert (shape.seq, shape.changed_seq) == (first.seq, second.seq + 1)
    assert sent.names() == ["message:changed"]
    assert "secret" not in str(sent.sent)
    assert not Message.objects.filter(text__contains="secret").exists()
    assert not AuditEntry.objects.exists()


def test_deleting_takes_ten_queries_and_again_takes_no_number(
    room: Room, ben: User, django_assert_num_queries: DjangoAssertNumQueries, committing: Committing
) -> None:
    first = send(ben, room, "one")
    with django_assert_num_queries(10 + 2):
        shape = messages.delete_message(actor=ben, room_id=room.pk, message_id=first.id)
    with committing() as sent:
        again = messages.delete_message(actor=ben, room_id=room.pk, message_id=first.id)
    assert again == shape
    assert sent.names() == []


def test_an_admin_deletes_anyones_message_and_it_is_recorded(
    den: Room, ada: User, ben: User, olga: User, watching: Watching
) -> None:
    first = send(ben, den, "rude")
    with watching(ada, ben):
        messages.delete_message(
            actor=olga, room_id=den.pk, message_id=first.id, reason="Against the rules"
        )
    entry = AuditEntry.objects.get()
    assert (entry.actor, entry.act, entry.reason) == (olga, "message.delete", "Against the rules")
    assert (entry.target, entry.label) == (f"message:{first.id}", "#the den")
    assert "rude" not in str(entry.details)
    row = Message.objects.get(pk=first.id)
    assert (row.deleted_by, row.delete_reason) == (olga, "Against the rules")


def test_others_delete_nothing(room: Room, den: Room, ada: User, ben: User, eve: User) -> None:
    first = send(ben, den, "mine")

    def delete(actor: User, room_id: int, message_id: int = first.id) -> None:
        messages.delete_message(actor=actor, room_id=room_id, message_id=message_id)

    with pytest.raises(Forbidden):
        delete(ada, den.pk)
    with pytest.raises(NotFound):
        delete(eve, den.pk)
    with pytest.raises(NotFound):
        delete(ben, room.pk)  # the message of another room
    with pytest.raises(NotFound):
        delete(ben, 10_000)
    notice = Message.objects.get(room=den, notice="created")
    with pytest.raises(Forbidden):
        delete(ada, den.pk, notice.pk)


def test_what_is_deleted_is_unread_no_more(room: Room, ada: User, ben: User) -> None:
    send(ben, room, "one")
    second = send(ben, room, "two")
    assert room_queries.my_room(user=ada, room_id=room.pk).unread == 2
    messages.delete_message(actor=ben, room_id=room.pk, message_id=second.id)
    assert room_queries.my_room(user=ada, room_id=room.pk).unread == 1


def test_a_message_outlives_its_authors_account(room: Room, ada: User) -> None:
    someone = factories.make_user("zed")
    other = make_room(ada, members=(someone,))
    shape = send(someone, other, "still here")
    Membership.objects.filter(user=someone).delete()
    someone.delete()
    deleted = messages.delete_message
    admin = factories.make_user("quentin", role="admin")
    again = deleted(actor=admin, room_id=other.pk, message_id=shape.id)
    assert again.author is None
    assert AuditEntry.objects.get().details["author"] == ""
