"""Clients for tests: they speak the protocol to a SocketIO in this process, through its ASGI
applications and the real codecs. No server and no network.

    async with Communicator(sio, user=user) as client:
        await client.connect()
        ack = await client.call("message:send", {"text": "hi"})
        name, data = await client.receive_event()
"""

from channels_socketio.testing.client import Closed
from channels_socketio.testing.polling import Answer, PollingCommunicator, request
from channels_socketio.testing.websocket import Communicator

__all__ = ["Answer", "Closed", "Communicator", "PollingCommunicator", "request"]
