"""What those who run the organisation watch: the shapes in `ops:sample`."""

from pydantic import Field

from chat.events.base import Shape, Timestamp


class TransportCount(Shape):
    """Who comes by one transport. Someone who comes by two counts once for each."""

    transport: str = Field(description="websocket, polling or plain")
    sockets: int
    people: int


class WorkerState(Shape):
    """One worker process, and who is connected to it."""

    name: str
    started_at: Timestamp
    sockets: int
    people: int = Field(description="each once, in however many tabs")
    transports: list[TransportCount]
    cpu: float = Field(description="percent of one core, since the last sample")
    memory: int | None = Field(description="bytes resident; null where the system does not say")
    lag: float | None = Field(
        description="ms by which its event loop was late at most, in the last 5 s; null at first"
    )


class DatabaseState(Shape):
    """The database. Where it does not answer, all but its name is null."""

    name: str = Field(description="PostgreSQL or SQLite")
    version: str | None
    latency: float | None = Field(description="ms for the least that can be asked")
    size: int | None = Field(description="bytes")
    connections: int | None = Field(description="open at the server; null for SQLite")
    connections_max: int | None = None


class RedisState(Shape):
    """Redis. Where it does not answer, all is null."""

    version: str | None
    latency: float | None = Field(description="ms of a ping")
    memory: int | None = Field(description="bytes")
    clients: int | None


class Version(Shape):
    """What runs, and which."""

    name: str
    version: str
