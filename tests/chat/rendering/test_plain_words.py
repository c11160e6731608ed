"""A line of words is shown without the parser: as the parser would have shown it."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from chat.rendering import Names, candidates, markdown, render
from chat.rendering.mentions import Candidates

_NOTHING = re.compile(r"(?!)")
# Words and what stands between them, with what means something in Markdown, addresses, names and
# emoji, so that what is taken for words alone and should not be would be found.
_LINES = st.one_of(
    st.from_regex(markdown._PLAIN, fullmatch=True),
    st.lists(
        st.sampled_from([
            *("word", "Ärger", "слово", "言葉", "été", "a", "I", "2026", "9", "1.", "1)", "\u2139"),
            *("①", " ", "  ", ": ", ":", ", ", ". ", "!", "?", "'", '"', "(c)", "(tm)", "--"),
            *("-", "- ", "+ ", "*", "_", "`", "~~", "||", "|", "#", "# ", "@", "&", "&amp;", "<"),
            *(">", "\\", "[", "](", ")", "/", "//", "www.", "http:", "example.org", "$", "==="),
            *(":smile:", "😀", "\n", "\n\n", "\t", "\u00a0", "\u200b", "\u202e", "\ufe0f"),
            *("\u0301", "..."),
        ]),
        max_size=8,
    ).map("".join),
    st.text(max_size=12),
)  # fmt: skip


@given(_LINES)
@example("Morning all: the tide is at nine (or ten), isn't it?")
@example("\u2139")
@example("mailto: me")
@example("a" * 2_001)
def test_a_line_of_words_is_shown_as_the_parser_shows_it(text: str) -> None:
    quick = render(text, Names())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(markdown, "_PLAIN", _NOTHING)
        assert render(text, Names()) == quick


@given(st.from_regex(markdown._PLAIN, fullmatch=True))
def test_a_line_of_words_names_nobody_and_nothing(text: str) -> None:
    found = candidates(text)
    assert found == Candidates(frozenset(), frozenset())


@pytest.mark.parametrize(
    "text", ["Hello", "Ça va, bien?", "See you at nine: bring boots (the old ones)!", "言葉"]
)
def test_what_most_messages_are_is_such_a_line(text: str) -> None:
    assert markdown._PLAIN.fullmatch(text)


def test_a_long_line_is_no_matter_for_the_look() -> None:
    assert not markdown._PLAIN.fullmatch("a " * 100_000 + "*")
