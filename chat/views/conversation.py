"""The page of a room: its timeline, and what its header, composer and details say."""

from typing import Any

from django.http import HttpResponse

from chat.events.shapes import History, MyRoom, RoomInfo
from chat.queries import shapes, timeline
from chat.queries.opening import Opened
from chat.views.frame import Frame, Place
from chat.views.sidebar import other_person, others_in, room_name
from chat.views.timeline import rows


def room_page(frame: Frame, place: Place, opened: Opened) -> HttpResponse:
    """The answer with the room that `place` names, which the reader may see."""
    mine = frame.mine_of(place.room)
    permalink = opened.thread_seq if place.thread is not None else place.seq
    history = timeline.page_of_room(opened.room, around=permalink or _first_unread(mine))
    return frame.page(
        "chat/room.html",
        lambda: _room_context(frame, place, opened, mine, permalink, history),
        name=place,
        same=history.messages,
        equal=(history.has_before, history.has_after, history.upto),
    )


def _room_context(
    frame: Frame,
    place: Place,
    opened: Opened,
    mine: MyRoom | None,
    permalink: int | None,
    history: History,
) -> dict[str, Any]:
    info = mine.room if mine else shapes.room_info(opened.room, member_count=len(frame.members))
    thread = {"root": place.thread, "seq": place.seq} if place.thread is not None else None
    shown = rows(
        history.messages,
        reader=frame.user,
        read_seq=mine.read_seq if mine else None,
        highlight=permalink,
        people=frame.known,
    )
    return {
        **frame.context(
            title=room_name(info, frame.user), room=info, history=history, permalink=permalink,
            thread=thread,
        ),
        **_conversation(frame, info, mine),
        "pane": "thread" if thread else "timeline",
        "rows": list(shown),
        "silent": all(entry.kind == "notice" for entry in history.messages),
        "welcome": frame.welcome if info.is_general else None,
    }  # fmt: skip


def _first_unread(mine: MyRoom | None) -> int | None:
    """Where a reader begins who has not read all; null for one who has, or is not in the room."""
    return mine.read_seq + 1 if mine and mine.unread else None


def _conversation(frame: Frame, info: RoomInfo, mine: MyRoom | None) -> dict[str, Any]:
    """What the room's header, composer and details say."""
    other, name = other_person(info, frame.user), room_name(info, frame.user)
    return {
        "joined": mine is not None,
        "starred": mine is not None and mine.starred,
        "muted": mine is not None and mine.muted,
        **_rules(frame, info),
        "other": other,
        "others": others_in(info, frame.user),
        "other_state": frame.state_of(other.id) if other else "offline",
        "placeholder": f"#{name}" if info.kind == "public" else name,
        "members_stay": mine is None
        or info.kind == "direct"
        or info.is_general
        or frame.user.is_guest,
        "members": [frame.member(person) for person in frame.members],
    }


def _rules(frame: Frame, info: RoomInfo) -> dict[str, Any]:
    """What the room lets the reader write; as static/js/rooms.js has it once script runs."""
    host = (
        info.kind != "direct"
        and not frame.user.is_guest
        and (frame.user.is_admin or info.host == frame.user.pk)
    )
    may_write = not info.archived and (info.posting == "everyone" or host)
    slow = info.slow_seconds and may_write and not host
    return {
        "is_host": host,
        "may_write": may_write,
        "closed": not may_write,
        "slow": f"Slow mode: a message every {pause(info.slow_seconds)}" if slow else "",
    }


def pause(seconds: int) -> str:
    """A length of time in its largest whole unit: `90 s`, `5 min`, `2 h`."""
    for unit, length in (("h", 3600), ("min", 60)):
        if seconds % length == 0:
            return f"{seconds // length} {unit}"
    return f"{seconds} s"
