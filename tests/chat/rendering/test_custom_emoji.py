"""The organisation's own emoji in what people write."""

import pytest

from chat.rendering import Names, candidates, render

NAMES = Names(emoji={"tide": "/emoji/aaa.webp", "ebb": "/emoji/bbb.webp"})


def img(name: str, src: str) -> str:
    return f'<img class="emoji" src="/emoji/{src}.webp" alt=":{name}:" title=":{name}:">'


TIDE, EBB = img("tide", "aaa"), img("ebb", "bbb")


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("in :tide: out", f"<p>in {TIDE} out</p>"),
        ("**:tide:**!", f"<p><strong>{TIDE}</strong>!</p>"),
        (":Tide:", f'<p class="emoji-only">{TIDE}</p>'),
        (":tide::ebb: 🎉", f'<p class="emoji-only">{TIDE}{EBB} 🎉</p>'),
        (":wave::tide:", f'<p class="emoji-only">👋{TIDE}</p>'),
        ("`:tide:`", "<p><code>:tide:</code></p>"),
        (":nobody:", "<p>:nobody:</p>"),
        ("10:tide:30", "<p>10:tide:30</p>"),
        ("||:tide:||", f">{TIDE}</span></p>"),
    ],
)
def test_a_name_alone_is_shown_as_its_picture(text: str, html: str) -> None:
    assert render(text, NAMES).endswith(html)


def test_names_of_other_emoji_are_not_looked_up() -> None:
    assert candidates(":wave: :+1: :tide::ebb: `x`").emoji == {"tide", "ebb"}
    assert candidates("no colon").emoji == frozenset()


def test_a_message_of_nothing_but_pictures_has_so_many_of_them() -> None:
    assert render(":tide: " * 400, NAMES).count("<img") == 100
    assert len(candidates("".join(f":tide{n}: " for n in range(5_000))).emoji) == 100


def test_what_someone_writes_makes_no_picture() -> None:
    assert "<img" not in render('<img class="emoji" src="/x" onerror="alert(1)"> ![x](/y.png)')
