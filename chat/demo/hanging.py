"""What hangs on the demo's latest messages: set by the same actions as everyone's."""

import random
from collections.abc import Sequence

from chat.actions import polls, reactions
from chat.models import Membership, Message, Room, User
from chat.models.messages import MessageKind

LATEST = 15  # messages of each room: what a visitor comes to see, and each takes a transaction
_EMOJI = ("👍", "👍", "👍", "🎉", "❤️", "👀", "😂", "✅", "🙏", "🌊")


def react(room: Room) -> None:
    """Set reactions under some of a room's latest messages; the same each time."""
    chance = random.Random(f"reactions/{room.pk}")  # noqa: S311 - a demo, the same each time
    there = Membership.objects.filter(room=room, is_active=True).select_related("user")
    people = [row.user for row in there.order_by("user_id")]
    rows = Message.objects.filter(room=room, kind=MessageKind.TEXT).order_by("-seq")[:LATEST]
    for row in reversed(rows):
        if chance.random() < 0.3:
            _react(room, row, people, chance)


def ask(room: Room) -> None:
    """Ask the room something, and let half of it answer."""
    there = Membership.objects.filter(room=room, is_active=True).select_related("user")
    people = [row.user for row in there.order_by("user_id")]
    asked = polls.create_poll(
        author=people[0], room_id=room.pk, client_id=f"demo-poll-{room.pk}",
        question="The summer walk: which way round?",
        options=["Along the dyke and back", "Round by the ferry", "Wherever there is cake"],
    )  # fmt: skip
    for number, user in enumerate(people[1::2]):
        polls.vote(user=user, room_id=room.pk, message_id=asked.id, options=[number % 3])


def _react(room: Room, row: Message, people: Sequence[User], chance: random.Random) -> None:
    for emoji in dict.fromkeys(chance.choices(_EMOJI, k=chance.randint(1, 3))):
        for user in chance.sample(people, chance.randint(1, min(4, len(people)))):
            reactions.add_reaction(user=user, room_id=room.pk, message_id=row.pk, emoji=emoji)
