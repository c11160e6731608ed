"""What a picture is made into."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

from django.conf import settings

from chat.errors import Invalid
from chat.pictures.process import NoAnswer, run

_WHY = {
    "kind": "Hearth shows pictures in PNG, JPEG, GIF, WebP and AVIF. This is none of them.",
    "damaged": "That picture is damaged.",
    "effort": "That picture takes too much to open. Make it smaller.",
    "bytes": "Pictures may have {bytes} MB.",
    "pixels": "That picture is too large: {pixels} million pixels are the most.",
    "frames": "That animation is too long: {frames} frames are the most.",
}


@dataclass(frozen=True)
class Rendition:
    """A picture made from another: WebP, its measures in pixels."""

    width: int
    height: int
    data: bytes


@dataclass(frozen=True)
class Picture:
    """A picture as it is shown. `original` is the file without metadata, in its own `type`
    (`image/png` …), byte for byte the same pixels where the format allows."""

    type: str
    width: int
    height: int
    animated: bool
    original: bytes
    renditions: tuple[Rendition, ...]


def measure_and_strip(source: bytes | BinaryIO, *, sizes: Sequence[int]) -> Picture:
    """The picture's measures, its file stripped, and a rendition for each of `sizes` (pixels of
    the longer side, ascending) that makes it smaller, or one of its own size where none does.

    An animation's renditions are its first frame. Raises `Invalid` with `reason` (`kind`,
    `damaged`, `bytes`, `pixels`, `frames`, `effort`), `Unavailable` while too many wait.
    """
    answer, parts = _asked(source, do="measure", sizes=list(sizes))
    return Picture(
        type=answer["type"],
        width=answer["width"],
        height=answer["height"],
        animated=answer["animated"],
        original=parts[0],
        renditions=_renditions(answer, parts[1:]),
    )


def square(
    source: bytes | BinaryIO, *, box: tuple[int, int, int] | None, sizes: Sequence[int]
) -> tuple[Rendition, ...]:
    """A square cut out of a picture, in each of `sizes`.

    `box` is (left, top, side) in pixels of the picture as it is shown, None for its middle; what
    lies outside is brought within. Raises as `measure_and_strip`.
    """
    answer, parts = _asked(source, do="square", box=box, sizes=list(sizes))
    return _renditions(answer, parts)


def emoji(source: bytes | BinaryIO) -> Rendition:
    """The picture as an emoji: within `EMOJI_PIXELS`, an animation of up to `EMOJI_FRAMES` kept.

    Raises as `measure_and_strip`.
    """
    limits = settings.HEARTH
    answer, parts = _asked(
        source, do="emoji", sizes=[limits["EMOJI_PIXELS"]], frames=limits["EMOJI_FRAMES"],
        bytes=limits["EMOJI_BYTES"], pixels=limits["EMOJI_SOURCE_PIXELS"],
    )  # fmt: skip
    return _renditions(answer, parts)[0]


def _asked(source: bytes | BinaryIO, **job: Any) -> tuple[dict[str, Any], list[bytes]]:
    limits = settings.HEARTH
    job = {
        "bytes": limits["PICTURE_BYTES"], "pixels": limits["PICTURE_PIXELS"],
        "frames": limits["PICTURE_FRAMES"], **job,
    }  # fmt: skip
    try:
        answer, parts = run(source, job)
    except NoAnswer:
        answer, parts = {"refused": "effort"}, []
    if why := answer.get("refused"):
        raise Invalid(_words(why, job), reason=why)
    return answer, parts


def _words(why: str, job: dict[str, Any]) -> str:
    return _WHY[why].format(
        bytes=f"{job['bytes'] / 1_000_000:g}",
        pixels=f"{job['pixels'] / 1_000_000:g}",
        frames=f"{job['frames']:,}",
    )


def _renditions(answer: dict[str, Any], parts: list[bytes]) -> tuple[Rendition, ...]:
    return tuple(
        Rendition(width, height, data)
        for (width, height), data in zip(answer["sizes"], parts, strict=True)
    )
