"""What fields of several commands are."""

from typing import Annotated

from pydantic import Field

ClientId = Annotated[str, Field(min_length=8, max_length=64, pattern=r"^[A-Za-z0-9_-]+$")]
# The bounds that matter to people are checked in the actions, which say what to do about them;
# these only keep what is absurd from travelling further.
Words = Annotated[str, Field(max_length=100_000)]
Line = Annotated[str, Field(max_length=1_000)]
