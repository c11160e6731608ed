"""`@name`, `@here`, `@room` and `#room` in a text: found, and shown as what they mean."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from chat.names import name_key
from chat.rendering.custom_emoji import candidates_in

# Whoever is called by these: the members who are online, or all members of the room.
EVERYONE = {"here": "here", "room": "room", "all": "room", "everyone": "room", "channel": "room"}
MOST = 100  # names looked for in one message
_ROOM_WORDS = 5  # of a room's name that has spaces in it
_PERSON = r"(?<![\w@.+/-])@(?P<handle>[^\W_][\w.-]{0,39})(?![\w])"
_ROOM = r"(?<![\w#&/])#(?P<room>(?! )[^\n#@]{1,60})"
_NAMED = re.compile(f"{_PERSON}|{_ROOM}")
_NONE: frozenset[str] = frozenset()
_AFTER = " .,;:!?)]}'\"*_~"


@dataclass(frozen=True)
class Names:
    """What a text may mean by a name: ids by user name, group handle and room key,
    addresses of pictures by the name of an emoji. `everyone`:
    whether its author may call everyone in the room."""

    people: Mapping[str, int] = field(default_factory=dict)
    groups: Mapping[str, int] = field(default_factory=dict)
    rooms: Mapping[str, int] = field(default_factory=dict)
    everyone: bool = False
    emoji: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Mentioned:
    """Whom a rendered text mentions; of `everyone`, `here` or `room`."""

    people: set[int] = field(default_factory=set)
    groups: set[int] = field(default_factory=set)
    everyone: set[str] = field(default_factory=set)

    def __bool__(self) -> bool:
        return bool(self.people or self.groups or self.everyone)


@dataclass(frozen=True)
class Candidates:
    """What in a text looks like a name: what to look up before it is rendered."""

    handles: frozenset[str]
    room_keys: frozenset[str]
    emoji: frozenset[str] = frozenset()


def candidates(text: str) -> Candidates:
    """The names that `text` may have; at most `MOST` places are looked at."""
    if "@" not in text and "#" not in text:  # most say no name: an eighth of the time
        return Candidates(_NONE, _NONE, candidates_in(text))
    handles: set[str] = set()
    keys: set[str] = set()
    for _, match in zip(range(MOST), _NAMED.finditer(text), strict=False):
        if match["handle"]:
            handles.update(handle for handle, _ in _handles(match["handle"]))
        else:
            keys.update(name_key(name) for name in _room_names(match["room"]))
    return Candidates(frozenset(handles), frozenset(keys), candidates_in(text))


def mention_in_tokens(state: StateCore) -> None:
    """A core rule of markdown-it: names in words, but in no code and in no link. Takes `names`
    from the environment and puts whom it found into its `mentioned`."""
    names, found = state.env.get("names"), state.env.get("mentioned")
    if not isinstance(names, Names) or not isinstance(found, Mentioned):
        return
    for token in state.tokens:
        if token.children and ("@" in token.content or "#" in token.content):
            token.children = list(_with_mentions(token.children, names, found))


def _with_mentions(children: list[Token], names: Names, found: Mentioned) -> Iterator[Token]:
    in_link = 0
    for child in children:
        in_link += {"link_open": 1, "link_close": -1}.get(child.type, 0)
        if child.type == "text" and not in_link:
            yield from _split(child, names, found)
        else:
            yield child


def _split(text: Token, names: Names, found: Mentioned) -> Iterator[Token]:
    content, at = text.content, 0
    for _, match in zip(range(MOST), _NAMED.finditer(content), strict=False):
        if match.start() < at:
            continue
        made, end = _made(match, names, found)
        if made:
            yield _text(content[at : match.start()], text)
            yield from made
            at = end
    yield _text(content[at:], text)


def _made(match: re.Match[str], names: Names, found: Mentioned) -> tuple[list[Token], int]:
    """The tokens for what was named, and where it ends; none where nobody is called that."""
    if match["handle"]:
        for handle, length in _handles(match["handle"]):
            if attrs := _called(handle, names, found):
                end = match.start("handle") + length
                token = Token("mention", "span", 0, content=match.string[match.start() : end])
                token.attrs = {"class": "mention", **attrs}
                return [token], end
        return [], 0
    for name in _room_names(match["room"]):
        if room := names.rooms.get(name_key(name)):
            link = Token("link_open", "a", 1, attrs={"href": f"/r/{room}/"}, info="room")
            words = Token("text", "", 0, content=f"#{name}")
            return [link, words, Token("link_close", "a", -1)], match.start("room") + len(name)
    return [], 0


def _called(handle: str, names: Names, found: Mentioned) -> dict[str, str | int | float]:
    if handle in names.people:
        found.people.add(names.people[handle])
        return {"data-user": str(names.people[handle])}
    if handle in names.groups:
        found.groups.add(names.groups[handle])
        return {"data-group": str(names.groups[handle])}
    if handle in EVERYONE and names.everyone:
        found.everyone.add(EVERYONE[handle])
        return {"data-everyone": EVERYONE[handle]}
    return {}


def _handles(written: str) -> Iterator[tuple[str, int]]:
    """What `written` may name, the longest first, with its length: `ben.` at a sentence's end is
    `ben.`, else `ben`."""
    for name in dict.fromkeys((written, written.rstrip("._-"))):
        yield unicodedata.normalize("NFKC", name).lower(), len(name)


def _room_names(written: str) -> Iterator[str]:
    """The beginnings of `written` that may be a room's name, the longest first."""
    ends = [match.end() for match in re.finditer(r"[^ ]+", written)][:_ROOM_WORDS]
    for end in reversed(ends):
        yield from dict.fromkeys((written[:end], written[:end].rstrip(_AFTER)))


def _text(content: str, like: Token) -> Token:
    return Token("text", "", 0, content=content, level=like.level)
