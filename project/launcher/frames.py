"""WebSocket frames from a client, the usual ones: RFC 6455, 5.2. Pure.

Autobahn reads any frame, in pieces and step by step: 17 µs for one of 130 bytes, all of it in the
processor's cache. Nearly all that come are whole messages in one piece, and take 2.
"""

TEXT, BINARY = 0x81, 0x82  # whole messages of one frame, without extensions
_MASKED = 0x80
_SHORT = _MEDIUM = 126  # below it a length is its own byte; as that byte, two more say it
_HEAD, _MEDIUM_HEAD = 6, 8  # with the mask


def only_message(data: bytes) -> str | bytes | None:
    """The message that `data` is, if it is a text in one frame and nothing else, as nearly all that
    is read at once. None for anything else, which `whole_messages` looks at."""
    size, start = len(data) - _HEAD, _HEAD
    if 0 <= size < _SHORT:
        whole = data[1] == _MASKED + size
    else:
        size, start = len(data) - _MEDIUM_HEAD, _MEDIUM_HEAD
        whole = size >= _SHORT and data[1] == _MASKED + _MEDIUM
        whole = whole and int.from_bytes(data[2:4], "big") == size
    if not whole or data[0] != TEXT:
        return None
    return _read(TEXT, data[start - 4 : start], data[start:])


def whole_messages(data: bytes) -> tuple[list[str | bytes], int]:
    """The messages at the start of `data` that are whole, masked and below 64 KB, and how many
    bytes they take. What is anything else, or wrong, is left to Autobahn, with all after it."""
    messages: list[str | bytes] = []
    at, end = 0, len(data)
    while end - at >= _HEAD:
        kind, size, start = data[at], data[at + 1] - _MASKED, at + _HEAD
        if size == _MEDIUM and end - at >= _MEDIUM_HEAD:
            size, start = int.from_bytes(data[at + 2 : at + 4], "big"), at + _MEDIUM_HEAD
            whole = size >= _SHORT
        else:
            whole = 0 <= size < _SHORT
        if not whole or kind not in (TEXT, BINARY) or end - start < size:
            break
        message = _read(kind, data[start - 4 : start], data[start : start + size])
        if message is None:
            break
        messages.append(message)
        at = start + size
    return messages, at


def _read(kind: int, mask: bytes, payload: bytes) -> str | bytes | None:
    """A frame's content; None for text that is no UTF-8."""
    size = len(payload)
    # As one number: byte by byte it would take as long as all the rest. Big-endian, which it is
    # where nothing is said: to say it is a fifth of this.
    key = int.from_bytes((mask * (size // 4 + 1))[:size])
    plain = (int.from_bytes(payload) ^ key).to_bytes(size)
    if kind == BINARY:
        return plain
    try:
        return plain.decode()
    except UnicodeDecodeError:
        return None
