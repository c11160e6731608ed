"""Files in messages: put there when one is sent, let go when it is deleted."""

from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple

from django.conf import settings
from django.utils import timezone

from chat.actions.words import digest
from chat.errors import Conflict, Invalid, NotFound
from chat.models import Attachment, File, Message, User
from chat.models.files import FileState

# In one order, so that no two transactions wait for each other; after rooms and users.
_LOCKED = File.objects.select_for_update(no_key=True).order_by("pk")


class Told(NamedTuple):
    """What a message says: its text, uploads, and the message whose files it shows again."""

    text: str
    files: Sequence[str]
    forwarded: Message | None

    @property
    def digest(self) -> str:
        """What tells whether a `client_id` came back with the same message."""
        return digest("\0".join([self.text, *self.files]))

    @property
    def file_count(self) -> int:
        """How many files stand in the message."""
        return len(self.files) + (self.forwarded.file_count if self.forwarded else 0)


def require_few(files: Sequence[str]) -> None:
    """Raises `Invalid` for more files than one message takes, and for one that is there twice."""
    most: int = settings.HEARTH["FILES_PER_MESSAGE"]
    if len(files) > most:
        raise Invalid(f"A message takes {most} files at most.", field="files", limit=most)
    if len(set(files)) < len(files):
        raise Invalid("A file is there twice.", field="files")


def attach(row: Message, author: User, files: Sequence[str]) -> None:
    """Put `author`'s own unsent files (public ids) into a new message, in that order. Raises
    `Conflict` for one that is not there, not whole, another's or sent already."""
    if not files:
        return
    # The rows are ours until the message is stored: two messages cannot have the same upload.
    own = _LOCKED.all().filter(
        public_id__in=files, owner=author, state=FileState.READY, sent_at=None
    )
    found = {file.public_id: file for file in own}
    if len(found) < len(files):
        raise Conflict("A file is no longer there. Remove it, or upload it again.", field="files")
    File.objects.filter(pk__in=[file.pk for file in found.values()]).update(
        sent_at=timezone.now(), expires_at=None
    )
    _place(row, [found[public_id] for public_id in files])


def attach_again(row: Message, source: Message) -> None:
    """Put the files of one message into another that forwards it. Raises `NotFound` where that one
    is deleted at this moment."""
    ids = list(source.attachments.order_by("position").values_list("file", flat=True))
    # Who deletes the other message waits for these rows, or has let them go already.
    found = {file.pk: file for file in _LOCKED.all().filter(pk__in=ids, state=FileState.READY)}
    if len(found) < row.file_count:
        raise NotFound("That message was deleted.")
    _place(row, [found[pk] for pk in ids])


def release(row: Message, *, undone: bool) -> None:
    """Take the files out of a message that is deleted. Those that stand nowhere else are cleared
    away; where it was `undone` they are its author's again, unsent."""
    if not row.file_count:
        return
    ids = list(row.attachments.values_list("file", flat=True))
    # Of two messages with the same file, deleted at once, the second sees that the first is gone.
    list(_LOCKED.all().filter(pk__in=ids).values_list("pk"))
    row.attachments.all().delete()
    row.file_count = 0
    left = File.objects.filter(pk__in=ids, attachments=None)
    now = timezone.now()
    if undone:
        hours = timedelta(hours=settings.HEARTH["UNSENT_HOURS"])
        left.filter(owner=row.author).update(sent_at=None, expires_at=now + hours)
    left.exclude(sent_at=None).update(state=FileState.GONE, expires_at=now)


def _place(row: Message, files: Sequence[File]) -> None:
    Attachment.objects.bulk_create(
        Attachment(message=row, file=file, room_id=row.room_id, kind=file.kind, position=position)
        for position, file in enumerate(files)
    )
