"""What fields of several commands are."""

import re
from typing import Annotated, Any

from pydantic import AwareDatetime, BeforeValidator, Field

ClientId = Annotated[str, Field(min_length=8, max_length=64, pattern=r"^[A-Za-z0-9_-]+$")]
# The bounds that matter to people are checked in the actions, which say what to do about them;
# these only keep what is absurd from travelling further.
Words = Annotated[str, Field(max_length=100_000)]
Line = Annotated[str, Field(max_length=1_000)]
# `true` or `false`: Pydantic takes 0, "no" and "off" as well.
Flag = Annotated[bool, Field(strict=True)]
_DATED = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d", re.ASCII)


def _written_out(value: Any) -> Any:
    if isinstance(value, str) and _DATED.match(value):
        return value
    raise ValueError("a time is written as 2027-01-08T07:30:00Z")


# ISO 8601 with its zone: Pydantic takes a number for the seconds since 1970 as well.
Moment = Annotated[AwareDatetime, BeforeValidator(_written_out)]
