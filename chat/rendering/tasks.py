"""Task lists, as GitHub writes them: `- [ ] to do`, `- [x] done`."""

from markdown_it.rules_core import StateCore
from markdown_it.token import Token

_BOXES = {"[ ] ": "To do:", "[x] ": "Done:", "[X] ": "Done:"}


def mark_in_tokens(state: StateCore) -> None:
    """A core rule of markdown-it: items that begin with a box become tasks. The box is a picture of
    what was written; who wrote it changes it by editing."""
    tokens = state.tokens
    for item, paragraph, inline in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if item.type == "list_item_open" and paragraph.type == "paragraph_open":
            _mark(item, inline)


def _mark(item: Token, inline: Token) -> None:
    first = inline.children[0] if inline.children else None
    if first is None or first.type != "text" or first.content[:4] not in _BOXES:
        return
    said = _BOXES[first.content[:4]]
    first.content = first.content[4:]
    item.attrJoin("class", "task task-done" if said == "Done:" else "task")
    box = Token("task_box", "span", 0, attrs={"class": "task-box", "role": "img"})
    box.attrSet("aria-label", said)
    assert inline.children is not None
    inline.children.insert(0, box)
