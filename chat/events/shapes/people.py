"""People, and whether they are there."""

from typing import Literal

from pydantic import Field

from chat.events.base import Id, Shape, Timestamp

RoleName = Literal["owner", "admin", "member", "guest"]
PresenceState = Literal["online", "away", "offline"]


class Status(Shape):
    """What someone says they are at."""

    emoji: str
    text: str
    until: Timestamp | None = Field(description="null: until they say otherwise")


class Person(Shape):
    """Someone, as everyone who may see them sees them."""

    id: Id
    username: str
    display_name: str
    initials: str
    hue: int = Field(ge=0, le=23, description="the generated avatar's colour")
    role: RoleName
    is_active: bool
    time_zone: str
    avatar: str | None = Field(
        default=None,
        description="a square picture, WebP of 96 pixels; with `-large` before the ending, of 256",
    )
    status: Status | None = None
    away: bool = Field(default=False, description="they say so themselves; see also presence")


class Presence(Shape):
    """Who is not offline, of those whom the reader may see, and how many they are."""

    online: int
    states: dict[str, PresenceState] = Field(description="by user id; who is missing is offline")


class EmojiShape(Shape):
    """One of the organisation's own emoji, written `:name:`; `active` false: it was withdrawn, and
    where it was used its name shows."""

    id: Id
    name: str
    url: str = Field(description="its picture, WebP, for whoever is logged in")
    maker: Id | None = Field(description="who may withdraw it beside the admins")
    active: bool = True


class GroupShape(Shape):
    """People whom one name mentions, where they are in the room; `active` false: it is gone."""

    id: Id
    handle: str
    name: str
    members: list[Id]
    active: bool = True
