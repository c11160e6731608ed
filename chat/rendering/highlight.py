"""Code in colours: Pygments, by classes alone, in the languages that people paste."""

import re
import time
from functools import cache
from html import escape
from typing import Any

from pygments import format as put_together
from pygments.formatters import HtmlFormatter
from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.token import STANDARD_TYPES

# Named, for two reasons: each is tested on hostile input, and Pygments imports a module a
# language, some of them large.
LANGUAGES = frozenset({
    "bash", "c", "cpp", "csharp", "css", "diff", "docker", "go", "graphql", "haskell", "html",
    "ini", "java", "javascript", "json", "kotlin", "lua", "make", "nginx", "php", "python",
    "pycon", "ruby", "rust", "sql", "swift", "toml", "typescript", "xml", "yaml", "console",
    "powershell", "elixir", "scala", "r", "perl",
})  # fmt: skip
_ALIASES = {
    "sh": "bash", "shell": "bash", "zsh": "bash", "c++": "cpp", "cs": "csharp", "patch": "diff",
    "dockerfile": "docker", "golang": "go", "js": "javascript", "mjs": "javascript",
    "jsx": "javascript", "kt": "kotlin", "makefile": "make", "py": "python", "python3": "python",
    "rb": "ruby", "rs": "rust", "postgresql": "sql", "ts": "typescript", "tsx": "typescript",
    "yml": "yaml", "htm": "html", "svg": "xml", "pl": "perl", "ps1": "powershell",
}  # fmt: skip
# What makes a lexer slow: the time of several grows with the square of a line's length or of the
# number of blank lines in a row (4 s for 10,000 of them, as Java). Such code is shown plain.
_ODD = re.compile(r"[^\n]{400}|\n{20}")
BUDGET = 0.025  # seconds of this thread's own time that finding a message's tokens may take
MOST_TOKENS = 2_500  # each is a span to write and to sanitise

# The short class names that Pygments gives its spans: what the sanitiser lets through.
CLASSES = frozenset(name for names in STANDARD_TYPES.values() for name in names.split() if name)
_FORMATTER = HtmlFormatter(nowrap=True)


def language(info: str) -> str:
    """The language that a fence's info string names, or "" for none that we know."""
    word = info.split(maxsplit=1)[0].lower() if info.strip() else ""
    word = _ALIASES.get(word, word)
    return word if word in LANGUAGES else ""


def code_block(code: str, info: str = "", *, budget: float = BUDGET) -> str:
    """A block of code as HTML: escaped, and coloured where the language is known.

    `budget`: the seconds that colouring may take; what takes longer is shown plain.
    """
    name = language(info)
    tokens = None if not name or _ODD.search(code) else _tokens(code, name, budget)
    if tokens is None:
        return f"<pre><code>{escape(code)}</code></pre>\n"
    inner = put_together(tokens, _FORMATTER)
    return f'<pre class="highlight" data-language="{name}"><code>{inner}</code></pre>\n'


def _tokens(code: str, name: str, budget: float) -> list[tuple[Any, str]] | None:
    """The code's tokens, or None when they are not all found in time."""
    found, lexer = [], _lexer(name)
    end = time.thread_time() + budget
    for token in lexer.get_tokens(code):
        found.append(token)
        if len(found) > MOST_TOKENS or time.thread_time() > end:
            return None
    return found


@cache
def _lexer(name: str) -> Lexer:
    return get_lexer_by_name(name, stripnl=False, ensurenl=False)
