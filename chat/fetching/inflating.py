"""What comes compressed, made large again, and no larger than it may be."""

import zlib

from chat.fetching.errors import Refused

_AUTO = 32 + zlib.MAX_WBITS  # gzip's or zlib's head, whichever there is


class Inflator:
    """Takes a body's bytes as they come; keeps at most `most` of what they say.

    A client library's own decoding makes all of a chunk large before one may count: 64 KB of
    gzip are 64 MB.
    """

    def __init__(self, encoding: str, *, most: int) -> None:
        """Raises `Refused` for an encoding that we did not ask for."""
        if encoding not in {"", "identity", "gzip", "x-gzip", "deflate"}:
            raise Refused(f"encoded as {encoding[:40]}")
        self._inflate = None if encoding in {"", "identity"} else zlib.decompressobj(_AUTO)
        self._most = most
        self.body = bytearray()
        self.is_over = False  # whether there was more than `most`

    def take(self, chunk: bytes) -> None:
        """Take the next bytes; after `is_over`, none. Raises `Refused` for what is broken."""
        room = self._most + 1 - len(self.body)
        if self._inflate is None:
            self.body += chunk[:room]
        else:
            try:
                self.body += self._inflate.decompress(chunk, room)
            except zlib.error as error:
                raise Refused("compressed, and broken") from error
        if len(self.body) > self._most:
            self.is_over = True
            del self.body[self._most :]
