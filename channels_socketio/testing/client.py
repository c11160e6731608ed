"""What every client for tests has in common: Socket.IO over frames."""

import asyncio
import itertools
from abc import ABC, abstractmethod
from typing import Any

import orjson

from channels_socketio.decoder import Decoder
from channels_socketio.packet import Packet, PacketType, encode

SECONDS = 5.0


class Closed(Exception):
    """The server closed the connection, or refused it."""


class Client(ABC):
    """One connection. `seconds` bounds every wait. Methods raise Closed once the server closed."""

    def __init__(self, *, seconds: float) -> None:
        self.seconds = seconds
        self.handshake: dict[str, Any] = {}
        # Frames from the server; None after the last.
        self.frames: asyncio.Queue[str | bytes | None] = asyncio.Queue()
        self.close_code: int | None = None
        self._decoder = Decoder()
        self._ids = itertools.count(1)
        self._kept: list[Packet] = []

    # -- Engine.IO --------------------------------------------------------------------------------

    @abstractmethod
    def send_frame(self, frame: str | bytes) -> None:
        """Send one raw frame."""

    async def receive_frame(self) -> str | bytes:
        """The next raw frame. Closed when the server closed instead."""
        async with asyncio.timeout(self.seconds):
            frame = await self.frames.get()
        if frame is None:
            self.frames.put_nowait(None)
            raise Closed(self.close_code)
        return frame

    async def wait_closed(self) -> int | None:
        """Pass over frames until the server closes; its code."""
        while True:
            try:
                await self.receive_frame()
            except Closed:
                return self.close_code

    async def _greet(self) -> dict[str, Any]:
        first = await self.receive_frame()
        assert isinstance(first, str)
        self.handshake = orjson.loads(first[1:])
        return self.handshake

    # -- Socket.IO --------------------------------------------------------------------------------

    def send(self, packet: Packet) -> None:
        """Send a packet, attachments and all."""
        text, attachments = encode(packet)
        self.send_frame("4" + text)
        for attachment in attachments:
            self.send_frame(attachment)

    async def receive(self) -> Packet:
        """The next packet. Pings are answered on the way."""
        while True:
            frame = await self.receive_frame()
            if frame == "2":
                self.send_frame("3")
                continue
            message = b"" if frame == "b" else frame
            packet = self._read(message if isinstance(message, bytes) else message[1:])
            if packet is not None:
                return packet

    def _read(self, message: str | bytes) -> Packet | None:
        # CONNECT_ERROR is the server's alone, so that the decoder refuses it.
        if isinstance(message, str) and message[:1] == "4":
            packet = self._decoder.feed("0" + message[1:])
            assert packet is not None
            packet.type = PacketType.CONNECT_ERROR
            return packet
        return self._decoder.feed(message)

    async def connect(
        self, namespace: str = "/", auth: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        """Join a namespace; the payload of its answer: `sid`, or `message` of a refusal."""
        self.send(Packet(PacketType.CONNECT, auth, namespace))
        kinds = (PacketType.CONNECT, PacketType.CONNECT_ERROR)
        answer = await self._await(lambda p: p.type in kinds and p.namespace == namespace)
        data: dict[str, Any] = answer.data
        return data

    def emit(self, event: str | int, *args: Any, namespace: str = "/") -> None:
        """Send an event that asks for no ack."""
        self.send(Packet(PacketType.EVENT, [event, *args], namespace))

    async def call(self, event: str | int, *args: Any, namespace: str = "/") -> Any:
        """Send an event and wait for its ack: None, its one argument, or the list of several."""
        ack_id = next(self._ids)
        self.send(Packet(PacketType.EVENT, [event, *args], namespace, ack_id))
        ack = await self._await(lambda p: p.type is PacketType.ACK and p.id == ack_id)
        if len(ack.data) > 1:
            return ack.data
        return ack.data[0] if ack.data else None

    async def receive_event(self, name: str | int | None = None) -> list[Any]:
        """The next event (called `name`, when given): `[name, *args]`. Others are kept."""
        event = await self._await(
            lambda p: p.type is PacketType.EVENT and name in (None, p.data[0])
        )
        data: list[Any] = event.data
        return data

    async def receive_request(self) -> Packet:
        """The next event that asks for an ack; answer it with `ack`."""
        return await self._await(lambda p: p.type is PacketType.EVENT and p.id is not None)

    def ack(self, packet: Packet, *args: Any) -> None:
        """Acknowledge an event."""
        self.send(Packet(PacketType.ACK, list(args), packet.namespace, packet.id))

    async def receive_nothing(self) -> None:
        """AssertionError if an event is here, or arrives before an answer to a round trip does."""
        barrier = next(self._ids)
        assert not self._events(), self._events()
        # A second CONNECT or an unknown event gets no answer; an unknown namespace always does.
        name = f"/no-such-namespace-{barrier}"
        self.send(Packet(PacketType.CONNECT, None, name))
        await self._await(lambda p: p.namespace == name)
        assert not self._events(), self._events()

    def _events(self) -> list[Packet]:
        return [packet for packet in self._kept if packet.type is PacketType.EVENT]

    async def _await(self, wanted: Any) -> Packet:
        for packet in self._kept:
            if wanted(packet):
                self._kept.remove(packet)
                return packet
        while True:
            packet = await self.receive()
            if wanted(packet):
                return packet
            self._kept.append(packet)
