"""A file that has arrived whole is taken in: found out what it is, stripped, stored."""

from datetime import timedelta
from fnmatch import fnmatchcase

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from chat import pictures
from chat.errors import Invalid, NotFound, Unavailable
from chat.files import kinds, parts, storage
from chat.models import File
from chat.models.files import FileKind, FileState

# Pixels of a thumbnail's longer side: twice what a timeline shows, for fine screens.
THUMBNAIL = 720


def take_in(file: File) -> File:
    """Make a file ready that is here whole; gives it. Outside a transaction, for it may take
    seconds. Raises `Invalid` for a type that is not taken, `NotFound` where it was removed
    meanwhile, `Locked` while another request does the same, `Unavailable` while too many wait.
    """
    with parts.held(file.public_id):
        file.refresh_from_db()
        if file.state != FileState.UPLOADING:
            return file
        file.media_type = require_type(file)
        file.kind = kinds.kind_of(file.media_type)
        picture = _opened(file) if file.kind == FileKind.PICTURE else None
        # Written down before anything is stored there: what a crash leaves is cleared away.
        file.stored_as = storage.new_name()
        file.thumbnail_as = storage.new_name() if picture else ""
        file.save(update_fields=["stored_as", "thumbnail_as"])
        _store(file, picture)
        _make_ready(file)
        parts.remove(file.public_id)
    return file


def require_type(file: File) -> str:
    """The type of an upload that has begun, by what is here of it. Raises `Invalid` for one that is
    not taken; its upload is over."""
    with parts.path_of(file.public_id).open("rb") as content:
        found = kinds.media_type(content.read(kinds.HEAD), file.name)
    limits = settings.HEARTH
    taken = any(fnmatchcase(found, each) for each in limits["FILE_TYPES"])
    if taken and not any(fnmatchcase(found, each) for each in limits["FILE_TYPES_REFUSED"]):
        return found
    still_open(file).update(state=FileState.GONE, expires_at=timezone.now())
    raise Invalid("Files of this type are not taken here.", field="type", type=found)


def still_open(file: File) -> "QuerySet[File]":
    """Its row, as long as it was neither sent nor removed."""
    return File.objects.filter(pk=file.pk, sent_at=None).exclude(state=FileState.GONE)


def missing() -> NotFound:
    """The refusal of an upload that is not there, or is another's."""
    return NotFound("That upload does not exist: it was removed, sent, or left for too long.")


def _opened(file: File) -> pictures.Picture | None:
    """The picture without what its camera wrote into it; None for one that cannot be opened: it is
    a file to download then, whatever it looks like."""
    try:
        with parts.path_of(file.public_id).open("rb") as source:
            return pictures.measure_and_strip(source, sizes=(THUMBNAIL,))
    except Unavailable:
        raise
    except Invalid:
        file.kind, file.media_type = FileKind.OTHER, kinds.UNKNOWN
        return None


def _store(file: File, picture: pictures.Picture | None) -> None:
    if picture is None:
        storage.keep(file.stored_as, parts.path_of(file.public_id))
        return
    file.media_type, file.size = picture.type, len(picture.original)
    file.width, file.height = picture.width, picture.height
    storage.keep_bytes(file.stored_as, picture.original)
    storage.keep_bytes(file.thumbnail_as, picture.renditions[0].data)


def _make_ready(file: File) -> None:
    file.state = FileState.READY
    file.expires_at = timezone.now() + timedelta(hours=settings.HEARTH["UNSENT_HOURS"])
    stored = still_open(file).update(
        media_type=file.media_type, kind=file.kind, size=file.size, width=file.width,
        height=file.height, state=file.state, expires_at=file.expires_at,
    )  # fmt: skip
    if not stored:
        storage.remove(file.stored_as)
        storage.remove(file.thumbnail_as)
        raise missing()
