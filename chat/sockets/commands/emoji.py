"""The organisation's own emoji."""

from typing import Any

from channels_socketio import Namespace, Socket
from channels_socketio import on as command
from chat.actions import emoji
from chat.answers import Answer
from chat.events.commands import EmojiList, EmojiWithdraw
from chat.models import User
from chat.queries import emoji as queries
from chat.sockets.answers import ok
from chat.sockets.asking import act, ask


class EmojiCommands(Namespace):
    """Says which there are, and takes one away."""

    @command(EmojiList)
    async def emoji_list(self, socket: Socket, data: EmojiList) -> Answer:
        """All of them, and whether one may add another."""
        return ok(**await ask(socket, _all))

    @command(EmojiWithdraw)
    async def emoji_withdraw(self, socket: Socket, data: EmojiWithdraw) -> Answer:
        """One less."""
        return ok(emoji=await act(socket, emoji.withdraw_emoji, "actor", emoji_id=data.emoji))


def _all(*, user: User) -> dict[str, Any]:
    return {"emoji": queries.custom_emoji(user=user), "may_add": emoji.may_add_emoji(user)}
