"""The allow-list: what may be in a message's HTML, whatever made it."""

import nh3

from chat.rendering.highlight import CLASSES

_TAGS = {
    "a", "blockquote", "br", "code", "del", "div", "em", "hr", "img", "li", "ol", "p", "pre", "s",
    "span", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
_ATTRIBUTES = {
    "a": {"href", "title", "target", "rel"},
    "img": {"src", "alt", "title"},
    "ol": {"start"},
    "pre": {"data-language"},
    "span": {"role", "aria-label", "tabindex", "data-user", "data-group", "data-everyone"},
}
_CLASSES = {
    "p": {"emoji-only", "heading"},
    "img": {"emoji"},
    "pre": {"highlight"},
    "span": {*CLASSES, "mention", "spoiler", "task-box"},
    "li": {"task", "task-done"},
    "div": {"table-scroll"},
    "td": {"align-left", "align-center", "align-right"},
    "th": {"align-left", "align-center", "align-right"},
}


def sanitise(html: str) -> str:
    """`html` with nothing but the elements, attributes, classes and schemes that we know."""
    return nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        allowed_classes=_CLASSES,
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
        strip_comments=True,
    )
