"""What a message said before: kept at each edit, gone with a deletion."""

from django.conf import settings

from chat.models import Message, MessageVersion


def keep(row: Message) -> None:
    """Keep what a message of a locked room says, which is about to change. Of a message that is
    edited again and again the first and the latest are kept, `VERSIONS_KEPT` in all."""
    written = row.edited_at or row.created_at
    MessageVersion.objects.create(message=row, text=row.text, written_at=written)
    rows = MessageVersion.objects.filter(message=row).order_by("-pk")
    held = list(rows.values_list("pk", flat=True))
    most: int = settings.HEARTH["VERSIONS_KEPT"]
    MessageVersion.objects.filter(pk__in=held[most - 1 : -1]).delete()


def forget(row: Message) -> None:
    """The message of a locked room is deleted: nothing of what it said stays."""
    if row.edited_at is not None:
        MessageVersion.objects.filter(message=row).delete()
