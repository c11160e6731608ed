"""What holds in the whole organisation."""

from typing import Annotated, Literal

from pydantic import Field

from chat.events.base import Shape

Minutes = Annotated[int, Field(ge=0, le=10_000_000, strict=True)]


class MessageRules(Shape):
    """For how long authors may edit and delete what they wrote, and who sees what a message said
    before."""

    edit_minutes: Minutes | None = Field(default=None, description="null: for ever; 0: never")
    delete_minutes: Minutes | None = Field(default=None, description="null: for ever; 0: never")
    versions_for: Literal["everyone", "admins"] = "everyone"
