"""The short words of a text, which its index has as themselves."""

import re

from hypothesis import example, given
from hypothesis import strategies as st

from chat.search.folding import fold
from chat.search.grams import CLOSE, OPEN, searchable

_EDGES = "()[]{}<>.,;:!?\"'`*_~|/\\"


def grams(text: str) -> set[str]:
    """What stands behind a folded text."""
    folded = fold(text)
    rest = searchable(folded).removeprefix(folded)
    return set(rest.removesuffix(CLOSE).split(OPEN)) - {""}


@given(st.text(alphabet="ab12é_-+.,() \n", max_size=40))
@example("the tide is at nine (ok), x_y __z__ a.b c++ -1 +2. _on_ d'oh")
def test_every_word_of_one_or_two_letters_is_there_whatever_stands_around_it(text: str) -> None:
    folded = fold(text)
    pieces = [*folded.split(), *re.findall(r"\w+", folded)]
    short = {piece if len(piece) <= 2 else piece.strip(_EDGES) for piece in pieces}
    assert grams(text) == {piece for piece in short if 0 < len(piece) <= 2}
