"""State plus events equals a refetch, whatever people do and however much of it is lost."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import hypothesis
import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given
from hypothesis import strategies as st
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from chat.actions import (
    drafts,
    membership,
    messages,
    pins,
    reactions,
    reading,
    rooms,
    saved,
    threads,
)
from chat.errors import ChatError
from chat.models import Message, Room, User
from tests.support import factories
from tests.support.client_state import Client
from tests.support.recorder import RecordingEmitter, Sent

PEOPLE = ("ada", "ben", "gus", "olga")
_EMOJI = "👍🎉👀"
STEP = st.tuples(
    st.sampled_from(
        ["send", "send", "reply", "reply", "follow", "read thread", "edit", "delete", "undo",
         "react", "unreact", "pin", "unpin", "save", "unsave", "join", "leave", "add", "remove",
         "rename", "topic", "read", "unread", "draft", "draft", "direct", "create", "lose",
         "shuffle", "connect"]
    ),
    st.integers(0, 3),  # who
    st.integers(0, 9),  # where, or which
    st.integers(0, 9),  # whom, or how far
)  # fmt: skip


# Without shrinking, which took five minutes where this found something; the plan says enough.
QUICKLY = hypothesis.settings(
    max_examples=20,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


class World:
    """Four people, their clients, and a line that may lose or turn about what it carries."""

    def __init__(self, sent: RecordingEmitter, commit: DjangoCaptureOnCommitCallbacks) -> None:
        self.sent, self.commit = sent, commit
        self.users = [
            factories.make_user(name, role={"gus": "guest", "olga": "owner"}.get(name, "member"))
            for name in PEOPLE
        ]
        factories.make_general(self.users[3], *self.users[:2])
        factories.make_room(self.users[0], "den", kind="private", members=(self.users[1],))
        factories.make_room(self.users[1], "shed", members=(self.users[2],))
        self.clients = [Client(user) for user in self.users]
        for client in self.clients:
            client.connect()
        self.lost = self.shuffled = False

    def step(self, what: str, who: int, which: int, whom: int) -> None:
        """Do one thing, refused or not, and let every client hear of it."""
        if what in {"lose", "shuffle"}:
            self.lost, self.shuffled = what == "lose", what == "shuffle"
            return
        if what == "connect":
            self.clients[who].connect()
            return
        self.sent.clear()
        with self.commit(execute=True), suppress(ChatError), transaction.atomic():
            self._act(what, self.users[who], which, whom)
        for client in self.clients:
            client.hear(self._carried())

    def _carried(self) -> list[Sent]:
        """Enters and evictions always arrive, for the watcher sees to them; events may not."""
        events = [one for one in self.sent.sent if one.op == "emit"]
        if self.shuffled:
            turned = iter(events[::-1])
            return [next(turned) if one.op == "emit" else one for one in self.sent.sent]
        if self.lost:
            return [one for one in self.sent.sent if one.op != "emit" or one in events[1::2]]
        return self.sent.sent

    def _act(self, what: str, user: User, which: int, whom: int) -> None:
        found = list(Room.objects.order_by("pk"))
        room = found[which % len(found)]
        other = self.users[whom % len(self.users)]
        acts: dict[str, Any] = {
            "send": lambda: factories.send(user, room, f"words {whom}"),
            "reply": lambda: factories.send(
                user, room, f"answer {which}", thread=_message(room, whom),
                also_in_room=which > 7,
            ),
            "follow": lambda: threads.set_following(
                user=user, room_id=room.pk, thread=_message(room, whom), following=which > 4
            ),
            "read thread": lambda: threads.set_read(
                user=user, room_id=room.pk, thread=_message(room, whom), seq=which * 3
            ),
            "undo": lambda: messages.undo_message(
                author=user, room_id=room.pk, message_id=_message(room, whom)
            ),
            "edit": lambda: self._edit(user, room, whom),
            "delete": lambda: self._delete(user, room, whom),
            "react": lambda: reactions.add_reaction(
                user=user, room_id=room.pk, message_id=_message(room, whom), emoji=_EMOJI[which % 3]
            ),
            "unreact": lambda: reactions.remove_reaction(
                user=user, room_id=room.pk, message_id=_message(room, whom), emoji=_EMOJI[which % 3]
            ),
            "save": lambda: saved.save_message(
                user=user, room_id=room.pk, message_id=_message(room, whom)
            ),
            "unsave": lambda: saved.update_saved(user=user, saved_id=whom + 1, done=which < 5),
            "pin": lambda: pins.pin_message(
                actor=user, room_id=room.pk, message_id=_message(room, whom)
            ),
            "unpin": lambda: pins.unpin_message(
                actor=user, room_id=room.pk, message_id=_message(room, whom)
            ),
            "join": lambda: membership.join_room(user=user, room_id=room.pk),
            "leave": lambda: membership.leave_room(user=user, room_id=room.pk),
            "add": lambda: membership.add_member(
                actor=user, room_id=room.pk, user_id=other.pk
            ),
            "remove": lambda: membership.remove_member(
                actor=user, room_id=room.pk, user_id=other.pk
            ),
            "rename": lambda: rooms.update_room(
                actor=user, room_id=room.pk, name=f"{'abcdefghkp'[whom]} room", topic="so"
            ),
            "topic": lambda: rooms.update_room(actor=user, room_id=room.pk, topic=f"of {whom}"),
            "read": lambda: reading.set_read(user=user, room_id=room.pk, seq=whom * 2),
            "unread": lambda: reading.set_read(
                user=user, room_id=room.pk, seq=whom, unread=True
            ),
            "draft": lambda: drafts.save_draft(
                user=user, room_id=room.pk, text=f"begun {whom}" if whom else ""
            ),
            "direct": lambda: rooms.open_direct(user=user, other_id=other.pk),
            "create": lambda: rooms.create_room(
                creator=user, name=f"{'abcdefghkp'[which]} den", kind="private",
                members=[other.pk],
            ),
        }  # fmt: skip
        acts[what]()

    def _edit(self, user: User, room: Room, which: int) -> None:
        messages.edit_message(
            author=user, room_id=room.pk, message_id=_message(room, which), text=f"new {which}"
        )

    def _delete(self, user: User, room: Room, which: int) -> None:
        messages.delete_message(actor=user, room_id=room.pk, message_id=_message(room, which))


def _message(room: Room, which: int) -> int:
    found = list(Message.objects.filter(room=room, kind="text").order_by("pk"))
    return found[which % len(found)].pk if found else 1


@contextmanager
def taken_back() -> Iterator[None]:
    """What is done inside leaves no trace: each example starts from nothing."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def small_pages(settings: Settings) -> None:
    """Few enough to a page that catching up takes several, and falls behind."""
    small = {"CHANGES_PAGE": 3, "CHANGES_LIMIT": 12, "HISTORY_PAGE": 4}
    settings.HEARTH = {**settings.HEARTH, **small}


@pytest.mark.django_db
@given(plan=st.lists(STEP, min_size=1, max_size=30))
@QUICKLY
def test_after_a_reconnect_every_client_has_what_it_would_fetch(
    plan: list[tuple[str, int, int, int]],
    sent: RecordingEmitter,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    small_pages: None,
) -> None:
    with taken_back():
        world = World(sent, django_capture_on_commit_callbacks)
        for step in plan:
            world.step(*step)
        for client in world.clients:
            client.connect()
            assert client.seen() == client.truth()


@pytest.mark.django_db
@given(plan=st.lists(STEP.filter(lambda step: step[0] not in {"lose", "shuffle"}), max_size=30))
@QUICKLY
def test_where_nothing_is_lost_events_alone_keep_every_client_current(
    plan: list[tuple[str, int, int, int]],
    sent: RecordingEmitter,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with taken_back():
        world = World(sent, django_capture_on_commit_callbacks)
        for step in plan:
            world.step(*step)
        for client in world.clients:
            assert client.seen() == client.truth()
