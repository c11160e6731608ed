"""What every page of chat shows and gives to script: the reader, their rooms, who is online.

`bootstrap` is the state with which script starts, so that a page costs no second round trip; its
shapes are those that commands answer with.
"""

import hashlib
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.utils import timezone

from chat.access import reader
from chat.accounts.welcome import Welcome, invites_of, welcome_for
from chat.context import theme
from chat.events.shapes import History, MyRoom, Person, RoomInfo
from chat.models import User
from chat.prepared import Asked, kept_from, prepared, read_together
from chat.presence import asked_people, people_from
from chat.queries import shapes, sync
from chat.queries.listed import numbers_in
from chat.queries.opening import Opened, opened, opening
from chat.queries.organisation import about_from, listed
from chat.queries.rooms import asked_rooms, my_rooms_from
from chat.queries.search.resolving import seen_rooms
from chat.queries.sidebar import shape_of
from chat.slash import commands_for
from chat.templatetags.pieces import TOKEN, Parts
from chat.views.emoji import SECTIONS, TONES, emoji_url
from chat.views.flat import render
from chat.views.sidebar import sidebar
from chat.views.timeline import NOTICES, zone_of
from chat.views.whole import Sources, whole

TYPING_MS = 3_000


class Place(NamedTuple):
    """A room, and a message in it by its `seq` or a thread by its first message's id."""

    room: int
    seq: int | None = None
    thread: int | None = None


@dataclass(frozen=True, kw_only=True)
class MemberItem:
    """Someone in the list of a room's members; `mine` for the reader themselves."""

    person: Person
    state: str
    mine: bool


class Frame:
    """One reader's view of the organisation, read once for a page: three queries together.

    `place` is where the page opens a room, which `opened` gives then; one that `searches` has the
    rooms that the reader may see (`seen`).
    """

    def __init__(
        self, request: HttpRequest, place: Place | None = None, *, searches: bool = False
    ) -> None:
        assert isinstance(request.user, User)
        self.request = request
        # Out of Django's wrapper, through which each of a page's thousands of looks would go.
        self.user: User = getattr(request.user, "_wrapped", request.user)
        # The head comes first: what happens after it reaches script as an event.
        head, people, rooms = read_together(
            _asked_head(self.user, place, searches=searches),
            asked_people(self.user, place.room if place else None),
            asked_rooms(self.user, 0),
        )
        self._head = head.kept()[0]
        self.organisation, receipts, self.rules = about_from(self._head.the_organisation)
        self.receipts = receipts and self.user.tells_reading
        self.people, self.presence, self.members = people_from(people)
        self.known = {person.id: person for person in self.people}
        mine = my_rooms_from(self._head, rooms, self.known)
        self.my = sync.my_changes_at(self._head, after=0, rooms=mine)

    @cached_property
    def _session(self) -> str:
        """This log-in's name for what the browser stores: it tells nothing of the session's key."""
        key = f"outbox:{self.request.session.session_key}"
        return hashlib.sha256(key.encode()).hexdigest()[:32]

    @property
    def opened(self) -> Opened:
        """The room that the page opens. Raises `NotFound`."""
        return opened(self._head)

    @property
    def seen(self) -> list[int]:
        """The ids of the rooms that the reader may see."""
        return numbers_in(self._head.the_seen or "")

    @cached_property
    def welcome(self) -> Welcome | None:
        """What an owner finds in #general while they are alone."""
        active = sum(person.is_active for person in self.people)
        invites = getattr(self._head, "the_invites", None)
        return welcome_for(self.user, people=active, found=invites)

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

    def member(self, person: Person) -> MemberItem:
        """Someone as the list of a room's members shows them."""
        mine = person.id == self.user.pk
        return MemberItem(person=person, state=self.state_of(person.id), mine=mine)

    def page(
        self,
        template: str,
        context: Callable[[], dict[str, Any]],
        *,
        name: Hashable = None,
        same: Iterable[Any] = (),
        equal: tuple[Any, ...] = (),
    ) -> HttpResponse:
        """The answer that `template` makes of what `context` gives (as `self.context` does). It is
        asked for that unless the page is kept: under its `name` among those of the template; `same`
        and `equal` are all that it depends on beside this frame (`Sources`)."""

        def make() -> bytes:
            parts = Parts()
            return parts.fill(render(template, context() | {"parts": parts}, self.request))

        token = get_token(self.request).encode()  # one for the whole page
        key = (template, name, self._session, theme(self.request))
        return HttpResponse(token.join(whole(self.request, key, self._sources(same, equal), make)))

    def _sources(self, same: Iterable[Any], equal: tuple[Any, ...]) -> Sources | None:
        """None for a reader whose row is not kept, and for one who is welcomed: how long a link
        holds is said of the moment. Who is here and who is in the room comes with the people."""
        row = kept_from(self.user)
        if row is None or self.welcome is not None:
            return None
        today = timezone.now().astimezone(zone_of(self.user)).date()
        return Sources(
            (row, self._head, *self.people, *self.mine, *same),
            (today, *_limits().values(), *equal),
        )

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
        bootstrap = self.bootstrap(room=room, history=history, permalink=permalink)
        return {
            "title": title,
            "room": room,
            "facts": facts_of(room),
            "history": history,
            "organisation": self.organisation,
            "me": self.user,
            "receipts": self.receipts,
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
            "bootstrap": bootstrap | {"thread": thread},
            "csrf_token": TOKEN,  # `page` has the reader's
            **more,
        }

    def bootstrap(
        self, *, room: RoomInfo | None, history: History | None, permalink: int | None
    ) -> dict[str, Any]:
        """The state with which script starts."""
        return {
            "me": shapes.person(self.user),
            "organisation": self.organisation,
            "room": room,
            "my": self.my,
            "history": history,
            "people": self.people,
            "presence": self.presence,
            "csrf": TOKEN,
            "limits": _limits(),
            "rules": self.rules,
            "notices": NOTICES,
            "slash": commands_for(self.user),
            "emoji_url": emoji_url(),
            "enter_sends": self.user.enter_sends,
            "receipts": self.receipts,
            "permalink": permalink,
            "session": self._session,
        }


def _asked_head(user: User, place: Place | None, *, searches: bool) -> Asked:
    """The reader's head, and beside it all that takes no query of its own."""
    room, seq, thread = place or (0, None, None)
    return _heads.asked(
        user=user.pk, room=room, seq=seq or 0, thread=thread or 0,
        is_guest=user.is_guest, is_admin=user.is_admin, opens=place is not None,
        searches=searches,
    )  # fmt: skip


@prepared("user", "room", "seq", "thread")
def _heads(
    *, user: int, room: int, seq: int, thread: int,
    is_guest: bool, is_admin: bool, opens: bool, searches: bool,
) -> "QuerySet[User]":  # fmt: skip
    who = reader(user, is_guest=is_guest)
    beside: dict[str, Any] = {"the_organisation": listed()}
    if is_admin:
        beside["the_invites"] = invites_of(who)
    if opens:
        beside |= opening(who, room, seq=seq, thread=thread)
    if searches:
        beside["the_seen"] = seen_rooms(who)
    return sync.heads_with_lists(who, 0, **beside)


def facts_of(room: RoomInfo | None) -> RoomInfo | None:
    """What pieces of a page say of a room: not where it is in its sequence, by which they would be
    others after each message."""
    return room and room.model_copy(update={"last_seq": 0, "changed_seq": 0, "people": []})


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
