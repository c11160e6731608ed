"""Code in colours: Pygments, by classes alone, in the languages that people paste."""

from functools import cache
from html import escape

from pygments import highlight as colour
from pygments.formatters import HtmlFormatter
from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.token import STANDARD_TYPES

# Named, for two reasons: each was measured on hostile input, and Pygments imports a module a
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
LONGEST = 12_000  # characters of code that are coloured; more is shown plain

# The short class names that Pygments gives its spans: what the sanitiser lets through.
CLASSES = frozenset(name for names in STANDARD_TYPES.values() for name in names.split() if name)
_FORMATTER = HtmlFormatter(nowrap=True)


def language(info: str) -> str:
    """The language that a fence's info string names, or "" for none that we know."""
    word = info.split(maxsplit=1)[0].lower() if info.strip() else ""
    word = _ALIASES.get(word, word)
    return word if word in LANGUAGES else ""


def code_block(code: str, info: str = "") -> str:
    """A block of code as HTML: escaped, and coloured where the language is known."""
    name = language(info)
    if not name or len(code) > LONGEST:
        return f"<pre><code>{escape(code)}</code></pre>\n"
    inner = colour(code, _lexer(name), _FORMATTER)
    return f'<pre class="highlight" data-language="{name}"><code>{inner}</code></pre>\n'


@cache
def _lexer(name: str) -> Lexer:
    return get_lexer_by_name(name, stripnl=False, ensurenl=False)
