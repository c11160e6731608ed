"""The organisation's own emoji."""

from django.http import HttpRequest
from ninja import File, Form, Router, Schema
from ninja.files import UploadedFile

from chat.actions import emoji
from chat.api.auth import asker
from chat.api.operations import command, needs
from chat.api.parameters import PathId
from chat.events.commands import EmojiList, EmojiWithdraw
from chat.events.shapes import EmojiShape
from chat.queries import emoji as queries
from chat.scopes import Scope

router = Router(tags=["emoji"])


class OwnEmoji(Schema):
    """The organisation's own, and whether the asker may add another."""

    emoji: list[EmojiShape]
    may_add: bool


@router.get("/emoji", response=OwnEmoji)
@command(EmojiList)
def own_emoji(request: HttpRequest) -> OwnEmoji:
    """All of the organisation's own emoji."""
    user = asker(request)
    return OwnEmoji(emoji=queries.custom_emoji(user=user), may_add=emoji.may_add_emoji(user))


@router.post("/emoji", response=EmojiShape)
@needs(Scope.WRITE)
def add_emoji(request: HttpRequest, name: Form[str], picture: File[UploadedFile]) -> EmojiShape:
    """Make `:name:` mean a picture (PNG, JPEG, GIF, WebP or AVIF, an animation too)."""
    return emoji.add_emoji(actor=asker(request), name=name, picture=picture.read())


@router.delete("/emoji/{int:emoji_id}", response=EmojiShape)
@command(EmojiWithdraw)
def withdraw_emoji(request: HttpRequest, emoji_id: PathId) -> EmojiShape:
    """Take one away, as an admin or whoever made it."""
    return emoji.withdraw_emoji(actor=asker(request), emoji_id=emoji_id)
