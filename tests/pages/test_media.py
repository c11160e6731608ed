"""Files in a message: what is shown in place, and what is only to download."""

import pytest
from django.template.loader import render_to_string

from chat.events.shapes import FileShape


def shown(kind: str, **fields: object) -> str:
    """A file's markup as the page has it."""
    facts = {
        "id": "f" * 22, "name": 'a "b".png', "type": "image/png", "kind": kind, "size": 5_000,
        "width": 2400, "height": 1600, "alt": "", "url": "/files/f/a.png",
        "thumbnail": "/files/f/thumbnail/", **fields,
    }  # fmt: skip
    return render_to_string("chat/_file.html", {"file": FileShape.model_validate(facts)})


def test_a_picture_stands_in_place_at_a_size_that_is_known_before_it_comes() -> None:
    html = shown("picture")
    assert 'src="/files/f/thumbnail/" width="416" height="277"' in html
    assert 'alt="a &quot;b&quot;.png" loading="lazy"' in html
    assert 'alt="The tide"' in shown("picture", alt="The tide")
    assert "<source" not in html


def test_a_small_animation_moves_but_for_those_who_want_none() -> None:
    html = shown("picture", type="image/gif")
    assert '<source media="(prefers-reduced-motion: reduce)" srcset="/files/f/thumbnail/">' in html
    assert 'src="/files/f/a.png"' in html
    assert "<source" not in shown("picture", type="image/gif", size=3_000_001)


@pytest.mark.parametrize("kind", ["video", "audio"])
def test_video_and_sound_play_in_place_and_can_be_downloaded(kind: str) -> None:
    html = shown(kind, width=None, height=None, thumbnail=None)
    assert f'<{kind} class="player" controls' in html
    assert 'preload="metadata" src="/files/f/a.png"' in html
    assert "download" in html


@pytest.mark.parametrize("fields", [{"kind": "document"}, {"kind": "picture", "thumbnail": None}])
def test_what_cannot_be_shown_is_there_to_download(fields: dict[str, object]) -> None:
    html = shown(**{"kind": "other", **fields})  # type: ignore[arg-type]
    assert "<img" not in html
    assert 'data-file-link href="/files/f/a.png" download' in html
