"""Messages: sent, edited, deleted."""

from collections.abc import Sequence
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from chat.access import get_room, require_active
from chat.actions import (
    attaching,
    audit,
    indexing,
    mentions,
    message_rules,
    previews,
    sequence,
    threads,
    versions,
)
from chat.actions.changes import changed, message_in
from chat.actions.letters import Send
from chat.actions.sending import send_messages
from chat.actions.words import clean_text, empty
from chat.errors import ChatError, Conflict, Forbidden, NotFound
from chat.events.shapes import MessageShape
from chat.models import Message, Reaction, Room, User
from chat.models.messages import MessageKind
from chat.queries.messages import shape

# The fields that a deletion changes.
_DELETED = (
    *("text", "html", "deleted_at", "deleted_by", "delete_reason"),
    *("pinned_at", "pinned_by", "poll", "file_count", "previews"),
)


def preview(*, author: User, text: str) -> str:
    """The HTML that a message of `author`'s would have; nothing is stored. Raises as sending does,
    for the text and for who may not write at all."""
    require_active(author)
    return mentions.written(author=author, text=clean_text(text)).html


def send_message(
    *,
    author: User,
    room_id: int,
    client_id: str,
    text: str,
    thread: int | None = None,
    also_in_room: bool = False,
    draft: int | None = None,
    files: Sequence[str] = (),
    forwarded: Message | None = None,
) -> MessageShape:
    """Store a message at the end of a room's timeline, or of a thread's (`thread` is its first
    message) and of the room's too (`also_in_room`); gives it as it is stored.

    The same `client_id` again gives the same message as it is now, edited or deleted meanwhile;
    with another text, place or other files, `Conflict`. `draft` is the number of the author's draft
    that it was, which goes with it unless it has changed since. `files` are uploads of the author's
    own; a message with files needs no text. `forwarded` is a message that the author may read and
    whose files stand in this one too. Raises `Invalid` for the text, `NotFound` and `Forbidden` for
    the room, for the thread what `threads.root_of` does, for the files what `attaching` does.
    """
    (outcome,) = send_messages([
        Send(
            author=author, room_id=room_id, client_id=client_id, text=text, thread=thread,
            also_in_room=also_in_room, draft=draft, files=files, forwarded=forwarded,
        )
    ])  # fmt: skip
    if isinstance(outcome, ChatError):
        raise outcome
    return outcome


def edit_message(*, author: User, room_id: int, message_id: int, text: str) -> MessageShape:
    """Change one's own message; gives it as it is now, with the files that it has. The same text
    again changes nothing.

    Raises `Invalid` for the text, `NotFound` for a message that is not in that room or is
    deleted, `Forbidden` for someone else's, a room that the author is no longer in, or too late
    (the organisation's rules).
    """
    body = clean_text(text, may_be_empty=True)
    written = mentions.written(author=author, text=body, room_id=room_id)
    with transaction.atomic():
        room, fresh = sequence.lock_room_for(author, room_id, to="post")
        row = message_in(room, message_id)
        if row.author_id != fresh.pk or row.kind != MessageKind.TEXT:
            raise Forbidden("Only its author can edit a message.")
        if row.deleted_at is not None:
            raise NotFound("That message was deleted.")
        if not body and not row.file_count:
            raise empty()
        if row.text == body:
            return shape(row)
        message_rules.require_editable(row)
        mentions.keep_again(row, row.html, written.mentioned)
        versions.keep(row)
        before = row.html
        row.text, row.html, row.edited_at = body, written.html, timezone.now()
        indexing.index_again(row)
        previews.hang_again(row, fresh, before)
        return changed(room, row, "text", "html", "edited_at", "previews")


def delete_message(*, actor: User, room_id: int, message_id: int, reason: str = "") -> MessageShape:
    """Delete a message, leaving a tombstone without its words; gives that. Again: no change.

    One's own; an admin, anyone's in any room, which is recorded with `reason`. Raises `NotFound`
    for a message that is not in that room, `Forbidden` for someone else's, and too late (the
    organisation's rules) but for admins.
    """
    with transaction.atomic():
        room = sequence.lock_room(room_id)
        fresh = sequence.current(actor)
        if not fresh.is_admin:
            get_room(fresh, room_id, to="post")
        row = message_in(room, message_id)
        own = row.author_id == fresh.pk and row.kind == MessageKind.TEXT
        if not own and not (fresh.is_admin and row.kind == MessageKind.TEXT):
            raise Forbidden("Only its author or an admin can delete a message.")
        if row.deleted_at is not None:
            return shape(row)
        if not fresh.is_admin:
            message_rules.require_deletable(row)
        if not own:
            _record(fresh, room, row, reason)
        return _delete(room, row, fresh, reason)


def undo_message(*, author: User, room_id: int, message_id: int) -> MessageShape:
    """Take back a message of one's own that was just sent: it leaves no tombstone. Gives it as it
    is now. Again: no change.

    Raises as `delete_message`, and `Conflict` later than `UNDO_SECONDS` after it was sent, or once
    somebody has replied in its thread.
    """
    with transaction.atomic():
        room, fresh = sequence.lock_room_for(author, room_id, to="post")
        row = message_in(room, message_id)
        if row.author_id != fresh.pk or row.kind != MessageKind.TEXT:
            raise Forbidden("Only its author can take a message back.")
        if row.deleted_at is not None:
            return shape(row)
        if timezone.now() - row.created_at > timedelta(seconds=settings.HEARTH["UNDO_SECONDS"]):
            raise Conflict("It was sent too long ago to take it back. You can delete it.")
        if row.reply_count:
            raise Conflict("Somebody has replied to it already. You can delete it.")
        row.withdrawn, row.in_room = True, False
        return _delete(room, row, fresh, "", "withdrawn", "in_room")


def _delete(room: Room, row: Message, by: User, reason: str, *fields: str) -> MessageShape:
    """Take the words of a message in the locked room, and all that hangs on it; store `fields` of
    it too."""
    Reaction.objects.filter(message=row).delete()
    mentions.drop(row, row.html)
    versions.forget(row)
    attaching.release(row, undone=row.withdrawn)
    indexing.forget(row)
    previews.drop(row)
    row.text = row.html = ""
    row.deleted_at, row.deleted_by, row.delete_reason = timezone.now(), by, reason[:200]
    row.pinned_at = row.pinned_by = None
    if row.poll is not None:
        row.poll.delete()
        row.poll = None
    deleted = changed(room, row, *_DELETED, *fields)
    if row.thread_root_id is not None:
        threads.forget_reply(room, row.thread_root_id)
    return deleted


def _record(actor: User, room: Room, row: Message, reason: str) -> None:
    author = row.author.username if row.author else ""
    audit.record(
        actor=actor, act="message.delete", target=f"message:{row.pk}", label=str(room),
        reason=reason, details={"room": room.pk, "seq": row.seq, "author": author},
    )  # fmt: skip
