"""Compressed answers to polls: PROTOCOL "Close", HTTP compression."""

import asyncio
import re
import zlib

# How zlib is told to write each: a gzip member, or a zlib stream.
_WINDOWS = {"gzip": 31, "deflate": 15}
_CODING = re.compile(r"\s*([\w*-]+)\s*(?:;\s*q\s*=\s*([01](?:\.\d{0,3})?)\s*)?")


def choose(accepted: str) -> str | None:
    """What an Accept-Encoding header takes: `gzip`, `deflate` or None. The first is preferred."""
    weights: dict[str, float] = {}
    for item in accepted.lower().split(",")[:20]:
        if found := _CODING.fullmatch(item):
            weights[found[1]] = float(found[2] or 1)
    fallback = weights.get("*", 0.0)
    best = max(_WINDOWS, key=lambda name: weights.get(name, fallback))
    return best if weights.get(best, fallback) > 0 else None


async def compress(body: bytes, coding: str) -> bytes:
    """`body` in a coding. In a thread: a megabyte takes long enough for others to notice."""
    return await asyncio.to_thread(_compress, body, _WINDOWS[coding])


def _compress(body: bytes, window: int) -> bytes:
    packer = zlib.compressobj(wbits=window)
    return packer.compress(body) + packer.flush()
