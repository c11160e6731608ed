"""Forwarding: what was said in one place, shown in another."""

import re

from django.conf import settings

from chat.access import get_room
from chat.actions.messages import send_message
from chat.errors import Invalid, NotFound
from chat.events.shapes import MessageShape
from chat.models import Message, Room, User
from chat.models.messages import MessageKind
from chat.models.rooms import RoomKind

# As static/js/quoting.js: between @ and a name it looks the same, and calls nobody again.
_JOINER = "\u2060"
_FENCE = re.compile(r"\s*(```|~~~)")
_CALL = re.compile(r"@(?=\w)")
_MARK = re.compile(r"([\\\[\]*_`])")


def forward_message(
    *,
    author: User,
    room_id: int,
    message_id: int,
    to: int,
    client_id: str,
    comment: str = "",
) -> MessageShape:
    """Send a message that `author` may read to the room `to`, quoted under a `comment`, with its
    author's name and a way to it; gives the new message.

    Its files come with it. It is a message like any other: who reads it sees what is quoted, and
    the way leads on only for who may go it. The name of the place is told where it is public.
    Raises `NotFound` for a message that is not there or deleted, `Invalid` for a notice and for
    what is too long together, and what sending does.
    """
    room = get_room(author, room_id)
    rows = Message.objects.select_related("author").filter(room=room, deleted_at=None)
    row = rows.filter(pk=message_id).first()
    if row is None:
        raise NotFound("That message does not exist, or you cannot see it.")
    if row.kind != MessageKind.TEXT:
        raise Invalid("Only messages can be forwarded.")
    text = "\n\n".join(part for part in (comment.strip(), _quoted(room, row)) if part)
    most: int = settings.HEARTH["MESSAGE_LENGTH"]
    if len(text) > most:
        raise Invalid(
            f"That is {len(text) - most} characters too long to forward.", field="comment"
        )
    return send_message(author=author, room_id=to, client_id=client_id, text=text, forwarded=row)


def _quoted(room: Room, row: Message) -> str:
    name = row.author.display_name if row.author else "A former member"
    place = f" in #{room.name}" if room.kind == RoomKind.PUBLIC else ""
    plain = _MARK.sub(r"\\\1", _CALL.sub(f"@{_JOINER}", name))
    head = f"**[{plain}](/r/{room.pk}/{row.seq}/)**{place}"
    return "\n".join(f"> {line}".rstrip() for line in (head, *_silent(row.text)))


def _silent(text: str) -> list[str]:
    """The lines, of which none calls anybody; code stays as it is."""
    lines, in_code = [], False
    for line in text.split("\n"):
        if _FENCE.match(line):
            in_code = not in_code
        lines.append(line if in_code else _CALL.sub(f"@{_JOINER}", line))
    return lines
