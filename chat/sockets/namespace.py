"""The chat's namespace: who comes, who goes, and what is said when something is wrong."""

from typing import Any

from channels_socketio import Hub, Socket
from channels_socketio import on as command
from channels_socketio.events import EventName
from chat.access import require_scopes
from chat.accounts.devices import device_name
from chat.answers import Answer, refusal
from chat.errors import Invalid, TooMany
from chat.events.base import Command
from chat.events.commands import PresenceSet
from chat.limits import limits
from chat.presence import Keeper
from chat.previewing import Previewer
from chat.scopes import Scope
from chat.sockets import typing
from chat.sockets.answers import as_chat_error, ok
from chat.sockets.asking import visit
from chat.sockets.commands import (
    CatchingUp,
    DraftCommands,
    EmojiCommands,
    FileCommands,
    InboxCommands,
    MessageCommands,
    PeopleCommands,
    PinCommands,
    PollCommands,
    PreviewCommands,
    ReactionCommands,
    ReadingCommands,
    RoomCommands,
    SavedCommands,
    SchedulingCommands,
    SearchCommands,
    SectionCommands,
    SlashCommands,
    ThreadCommands,
)
from chat.sockets.door import knock, lose_patience, refusals
from chat.sockets.origin import header
from chat.timers import Timers
from chat.watcher import Watcher


class ChatNamespace(
    CatchingUp,
    MessageCommands,
    ReactionCommands,
    PinCommands,
    PollCommands,
    PreviewCommands,
    DraftCommands,
    FileCommands,
    SchedulingCommands,
    SlashCommands,
    RoomCommands,
    SavedCommands,
    SearchCommands,
    SectionCommands,
    PeopleCommands,
    EmojiCommands,
    ThreadCommands,
    InboxCommands,
    ReadingCommands,
):
    """The chat. `attend` it to a hub before the first socket comes."""

    watcher: Watcher
    presence: Keeper
    timers: Timers
    previewer: Previewer

    def attend(self, hub: Hub) -> None:
        """Watch over this hub's sockets."""
        self._hub = hub
        self.watcher = Watcher(hub)
        self.presence = Keeper(hub)
        self.timers = Timers(hub)
        self.previewer = Previewer(hub)

    # -- Coming and going -------------------------------------------------------------------------

    async def on_connect(self, socket: Socket, auth: dict[str, Any] | None) -> None:
        """Let a log-in in."""
        with refusals(socket):
            login = await knock(self._hub, self.watcher, socket, auth)
            require_scopes(login.scopes, (Scope.READ,))
            await self.watcher.admit(socket, login)
            agent = header(socket.scope, b"user-agent") or ""
        self.presence.arrived(socket.sid, login.user.pk, device_name(agent))

    async def on_disconnect(self, socket: Socket, reason: str) -> None:
        """The socket is gone: it types no more, and counts for a few seconds yet."""
        for room_id, event in typing.stop_all(visit(socket)):
            await self.emit(event, to=typing.audience(room_id))
        self.presence.departed(socket.sid)

    async def on_event(self, socket: Socket, event: EventName) -> None:
        """Only what the socket's log-in is for."""
        model = self.handlers[event].model
        needed = model.scopes if model is not None and issubclass(model, Command) else ()
        require_scopes(visit(socket).login.scopes, needed)

    async def on_error(self, socket: Socket, event: object, error: Exception) -> Answer:
        """Say what went wrong. Whoever goes on asking too fast, or for nonsense, is cut off."""
        fault = as_chat_error(error, event)
        if isinstance(fault, TooMany) or (isinstance(fault, Invalid) and fault is not error):
            lose_patience(socket, socket.sid)
        return refusal(fault)

    @command(PresenceSet)
    async def presence_set(self, socket: Socket, data: PresenceSet) -> Answer:
        """Of this client; the person's state is over all of theirs."""
        limits().command.take(visit(socket).user.pk)
        self.presence.set_away(socket.sid, away=data.state == "away")
        return ok()
