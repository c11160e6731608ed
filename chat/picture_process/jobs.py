"""What can be asked for a picture: its measures and thumbnails, a square of it, an emoji."""

import io
import warnings
from collections.abc import Iterator
from typing import Any

from PIL import Image, ImageCms, ImageOps, ImageSequence

from chat.picture_process import stripping

# Few on purpose: each is a decoder that strangers reach.
FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "AVIF")
_TYPES = {"PNG": "image/png", "JPEG": "image/jpeg", "MPO": "image/jpeg", "GIF": "image/gif",
          "WEBP": "image/webp", "AVIF": "image/avif"}  # fmt: skip
_ORIENTATION = 0x0112
_SRGB = ImageCms.createProfile("sRGB")
Answer = tuple[dict[str, Any], list[bytes]]


class Refused(Exception):
    """There is nothing to give; `why` is one of `kind`, `damaged`, `bytes`, `pixels`, `frames`."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def do(source: bytes, job: dict[str, Any]) -> Answer:
    """The answer to `job` and its parts."""
    warnings.simplefilter("ignore")
    jobs = {"measure": _measure, "square": _square, "emoji": _emoji}
    try:
        if len(source) > job["bytes"]:
            raise Refused("bytes")
        return jobs[job["do"]](source, job)
    except Refused as refused:
        return {"refused": refused.why}, []
    except MemoryError:
        return {"refused": "effort"}, []
    # Whatever a decoder stumbles over in a hostile file: it is not our fault, and it ends here.
    except Exception:
        return {"refused": "damaged"}, []


def _measure(source: bytes, job: dict[str, Any]) -> Answer:
    image = _opened(source, job)
    kind, animated = _TYPES[str(image.format)], _frames(image) > 1
    width, height = _upright_size(image)
    stripped = _stripped(source, image)
    image.draft("RGB", (max(job["sizes"], default=1),) * 2)
    picture = _shown(image)
    made = [_thumbnail(picture, bound) for bound in _worth(job["sizes"], max(width, height))]
    answer = {
        "type": kind, "width": width, "height": height, "animated": animated,
        "sizes": [small.size for small, _ in made],
    }  # fmt: skip
    return answer, [stripped, *(data for _, data in made)]


def _square(source: bytes, job: dict[str, Any]) -> Answer:
    picture = _shown(_opened(source, job))
    if job["box"]:
        left, top, side = _within(job["box"], picture.size)
        picture = picture.crop((left, top, left + side, top + side))
    made = [ImageOps.fit(picture, (size, size), Image.Resampling.LANCZOS) for size in job["sizes"]]
    return {"sizes": [image.size for image in made]}, [_webp(image) for image in made]


def _emoji(source: bytes, job: dict[str, Any]) -> Answer:
    image = _opened(source, job)
    bound = job["sizes"][0]
    frames = [_small(_shown(frame), bound) for frame in ImageSequence.Iterator(image)]
    times = list(_times(image))
    out = io.BytesIO()
    first, *others = frames
    if others:
        first.save(
            out, "WEBP", save_all=True, append_images=others, duration=times, loop=0, quality=85
        )
    else:
        first.save(out, "WEBP", quality=90)
    return {"sizes": [first.size], "animated": bool(others)}, [out.getvalue()]


def _opened(source: bytes, job: dict[str, Any]) -> Image.Image:
    """The picture, not yet decoded: only its measures are known, and they are within bounds."""
    Image.MAX_IMAGE_PIXELS = None  # the same check follows, for less than Pillow's factor of two
    try:
        image = Image.open(io.BytesIO(source), formats=FORMATS)
    except OSError:
        raise Refused("kind") from None
    if image.width * image.height > job["pixels"]:
        raise Refused("pixels")
    if _frames(image) > job["frames"]:
        raise Refused("frames")
    return image


def _frames(image: Image.Image) -> int:
    # A JPEG of several pictures (MPO) is a photograph with its depth or its brightness.
    return 1 if image.format == "MPO" else int(getattr(image, "n_frames", 1))


def _way_up(image: Image.Image) -> int:
    way_up = image.getexif().get(_ORIENTATION, 1)
    return way_up if isinstance(way_up, int) and 1 <= way_up <= 8 else 1


def _upright_size(image: Image.Image) -> tuple[int, int]:
    width, height = image.size
    return (height, width) if _way_up(image) > 4 else (width, height)


def _stripped(source: bytes, image: Image.Image) -> bytes:
    """The file without what it tells; one that cannot say its way up otherwise is turned."""
    if image.format in {"JPEG", "MPO"}:
        return stripping.jpeg(source, _way_up(image))
    if image.format == "GIF":
        return stripping.gif(source)
    if _way_up(image) == 1 and image.format != "AVIF":
        return stripping.png(source) if image.format == "PNG" else stripping.webp(source)
    return _saved_anew(source)


def _saved_anew(source: bytes) -> bytes:
    """The picture decoded and encoded again, with its frames and colour profile."""
    image = Image.open(io.BytesIO(source), formats=FORMATS)
    frames = [ImageOps.exif_transpose(frame) for frame in ImageSequence.Iterator(image)]
    kept = {"quality": 90, "exif": b"", "icc_profile": image.info.get("icc_profile") or b""}
    if image.format == "AVIF":
        kept |= {"speed": 8, "max_threads": 1}
    out = io.BytesIO()
    if len(frames) > 1:
        kept |= {"save_all": True, "append_images": frames[1:], "duration": list(_times(image))}
    frames[0].save(out, image.format, **kept)
    return out.getvalue()


def _times(image: Image.Image) -> Iterator[int]:
    """How long each frame stands, in ms. Browsers show what is quicker than 20 ms at 100."""
    for frame in ImageSequence.Iterator(image):
        duration = int(frame.info.get("duration") or 0)
        yield duration if duration >= 20 else 100


def _shown(image: Image.Image) -> Image.Image:
    """The frame as one sees it: upright, in sRGB, RGB or RGBA."""
    image.load()
    picture = ImageOps.exif_transpose(image)
    profile = image.info.get("icc_profile")
    if picture.mode.startswith("I;16"):
        picture = picture.convert("I").point(lambda value: value / 256).convert("L")
    if picture.mode not in {"RGB", "RGBA"}:
        picture = _converted(picture, profile)
    elif profile:
        picture = _in_srgb(picture, profile, picture.mode) or picture
    return picture


def _converted(picture: Image.Image, profile: bytes | None) -> Image.Image:
    if picture.mode == "CMYK" and profile and (coloured := _in_srgb(picture, profile, "RGB")):
        return coloured
    return picture.convert("RGBA" if picture.has_transparency_data else "RGB")


def _in_srgb(picture: Image.Image, profile: bytes, mode: str) -> Image.Image | None:
    """The picture's colours by its profile; None for a profile that cannot be read."""
    try:
        return ImageCms.profileToProfile(picture, io.BytesIO(profile), _SRGB, outputMode=mode)
    except (ImageCms.PyCMSError, OSError, ValueError):
        return None


def _worth(sizes: list[int], longest: int) -> list[int]:
    """Of the bounds those that make the picture smaller; its own size where none does."""
    smaller = [size for size in sizes if size < longest]
    return smaller or [longest]


def _small(picture: Image.Image, bound: int) -> Image.Image:
    small = picture.copy()
    small.thumbnail((bound, bound), Image.Resampling.LANCZOS, reducing_gap=3.0)
    return small


def _thumbnail(picture: Image.Image, bound: int) -> tuple[Image.Image, bytes]:
    small = _small(picture, bound)
    return small, _webp(small)


def _webp(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "WEBP", quality=82, method=4, exif=b"", icc_profile=b"")
    return out.getvalue()


def _within(box: list[int], size: tuple[int, int]) -> tuple[int, int, int]:
    """The square (left, top, side) moved and cut so that it lies within the picture."""
    left, top, side = box
    side = max(1, min(side, *size))
    return max(0, min(left, size[0] - side)), max(0, min(top, size[1] - side)), side
