"""Markdown: CommonMark without HTML, with tables, strikethrough, task lists, spoilers, bare links
and hard breaks."""

import re
import time
from collections.abc import Sequence
from functools import cache
from html import escape
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from chat.models.messages import ACTION
from chat.rendering.custom_emoji import picture, show_in_tokens
from chat.rendering.emojis import enlarge_in_tokens, replace_in_tokens, with_emoji
from chat.rendering.highlight import BUDGET, code_block
from chat.rendering.mentions import Mentioned, Names, mention_in_tokens
from chat.rendering.sanitise import sanitise
from chat.rendering.spoilers import hide_in_tokens
from chat.rendering.tasks import mark_in_tokens

# Above any of these a message is shown as plain text: the parser's time grows with each, and one
# message must not hold a worker for more than a tenth of a second.
PLAIN_ABOVE = 12_000  # characters
LINES_ABOVE = 1_000
MARKS_ABOVE = 4_000  # characters that may open or close something
NESTING = 40  # deeper than this the parser leaves text out, which we must not
ADDRESSES_ABOVE = 500  # each is looked at several times, and shown as a link ten times as long
CELLS_ABOVE = 2_000  # of a table, each of whose rows the parser fills up to the first one's width
HTML_ABOVE = 60_000  # characters: what a short text may grow into, for everyone who reads the room
_MARKS = "*_[]()`~<>|!\\&@"
_SCHEMES = ("http", "https", "mailto")
# What most messages are: a line of words, which nothing here reads as anything else. It begins with
# a letter (but U+2139, an emoji too), has no blanks but spaces within, and no character that
# Markdown, addresses, names, emoji or HTML make something of: a colon has a space after it.
_PLAIN = re.compile(
    r"(?!\u2139)[^\W\d_](?:[^\W_]|[,.!?'\"()\u2026\u2013\u2014-]|:(?= )| (?!\Z)){0,2000}"
)


def render(text: str, names: Names | None = None, mentioned: Mentioned | None = None) -> str:
    """What someone wrote, as sanitised HTML; of `/me waves`, what they do. Any text gives an
    answer; none raises.

    `names` is what it may mention; whom it does is put into `mentioned`.
    """
    text = text.removeprefix(ACTION)
    found = Mentioned()
    html = _rendered(text, {"names": names, "mentioned": found})
    if mentioned is not None and html is not None:
        mentioned.people |= found.people
        mentioned.groups |= found.groups
        mentioned.everyone |= found.everyone
    return _plain(text) if html is None else html


def _rendered(text: str, env: EnvType) -> str | None:
    """The HTML; None for what costs too much."""
    if _PLAIN.fullmatch(text):
        return f"<p>{text}</p>"
    if _is_too_much(text):
        return None
    parser = _parser()
    tokens = parser.parse(text, env)
    if max((token.level for token in tokens), default=0) > NESTING - 4:
        return None
    html = sanitise(parser.renderer.render(tokens, parser.options, env)).strip()
    return html if len(html) <= HTML_ABOVE else None


def _is_too_much(text: str) -> bool:
    if len(text) > PLAIN_ABOVE or text.count("\n") > LINES_ABOVE:
        return True
    if text.count("://") + text.count("@") > ADDRESSES_ABOVE or _cells(text) > CELLS_ABOVE:
        return True
    return sum(map(text.count, _MARKS)) > MARKS_ABOVE


def _cells(text: str) -> int:
    """How many cells the largest table may come to, as it is filled up; 0 without any."""
    lines = text.split("\n")
    widths = [line.count("|") + 1 for line in lines if _divides(line)]
    return max(widths, default=0) * len(lines)


def _divides(line: str) -> bool:
    """Whether a line may be the one between a table's head and its body: `|---|:-:|`."""
    return "|" in line and "-" in line and not line.strip("|-:> \t")


def _plain(text: str) -> str:
    paragraphs = escape(with_emoji(text)).split("\n\n")
    return sanitise(
        "".join(f"<p>{part.strip().replace(chr(10), '<br>')}</p>" for part in paragraphs)
    )


class _Renderer(RendererHTML):
    """Markdown's elements as a timeline shows them."""

    def heading_open(self, *_: Any) -> str:
        """A message's heading is no heading of the page: a line that looks like one."""
        return '<p class="heading">'

    def heading_close(self, *_: Any) -> str:
        """Ends a heading's line."""
        return "</p>\n"

    def fence(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        """A block of code, coloured where its language is known and the message's time lasts."""
        start = time.thread_time()
        left = BUDGET - env.get("coloured", 0.0)
        html = code_block(tokens[idx].content, tokens[idx].info, budget=left)
        env["coloured"] = env.get("coloured", 0.0) + time.thread_time() - start
        return html

    def image(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        """A link: embedding it would tell its server who reads the room, and when."""
        token = tokens[idx]
        href = str(token.attrs["src"])
        words = self.renderInlineAsText(token.children, options, env) or href
        return f"<a{_link_attributes(href)}>{escape(words)}</a>"

    def link_open(self, tokens: Sequence[Token], idx: int, *_: Any) -> str:
        """A link; one that leaves Hearth opens beside it and tells nothing of where from."""
        token = tokens[idx]
        title = f' title="{escape(str(token.attrs["title"]))}"' if "title" in token.attrs else ""
        return f"<a{_link_attributes(str(token.attrs['href']))}{title}>"

    def task_box(self, tokens: Sequence[Token], idx: int, *_: Any) -> str:
        """A task's box, empty or ticked."""
        return f"<span{self.renderAttrs(tokens[idx])}></span>"

    def custom_emoji(self, tokens: Sequence[Token], idx: int, *_: Any) -> str:
        """One of the organisation's own emoji."""
        return picture(tokens[idx])

    def mention(self, tokens: Sequence[Token], idx: int, *_: Any) -> str:
        """Someone who is called by name, or everyone."""
        return f"<span{self.renderAttrs(tokens[idx])}>{escape(tokens[idx].content)}</span>"

    def table_open(self, *_: Any) -> str:
        """A wide table scrolls in a box of its own, not with the page."""
        return '<div class="table-scroll"><table>\n'

    def table_close(self, *_: Any) -> str:
        """Ends the table and its box."""
        return "</table></div>\n"

    def th_open(self, tokens: Sequence[Token], idx: int, *_: Any) -> str:
        """A heading cell; its alignment is a class, for the page allows no inline styles."""
        return f"<th{_alignment(tokens[idx])}>"

    def td_open(self, tokens: Sequence[Token], idx: int, *_: Any) -> str:
        """A cell, aligned as its column says."""
        return f"<td{_alignment(tokens[idx])}>"


def _alignment(token: Token) -> str:
    style = str(token.attrs.get("style", ""))
    return f' class="align-{style.removeprefix("text-align:")}"' if style else ""


def _link_attributes(href: str) -> str:
    ours = f' href="{escape(href)}"'
    if _is_internal(href):
        return ours
    return f'{ours} target="_blank" rel="noopener noreferrer nofollow"'


def _is_internal(href: str) -> bool:
    if href.startswith("/"):
        return True  # `_may_link` let no `//host` through
    site = urlsplit(settings.SITE_URL)
    parts = urlsplit(href)
    return (parts.scheme, parts.netloc) == (site.scheme, site.netloc)


def _may_link(href: str) -> bool:
    if href.startswith("/"):
        # Browsers read `//host` and `/\host` as another site's address.
        return not href.startswith(("//", "/\\")) and "\\" not in href
    try:
        parts = urlsplit(href)
    except ValueError:
        return False
    return parts.scheme.lower() in _SCHEMES and bool(parts.netloc or parts.path)


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt(
        "commonmark",
        {"html": False, "linkify": True, "breaks": True, "maxNesting": NESTING},
        renderer_cls=_Renderer,
    )
    parser.enable(["table", "strikethrough", "linkify"])
    # What surprises in a chat: four spaces that turn into code, dashes that turn a line into a
    # heading, a line that vanishes as a definition.
    parser.disable(["code", "lheading", "reference", "html_block", "html_inline"])
    # Without a scheme, README.md would be a link to Moldova.
    if parser.linkify is not None:
        parser.linkify.set({"fuzzy_link": False, "fuzzy_email": True})
    parser.validateLink = _may_link  # type: ignore[method-assign, assignment]
    parser.core.ruler.after("linkify", "emoji", replace_in_tokens)
    parser.core.ruler.after("emoji", "custom_emoji", show_in_tokens)
    parser.core.ruler.after("custom_emoji", "emoji_only", enlarge_in_tokens)
    parser.core.ruler.after("emoji_only", "mentions", mention_in_tokens)
    parser.core.ruler.after("mentions", "tasks", mark_in_tokens)
    parser.core.ruler.after("tasks", "spoilers", hide_in_tokens)
    return parser
