"""How often one may ask, as each answer says it: the draft of the IETF, RateLimit header fields.

`RateLimit-Policy: "requests";q=120;w=4` is a quota of 120 in 4 seconds, which flows in again
evenly; `RateLimit: "requests";r=118;t=1` is what is left of it, and the seconds until it is whole.
"""

import math
from collections.abc import Hashable

from django.http import HttpRequest, HttpResponse

from chat.limits import Buckets, limits

_PIECES = "/api/uploads/"
_Rates = dict[str, tuple[Buckets, Hashable]]


def count(request: HttpRequest, user_id: int) -> None:
    """One more request of someone's. Raises `TooMany`.

    The pieces of an upload count apart: a quick line brings more of them than anyone asks for
    otherwise, and would use up what the same person's sockets may ask.
    """
    if request.method == "PATCH" and request.path_info.startswith(_PIECES):
        _note(request, {"pieces": (limits().piece, user_id)})
        limits().piece.take(user_id)
        return
    _note(request, {"requests": (limits().command, user_id), "messages": (limits().send, user_id)})
    limits().command.take(user_id)


def count_stranger(request: HttpRequest) -> None:
    """One more request by who is not let in. Raises `TooMany`."""
    address = request.META.get("REMOTE_ADDR", "")
    _note(request, {"strangers": (limits().stranger, address)})
    limits().stranger.take(address)


def say(request: HttpRequest, response: HttpResponse) -> None:
    """Write what is left into an answer, of whoever was counted."""
    rates: _Rates = getattr(request, "_hearth_rates", {})
    if rates:
        response["RateLimit-Policy"] = ", ".join(
            f'"{name}";q={bucket.burst:.0f};w={math.ceil(bucket.burst / bucket.rate)}'
            for name, (bucket, _) in rates.items()
        )
        response["RateLimit"] = ", ".join(
            f'"{name}";r={int(level)};t={math.ceil((bucket.burst - level) / bucket.rate)}'
            for name, (bucket, key) in rates.items()
            for level in (bucket.level(key),)
        )


def _note(request: HttpRequest, rates: _Rates) -> None:
    request._hearth_rates = rates  # type: ignore[attr-defined]
