"""The namespace of those who run the organisation: they watch, and ask for nothing."""

from typing import Any

from channels_socketio import Hub, Namespace, Socket
from chat.access import require_admin, require_scopes
from chat.ops import Monitor
from chat.ops.monitor import WATCHERS
from chat.scopes import Scope
from chat.sockets.door import knock, refusals
from chat.watcher import Watcher


class OpsNamespace(Namespace):
    """The live page's. `attend` it to a hub before the first socket comes."""

    def attend(self, hub: Hub, watcher: Watcher) -> None:
        """Watch over this hub; `watcher` ends who may not watch any more."""
        self._hub = hub
        self._watcher = watcher
        self.monitor = Monitor(hub)

    async def on_connect(self, socket: Socket, auth: dict[str, Any] | None) -> None:
        """Let owners and admins in, by a page's cookie or an access token, as in the chat."""
        with refusals(socket):
            login = await knock(self._hub, self._watcher, socket, auth)
            require_admin(login.user)
            require_scopes(login.scopes, (Scope.READ, Scope.ADMIN))
            await self._watcher.let_in(socket, login)
        await socket.enter(WATCHERS)
        self.monitor.watched()
