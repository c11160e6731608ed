"""What every page of chat shows and gives to script: the reader, their rooms, who is online.

`bootstrap` is the state with which script starts, so that a page costs no second round trip; its
shapes are those that commands answer with.
"""

import hashlib
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.middleware.csrf import get_token

from chat.events.shapes import History, MyRoom, RoomInfo
from chat.models import User
from chat.presence import presence
from chat.queries import people, shapes, sync
from chat.queries.organisation import about
from chat.queries.sidebar import shape_of
from chat.rendering import LANGUAGES
from chat.slash import commands_for
from chat.views.emoji import SECTIONS, TONES, emoji_url
from chat.views.sidebar import sidebar
from chat.views.timeline import NOTICES

TYPING_MS = 3_000


class Frame:
    """One reader's view of the organisation, read once for a page: seven queries."""

    def __init__(self, request: HttpRequest) -> None:
        assert isinstance(request.user, User)
        self.request = request
        self.user = request.user
        self.organisation, receipts, self.rules = about()
        self.receipts = receipts and self.user.tells_reading
        # The changes come first: what happens after their head reaches script as an event.
        self.my = sync.my_changes(user=self.user, after=0)
        self.people = people.people(user=self.user)
        self.presence = presence(user=self.user)

    @property
    def mine(self) -> list[MyRoom]:
        """The reader's rooms."""
        return self.my.rooms

    def mine_of(self, room_id: int) -> MyRoom | None:
        """The reader's place in a room; null where they are not in it."""
        return next((mine for mine in self.mine if mine.room.id == room_id), None)

    def state_of(self, user_id: int) -> str:
        """Someone's presence."""
        return self.presence.states.get(str(user_id), "offline")

    def context(
        self,
        *,
        title: str,
        room: RoomInfo | None = None,
        history: History | None = None,
        permalink: int | None = None,
        thread: dict[str, int | None] | None = None,
        **more: Any,
    ) -> dict[str, Any]:
        """The template's context, the bootstrap within it."""
        current = room.id if room else None
        return {
            "title": title,
            "room": room,
            "history": history,
            "organisation": self.organisation,
            "me": self.user,
            "receipts": self.receipts,
            "code_languages": sorted(LANGUAGES),
            "emoji_sections": SECTIONS,
            "emoji_tones": TONES,
            "presence": self.presence,
            "sidebar": sidebar(
                self.mine,
                layout=next(iter(self.my.sidebars), None) or shape_of(None),
                user=self.user,
                presence=self.presence,
                current=current,
                begun={draft.room for draft in self.my.drafts},
            ),
            "bootstrap": self.bootstrap(room=room, history=history, permalink=permalink)
            | {"thread": thread},
            **more,
        }

    def bootstrap(
        self, *, room: RoomInfo | None, history: History | None, permalink: int | None
    ) -> dict[str, Any]:
        """The state with which script starts."""
        return {
            "me": shapes.person(self.user).model_dump(mode="json"),
            "organisation": self.organisation,
            "room": room.model_dump(mode="json") if room else None,
            "my": self.my.model_dump(mode="json"),
            "history": history.model_dump(mode="json") if history else None,
            "people": [person.model_dump(mode="json") for person in self.people],
            "presence": self.presence.model_dump(mode="json"),
            "csrf": get_token(self.request),
            "limits": _limits(),
            "rules": self.rules.model_dump(mode="json"),
            "notices": NOTICES,
            "slash": [each.model_dump(mode="json") for each in commands_for(self.user)],
            "emoji_url": emoji_url(),
            "enter_sends": self.user.enter_sends,
            "receipts": self.receipts,
            "permalink": permalink,
            "session": _session_name(self.request),
        }


def _limits() -> dict[str, int]:
    return {
        "message_length": settings.HEARTH["MESSAGE_LENGTH"],
        "room_name_length": settings.HEARTH["ROOM_NAME_LENGTH"],
        "topic_length": settings.HEARTH["TOPIC_LENGTH"],
        "typing_ms": TYPING_MS,
        # Offered for a little less: the answer to a press has its way to go.
        "file_size": settings.HEARTH["FILE_SIZE"],
        "files_per_message": settings.HEARTH["FILES_PER_MESSAGE"],
        "undo_ms": max(0, settings.HEARTH["UNDO_SECONDS"] - 2) * 1_000,
        "group_people": settings.HEARTH["GROUP_DIRECT_PEOPLE"],
        "everyone_members": settings.HEARTH["EVERYONE_MENTION_MEMBERS"],
        "seen_live_members": settings.HEARTH["SEEN_LIVE_MEMBERS"],
        "away_ms": settings.HEARTH["AWAY_SECONDS"] * 1_000,
    }


def _session_name(request: HttpRequest) -> str:
    """This log-in's name for what the browser stores: it tells nothing of the session's key."""
    key = f"outbox:{request.session.session_key}"
    return hashlib.sha256(key.encode()).hexdigest()[:32]
