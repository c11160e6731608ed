"""Who works at Saltmarsh Cartography and in which rooms they talk."""

from dataclasses import dataclass

from chat.models.rooms import RoomKind
from chat.models.users import Role

ORGANISATION = "Saltmarsh Cartography"
PASSWORD = "walk-the-dyke-path"  # noqa: S105 - printed for whoever tries the demo


@dataclass(frozen=True)
class Actor:
    """Someone of the demo; `username` is also their e-mail address's local part."""

    username: str
    display_name: str
    time_zone: str
    role: Role = Role.MEMBER


@dataclass(frozen=True)
class Scene:
    """A room of the demo; its script is `scripts/<name>.txt`, its share how much is said there."""

    name: str
    topic: str
    actors: tuple[str, ...]
    share: float
    kind: RoomKind = RoomKind.PUBLIC


ACTORS = (
    Actor("ines", "Inês Albuquerque", "Europe/Lisbon", Role.OWNER),
    Actor("tomasz", "Tomasz Wieczorek", "Europe/Warsaw", Role.ADMIN),
    Actor("amara", "Amara Okafor", "Africa/Lagos"),
    Actor("jonas", "Jonas Lindqvist", "Europe/Stockholm"),
    Actor("priya", "Priya Raghunathan-Featherstonehaugh", "Europe/London"),
    Actor("yusuf", "Yusuf Demir", "Europe/Istanbul"),
    Actor("meiling", "Mei-Ling Chou", "Asia/Taipei"),
    Actor("declan", "Declan Byrne", "Europe/Dublin"),
    Actor("nour", "نور حداد", "Asia/Beirut"),
    Actor("sofia", "Sofia Marchetti", "Europe/Rome"),
    Actor("kofi", "Kofi", "Africa/Accra"),
    Actor("hanna", "Hanna Virtanen", "Europe/Helsinki", Role.GUEST),
)
_MEMBERS = tuple(actor.username for actor in ACTORS if actor.role != Role.GUEST)
_ENGINEERS = ("tomasz", "jonas", "priya", "meiling", "nour", "kofi")

SCENES = (
    Scene("general", "What concerns everyone", _MEMBERS, 0.13),
    Scene("random", "Herons, soup and the plant", _MEMBERS, 0.12),
    Scene("engineering", "Tiles, sheets and the app. Reviews welcome", _ENGINEERS, 0.25),
    Scene(
        "design",
        "Covers, legends, type and one green",
        ("sofia", "amara", "meiling", "priya"),
        0.12,
    ),
    Scene("support", "What people write to us about", ("declan", "amara", "yusuf", "kofi"), 0.13),
    Scene("releases", "What goes out, and when", (*_ENGINEERS, "sofia", "declan"), 0.09),
    Scene("fieldwork", "Boots, tides and gates", ("yusuf", "ines", "declan", "nour", "jonas"), 0.1),
    Scene(
        "print-room",
        "With the printer. The press runs on Thursdays",
        ("ines", "sofia", "hanna", "amara"),
        0.06,
        RoomKind.PRIVATE,
    ),
)
LISTENERS = ("ines", "tomasz")  # in every room, also where they say nothing
DIRECTS: tuple[tuple[str, ...], ...] = (
    ("ines", "tomasz"),
    ("ines", "sofia"),
    ("jonas", "priya"),
    ("declan", "yusuf"),
    ("sofia", "amara", "ines", "meiling"),
)
