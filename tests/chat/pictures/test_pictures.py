"""Pictures: measured, stripped, made smaller, and opened where a bomb hurts nobody."""

import io
import resource
import tempfile
import time

import pytest
from PIL import Image
from pytest_django import Settings

from chat import pictures
from chat.errors import Invalid, Unavailable
from chat.pictures import process
from tests.support.pictures import PLACE, animated, drawn, gif_of, png_of, saved, telling

KINDS = ("PNG", "JPEG", "GIF", "WEBP", "AVIF")


def opened(data: bytes) -> Image.Image:
    """A file as Pillow reads it."""
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


@pytest.mark.parametrize("kind", KINDS)
def test_a_picture_is_measured_and_tells_nothing_of_its_maker(kind: str) -> None:
    source = telling(kind)
    assert kind == "AVIF" or PLACE in source
    picture = pictures.measure_and_strip(source, sizes=(40, 200))
    assert (picture.type, picture.width, picture.height) == (f"image/{kind.lower()}", 80, 40)
    assert not picture.animated
    assert PLACE not in picture.original
    stripped = opened(picture.original)
    assert (stripped.format, stripped.size, dict(stripped.getexif())) == (kind, (80, 40), {})
    if kind != "GIF":
        assert stripped.info["icc_profile"] == opened(source).info["icc_profile"]
    if kind != "AVIF":
        assert stripped.tobytes() == opened(source).tobytes(), "the pixels stay as they came"
    [small] = picture.renditions
    assert (small.width, small.height) == opened(small.data).size == (40, 20)
    assert opened(small.data).format == "WEBP"


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_picture_on_its_side_is_measured_and_shown_upright(kind: str) -> None:
    picture = pictures.measure_and_strip(telling(kind, way_up=6), sizes=(20,))
    assert (picture.width, picture.height) == (40, 80)
    assert PLACE not in picture.original
    small = opened(picture.renditions[0].data).convert("RGB")
    assert small.size == (10, 20)
    top, bottom = small.getpixel((5, 2)), small.getpixel((5, 17))
    assert isinstance(top, tuple)
    assert isinstance(bottom, tuple)
    assert top[0] > 200 > 60 > top[2], "its red half was at the left, and is turned to the top"
    assert bottom[2] > 200 > 60 > bottom[0]
    # A browser finds the same: turned already, or told by the one entry that is left.
    original = opened(picture.original)
    assert original.size == (40, 80) or dict(original.getexif()) == {0x0112: 6}


@pytest.mark.parametrize("kind", ["PNG", "GIF", "WEBP", "AVIF"])
def test_an_animation_stays_one(kind: str) -> None:
    picture = pictures.measure_and_strip(animated(kind), sizes=(20,))
    assert picture.animated
    assert getattr(opened(picture.original), "n_frames", 1) == 3
    assert getattr(opened(picture.renditions[0].data), "n_frames", 1) == 1


@pytest.mark.parametrize("mode", ["1", "P", "RGBA", "I;16", "CMYK"])
def test_every_mode_of_colour_gives_a_thumbnail(mode: str) -> None:
    image = drawn(400, 400).convert("RGBA" if mode == "P" else "RGB").convert(mode)
    source = saved(image, "JPEG" if mode == "CMYK" else "PNG")
    picture = pictures.measure_and_strip(source, sizes=(50,))
    assert opened(picture.renditions[0].data).size == (50, 50)


def test_what_is_behind_a_pictures_end_is_left_out() -> None:
    evil = b"<script>alert(1)</script>"
    for kind in ("PNG", "JPEG", "GIF", "WEBP"):
        picture = pictures.measure_and_strip(saved(drawn(), kind) + evil, sizes=())
        assert evil not in picture.original


def test_a_small_picture_gets_a_rendition_of_its_own_size() -> None:
    picture = pictures.measure_and_strip(saved(drawn(30, 10), "PNG"), sizes=(100, 200))
    assert [(made.width, made.height) for made in picture.renditions] == [(30, 10)]


def test_a_file_is_read_from_its_beginning_wherever_it_stands() -> None:
    with tempfile.TemporaryFile() as file:
        file.write(saved(drawn(), "PNG"))
        assert pictures.measure_and_strip(file, sizes=()).width == 80


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        (b"", "kind"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "kind"),
        (saved(drawn(), "TIFF"), "kind"),
        (saved(drawn(), "PNG")[:100], "damaged"),
        (saved(drawn(600, 600), "JPEG")[:2000], "damaged"),
        (png_of(60_000, 60_000), "pixels"),
        (png_of(2**31 - 1, 1), "pixels"),
        (png_of(7_000, 7_000), "damaged"),
        (gif_of(10_000), "frames"),
        (b"\x89PNG\r\n\x1a\n" + b"\xff" * 5_000, "kind"),
        (b"\xff\xd8" + b"\xff" * 5_000, "kind"),
        (b"RIFF\xff\xff\xff\xffWEBPVP8L" + b"\xff" * 5_000, "kind"),
        (b"x" * 30_000_001, "bytes"),
    ],
)
def test_what_is_no_picture_or_too_much_of_one_is_refused(source: bytes, reason: str) -> None:
    started = time.monotonic()
    with pytest.raises(Invalid) as refused:
        pictures.measure_and_strip(source, sizes=(360,))
    assert refused.value.details == {"reason": reason}
    assert time.monotonic() - started < 10


def test_a_bomb_is_opened_within_the_memory_of_a_process_of_its_own(
    settings: Settings,
) -> None:
    source = saved(Image.new("RGB", (4_000, 5_000)), "PNG", compress_level=1)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert pictures.measure_and_strip(source, sizes=(64,)).width == 4_000
    settings.HEARTH = {**settings.HEARTH, "PICTURE_MEMORY": 180_000_000}
    with pytest.raises(Invalid) as refused:
        pictures.measure_and_strip(source, sizes=(64,))
    assert refused.value.details == {"reason": "effort"}
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 20_000


def test_one_that_takes_too_long_is_ended(settings: Settings) -> None:
    settings.HEARTH = {**settings.HEARTH, "PICTURE_SECONDS": 0}
    with pytest.raises(Invalid) as refused:
        pictures.measure_and_strip(saved(drawn(), "PNG"), sizes=())
    assert refused.value.details == {"reason": "effort"}


def test_so_many_at_a_time_and_who_waits_too_long_is_told(settings: Settings) -> None:
    settings.HEARTH = {**settings.HEARTH, "PICTURE_WAIT_SECONDS": 0}
    with process._turn(), process._turn(), pytest.raises(Unavailable):
        pictures.measure_and_strip(saved(drawn(), "PNG"), sizes=())
    assert pictures.measure_and_strip(saved(drawn(), "PNG"), sizes=()).width == 80


def test_a_square_is_cut_out_and_made_in_each_size() -> None:
    made = pictures.square(saved(drawn(80, 40), "PNG"), box=(40, 0, 40), sizes=(32, 16))
    assert [(one.width, one.height) for one in made] == [(32, 32), (16, 16)]
    pixel = opened(made[0].data).convert("RGB").getpixel((2, 16))
    assert isinstance(pixel, tuple)
    assert pixel[2] > 200 > 60 > pixel[0], "the right half is blue"


@pytest.mark.parametrize("box", [None, (-5, 10**9, 500)])
def test_a_box_beyond_the_picture_is_brought_within(box: tuple[int, int, int] | None) -> None:
    [made] = pictures.square(saved(drawn(80, 40), "PNG"), box=box, sizes=(16,))
    assert opened(made.data).size == (16, 16)


def test_an_emoji_is_small_and_moves_where_it_did() -> None:
    still = pictures.emoji(saved(drawn(300, 200), "PNG"))
    assert (still.width, still.height) == opened(still.data).size == (128, 85)
    moving = opened(pictures.emoji(animated("GIF", frames=5, size=200)).data)
    assert (getattr(moving, "n_frames", 1), moving.size) == (5, (128, 128))


def test_an_emoji_of_too_many_frames_or_pixels_is_refused() -> None:
    for source, reason in ((gif_of(121), "frames"), (png_of(3_000, 3_000), "pixels")):
        with pytest.raises(Invalid) as refused:
            pictures.emoji(source)
        assert refused.value.details == {"reason": reason}
