"""Messages as they travel, with what hangs on them."""

from collections.abc import Iterable

from chat.events.shapes import MessageShape
from chat.models import Message
from chat.queries import shapes
from chat.queries.files import files_of
from chat.queries.mentions import NOBODY, mentions_of
from chat.queries.polls import polls_of
from chat.queries.reactions import reactions_of


def shaped(rows: Iterable[Message]) -> list[MessageShape]:
    """The rows, in their order, as everyone in their rooms sees them. They come with `author` and
    `subject` (select_related); what hangs on them is read here, in a number of queries that does
    not grow with them."""
    rows = list(rows)
    reactions, polls, mentions = reactions_of(rows), polls_of(rows), mentions_of(rows)
    files = files_of(rows)
    return [
        shapes.message(row).model_copy(
            update={
                "reactions": reactions.get(row.pk, []),
                "mentions": mentions.get(row.pk, NOBODY).users,
                "mentions_room": mentions.get(row.pk, NOBODY).room,
                "poll": polls.get(row.pk),
                "files": files.get(row.pk, []),
            }
        )
        for row in rows
    ]


def shape(row: Message) -> MessageShape:
    """One row, as `shaped` gives it."""
    return shaped([row])[0]
