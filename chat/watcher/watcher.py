"""Heads and access, compared with the database every second and a half.

The layer loses messages, and a management command in another process has none that reaches the
in-memory one. What is found here goes to the sockets of this process alone: the others look too.
"""

import asyncio
import logging
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import orjson
from django.conf import settings

from channels_socketio import DisconnectReason, Hub, Socket
from channels_socketio.envelope import Envelope
from chat.errors import LoginRequired, Unavailable
from chat.events.base import CHAT
from chat.events.broadcasts import (
    MeChanged,
    MemberChanged,
    MessageChanged,
    MessageCreated,
    RoomCaughtUp,
    RoomChanged,
    SessionEnded,
)
from chat.events.shapes import RoomChanges
from chat.execution import Batches, run_query
from chat.models import User
from chat.queries.logins import Ended, Login, Shown, logins_of
from chat.socket_rooms import MEMBERS, user_name
from chat.watcher import readings
from chat.watcher.heads import Heads
from chat.watcher.readings import ROOM_PREFIX, USER_PREFIX, Place, Standing
from chat.watcher.visits import Visit, visit_of

logger = logging.getLogger(__name__)
# What is committed may still be on its way: only what stays away for so long was lost.
GRACE_SECONDS = 0.25
_ROOM_EVENTS = (MessageCreated, MessageChanged, MemberChanged, RoomChanged)
_NUMBERED = tuple(f'["{event.event}",' for event in (*_ROOM_EVENTS, MeChanged))


class Watcher:
    """One a process. Tell it of each socket (`admit`); `run` is a background task of the hub."""

    def __init__(self, hub: Hub) -> None:
        self.heads = Heads()
        self._hub = hub
        most: int = settings.HEARTH["CONNECT_BATCH"]
        self._logins = Batches(logins_of, most=most, reads=True)
        self._places = Batches(self._find_places, most=most, reads=True)
        hub.observe(self.observe)
        hub.add_background(self.run)

    # -- Letting in -------------------------------------------------------------------------------

    async def recognise(self, shown: Shown) -> Login | None:
        """The log-in that a client shows; None for one that does not hold. Those who come at the
        same time are looked up together, as after a restart, when all do."""
        return await self._logins.run(shown)

    async def admit(self, socket: Socket, login: Login) -> Visit:
        """Enter the socket into all rooms where its user belongs, and watch them.

        First those through which it can be called back (its user, its log-in), then the others: a
        removal that falls between is seen by the version, which was read before.
        """
        user = login.user
        visit = Visit(login, user.access_version)
        self.heads.start(user_name(user.pk), user.last_seq)
        await socket.enter(user_name(user.pk), login.room)
        names, heads = await self._places.run(user)
        self._watch(heads)
        visit.keep_in(socket)
        await socket.enter(*names)
        return visit

    async def let_in(self, socket: Socket, login: Login) -> None:
        """Watch over a socket of another namespace than the chat's: no room is its user's there,
        and what ends the log-in ends it."""
        await socket.enter(user_name(login.user.pk), login.room)
        Visit(login, login.user.access_version).keep_in(socket)

    def _find_places(self, users: Sequence[User]) -> Sequence[Place]:
        """In a thread, which only asks whether names are there."""
        live, heads = self._hub.rooms(), self.heads
        return readings.places_of(users, watched=lambda name: name in live and name in heads)

    def _watched(self) -> set[str]:
        return {name for name in self._hub.rooms() if name in self.heads}

    def _watch(self, heads: dict[str, int]) -> None:
        for name, head in heads.items():
            self.heads.start(name, head)

    def observe(self, envelope: Envelope) -> None:
        """The hub applied an envelope: note the number of an event that has one."""
        if not envelope.to or not envelope.body.startswith(_NUMBERED):
            return
        number = orjson.loads(envelope.body)[1]["seq"]
        for name in envelope.to:  # a numbered event goes to the one room of its sequence
            if name in self._hub.rooms():
                self.heads.delivered(name, number)

    # -- Watching ---------------------------------------------------------------------------------

    async def run(self) -> None:
        """Look, for as long as it is not cancelled."""
        while True:
            await asyncio.sleep(settings.HEARTH["WATCH_SECONDS"])
            try:
                await self.look()
            except Unavailable:
                continue  # said in the log; the next look finds what this one did not
            except Exception:
                logger.exception("watching failed")

    async def look(self) -> None:
        """Compare once: end or move the sockets whose access changed, send what was missed."""
        live = set(self._hub.rooms())
        self.heads.keep_only(live)
        users = readings.numbers(self._names(), USER_PREFIX)
        if not users:
            return
        rooms = readings.numbers(live, ROOM_PREFIX)
        found = await run_query(readings.snapshot, rooms=rooms, users=users)
        for user_id in users:
            if self._is_stale(user_id, found.versions.get(user_id)):
                await self._reconsider(user_id)
        stored = {name: head for name, head in found.heads.items() if name in live}
        if self.heads.behind(stored):
            await asyncio.sleep(GRACE_SECONDS)
            for name in self.heads.behind(stored):
                await self._catch_up(name, stored[name])

    def _names(self) -> set[str]:
        """The rooms that are live in any namespace."""
        return {name for found in self._hub.roster.namespaces.values() for name in found.rooms}

    def _sockets(self, name: str, namespace: str = CHAT) -> list[tuple[Socket, Visit]]:
        """The sockets in a room here that have been let in."""
        sockets: Iterable[Any] = self._hub.rooms(namespace).get(name, ())
        visits = [(socket, visit_of(socket)) for socket in sockets]
        return [(socket, visit) for socket, visit in visits if visit is not None]

    def _visitors(self, user_id: int) -> list[tuple[Socket, Visit]]:
        """A user's sockets here, in every namespace."""
        name = user_name(user_id)
        spaces = list(self._hub.roster.namespaces)
        return [pair for namespace in spaces for pair in self._sockets(name, namespace)]

    # -- Access -----------------------------------------------------------------------------------

    def _is_stale(self, user_id: int, version: int | None) -> bool:
        return any(visit.version != version for _, visit in self._visitors(user_id))

    async def _reconsider(self, user_id: int) -> None:
        visitors = self._visitors(user_id)
        logins = list(dict.fromkeys(visit.login for _, visit in visitors))
        now = await run_query(
            readings.standing, user_id=user_id, logins=logins, watched=self._watched()
        )
        ended = dict(zip(logins, now.ended, strict=True))
        self._watch(now.heads)
        for socket, visit in visitors:
            await self._settle(socket, visit, now, ended[visit.login])

    async def _settle(
        self, socket: Socket, visit: Visit, now: Standing, ended: Ended | None
    ) -> None:
        if ended == "logged_out":
            # The session is gone, or moved to a new key, as when its user changes the password:
            # the browser knows which. It comes back with its cookie, and is let in or refused.
            socket.connection.close(DisconnectReason.FORCED_CLOSE)
        elif now.user is None or ended is not None:
            await _end(socket, ended or "deactivated")
        elif now.user.role != visit.user.role:
            await _end(socket, "changed")
        else:
            login = replace(visit.login, user=now.user)
            visit.login, visit.version = login, now.user.access_version
            visit.keep_in(socket)
            if socket.namespace.name == CHAT:
                await self._move(socket, set(now.names))

    async def _move(self, socket: Socket, wanted: set[str]) -> None:
        """Leave and enter, until the socket is where it belongs. Its own rooms are not touched.

        Where a room entered stands is said to the socket: its client may have read it before.
        """
        movable = {room for room in socket.rooms if room == MEMBERS or room.startswith(ROOM_PREFIX)}
        await socket.leave(*(movable - wanted))
        missing = sorted(wanted - socket.rooms)
        if missing:
            await socket.enter(*missing)
        for name in missing:
            if name in self.heads:
                self._announce(name, self.heads[name], to=socket.sid)

    # -- Catching up ------------------------------------------------------------------------------

    async def _catch_up(self, name: str, head: int) -> None:
        if name.startswith(USER_PREFIX):
            await self._catch_up_user(name)
        elif name in self.heads:
            await self._catch_up_room(name)
        else:
            # It came to life unnoticed: from where on its readers lack something, they know.
            self._announce(name, head, to=name)
            self.heads.start(name, head)

    def _announce(self, name: str, head: int, *, to: str) -> None:
        """Say where a room stands: who lacks something asks."""
        room_id = int(name.removeprefix(ROOM_PREFIX))
        changes = RoomChanges(room=room_id, after=head, upto=head)
        self._hub.deliver(RoomCaughtUp(room=room_id, seq=head, changes=changes), to=to)

    async def _catch_up_room(self, name: str) -> None:
        room_id = int(name.removeprefix(ROOM_PREFIX))
        users = {visit.user.pk for _, visit in self._sockets(name)}
        members, pages = await run_query(
            readings.missed, room_id=room_id, after=self.heads[name], users=users
        )
        for socket, visit in self._sockets(name):
            if visit.user.pk in users - members:
                await socket.leave(name)
        for changes in pages:
            self._hub.deliver(
                RoomCaughtUp(room=room_id, seq=changes.upto, changes=changes), to=name
            )
            self.heads.caught_up(name, changes.upto)

    async def _catch_up_user(self, name: str) -> None:
        visitors = self._sockets(name)
        if not visitors or name not in self.heads:
            return
        try:
            changes = await run_query(
                readings.my_missed, user=visitors[0][1].user, after=self.heads[name]
            )
        except LoginRequired:
            return
        for event in MeChanged.all_of(changes):
            self._hub.deliver(event, to=name)
        self.heads.caught_up(name, changes.upto)


async def _end(socket: Socket, reason: Ended) -> None:
    await socket.emit(SessionEnded(reason=reason))
    await socket.disconnect(close=True)
