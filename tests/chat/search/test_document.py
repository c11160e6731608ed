"""What of a message is searched: one paragraph of words is read without the parser, alike."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from chat.rendering import render
from chat.search import document as module
from chat.search.document import Document, document

_NOTHING = re.compile(r"(?!)")
_WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30)


def test_the_words_of_a_paragraph_and_the_names_beside_them() -> None:
    assert document("<p>hello there</p>") == Document(
        "\nhello there\n", "\nhello there\n", has_link=False
    )
    assert document("<p>a</p>", ["x.pdf", "y.png"]).text == "\na\n\nx.pdf\ny.png"


@given(_WORDS, st.lists(_WORDS, max_size=2))
@example("a &lt; b", [])
@example("a > b", ["name"])
@example("<br>", [])
def test_a_paragraph_reads_as_the_parser_reads_it(words: str, names: list[str]) -> None:
    for html in (f"<p>{words}</p>", render(words)):
        quick = document(html, names)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(module, "_PLAIN", _NOTHING)
            assert document(html, names) == quick
