"""`||hidden||`: text that shows when one asks for it."""

from collections.abc import Sequence

from markdown_it.rules_core import StateCore
from markdown_it.token import Token

_MARK = "||"
_ASKS = {"role": "button", "aria-label": "Hidden text, press to show it"}


def hide_in_tokens(state: StateCore) -> None:
    """A core rule of markdown-it: pairs of `||` become spoilers. A pair stands in one paragraph,
    and both in the same emphasis, link or neither; a single one stays what it is."""
    for token in state.tokens:
        if token.type == "inline" and _MARK in token.content:
            token.children = _hidden(token.children or [])


def _hidden(children: Sequence[Token]) -> list[Token]:
    found: list[Token] = []
    opened: dict[int, int] = {}  # where a mark that waits for its partner stands, by its depth
    depth = 0
    for child in children:
        if child.nesting < 0:
            opened.pop(depth, None)
            depth -= 1
        if child.type == "text" and _MARK in child.content:
            _split(child, found, opened, depth)
        else:
            found.append(child)
        depth += child.nesting > 0
    return found


def _split(text: Token, found: list[Token], opened: dict[int, int], depth: int) -> None:
    """Put `text` into `found` in parts, each mark among them where it is or as what it makes."""
    first, *others = text.content.split(_MARK)
    parts = [(False, first), *((True, part) for part in others)]
    for after_mark, part in parts:
        if after_mark and depth in opened:
            _close(found, opened.pop(depth))
        elif after_mark:
            opened[depth] = len(found)
            found.append(_text(_MARK, text))
        if part:
            found.append(_text(part, text))


def _close(found: list[Token], start: int) -> None:
    inside = found[start + 1 :]
    if not inside:
        found[start].content += _MARK
        return
    attributes: dict[str, str | int | float] = {"class": "spoiler", "tabindex": "0"}
    # What can be pressed holds nothing else that can.
    if not any(token.type == "link_open" for token in inside):
        attributes |= _ASKS
    found[start] = Token("spoiler_open", "span", 1, attrs=attributes)
    found.append(Token("spoiler_close", "span", -1))


def _text(content: str, like: Token) -> Token:
    return Token("text", "", 0, content=content, level=like.level)
