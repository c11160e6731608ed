"""Pictures that the demo's people have sent and wear, drawn on the spot."""

import io
from collections.abc import Mapping

from PIL import Image, ImageDraw

from chat.actions import avatars, emoji, messages, reactions
from chat.demo.papers import upload
from chat.models import Room, User

Colour = tuple[int, int, int]
# The sky above and below, the sun, the water, the land.
MORNING = ((250, 214, 165), (246, 240, 220), (255, 250, 230), (150, 184, 190), (96, 112, 84))
EVENING = ((84, 72, 120), (238, 146, 92), (255, 214, 140), (120, 92, 112), (52, 48, 56))
_FACES = {"declan": MORNING, "sofia": EVENING}
_EMOJI = "spring_tide"


def share(cast: Mapping[str, User]) -> None:
    """Give two people a face, the organisation an emoji, and a room the view from the dyke."""
    for username, colours in _FACES.items():
        avatars.set_avatar(user=cast[username], picture=_view(colours, 400, 400))
    emoji.add_emoji(actor=cast["ines"], name=_EMOJI, picture=_wave())
    author, room = cast["declan"], Room.objects.get(name="fieldwork")
    views = [
        upload(author, f"{name}.jpg", _view(colours, 1600, 1000), alt)
        for name, colours, alt in (
            (
                "North dyke, six in the morning",
                MORNING,
                "The sun over still water",
            ),
            ("Weir, evening", EVENING, "A low sun over dark water"),
        )
    ]
    said = messages.send_message(
        author=author, room_id=room.pk, client_id="demo-views", files=views,
        text=f"From the dyke, before and after the :{_EMOJI}:",
    )  # fmt: skip
    reactions.add_reaction(user=author, room_id=room.pk, message_id=said.id, emoji=f":{_EMOJI}:")


def _view(colours: tuple[Colour, ...], width: int, height: int) -> bytes:
    above, below, sun, water, land = colours
    shade = Image.linear_gradient("L").resize((width, height))
    view = Image.composite(
        Image.new("RGB", (width, height), below), Image.new("RGB", (width, height), above), shade
    )
    draw = ImageDraw.Draw(view)
    line, at, size = height * 0.58, width * 0.64, height * 0.11
    draw.ellipse((at - size, line - 2.2 * size, at + size, line - 0.2 * size), fill=sun)
    draw.rectangle((0, line, width, height), fill=water)
    for step in range(7):  # the sun on the water
        y, half = line + height * 0.045 * (step + 0.6), size * (1 - step / 9)
        draw.rounded_rectangle((at - half, y, at + half, y + height * 0.012), 9, fill=sun)
    draw.polygon(
        [(0, height * 0.7), (width * 0.3, height * 0.78), (width * 0.55, height), (0, height)], land
    )
    return _file(view, "JPEG")


def _wave() -> bytes:
    picture = Image.new("RGBA", (128, 128), (0, 0, 0, 0))
    draw = ImageDraw.Draw(picture)
    draw.ellipse((4, 4, 124, 124), fill=(246, 190, 96, 255))
    for row, colour in enumerate(((120, 176, 190), (84, 146, 168), (52, 112, 140))):
        for column in range(-1, 4):
            x, y = 40 * column + 14 * row, 56 + 20 * row
            draw.pieslice((x, y, x + 48, y + 64), 180, 360, fill=(*colour, 255))
        draw.rectangle((0, 86 + 20 * row, 128, 128), fill=(*colour, 255))
    round_mask = Image.new("L", (128, 128), 0)
    ImageDraw.Draw(round_mask).ellipse((4, 4, 124, 124), fill=255)
    picture.putalpha(round_mask)
    return _file(picture, "PNG")


def _file(picture: Image.Image, kind: str) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, quality=88)
    return out.getvalue()
