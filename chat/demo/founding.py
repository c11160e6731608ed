"""Making the demo organisation: its people and rooms by the same actions as everyone's."""

from collections.abc import Callable
from datetime import UTC, datetime

from chat.actions import conversations, organisation, people, rooms, seeding, status
from chat.demo import hanging, links, papers, views
from chat.demo.cast import ACTORS, DIRECTS, LISTENERS, ORGANISATION, PASSWORD, SCENES, Scene
from chat.demo.timeline import Said, conversation
from chat.models import Room, User
from chat.models.users import Role

MESSAGES = 4_000
DAYS = 150
# What some of them say they are at.
STATUSES = {"sofia": ("🌴", "On holiday"), "tomasz": ("🏡", "Working from home")}
_WHISPERS = Scene("whispers", "", (), 0.02)

Progress = Callable[[int, int], None]


def found(*, messages: int = MESSAGES, days: int = DAYS, progress: Progress) -> None:
    """Fill an empty database with the organisation and about `messages` messages.

    `progress` is called with how many are written and how many there will be. The same each
    time but for the dates, which end yesterday. Raises `Conflict` when there is an organisation.
    """
    now = datetime.now(UTC)
    cast = _people()
    played = [(_room(scene, cast), scene) for scene in SCENES]
    played += [(_direct(names, cast), _between(names)) for names in DIRECTS]
    pasts = [
        (room, conversation(scene, count=int(messages * scene.share), now=now, days=days))
        for room, scene in played
    ]
    total, done = sum(len(said) for _, said in pasts), 0
    for room, said in pasts:
        past = [_past(message, cast) for message in said]
        seeding.seed_history(room_id=room.pk, past=past, progress=_after(done, total, progress))
        done += len(said)
        hanging.react(room)
    hanging.ask(Room.objects.get(name="random"))
    links.share(cast)
    papers.share(cast)
    views.share(cast)
    for username, (emoji, words) in STATUSES.items():
        status.set_status(user=cast[username], emoji=emoji, text=words)


def _after(done: int, total: int, progress: Progress) -> Callable[[int], None]:
    return lambda written: progress(done + written, total)


def _past(said: Said, cast: dict[str, User]) -> seeding.Past:
    return seeding.Past(cast[said.username].pk, said.text, said.at)


def _people() -> dict[str, User]:
    owner, *others = ACTORS
    cast = {
        owner.username: organisation.found(
            name=ORGANISATION, username=owner.username, email=_address(owner.username),
            password=PASSWORD, display_name=owner.display_name, time_zone=owner.time_zone,
        )
    }  # fmt: skip
    for actor in others:
        cast[actor.username] = people.create_user(
            username=actor.username, email=_address(actor.username), password=PASSWORD,
            display_name=actor.display_name, role=Role(actor.role), time_zone=actor.time_zone,
        )  # fmt: skip
    return cast


def _address(username: str) -> str:
    return f"{username}@saltmarsh.example"


def _room(scene: Scene, cast: dict[str, User]) -> Room:
    founder = cast[next(name for name in scene.actors if cast[name].role != Role.GUEST)]
    general = Room.objects.filter(is_general=True, name=scene.name).first()
    if general is not None:
        rooms.update_room(actor=cast["ines"], room_id=general.pk, topic=scene.topic)
        return general
    members = [cast[name].pk for name in (*scene.actors, *LISTENERS)]
    mine = rooms.create_room(
        creator=founder, name=scene.name, kind=scene.kind, topic=scene.topic, members=members
    )
    return Room.objects.get(pk=mine.room.id)


def _direct(names: tuple[str, ...], cast: dict[str, User]) -> Room:
    first, *others = (cast[name] for name in names)
    mine = conversations.open_group(user=first, others=[person.pk for person in others])
    return Room.objects.get(pk=mine.room.id)


def _between(names: tuple[str, ...]) -> Scene:
    return Scene(_WHISPERS.name, "", names, _WHISPERS.share)
