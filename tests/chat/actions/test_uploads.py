"""Uploads, from their first byte to a file that waits to be sent."""

import io
import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.storage import storages
from django.utils import timezone
from pytest_django import Settings

from chat.actions import uploads
from chat.actions.taking_in import take_in
from chat.errors import ChatError, Conflict, Invalid, Locked, NotFound, TooLarge, Unavailable
from chat.files import parts, storage
from chat.models import File, Room, User
from chat.models.files import FileState
from chat.queries import files as file_queries
from chat.timers.jobs import JOBS
from tests.support.factories import send
from tests.support.pictures import PLACE, png_of, telling


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, settings: Settings) -> None:
    """Parts and files of this test alone."""
    settings.UPLOADS = tmp_path / "uploads"
    options = {**settings.STORAGES["files"], "OPTIONS": {"location": tmp_path / "files"}}
    settings.STORAGES = {**settings.STORAGES, "files": options}


def upload(owner: User, content: bytes, name: str = "notes.txt", piece: int = 0) -> File:
    """All of `content`, in pieces of that many bytes."""
    begun = uploads.create_upload(owner=owner, name=name, size=len(content)).file
    at = 0
    while at < len(content):
        part = content[at : at + piece] if piece else content
        sent = uploads.append_upload(
            owner=owner, file_id=begun.public_id, offset=at, content=io.BytesIO(part)
        )
        at = sent.received
    return File.objects.get(pk=begun.pk)


def stored(tmp_path: Path) -> list[str]:
    return [str(path) for path in tmp_path.rglob("*") if path.is_file()]


def test_a_file_comes_in_pieces_and_is_stored_under_a_name_of_our_own(
    ada: User, tmp_path: Path
) -> None:
    file = upload(
        ada, b"High water at six.\n" * 100, "../../etc/pass\u202ewd\r\nX: y.txt", piece=700
    )
    assert (file.state, file.name, file.media_type, file.kind, file.size) == (
        FileState.READY, "passwdX: y.txt", "text/plain", "document", 1900,
    )  # fmt: skip
    where = storage.local(file.stored_as)
    assert where is not None
    assert where.read_bytes() == b"High water at six.\n" * 100
    assert stored(tmp_path) == [str(where)]  # no part is left
    assert "passwd" not in file.stored_as
    assert [each.id for each in file_queries.unsent(user=ada)] == [file.public_id]


def test_an_empty_file_is_whole_at_once(ada: User) -> None:
    assert upload(ada, b"").state == FileState.READY


def test_a_picture_is_stripped_and_has_a_thumbnail(ada: User) -> None:
    sent = telling("JPEG", 6)
    file = upload(ada, sent, "dyke.jpg")
    kept, small = storage.local(file.stored_as), storage.local(file.thumbnail_as)
    assert kept is not None
    assert small is not None
    assert PLACE in sent
    assert PLACE not in kept.read_bytes()
    assert (file.kind, file.media_type, file.size) == (
        "picture",
        "image/jpeg",
        len(kept.read_bytes()),
    )
    assert (file.width, file.height) == (40, 80)  # as it is shown, its way up applied
    assert small.read_bytes()[8:12] == b"WEBP"
    assert file_queries.shape(file).thumbnail == f"/files/{file.public_id}/thumbnail/"


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (png_of(60_000, 60_000), "bomb.png"),
        (b"\x89PNG\r\n\x1a\n<script>alert(1)</script>", "evil.png"),
        (b"<svg onload=alert(1)>", "a.svg"),
        (b"<html><script>alert(1)</script>", "photo.png"),
    ],
    ids=["bomb", "damaged", "svg", "html named png"],
)
def test_what_is_no_picture_is_only_to_download(ada: User, content: bytes, name: str) -> None:
    file = upload(ada, content, name)
    sent = file_queries.sent_file(user=ada, file_id=file.public_id)
    assert (file.thumbnail_as, sent.shown) == ("", False)


def test_an_upload_goes_on_where_it_was_broken_off(ada: User) -> None:
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            if self.tell():
                raise OSError("the line is dead")
            return super().read(4)

    file = uploads.create_upload(owner=ada, name="a.txt", size=8).file
    with pytest.raises(OSError, match="dead"):
        uploads.append_upload(
            owner=ada, file_id=file.public_id, offset=0, content=Broken(b"12345678")
        )
    assert uploads.see_upload(owner=ada, file_id=file.public_id).received == 4
    with pytest.raises(Conflict) as clash:
        uploads.append_upload(
            owner=ada, file_id=file.public_id, offset=0, content=io.BytesIO(b"12345678")
        )
    assert clash.value.details == {"offset": 4}
    done = uploads.append_upload(
        owner=ada, file_id=file.public_id, offset=4, content=io.BytesIO(b"5678")
    )
    assert done.file.state == FileState.READY
    with pytest.raises(Conflict, match="already"):
        uploads.append_upload(owner=ada, file_id=file.public_id, offset=8, content=io.BytesIO(b""))


def test_what_a_crash_left_unfinished_is_finished_when_it_is_looked_at(ada: User) -> None:
    file = uploads.create_upload(owner=ada, name="a.txt", size=4).file
    parts.append(file.public_id, offset=0, content=io.BytesIO(b"1234"), most=4)
    assert uploads.see_upload(owner=ada, file_id=file.public_id).file.state == FileState.READY
    assert uploads.see_upload(owner=ada, file_id=file.public_id).received == 4


def test_more_than_was_said_is_refused_and_not_kept(ada: User) -> None:
    file = uploads.create_upload(owner=ada, name="a.txt", size=4).file
    with pytest.raises(Invalid, match="more than"):
        uploads.append_upload(
            owner=ada, file_id=file.public_id, offset=0, content=io.BytesIO(b"12345")
        )
    assert parts.received(file.public_id) == 0


def test_a_full_disk_is_said() -> None:
    opened = os.fdopen(os.open("/dev/full", os.O_RDWR), "r+b", buffering=0)
    with opened, pytest.raises(Unavailable, match="no room"):
        parts._write(opened, b"x")


def test_one_request_at_a_time_has_an_upload(ada: User) -> None:
    file = uploads.create_upload(owner=ada, name="a.txt", size=4).file
    with parts.held(file.public_id), pytest.raises(Locked):
        uploads.append_upload(
            owner=ada, file_id=file.public_id, offset=0, content=io.BytesIO(b"1234")
        )


@pytest.mark.parametrize(
    ("limit", "value", "error"),
    [
        ("FILE_SIZE", 9, TooLarge),
        ("FILES_PER_USER", 25, TooLarge),
        ("FILES_IN_ALL", 25, TooLarge),
        ("UNSENT_FILES", 1, Conflict),
        ("FILE_TYPES", ["image/*"], Invalid),
        ("FILE_TYPES_REFUSED", ["text/*"], Invalid),
    ],
)
def test_each_limit_refuses(
    ada: User, settings: Settings, limit: str, value: object, error: type[ChatError]
) -> None:
    upload(ada, b"ten bytes.")
    upload(ada, b"") if limit == "FILES_IN_ALL" else None
    if limit.startswith("FILES_"):
        upload(ada, b"ten bytes.")
    settings.HEARTH = {**settings.HEARTH, limit: value}
    with pytest.raises(error):
        upload(ada, b"ten bytes.", piece=4)
    assert File.objects.filter(state=FileState.UPLOADING).count() == 0


def test_one_says_in_words_what_a_file_shows_until_it_is_sent(
    room: Room, ada: User, ben: User, settings: Settings
) -> None:
    begun = uploads.create_upload(owner=ada, name="a.txt", size=4).file
    with pytest.raises(NotFound):
        uploads.describe_file(owner=ada, file_id=begun.public_id, alt="not whole")
    file = upload(ada, b"tide")
    with pytest.raises(NotFound):
        uploads.describe_file(owner=ben, file_id=file.public_id, alt="mine")
    with pytest.raises(Invalid):
        uploads.describe_file(
            owner=ada, file_id=file.public_id, alt="x" * (settings.HEARTH["ALT_LENGTH"] + 1)
        )
    said = uploads.describe_file(owner=ada, file_id=file.public_id, alt="The tide ")
    assert said.alt == "The tide"
    assert send(ada, room, "", files=[file.public_id]).files == [said]
    with pytest.raises(NotFound):
        uploads.describe_file(owner=ada, file_id=file.public_id, alt="too late")
    with pytest.raises(NotFound):
        uploads.remove_upload(owner=ada, file_id=file.public_id)


def test_what_is_removed_or_left_is_cleared_away_with_its_bytes(
    room: Room, ada: User, ben: User, tmp_path: Path
) -> None:
    removed, left, sent = (upload(ada, telling("PNG"), f"{n}.png") for n in "abc")
    part = uploads.create_upload(owner=ada, name="part.txt", size=9).file
    uploads.append_upload(owner=ada, file_id=part.public_id, offset=0, content=io.BytesIO(b"1"))
    send(ada, room, "", files=[sent.public_id])
    with pytest.raises(NotFound):
        uploads.remove_upload(owner=ben, file_id=removed.public_id)
    uploads.remove_upload(owner=ada, file_id=removed.public_id)
    with pytest.raises(NotFound):
        file_queries.get_file(ada, removed.public_id)
    later = timezone.now() - timedelta(seconds=1)
    File.objects.filter(pk__in=[left.pk, part.pk]).update(expires_at=later)
    job = next(job for job in JOBS if job.name == "file")
    for pk in job.due(now=timezone.now(), most=100):
        job.do(pk)
        job.do(pk)  # another worker's turn
    assert list(File.objects.all()) == [sent]
    assert len(stored(tmp_path)) == 2  # the picture that was sent, and its thumbnail
    assert storages["files"].exists(sent.stored_as)


def test_one_that_is_removed_while_it_is_taken_in_leaves_nothing(
    ada: User, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep = storage.keep

    def meanwhile(name: str, path: Path) -> None:
        keep(name, path)
        File.objects.update(state=FileState.GONE)

    monkeypatch.setattr(storage, "keep", meanwhile)
    with pytest.raises(NotFound):
        upload(ada, b"tide")
    assert stored(tmp_path) == []


def test_while_too_many_pictures_wait_the_upload_does_too(
    ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_: object, **__: object) -> None:
        raise Unavailable

    with monkeypatch.context() as patched:
        patched.setattr("chat.pictures.measure_and_strip", busy)
        with pytest.raises(Unavailable):
            upload(ada, telling("PNG"), "dyke.png")
    (file,) = File.objects.all()
    done = uploads.see_upload(owner=ada, file_id=file.public_id).file
    assert (done.state, done.kind) == (FileState.READY, "picture")
    assert take_in(file).state == FileState.READY  # another request that was as late


def test_nobody_elses_upload_is_found(ada: User, ben: User) -> None:
    file = uploads.create_upload(owner=ada, name="a.txt", size=4).file
    with pytest.raises(NotFound):
        uploads.see_upload(owner=ben, file_id=file.public_id)
    with pytest.raises(NotFound):
        uploads.append_upload(
            owner=ben, file_id=file.public_id, offset=0, content=io.BytesIO(b"1234")
        )
    with pytest.raises(NotFound):
        file_queries.get_file(ada, file.public_id)  # not whole


def test_a_rooms_files_come_in_pages_by_kind_to_who_may_read_it(
    den: Room, ada: User, ben: User, eve: User, settings: Settings
) -> None:
    settings.HEARTH = {**settings.HEARTH, "FILES_PAGE": 2}
    names = ["a.png", "b.txt", "c.png"]
    for name in names:
        content = telling("PNG") if name.endswith("png") else b"words"
        send(ada, den, "", files=[upload(ada, content, name).public_id])
    page = file_queries.room_files(user=ben, room_id=den.pk)
    assert ([each.file.name for each in page.files], page.more) == (["c.png", "b.txt"], True)
    rest = file_queries.room_files(user=ben, room_id=den.pk, before=page.files[-1].id)
    assert ([each.file.name for each in rest.files], rest.more) == (["a.png"], False)
    pictures = file_queries.room_files(user=ben, room_id=den.pk, kind="picture")
    assert [each.file.name for each in pictures.files] == ["c.png", "a.png"]
    assert pictures.files[0].author is not None
    assert pictures.files[0].author.id == ada.pk
    with pytest.raises(NotFound):
        file_queries.room_files(user=eve, room_id=den.pk)
