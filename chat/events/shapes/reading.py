"""Who has read how far."""

from pydantic import Field

from chat.events.base import Id, Seq, Shape


class Reader(Shape):
    """How far someone has read in a room."""

    user: Id
    seq: Seq = Field(description="the last room number they have seen")
    order: Seq = Field(description="of two such words of one person's, the later has the higher")


class Readers(Shape):
    """How far the others have read in a small room. In a larger one, or where one is not told,
    `live` is false, and nobody is named."""

    room: Id
    live: bool
    readers: list[Reader]


class SeenBy(Shape):
    """Who has read a message, of those who tell."""

    message: Id
    users: list[Id] = Field(description="by name, up to 200")
    count: int = Field(description="how many they are in all")
    of: int = Field(description="how many could be, without its author and the asker")
