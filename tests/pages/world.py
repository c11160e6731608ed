"""A room with something of each kind in it, and what those who look at it get."""

import re
from typing import Any

from django.test import Client

from chat.actions import polls
from chat.limits import limits
from chat.lru import made
from chat.models import Room, User
from chat.views.whole import pages
from tests.support import factories
from tests.support.pages import text_of

# What is another in each answer.
PASSING = re.compile(r'value="\w{64}"|"csrf":"\w+"|nonce="[^"]*"|"session":"\w+"')


class World:
    """A room with something of each kind in it, and those who look at it."""

    def __init__(self, ada: User, ben: User, gus: User, room: Room) -> None:
        self.ada, self.ben, self.gus, self.room = ada, ben, gus, room
        say = factories.send
        self.said = say(ada, room, f"first, @{ben.username} in #{room.name.replace(' ', '-')}")
        self.linked = say(ben, room, "see https://tide.example/")
        self.poll = polls.create_poll(
            author=ada, room_id=room.pk, client_id=factories.client_id(),
            question="When?", options=["now", "then"],
        )  # fmt: skip
        self.where: Any = {"room_id": room.pk, "message_id": self.said.id}

    def answers(self, clients: list[Client]) -> list[str]:
        """What each gets of the room, its history, a search and the pages without a room."""
        limits.cache_clear()
        paths = (
            *(f"/r/{self.room.pk}/", f"/api/rooms/{self.room.pk}/messages", "/search/?q=first"),
            *("/people/", "/rooms/", "/inbox/"),
        )
        return [PASSING.sub("", text_of(each.get(path))) for path in paths for each in clients]

    def anew(self, clients: list[Client]) -> list[str]:
        """The same of a process that kept nothing."""
        made.clear()
        pages.clear()
        return self.answers(clients)
