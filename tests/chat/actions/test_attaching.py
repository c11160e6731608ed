"""Files in messages: sent, forwarded, deleted, taken back."""

from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries, Settings

from chat.actions import forwarding, messages
from chat.errors import Conflict, Invalid, NotFound
from chat.models import File, Room, User
from chat.models.files import FileState
from chat.queries import timeline
from chat.queries.files import get_file
from tests.chat.actions.conftest import Watching
from tests.support.factories import client_id, send
from tests.support.files import make_file


def state_of(file: File) -> str:
    file.refresh_from_db()
    return file.state


def test_a_message_carries_its_files_in_order_and_needs_no_words(
    room: Room, ada: User, ben: User, watching: Watching
) -> None:
    first, second = make_file(ada, "a b.pdf"), make_file(ada, "b.png", alt="A dyke")
    with watching(ada, ben) as sent:
        message = send(ada, room, "", files=[second.public_id, first.public_id])
    assert [file.name for file in message.files] == ["b.png", "a b.pdf"]
    assert (message.text, message.html, message.files[0].alt) == ("", "", "A dyke")
    assert message.files[1].url == f"/files/{first.public_id}/a%20b.pdf"
    assert sent.events("message:created")[0]["message"]["files"][0]["id"] == second.public_id
    first.refresh_from_db()
    assert (first.sent_at is not None, first.expires_at) == (True, None)


def test_files_cost_a_page_one_query_and_only_where_there_are_some(
    room: Room, ada: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    send(ada, room, "none")

    def page() -> list[int]:
        return [len(each.files) for each in timeline.history(user=ada, room_id=room.pk).messages]

    with django_assert_num_queries(2) as before:
        page()
    for _ in range(3):
        send(ada, room, "one", files=[make_file(ada).public_id])
    with django_assert_num_queries(len(before) + 1):
        assert page()[-3:] == [1, 1, 1]


def test_sent_again_it_is_the_same_and_with_other_files_a_conflict(room: Room, ada: User) -> None:
    file, other = make_file(ada), make_file(ada)
    said = send(ada, room, "look", files=[file.public_id], client_id="same-id-1")
    assert send(ada, room, "look", files=[file.public_id], client_id="same-id-1") == said
    with pytest.raises(Conflict):
        send(ada, room, "look", files=[other.public_id], client_id="same-id-1")


@pytest.mark.parametrize(
    "fields",
    [{"state": "uploading"}, {"state": "gone"}, {"sent_at": "2026-11-21T10:00:00Z"}],
    ids=["not whole", "gone", "sent"],
)
def test_what_is_no_unsent_file_of_ones_own_is_refused(
    room: Room, ada: User, ben: User, fields: dict[str, Any]
) -> None:
    wrong = make_file(ada, **fields)
    for author, file in ((ada, wrong), (ben, make_file(ada))):
        with pytest.raises(Conflict):
            send(author, room, "mine?", files=[file.public_id])
    with pytest.raises(Conflict):
        send(ada, room, "none such", files=["A" * 22])


def test_too_many_and_the_same_twice_are_invalid(room: Room, ada: User, settings: Settings) -> None:
    settings.HEARTH = {**settings.HEARTH, "FILES_PER_MESSAGE": 1}
    one, two = make_file(ada).public_id, make_file(ada).public_id
    with pytest.raises(Invalid, match="1 files at most"):
        send(ada, room, files=[one, two])
    settings.HEARTH = {**settings.HEARTH, "FILES_PER_MESSAGE": 2}
    with pytest.raises(Invalid, match="twice"):
        send(ada, room, files=[one, one])
    with pytest.raises(Invalid, match="empty"):
        send(ada, room, "", files=[])


def test_only_who_may_read_a_message_may_have_its_files(
    den: Room, ada: User, ben: User, eve: User
) -> None:
    file = make_file(ada)
    assert get_file(ada, file.public_id) == file
    with pytest.raises(NotFound):
        get_file(ben, file.public_id)  # not sent yet
    send(ada, den, "", files=[file.public_id])
    assert get_file(ben, file.public_id) == file
    with pytest.raises(NotFound):
        get_file(eve, file.public_id)


def test_an_edit_keeps_the_files_and_may_take_all_words(
    room: Room, ada: User, ben: User, watching: Watching
) -> None:
    said = send(ada, room, "look", files=[make_file(ada).public_id])
    with watching(ada, ben):
        edited = messages.edit_message(author=ada, room_id=room.pk, message_id=said.id, text="  ")
    assert (edited.text, edited.files) == ("", said.files)
    plain = send(ada, room, "words")
    with pytest.raises(Invalid, match="empty"):
        messages.edit_message(author=ada, room_id=room.pk, message_id=plain.id, text="")


def test_a_deletion_takes_what_stands_nowhere_else(
    room: Room, den: Room, ada: User, ben: User, watching: Watching
) -> None:
    file = make_file(ada)
    said = send(ada, room, "look", files=[file.public_id])
    new = forwarding.forward_message(
        author=ben, room_id=room.pk, message_id=said.id, to=den.pk, client_id=client_id()
    )
    assert new.files == said.files
    with watching(ada, ben):
        gone = messages.delete_message(actor=ada, room_id=room.pk, message_id=said.id)
    assert (gone.files, state_of(file)) == ([], FileState.READY)
    with watching(ada, ben):
        messages.delete_message(actor=ben, room_id=den.pk, message_id=new.id)
    assert state_of(file) == FileState.GONE
    assert file.expires_at is not None
    with pytest.raises(NotFound):
        get_file(ada, file.public_id)


def test_taken_back_a_message_leaves_its_files_to_be_sent_again(
    room: Room, ada: User, ben: User, watching: Watching
) -> None:
    file = make_file(ada)
    said = send(ada, room, "slip", files=[file.public_id])
    with watching(ada, ben):
        gone = messages.undo_message(author=ada, room_id=room.pk, message_id=said.id)
    assert (gone.files, state_of(file), file.sent_at) == ([], FileState.READY, None)
    assert file.expires_at is not None
    with pytest.raises(NotFound):
        get_file(ben, file.public_id)
    assert send(ada, room, "again", files=[file.public_id]).files == said.files


def test_a_message_whose_files_are_let_go_at_that_moment_is_not_forwarded(
    room: Room, den: Room, ada: User
) -> None:
    file = make_file(ada)
    said = send(ada, room, "look", files=[file.public_id])
    File.objects.update(state=FileState.GONE)
    with pytest.raises(NotFound):
        forwarding.forward_message(
            author=ada, room_id=room.pk, message_id=said.id, to=den.pk, client_id=client_id()
        )
    assert not den.messages.filter(kind="text").exists()
