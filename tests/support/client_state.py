"""A client in small: what it builds from events, to be compared with what it would fetch.

It keeps heads, applies `head + 1`, drops what it has, holds what is ahead and asks for the gap,
as docs/events.md tells every client to. It hears what its socket's rooms hear, in the order sent.
"""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from typing import Any

from chat.events import broadcasts
from chat.events.base import Event
from chat.events.broadcasts import EVENTS, MeChanged, MemberChanged, MessageChanged, RoomChanged
from chat.events.shapes import (
    Member,
    MessageShape,
    MyChanges,
    MyRoom,
    MyThread,
    RoomChanges,
    RoomInfo,
)
from chat.models import ThreadFollow, User
from chat.queries import rooms, sync, threads, timeline
from tests.support.recorder import Sent

_MODELS = {model.event: model for model in EVENTS}
RoomEvent = broadcasts.MessageCreated | MessageChanged | MemberChanged | RoomChanged


@dataclass(frozen=True)
class OwnKind:
    """One kind of the user's own things beside rooms: by what it is known, and when it is gone."""

    key: Callable[[Any], Hashable]
    is_gone: Callable[[Any], bool]


# By the field of `me:changed`.
OWN = {
    "draft": OwnKind(key=lambda it: (it.room, it.thread), is_gone=lambda it: not it.text),
    "inbox": OwnKind(key=lambda it: "inbox", is_gone=lambda it: False),
    "sidebar": OwnKind(key=lambda it: "sidebar", is_gone=lambda it: False),
    "saved": OwnKind(key=lambda it: it.id, is_gone=lambda it: it.state != "open"),
    "scheduled": OwnKind(
        key=lambda it: it.id, is_gone=lambda it: it.state in {"sent", "cancelled"}
    ),
}


@dataclass
class RoomState:
    """What the client has of one room."""

    mine: MyRoom
    head: int = 0
    messages: dict[int, MessageShape] = field(default_factory=dict)
    members: dict[int, Member] = field(default_factory=dict)
    held: dict[int, RoomEvent] = field(default_factory=dict)

    def put(self, message: MessageShape) -> None:
        """Take a message as it is now."""
        if message.withdrawn:
            self.messages.pop(message.id, None)
        else:
            self.messages[message.id] = message


class Client:
    """One user's client. `connect()` first; then `hear()` what was sent."""

    def __init__(self, user: User) -> None:
        self.user = user
        self.me = 0
        self.rooms: dict[int, RoomState] = {}
        self.own: dict[str, dict[Hashable, Any]] = {name: {} for name in OWN}
        self.threads: dict[int, MyThread] = {}
        self.entered: set[str] = set()

    def connect(self) -> None:
        """Enter the rooms and catch up: on the first connect and on every later one."""
        self.entered = set(rooms.names_for(user=self.user))
        heads = {room_id: state.head for room_id, state in self.rooms.items()}
        answer = sync.sync(user=self.user, me=self.me, rooms=heads)
        self.me = answer["me"].upto
        if answer["me"].limited:
            self.rooms.clear()
            self.own = {name: {} for name in OWN}
            self.threads.clear()
        self._take_own_lists(answer["me"])
        for changes in answer["rooms"]:
            self._take_changes(changes)
        for mine in answer["me"].rooms:
            self._take_mine(mine)
        for thread in answer["me"].threads:
            self._take_thread(thread)
        told = {changes.room for changes in answer["rooms"]}
        for room_id in set(heads) - told:
            self.rooms.pop(room_id, None)

    def hear(self, sent: Iterable[Sent]) -> None:
        """Take what was sent to rooms that the socket is in at that moment."""
        for one in sent:
            if not self.entered & set(one.to):
                continue
            if one.op == "enter":
                self.entered |= set(one.rooms)
            elif one.op == "evict":
                self.entered -= set(one.rooms)
            elif one.op == "emit":
                self._take(_MODELS[one.event].model_validate(one.data))

    def seen(self) -> dict[int | str, Any]:
        """Its state, in a form to compare with `truth`."""
        found: dict[int | str, Any] = {
            room_id: _comparable(
                state.mine, state.head, state.messages.values(), state.members.values()
            )
            for room_id, state in self.rooms.items()
        }
        return self.own | found | {"threads": {root: self._counted(root) for root in self.threads}}

    def truth(self) -> dict[int | str, Any]:
        """What a client that starts from nothing would fetch now."""
        all_mine = sync.my_changes(user=self.user, after=0)
        found: dict[int | str, Any] = {
            name: {kind.key(it): it for it in getattr(all_mine, MeChanged.lists[name])}
            for name, kind in OWN.items()
        }
        for mine in rooms.my_rooms(user=self.user):
            messages = self._whole_timeline(mine.room.id)
            members = rooms.members(user=self.user, room_id=mine.room.id)
            found[mine.room.id] = _comparable(mine, mine.room.last_seq, messages, members)
        follows = ThreadFollow.objects.filter(user=self.user, following=True)
        own = threads.my_threads(follows)
        return found | {"threads": {one.root: (one.read_seq, one.unread) for one in own}}

    def _take(self, event: Event) -> None:
        if isinstance(event, MeChanged):
            self._take_my_event(event)
        elif isinstance(event, RoomEvent) and event.room in self.rooms:
            self._take_room_event(self.rooms[event.room], event)

    def _take_my_event(self, event: MeChanged) -> None:
        if event.seq <= self.me:
            return
        if event.seq > self.me + 1:
            mine = sync.my_changes(user=self.user, after=self.me)
            self.me = mine.upto
            self._take_own_lists(mine)
            for each in mine.rooms:
                self._take_mine(each)
            for thread in mine.threads:
                self._take_thread(thread)
            return
        self.me = event.seq
        if event.mine is not None:
            self._take_mine(event.mine)
        if event.thread is not None:
            self._take_thread(event.thread)
        for name in OWN:
            if (thing := getattr(event, name)) is not None:
                self._take_own(name, thing)

    def _take_own_lists(self, changes: MyChanges) -> None:
        for name in OWN:
            for thing in getattr(changes, MeChanged.lists[name]):
                self._take_own(name, thing)

    def _take_own(self, field: str, thing: Any) -> None:
        kind = OWN[field]
        if kind.is_gone(thing):
            self.own[field].pop(kind.key(thing), None)
        else:
            self.own[field][kind.key(thing)] = thing

    def _take_mine(self, mine: MyRoom) -> None:
        state = self.rooms.get(mine.room.id)
        if not mine.active:
            self.rooms.pop(mine.room.id, None)
            left = [one.root for one in self.threads.values() if one.room == mine.room.id]
            for root in left:
                del self.threads[root]
        elif state is None:
            state = self.rooms[mine.room.id] = RoomState(mine)
            self._catch_up(state)
        elif mine.me_seq >= state.mine.me_seq:
            # Its facts are the room's, and come with the room's own events.
            kept = {"room": state.mine.room, "last_at": state.mine.last_at}
            state.mine = mine.model_copy(update=kept)
            self._count(state)

    def _take_thread(self, thread: MyThread) -> None:
        held = self.threads.get(thread.root)
        if held is not None and thread.me_seq < held.me_seq:
            return
        if thread.following:
            self.threads[thread.root] = thread
        else:
            self.threads.pop(thread.root, None)

    def _counted(self, root: int) -> tuple[int, int]:
        """How far a thread was read, and what is unread in it, from what the client has."""
        thread = self.threads[root]
        unread = [
            message
            for message in self.rooms[thread.room].messages.values()
            if message.thread_root == root
            and message.seq > thread.read_seq
            and not message.deleted
            and (message.author is None or message.author.id != self.user.pk)
        ]
        return thread.read_seq, len(unread)

    def _take_room_event(self, state: RoomState, event: RoomEvent) -> None:
        if event.seq <= state.head:
            return
        state.held[event.seq] = event
        if event.seq > state.head + 1:
            self._catch_up(state)
        while following := state.held.pop(state.head + 1, None):
            state.head = following.seq
            self._apply(state, following)

    def _apply(self, state: RoomState, event: RoomEvent) -> None:
        if isinstance(event, RoomChanged):
            self._put_info(state, event.info)
        elif isinstance(event, MemberChanged):
            self._put_member(state, event.member)
            self._put_info(state, _counting(state.mine.room, event.member_count))
        else:
            state.put(event.message)
        self._count(state)

    def _catch_up(self, state: RoomState) -> None:
        more = True
        while more:
            room_id = state.mine.room.id
            changes = sync.room_changes(user=self.user, room_id=room_id, after=state.head)
            self._take_changes(changes)
            more = changes.more

    def _take_changes(self, changes: RoomChanges) -> None:
        state = self.rooms[changes.room]
        if changes.limited:
            self._start_over(state)
        state.head = changes.upto
        for message in changes.messages:
            state.put(message)
        for member in changes.members:
            self._put_member(state, member)
        if changes.info:
            self._put_info(state, changes.info)
        state.held = {seq: event for seq, event in state.held.items() if seq > state.head}
        self._count(state)
        if changes.more:
            self._catch_up(state)

    def _start_over(self, state: RoomState) -> None:
        room_id = state.mine.room.id
        state.messages = {message.id: message for message in self._whole_timeline(room_id)}
        members = rooms.members(user=self.user, room_id=room_id)
        state.members = {member.person.id: member for member in members}

    def _put_info(self, state: RoomState, info: RoomInfo) -> None:
        state.mine = state.mine.model_copy(update={"room": info})

    def _put_member(self, state: RoomState, member: Member) -> None:
        if member.active:
            state.members[member.person.id] = member
        else:
            state.members.pop(member.person.id, None)

    def _count(self, state: RoomState) -> None:
        """Unread messages and the last one's time, from what the client has."""
        shown = [message for message in state.messages.values() if message.in_room]
        texts = [message for message in shown if message.kind == "text"]
        unread = [
            message
            for message in texts
            if message.seq > state.mine.read_seq
            and not message.deleted
            and (message.author is None or message.author.id != self.user.pk)
        ]
        calls = [m.seq for m in unread if m.mentions_room or self.user.pk in m.mentions]
        last = max(texts, key=lambda message: message.seq, default=None)
        told = {
            "unread": len(unread),
            "mentions": sorted(calls),
            "last_at": last.created_at if last else None,
        }
        state.mine = state.mine.model_copy(update=told)

    def _whole_timeline(self, room_id: int) -> list[MessageShape]:
        page = timeline.history(user=self.user, room_id=room_id)
        found = page.messages
        while page.has_before:
            page = timeline.history(user=self.user, room_id=room_id, before=found[0].seq)
            found = page.messages + found
        return found + [
            reply
            for root in found
            if root.kind == "text" and root.thread_root is None
            for reply in self._replies(room_id, root)
            if not reply.in_room
        ]

    def _replies(self, room_id: int, root: MessageShape) -> list[MessageShape]:
        """All replies to a message, page by page; each page is of the thread alone."""
        page = threads.history(user=self.user, room_id=room_id, thread=root.id)
        found = page.messages
        while page.has_before:
            page = threads.history(
                user=self.user, room_id=room_id, thread=root.id, before=found[0].seq
            )
            found = page.messages + found
        assert found[0] == root
        return found[1:]


def _counting(info: RoomInfo, member_count: int) -> RoomInfo:
    return info.model_copy(update={"member_count": member_count})


def _comparable(
    mine: MyRoom, head: int, messages: Iterable[MessageShape], members: Iterable[Member]
) -> dict[str, Any]:
    info = mine.room.model_copy(update={"last_seq": head})
    return {
        "mine": mine.model_copy(update={"room": info}).model_dump(),
        "messages": [m.model_dump() for m in sorted(messages, key=lambda message: message.seq)],
        "members": [m.model_dump() for m in sorted(members, key=lambda member: member.person.id)],
    }
