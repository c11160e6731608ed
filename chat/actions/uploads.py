"""Uploads: begun, gone on with, described, left. A whole file waits to be sent."""

from datetime import timedelta
from typing import NamedTuple

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet, Sum
from django.utils import timezone

from chat.actions import sequence
from chat.actions.taking_in import missing, require_type, still_open, take_in
from chat.errors import Conflict, Invalid, TooLarge
from chat.events.shapes import FileShape
from chat.files import parts, storage
from chat.files.names import clean_file_name
from chat.models import File, User
from chat.models.files import FileState
from chat.names import clean_line
from chat.queries.files import shape


class Upload(NamedTuple):
    """An upload as its client goes on with it: `received` of `size` bytes are here."""

    file: File
    received: int


def create_upload(*, owner: User, name: str, size: int, alt: str = "") -> Upload:
    """Begin an upload of `size` bytes. An empty file is whole at once.

    Raises `TooLarge` for a file larger than one may be and where the owner's or everyone's room is
    used up, `Conflict` while too many of theirs are unsent, `Invalid` for the words in `alt`.
    """
    limits = settings.HEARTH
    if size > limits["FILE_SIZE"]:
        raise TooLarge(f"Files may have {_mb(limits['FILE_SIZE'])}.", limit=limits["FILE_SIZE"])
    words = _clean_alt(alt)
    with transaction.atomic():
        fresh = sequence.lock_user(owner)
        _require_room(fresh, size)
        ends = timezone.now() + timedelta(hours=limits["UPLOAD_HOURS"])
        file = File.objects.create(
            owner=fresh, name=clean_file_name(name), size=size, alt=words, expires_at=ends
        )
    return Upload(take_in(file) if size == 0 else file, 0)


def see_upload(*, owner: User, file_id: str) -> Upload:
    """How far one's own upload has come. One that is here and was not finished, for the process
    ended, is finished. Raises `NotFound`."""
    file = _own(owner, file_id)
    if file.state == FileState.READY:
        return Upload(file, file.size)
    received = parts.received(file.public_id)
    return Upload(take_in(file) if received == file.size else file, received)


def append_upload(*, owner: User, file_id: str, offset: int, content: parts.Readable) -> Upload:
    """Add what `content` gives to one's own upload, of which `offset` bytes are here; the last
    piece finishes it. Raises as `parts.append` does, `NotFound`, and `Invalid` for a type of file
    that is not taken, which ends the upload."""
    file = _own(owner, file_id)
    if file.state == FileState.READY:
        raise Conflict("That file is here already.", offset=file.size)
    received = parts.append(file.public_id, offset=offset, content=content, most=file.size)
    if received == file.size:
        return Upload(take_in(file), received)
    if offset == 0:
        require_type(file)
    return Upload(file, received)


def describe_file(*, owner: User, file_id: str, alt: str) -> FileShape:
    """Say in words what one's own unsent file shows; gives the file. Raises `Invalid`, and
    `NotFound` for one that is not whole or was sent."""
    words = _clean_alt(alt)
    file = _own(owner, file_id)
    if not still_open(file).filter(state=FileState.READY).update(alt=words):
        raise missing()
    file.alt = words
    return shape(file)


def remove_upload(*, owner: User, file_id: str) -> None:
    """Leave an upload, or throw away one's own file that was not sent. Raises `NotFound`."""
    file = _own(owner, file_id)
    still_open(file).update(state=FileState.GONE, expires_at=timezone.now())


def clear_file(*, file_id: int) -> None:
    """Clear away a file whose time is over: its bytes first, so that none is left without a row."""
    over = File.objects.filter(pk=file_id, expires_at__lte=timezone.now())
    file = over.first()
    # Nobody may send it from now on; whoever was about to has sent it, or not.
    if file is None or not over.update(state=FileState.GONE):
        return
    parts.remove(file.public_id)
    storage.remove(file.stored_as)
    storage.remove(file.thumbnail_as)
    file.delete()


def _require_room(owner: User, size: int) -> None:
    """Raises for what would be too much. The owner's row is locked; everyone's sum may be passed by
    what others begin at the same moment."""
    limits = settings.HEARTH
    mine = File.objects.filter(owner=owner).exclude(state=FileState.GONE)
    if mine.filter(sent_at=None).count() >= limits["UNSENT_FILES"]:
        raise Conflict("Too many of your files wait to be sent. Send some, or remove them.")
    if _sum(mine) + size > limits["FILES_PER_USER"]:
        raise TooLarge(f"Your files would take more than {_mb(limits['FILES_PER_USER'])}.")
    if _sum(File.objects.exclude(state=FileState.GONE)) + size > limits["FILES_IN_ALL"]:
        raise TooLarge("There is no room left for files. Tell whoever runs this Hearth.")


def _sum(files: "QuerySet[File]") -> int:
    return files.aggregate(bytes=Sum("size"))["bytes"] or 0


def _own(owner: User, file_id: str) -> File:
    fresh = sequence.current(owner)
    open_ones = File.objects.filter(owner=fresh, sent_at=None).exclude(state=FileState.GONE)
    file = open_ones.filter(public_id=file_id, expires_at__gt=timezone.now()).first()
    if file is None:
        raise missing()
    return file


def _clean_alt(alt: str) -> str:
    words = clean_line(alt)
    most: int = settings.HEARTH["ALT_LENGTH"]
    if len(words) > most:
        raise Invalid(f"A description may have {most} characters.", field="alt", limit=most)
    return words


def _mb(size: int) -> str:
    return f"{size / 1024 / 1024:,.0f} MB"
