"""Files as they travel with their messages, and who may have them."""

from collections import defaultdict
from collections.abc import Iterable
from urllib.parse import quote

from django.db.models import Exists, OuterRef, Q, QuerySet

from chat.access import require_active, visible_rooms
from chat.errors import NotFound
from chat.events.shapes import FileShape
from chat.models import Attachment, File, Message, User
from chat.models.files import FileKind, FileState


def files_of(rows: Iterable[Message]) -> dict[int, list[FileShape]]:
    """The files in `rows`, by message id, in their order: one query, none where there are none."""
    ids = [row.pk for row in rows if row.file_count]
    if not ids:
        return {}
    found: dict[int, list[FileShape]] = defaultdict(list)
    for place in _places().filter(message__in=ids).order_by("position"):
        found[place.message_id].append(shape(place.file))
    return found


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


def get_file(user: User, file_id: str) -> File:
    """The file, if `user` may have it: one in a message of a room they may see, or their own that
    is not sent yet. Else `NotFound`."""
    require_active(user)
    sent = Attachment.objects.filter(file=OuterRef("pk"), room__in=visible_rooms(user))
    own = Q(owner=user, sent_at=None)
    ready = File.objects.filter(public_id=file_id, state=FileState.READY)
    file = ready.filter(own | Q(Exists(sent))).first()
    if file is None:
        raise NotFound("That file does not exist, or you cannot see it.")
    return file


def _places() -> "QuerySet[Attachment]":
    return Attachment.objects.select_related("file")
