"""Code in colours: no language is slow on what it was not made for."""

from functools import partial

import pytest

from chat.rendering import emoji_names, render
from chat.rendering.highlight import LANGUAGES, code_block, language
from tests.support.timing import thread_seconds

HOSTILE = [
    "(",
    "'",
    '"',
    "<",
    "/*",
    "a ",
    "\\",
    "{",
    "`",
    "<a ",
    "$(",
    "=",
    "#",
    "0",
    "@",
    "[",
    "\nx",
]


@pytest.mark.parametrize("name", sorted(LANGUAGES))
def test_no_language_takes_long_over_hostile_code(name: str) -> None:
    code_block("x", name)
    for part in [*HOSTILE, "\n"]:
        whole = (part * 10_000)[:9_990]
        lines = "\n".join([(part * 390)[:390]] * 25)
        for code in (whole, lines):
            assert thread_seconds(partial(code_block, code, name), enough=0.05) < 0.1, part


def test_code_that_would_take_too_long_to_colour_is_shown_plain() -> None:
    assert code_block("x" * 400, "python").startswith("<pre><code>xxx")
    assert code_block("x" + "\n" * 20, "python").startswith("<pre><code>x\n")
    assert code_block("x = 1", "python", budget=0).startswith("<pre><code>x = 1")


def test_the_blocks_of_a_message_share_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chat.rendering.markdown.BUDGET", 0.0)
    assert "highlight" not in render("```python\nx = 1\n```")
    monkeypatch.undo()
    block = "```python\n" + "\n".join(["a + 1 - b " * 35] * 9) + "\n```\n"
    assert render(block * 3).count("<pre") == 3
    assert thread_seconds(lambda: render(block * 3), enough=0.05) < 0.1


def test_a_language_goes_by_its_usual_names() -> None:
    named = [language(info) for info in ("JS", "py title=x", "", " ", "brainfuck")]
    assert named == ["javascript", "python", "", "", ""]


def test_emoji_names_are_what_a_client_completes() -> None:
    names = {entry["name"]: entry["char"] for entry in emoji_names()}
    assert (names["tada"], names["+1"], names["thumbsup"]) == ("🎉", "👍", "👍")
    assert len(names) == len(emoji_names())
    assert len(names) > 2_000
