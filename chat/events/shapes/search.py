"""What search finds."""

from typing import ClassVar

from pydantic import Field

from chat.events.base import Seq, Shape
from chat.events.shapes.messages import MessageShape


class ExcerptPart(Shape):
    """Words of a message, and whether they are what was looked for."""

    text: str
    match: bool = False


class SearchLine(Shape):
    """What was said just before or after a message that was found, on one line."""

    name: str = Field(description="who said it")
    text: str


class SearchHit(Shape):
    """A message that was found."""

    by_parts: ClassVar[bool] = True

    message: MessageShape
    room_name: str = Field(description="empty for direct messages")
    excerpt: list[ExcerptPart] = Field(description="the part of it that shows why")
    before: SearchLine | None = None
    after: SearchLine | None = None


class SearchPage(Shape):
    """A page of what was found, the newest first."""

    by_parts: ClassVar[bool] = True

    hits: list[SearchHit] = []
    next: Seq | None = Field(
        default=None, description="ask `before` it for more; null: that is all"
    )
    problem: str = Field(default="", description="why nothing can be found by it, for the asker")
    cut: bool = Field(
        default=False, description="the time was over: what is older was not looked through"
    )
