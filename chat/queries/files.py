"""Files as they travel with their messages, and who may have them."""

from collections.abc import Iterable
from datetime import datetime
from operator import itemgetter
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Q, QuerySet

from chat.access import get_room, require_active, visible_rooms
from chat.errors import NotFound
from chat.events.shapes import FileShape, FilesPage, RoomFile
from chat.files.kinds import SHOWN
from chat.files.sending import Sent
from chat.models import Attachment, File, Message, User
from chat.models.files import FileKind, FileState
from chat.queries.listed import hanging, rows_from
from chat.queries.shapes import person, stamp

_COLUMNS = (
    "public_id", "name", "media_type", "kind", "size", "width", "height", "alt", "thumbnail_as",
)  # fmt: skip


def holders(rows: Iterable[Message]) -> list[int]:
    """The messages that have files. Their ids."""
    return [row.pk for row in rows if row.file_count]


def hanging_on(ids: Any) -> "QuerySet[Any]":
    """The files in messages. `ids` are what `holders` gives, or what stands for it."""
    columns = {name: f"file__{name}" for name in _COLUMNS}
    found = Attachment.objects.filter(message__in=ids)
    return hanging(found, "files", "position", of="message_id", **columns)


def shapes_of(found: list[dict[str, Any]]) -> list[FileShape]:
    """The files in one message, in their order."""
    return [shape(file) for file in rows_from(File, sorted(found, key=itemgetter("position")))]


def shape(file: File) -> FileShape:
    """A file as it travels."""
    return FileShape(
        id=file.public_id,
        name=file.name,
        type=file.media_type,
        kind=FileKind(file.kind).value,
        size=file.size,
        width=file.width,
        height=file.height,
        alt=file.alt,
        url=f"/files/{file.public_id}/{quote(file.name, safe='')}",
        thumbnail=f"/files/{file.public_id}/thumbnail/" if file.thumbnail_as else None,
    )


def get_file(user: User | AnonymousUser, file_id: str) -> File:
    """The file, if `user` may have it: one in a message of a room they may see, or their own that
    is not sent yet. Else `NotFound`."""
    require_active(user)
    assert isinstance(user, User)  # an anonymous one is never active
    sent = Attachment.objects.filter(file=OuterRef("pk"), room__in=visible_rooms(user))
    own = Q(owner=user, sent_at=None)
    ready = File.objects.filter(public_id=file_id, state=FileState.READY)
    file = ready.filter(own | Q(Exists(sent))).first()
    if file is None:
        raise NotFound("That file does not exist, or you cannot see it.")
    return file


def sent_file(*, user: User | AnonymousUser, file_id: str) -> Sent:
    """What is sent to `user` who asks for a file. Raises as `get_file`."""
    file = get_file(user, file_id)
    shown = file.media_type in SHOWN and file.kind != FileKind.OTHER
    return Sent(file.stored_as, file.name, file.media_type, file.public_id, shown)


def sent_thumbnail(*, user: User | AnonymousUser, file_id: str) -> Sent:
    """The same for the small picture of one. Raises `NotFound` where there is none."""
    file = get_file(user, file_id)
    if not file.thumbnail_as:
        raise NotFound("That file has no small picture.")
    tag = f"{file.public_id}-thumbnail"
    return Sent(file.thumbnail_as, "thumbnail.webp", "image/webp", tag, shown=True)


def room_files(
    *, user: User, room_id: int, kind: str | None = None, before: int | None = None
) -> FilesPage:
    """A page of the files in a room, of one kind or all, those sent last first; `before` is the
    `id` of the last that one has. Raises `NotFound` for a room that `user` may not see."""
    places = _places().filter(room=get_room(user, room_id))
    places = places if kind is None else places.filter(kind=kind)
    places = places if before is None else places.filter(pk__lt=before)
    size: int = settings.HEARTH["FILES_PAGE"]
    found = list(places.select_related("message__author").order_by("-pk")[: size + 1])
    return FilesPage(files=[_placed(place) for place in found[:size]], more=len(found) > size)


def due(*, now: datetime, most: int) -> list[int]:
    """The ids of files whose time is over, the longest over first: one query."""
    rows = File.objects.filter(expires_at__lte=now).order_by("expires_at", "pk")
    return list(rows.values_list("pk", flat=True)[:most])


def unsent(*, user: User) -> list[FileShape]:
    """`user`'s own whole files that wait to be sent, the oldest first."""
    require_active(user)
    own = File.objects.filter(owner=user, state=FileState.READY, sent_at=None)
    return [shape(file) for file in own.order_by("pk")]


def _placed(place: Attachment) -> RoomFile:
    message = place.message
    return RoomFile(
        id=place.pk,
        file=shape(place.file),
        message=message.pk,
        seq=message.seq,
        thread_root=message.thread_root_id,
        author=person(message.author) if message.author else None,
        at=stamp(message.created_at),
    )


def _places() -> "QuerySet[Attachment]":
    return Attachment.objects.select_related("file")
