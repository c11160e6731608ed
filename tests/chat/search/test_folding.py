"""Texts made alike, grams, excerpts: without a database."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chat.search.document import document
from chat.search.excerpt import LENGTH, excerpt, plain
from chat.search.folding import fold, fold_with_places
from chat.search.grams import patterns, searchable


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Straße", "STRASSE"),
        ("café", "CAFE\u0301"),
        ("ﬁle", "file"),
        ("\uff21\uff22\uff11", "ab1"),
        ("ｶﾞｷﾞ", "ガギ"),
        ("한국", "\u1112\u1161\u11ab\u1100\u116e\u11a8"),
        ("a\u00adb\u200bc", "abc"),
        ("two\n\twords\x1e", "two words"),
    ],
)
def test_what_reads_alike_is_alike_once_folded(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("text", "term", "found"),
    [
        ("the decision", "cis", True),
        ("the decision", "ci", False),
        ("the CI, again", "ci", True),
        ("(ci)", "ci", True),
        ("in C# we trust", "c#", True),
        ("plan x", "x", True),
        ("plan xy", "x", False),
        ("東京都に行く", "京都", True),
        ("東京都に行く", "京", True),
        ("東京都に行く", "く", True),
        ("東京都に行く", "東京都に", True),
        ("東京都に行く", "都東", False),
        ("회의실에서", "의실", True),
        ("第1回", "第1", True),
        ("well done 🎉", "🎉", True),
        ("well done 🎉", "🎈", False),
        ("well done 🎉🎈", "done 🎉", True),
        ("100%_sure\\", "%_s", True),
    ],
)
def test_a_term_is_in_what_is_stored(text: str, term: str, *, found: bool) -> None:
    stored = searchable(fold(text))
    assert all(pattern in stored for pattern in patterns(fold(term))) is found


@given(st.text(min_size=1, max_size=60), st.data())
@settings(max_examples=150, deadline=None)
def test_three_characters_of_any_text_are_found_in_it(text: str, data: st.DataObject) -> None:
    folded = fold(text)
    if len(folded) < 3:
        return
    at = data.draw(st.integers(0, len(folded) - 3))
    term = folded[at : at + 3].strip()
    if len(term) == 3:
        assert all(pattern in searchable(folded) for pattern in patterns(term))
    assert all(len(pattern) >= 3 for pattern in patterns(term or "x"))


@given(st.text(max_size=80))
@settings(max_examples=150, deadline=None)
def test_places_lead_back_into_the_text(text: str) -> None:
    folded = fold_with_places(text)
    assert len(folded.text) == len(folded.starts) == len(folded.ends)
    assert all(0 <= a < b <= len(text) for a, b in zip(folded.starts, folded.ends, strict=True))


def test_a_message_is_read_as_it_is_shown_with_where_its_links_lead() -> None:
    html = (
        '<p>See <a href="https://example.org/a">the <strong>plan</strong></a></p>\n'
        '<ul><li>one</li><li>t<em>w</em>o</li></ul><p><a href="/r/1/">#den</a></p>'
    )
    found = document(html, ["answer"])
    assert fold(found.text) == "see the plan one two #den https://example.org/a answer"
    assert found.has_link
    assert not document('<p><a href="/r/1/">#den</a></p>').has_link


def test_an_excerpt_marks_what_was_found_and_is_cut_around_it() -> None:
    said = document(f"<p>{'before ' * 40}the Straße, mended{' after' * 60}</p>")
    parts = excerpt(said, [fold("STRASSE"), "mend"])
    assert [text for text, match in parts if match] == ["Straße", "mend"]
    assert (parts[0], parts[-1]) == (("…", False), ("…", False))
    assert len("".join(text for text, _ in parts)) <= LENGTH + 2
    assert excerpt(document("<p>a <em>b</em></p>"), []) == [("a b", False)]


def test_a_short_word_is_marked_where_it_is_a_word() -> None:
    parts = excerpt(document("<p>decision: CI</p>"), ["ci"])
    assert parts == [("decision: ", False), ("CI", True)]


def test_a_spoiler_is_found_and_not_given_away() -> None:
    said = document('<p>It was <span class="spoiler">the butler</span>.</p>')
    assert fold(said.text) == "it was the butler."
    assert "".join(text for text, _ in excerpt(said, ["butler"])) == "It was ███ ██████."
    assert plain(said, 12) == "It was ███…"
