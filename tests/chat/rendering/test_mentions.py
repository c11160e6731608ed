"""Names in a text: what becomes a mention, what stays words, and what it costs."""

import pytest

from chat.names import name_key
from chat.rendering import Mentioned, Names, candidates, render
from tests.support.timing import thread_seconds

NAMES = Names(
    people={"ben": 2, "ben.": 9, "jürgen": 5, "o-brien": 7},
    groups={"pilots": 3},
    rooms={name_key("general"): 10, name_key("the den"): 11},
    everyone=True,
)


def mention(name: str, of: str = 'data-user="2"') -> str:
    return f'<span class="mention" {of}>@{name}</span>'


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("hi @ben!", f"hi {mention('ben')}!"),
        ("(@Ben)", f"({mention('Ben')})"),
        ("@ben's", f"{mention('ben')}'s"),
        ("ask @ben...", f"ask {mention('ben')}..."),
        ("**@ben**", f"<strong>{mention('ben')}</strong>"),
        ("@jürgen, @o-brien", mention("jürgen", 'data-user="5"') + ", "
         + mention("o-brien", 'data-user="7"')),
        ("@pilots", mention("pilots", 'data-group="3"')),
        ("@here and @all", mention("here", 'data-everyone="here"') + " and "
         + mention("all", 'data-everyone="room"')),
        ("@nobody", "@nobody"),
        ("@benjamin @ben_", "@benjamin " + mention("ben") + "_"),
        ("`@ben`", "<code>@ben</code>"),
        ("x@ben", "x@ben"),
        ("[@ben](https://x.org)", '<a href="https://x.org" target="_blank" '
         'rel="noopener noreferrer nofollow">@ben</a>'),
        ("see #general.", 'see <a href="/r/10/">#general</a>.'),
        ("#the den, now", '<a href="/r/11/">#the den</a>, now'),
        ("#the-den", '<a href="/r/11/">#the-den</a>'),
        ("#secret", "#secret"),
        ('@ben"><svg>', mention("ben") + '"&gt;&lt;svg&gt;'),
    ],
)  # fmt: skip
def test_a_name_is_shown_as_what_it_means(text: str, html: str) -> None:
    assert render(text, NAMES) == f"<p>{html}</p>"


def test_whom_a_text_mentions_is_said_each_once() -> None:
    mentioned = Mentioned()
    render("@ben @BEN @pilots @room `@jürgen`", NAMES, mentioned)
    assert mentioned == Mentioned(people={2}, groups={3}, everyone={"room"})


def test_without_leave_nobody_calls_everyone() -> None:
    mentioned = Mentioned()
    assert render("@room", Names(), mentioned) == "<p>@room</p>"
    assert not mentioned


def test_candidates_are_what_must_be_looked_up() -> None:
    assert candidates("@Ben. in #the den, a@b").handles == {"ben.", "ben"}
    assert name_key("the den") in candidates("#the den, ok").room_keys
    assert candidates("plain # and @ words").handles == frozenset()


@pytest.mark.parametrize("text", ["@" * 10_000, "@ben " * 2_000, "#general " * 1_100, "#" * 10_000])
def test_a_text_of_many_names_is_quick(text: str) -> None:
    found = candidates(text)
    assert thread_seconds(lambda: (candidates(text), render(text, NAMES)), enough=0.05) < 0.1
    assert len(found.handles) + len(found.room_keys) < 600
