"""How schemathesis writes a body that is a piece of a file."""

from typing import Any

import schemathesis


@schemathesis.serializer("application/offset+octet-stream")
def piece(ctx: Any, value: Any) -> bytes:
    """The bytes themselves."""
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "replace")
