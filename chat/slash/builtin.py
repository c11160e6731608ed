"""Hearth's own commands."""

import re
from datetime import datetime

from django.utils import timezone

from chat.access import get_room, visible_people
from chat.actions import membership, messages, polls, reminding, rooms, status
from chat.errors import Invalid, NotFound
from chat.events.shapes import MessageShape
from chat.models import User
from chat.slash.command import Call, SlashCommand, no_guest
from chat.when import find_when, split_when, zone_named


def me(call: Call) -> MessageShape:
    """`/me waves`."""
    if not call.words:
        raise Invalid("Say what you do: /me waves", field="text")
    return messages.send_message(
        author=call.user, room_id=call.room_id, client_id=call.client_id, text=f"/me {call.words}"
    )


def topic(call: Call) -> str:
    """`/topic boats`; by itself it says the topic."""
    if call.words:
        rooms.update_room(actor=call.user, room_id=call.room_id, topic=call.words)
        return "The topic is set."
    now = get_room(call.user, call.room_id).topic
    return f"The topic is: {now}" if now else "This room has no topic."


def invite(call: Call) -> str:
    """`/invite @ben @eve`: all of them, or nobody where one of the names is unknown."""
    names = [word.removeprefix("@") for word in call.words.replace(",", " ").split()]
    if not names:
        raise Invalid("Say whom: /invite @name", field="text")
    people = [_person(call.user, name) for name in names]
    for person in people:
        membership.add_member(actor=call.user, room_id=call.room_id, user_id=person.pk)
    return f"In the room now: {', '.join(person.display_name for person in people)}."


def poll(call: Call) -> MessageShape:
    """`/poll "question" "answer" "answer" …`; without marks, a line or a comma parts them."""
    parts = re.findall(r'["“]([^"”]*)["”]', call.words)
    if not parts:
        parts = [part.strip() for part in re.split(r"[\n,]", call.words) if part.strip()]
    if len(parts) < 3:
        raise Invalid('Ask, and give answers: /poll "Lunch?" "Yes" "No"', field="text")
    return polls.create_poll(
        author=call.user, room_id=call.room_id, client_id=call.client_id,
        question=parts[0], options=parts[1:],
    )  # fmt: skip


def remind(call: Call) -> str:
    """`/remind me to call the reeve tomorrow at 9`, or the time first."""
    zone = zone_named(call.user.time_zone)
    words, moment = find_when(call.words.removeprefix("me "), now=timezone.now(), zone=zone)
    words = re.sub(r"^(?:to|that|of) ", "", words)
    if moment is None or not words:
        raise Invalid("Say what, and when: /remind me to call Ada tomorrow at 9", field="text")
    reminding.remind_me(user=call.user, client_id=call.client_id, text=words, at=moment)
    at = moment.astimezone(zone)
    return f"You will be reminded on {at:%A}, {at.day} {at:%B} at {at:%H:%M}."


def set_status(call: Call) -> str:
    """`/status :palm_tree: on holiday until monday`; `/status` by itself clears it."""
    words, until = _until(call)
    first, _, rest = words.partition(" ")
    emoji = status.emoji_of(first)
    text = rest.strip() if emoji else words
    person = status.set_status(user=call.user, emoji=emoji or "", text=text, until=until)
    return "Your status is set." if person.status else "Your status is cleared."


def away(call: Call) -> str:
    """`/away`: shown as away until it is given again."""
    person = status.set_away(user=call.user, away=not call.user.refreshed().is_away)
    if person.away:
        return "You are shown as away. Write /away again when you are back."
    return "You are no longer shown as away."


def _until(call: Call) -> tuple[str, datetime | None]:
    """What stands before `until …` or `for …`, and when that is."""
    now, zone = timezone.now(), zone_named(call.user.time_zone)
    for word in (" until ", " for "):
        before, found, after = call.words.rpartition(word)
        if found:
            rest, moment = split_when(after, now=now, zone=zone)
            if moment is not None and not rest:
                return before.strip(), moment
    return call.words, None


def _person(user: User, name: str) -> User:
    found = visible_people(user).filter(username__iexact=name[:60], is_active=True).first()
    if found is None:
        raise NotFound(f"There is nobody called @{name[:60]}.")
    return found


COMMANDS = (
    SlashCommand("me", "/me does something", "Says what you do: “Ada waves”", me),
    SlashCommand("topic", "/topic words", "Sets the room's topic", topic, who=no_guest),
    SlashCommand("invite", "/invite @name …", "Adds people to this room", invite, who=no_guest),
    SlashCommand("poll", '/poll "question" "answer" …', "Asks the room", poll),
    SlashCommand("remind", "/remind me to … when", "Reminds you, in your notes", remind),
    SlashCommand(
        "status", "/status :emoji: words until …", "Sets your status; alone it clears it",
        set_status,
    ),
    SlashCommand("away", "/away", "Shows you as away, and back again", away),
)  # fmt: skip
