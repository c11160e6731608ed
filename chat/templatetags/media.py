"""How what is shown in place is laid out, as static/js/fitting.js and timeline/files.js have it."""

from typing import Any

from django.template import Library

register = Library()

MOST_WIDTH, MOST_HEIGHT = 416, 320  # CSS pixels of a picture in a message
ANIMATION_MOST = 3_000_000  # bytes of a GIF that moves in place


@register.filter
def shown_in_place(file: Any) -> bool:
    """Whether a file is a picture that has a small one to show."""
    return bool(file and file.kind == "picture" and file.thumbnail and file.width and file.height)


@register.filter
def fitted_width(file: Any) -> int:
    """The width at which a picture stands in a message."""
    return _fitted(file)[0]


@register.filter
def fitted_height(file: Any) -> int:
    """The height at which a picture stands in a message."""
    return _fitted(file)[1]


@register.filter
def moves(file: Any) -> bool:
    """Whether a picture is shown itself in place, for its thumbnail would stand still."""
    return bool(file.type == "image/gif" and file.size <= ANIMATION_MOST)


def _fitted(file: Any) -> tuple[int, int]:
    scale = min(1, MOST_WIDTH / file.width, MOST_HEIGHT / file.height)
    # As JavaScript rounds: halves up.
    return max(1, int(file.width * scale + 0.5)), max(1, int(file.height * scale + 0.5))
