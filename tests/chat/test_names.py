"""Names: what is refused, and which look alike."""

import pytest

from chat.errors import Invalid
from chat.names import clean_line, clean_name, name_key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("admin", "\u0430dmin"),  # a Cyrillic a
        ("admin", "ADMIN"),
        ("admin", "admln"),
        ("admin", "adm1n"),
        ("admin", "\uff41dmin"),  # full width
        ("root", "r00t"),
        ("bob", "\u0412\u041e\u0412"),  # Cyrillic capitals
        (
            "\u0412\u0430\u0441\u044f",
            "\u0432\u0430\u0441\u044f",
        ),  # Cyrillic, by case
        ("modem", "modern"),
        ("print room", "print-room"),
        ("print  room", "Print_Room"),
        ("nan", "\u039dan"),  # a Greek capital nu
        ("caf\u00e9", "cafe\u0301"),
    ],
)
def test_names_that_look_alike_share_a_key(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("ada", "ida"), ("cafe", "café"), ("東京", "京東"), ("room a", "room b"), ("Вася", "Петя")],
)
def test_names_that_do_not_look_alike_have_keys_of_their_own(one: str, other: str) -> None:
    assert name_key(one) != name_key(other)


@pytest.mark.parametrize(
    "char", ["\u202e", "\u200b", "\u200d", "\ufeff", "\x00", "\x1b", "\ud800", "\u3164", "\u2066"]
)
def test_what_is_not_seen_is_refused(char: str) -> None:
    with pytest.raises(Invalid, match="invisible"):
        clean_line(f"a{char}b")


def test_a_line_is_one_line_in_one_form() -> None:
    assert clean_line("  \uff21da \n  Lovelace\t") == "Ada Lovelace"
    with pytest.raises(Invalid):
        clean_line("a" + "\u0301\u0302\u0303\u0304")  # drawing over the neighbours


def test_a_name_has_something_to_see_and_an_end() -> None:
    assert clean_name(" ☕ ", length=5) == "☕"
    for name in ("", " ", "--", "..."):
        with pytest.raises(Invalid, match="at least one"):
            clean_name(name, length=5, what="user name")
    with pytest.raises(Invalid, match="user name is too long: 5"):
        clean_name("abcdef", length=5, what="user name")


def test_a_key_fits_its_column() -> None:
    assert len(name_key("m" * 500)) == 200
