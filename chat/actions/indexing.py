"""What search finds: kept with each message by whatever writes it, in the same transaction."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import models

from chat.bulk import insertion
from chat.models import File, Message, SearchText
from chat.models.files import FileKind
from chat.models.search import Holds
from chat.search.document import document
from chat.search.folding import fold
from chat.search.grams import searchable
from chat.search.keys import key_of
from chat.statements import Statement, run

BATCH = 200  # rows a statement: well under SQLite's bound on parameters


def index(rows: Iterable[Message]) -> None:
    """Let messages be found that were stored just now."""
    run(*entries(rows))


def entries(rows: Iterable[Message]) -> list[Statement]:
    """What does so. Their files stand in them already."""
    return insertion(SearchText, map(fields_of, rows))


def index_again(row: Message) -> None:
    """A message says something else now."""
    fields = fields_of(row)
    SearchText.objects.filter(message=row).update(text=fields["text"], holds=fields["holds"])


def forget(row: Message) -> None:
    """A message was deleted: nobody finds it any more."""
    SearchText.objects.filter(message=row).delete()


def index_all(rows: Sequence[Message]) -> None:
    """Let many be found that were stored at once, of any time."""
    for start in range(0, len(rows), BATCH):
        texts = [SearchText(**fields_of(row)) for row in rows[start : start + BATCH]]
        SearchText.objects.bulk_create(with_free_keys(texts, SearchText.objects))


def fields_of(row: Message) -> dict[str, Any]:
    """What the index has of a message, which comes with its `poll`, if it has one: one query where
    it has files. For rows as migrations know them too."""
    answers = row.poll.options if row.poll else []
    files = _files_of(row) if row.file_count else []
    words = document(row.html, [*answers, *(file.name for file in files)])
    holds = Holds.LINK * words.has_link | Holds.POLL * bool(answers) | Holds.FILE * bool(files)
    holds |= Holds.IMAGE * any(file.kind == FileKind.PICTURE for file in files)
    return {
        "key": key_of(row.created_at, row.pk),
        "message_id": row.pk,
        "room_id": row.room_id,
        "author_id": row.author_id,
        "holds": holds | Holds.REPLY * (row.thread_root_id is not None),
        "text": searchable(fold(words.text)),
    }


def _files_of(row: Message) -> list[File]:
    places = row.attachments.select_related("file").order_by("position")
    return [place.file for place in places]


def with_free_keys(
    entries: list[SearchText], among: "models.Manager[SearchText]"
) -> list[SearchText]:
    """Messages of the past may come by the thousand from one second: each gets a key of its own."""
    keys = [each.key for each in entries]
    taken, width = set[int](), 0
    while width < len(taken) + len(keys):  # until there are as many places as may be needed
        width = 2 * (len(taken) + len(keys))
        near = among.filter(key__gte=min(keys), key__lte=max(keys) + width)
        taken = set(near.values_list("key", flat=True))
    for each in entries:
        while each.key in taken:
            each.key += 1
        taken.add(each.key)
    return entries
