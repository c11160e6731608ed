"""Commands over a socket, from the handshake to the answer."""

from chat.models import Message, Room, User
from tests.support.sockets import Chat


async def test_a_message_is_answered_and_told_to_everyone_in_the_room(
    chat: Chat, ada: User, ben: User, room: Room
) -> None:
    async with chat.enter(ada) as hers, chat.enter(ben) as his:
        answer = await hers.command(
            "message:send", room=room.pk, client_id="client-0001", text="hello *there*"
        )
        for client in (hers, his):
            event = await client.told("message:created")
            assert event["message"] == answer["message"]
            assert event["seq"] == answer["message"]["seq"]
    assert await Message.objects.filter(client_id="client-0001").acount() == 1
