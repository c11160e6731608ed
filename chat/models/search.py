"""What search looks in: each message's text, made ready to be compared."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from chat.models.messages import Message
from chat.models.rooms import Room


class Holds(models.IntegerChoices):
    """What a message has in it, in bits."""

    LINK = 1
    FILE = 2
    IMAGE = 4
    POLL = 8
    REPLY = 16


class SearchText(models.Model):
    """A message as search sees it; there is none for notices and for what was deleted.

    `key` is its place in time among all messages: milliseconds times 1,024, and what tells
    apart those of one (`chat.search.keys`). Results come by it, newest first; SQLite's index has it
    as its row's number. `text` is what `chat.search.grams.searchable` makes of the words, `holds`
    bits of `Holds`. On PostgreSQL `text` has an index of trigrams; on SQLite it is in the table
    `chat_searchindex`, which triggers keep (migration 0023).
    """

    key = models.BigIntegerField(primary_key=True)
    message = models.OneToOneField(Message, on_delete=models.CASCADE, related_name="+")
    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="+", db_index=False)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,
    )
    holds = models.PositiveSmallIntegerField(default=0)
    text = models.TextField()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["room", "key"], name="search_room"),
            models.Index(fields=["author", "key"], name="search_author"),
            models.Index(fields=["key"], condition=models.Q(holds__gt=0), name="search_holds"),
        ]

    def __str__(self) -> str:
        return f"message {self.message_id}"
