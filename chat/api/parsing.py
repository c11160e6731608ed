"""How bodies are read."""

from typing import Any

import orjson
from django.http import HttpRequest
from ninja.parser import Parser

from chat.api.problems import UnsupportedMedia


class StrictParser(Parser):
    """JSON as its RFC has it: orjson takes no NaN, no lone surrogate, no nesting without end."""

    def parse_body(self, request: HttpRequest) -> Any:
        """The body's value. `UnsupportedMedia` for another type, `ValueError` for what is no JSON.

        A page of another site can send `text/plain` or a form without asking first, JSON it cannot.
        """
        if request.content_type != "application/json":
            raise UnsupportedMedia
        return orjson.loads(request.body)
