"""Sending: what comes at once is stored in one transaction. The promise is kept here
(docs/architecture.md)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from chat import broadcast
from chat.access import require_active
from chat.actions import attaching, drafts, indexing, mentions, previews, room_rules, sequence
from chat.actions import threads as thread_actions
from chat.actions.letters import Letter, Send, letter_of, shares
from chat.bulk import fresh, insertion, matched, numbering, packed
from chat.errors import ChatError
from chat.events.broadcasts import MessageCreated
from chat.events.shapes import MessageShape
from chat.models import Message, Room, User
from chat.queries.messages import shaped
from chat.statements import Statement, finish, run

Outcome = MessageShape | ChatError


def send_messages(sends: Sequence[Send]) -> list[Outcome]:
    """Store messages, many rooms and authors together, in their order; gives for each the message
    as it is stored, or why it is refused, which is no matter to the others.

    Those that say words alone share one transaction, in a number of queries that does not grow with
    them; any other has its own. Two with the same author and `client_id` are one. See
    `messages.send_message` for what each may be refused for.
    """
    outcomes: list[Outcome | Letter] = [letter_of(send) for send in sends]
    places = [at for at, letter in enumerate(outcomes) if isinstance(letter, Letter)]
    letters = [letter for letter in outcomes if isinstance(letter, Letter)]
    sent = [outcome for share in shares(letters) for outcome in _sent(share)]
    for at, outcome in zip(places, sent, strict=True):
        outcomes[at] = outcome
    return [outcome for outcome in outcomes if not isinstance(outcome, Letter)]


def _sent(letters: list[Letter]) -> list[Outcome]:
    try:
        with transaction.atomic():
            batch = _Batch(letters)
            outcomes = batch.stored()
            finish(*batch.last)
        return outcomes
    except (ChatError, IntegrityError) as error:
        # Something of one of them only the database could know, and took all of them back.
        if len(letters) > 1:
            return [outcome for letter in letters for outcome in _sent([letter])]
        return [error if isinstance(error, ChatError) else _clashed(letters[0], error)]


def _clashed(letter: Letter, error: IntegrityError) -> Outcome:
    """The same client_id was being sent to another room, whose lock was not ours."""
    row = _rows(*run(_sent_before([letter]))).get(letter.send.key)
    if row is None:
        raise error
    try:
        _require_replay(row, letter)
    except ChatError as refusal:
        return refusal
    return shaped([row])[0]


def _sent_before(letters: Iterable[Letter]) -> Statement:
    """Gives the ids of what is stored already of messages with these authors and client_ids."""
    keys = {letter.send.key for letter in letters}
    asked = ({"author_id": author, "client_id": name} for author, name in keys)
    return matched(Message, packed(asked), "author_id", "client_id")


def _rows(ids: Sequence[int]) -> dict[tuple[int, str], Message]:
    """Messages by author and client_id: no query where there are none, as mostly."""
    if not ids:
        return {}
    rows = Message.objects.select_related("author", "subject").filter(pk__in=ids)
    return {(row.author_id or 0, row.client_id or ""): row for row in rows}


def _require_replay(row: Message, letter: Letter) -> None:
    """The answer to a second send goes to its author alone, so that no room is asked again."""
    if row.author is not None:
        require_active(row.author)
    letter.require_same(row)


@dataclass(frozen=True)
class _Fresh:
    """A message that is to be stored: its row, its locked room, and the thread's first message."""

    letter: Letter
    row: Message
    author: User
    room: Room
    root: Message | None


class _Batch:
    """Letters in one transaction, with what the database knows of their rooms and authors: made
    within it."""

    def __init__(self, letters: Sequence[Letter]) -> None:
        self._letters = letters
        places = [(letter.send.room_id, letter.send.author.pk) for letter in letters]
        self._rooms, known, self._members, self._numbers = run(
            sequence.locking(room_id for room_id, _ in places),
            _sent_before(letters),
            sequence.writers_of(places),
            numbering(Message, len(letters)),
        )
        self._rows = _rows(known)
        # What is to be done at the end of the transaction.
        self.last: list[Statement] = []
        self._fresh: list[_Fresh] = []
        # When an author began a message in a room that is not stored yet.
        self._spoke: dict[tuple[int, int], datetime] = {}

    def stored(self) -> list[Outcome]:
        """Store what may be; an outcome for each letter, in their order."""
        answers = [self._answer(letter) for letter in self._letters]
        if self._fresh:
            self._insert()
        rows = {row.pk: row for row in answers if isinstance(row, Message)}
        shapes = {shape.id: shape for shape in shaped(rows.values())}
        self._tell(shapes)
        return [shapes[it.pk] if isinstance(it, Message) else it for it in answers]

    def _answer(self, letter: Letter) -> Message | ChatError:
        """The letter's row, stored before or to be stored, or why there is none."""
        try:
            return self._row(letter)
        except ChatError as error:
            return error

    def _row(self, letter: Letter) -> Message:
        send = letter.send
        room = self._rooms.get(send.room_id)
        if room is None:
            raise sequence.no_room()
        if (earlier := self._rows.get(send.key)) is not None:
            _require_replay(earlier, letter)
            return earlier
        found = self._members.get((room.pk, send.author.pk))
        author = sequence.require_member(room, send.author, found, to="post")
        root = None if send.thread is None else thread_actions.root_of(room, send.thread)
        reply = root is not None and not send.also_in_room
        place = (room.pk, author.pk)
        room_rules.require_turn(room, author, reply=reply, spoke=self._spoke.get(place))
        row = self._new(letter, author, room, root)
        if row.in_room:
            self._spoke[place] = row.created_at
        return row

    def _new(self, letter: Letter, author: User, room: Room, root: Message | None) -> Message:
        room.last_seq += 1
        row = fresh(
            Message, {"room": room, "author": author, "thread_root": root},
            id=self._numbers[len(self._fresh)], client_id=letter.send.client_id,
            body_digest=letter.told.digest, seq=room.last_seq, changed_seq=room.last_seq,
            text=letter.told.text, html=letter.written.html,
            in_room=root is None or letter.send.also_in_room, file_count=letter.told.file_count,
        )  # fmt: skip
        self._rows[letter.send.key] = row
        self._fresh.append(_Fresh(letter, row, author, room, root))
        return row

    def _insert(self) -> None:
        """Store the new rows, and what hangs on them."""
        rows = [new.row for new in self._fresh]
        # Before the rows: search has their names. Who refers to whom is asked at the commit.
        for new in self._fresh:
            attaching.attach(new.row, new.author, new.letter.told.files)
            if new.letter.told.forwarded is not None:
                attaching.attach_again(new.row, new.letter.told.forwarded)
        self.last = [
            sequence.heads({new.room.pk: new.room for new in self._fresh}.values()),
            *insertion(Message, map(vars, rows), numbered=True),
            *indexing.entries(rows),
        ]
        if not all(new.letter.is_plain for new in self._fresh):
            run(*self.last)  # a thread counts them, and links add to them
            self.last = []
        for row in rows:
            row._state.adding = False
        mentions.keep((new.row, new.letter.written.mentioned) for new in self._fresh)
        for new in self._fresh:
            previews.hang(new.row, new.author)

    def _tell(self, shapes: dict[int, MessageShape]) -> None:
        """Tell the rooms, then whoever follows the thread or had it as a draft."""
        broadcast.to_rooms(
            (
                MessageCreated(room=new.room.pk, seq=new.row.seq, message=shapes[new.row.pk]),
                new.room.pk,
            )
            for new in self._fresh
        )
        for new in self._fresh:
            if new.root is not None:
                thread_actions.take_reply(new.room, new.root, new.row)
        drafts.drafts_sent([
            drafts.WasDraft(
                new.author, new.room.pk, new.letter.send.thread, new.letter.send.draft,
                new.letter.told.text,
            )
            for new in self._fresh
        ])  # fmt: skip
