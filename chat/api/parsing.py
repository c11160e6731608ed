"""How bodies are read."""

from typing import Any

import orjson
from django.http import HttpRequest
from ninja.parser import Parser

from chat.api.problems import UnsupportedMedia
from chat.errors import Invalid


class StrictParser(Parser):
    """JSON as its RFC has it: orjson takes no NaN, no lone surrogate, no nesting without end."""

    def parse_body(self, request: HttpRequest) -> Any:
        """The body, an object. `UnsupportedMedia` for another type, `Invalid` for what is no
        object, `ValueError` for what is no JSON.

        A page of another site can send `text/plain` or a form without asking first, JSON it cannot.
        What is no object Ninja would take for one without fields.
        """
        if request.content_type != "application/json":
            raise UnsupportedMedia
        body = orjson.loads(request.body)
        if not isinstance(body, dict):
            raise Invalid("The body must be a JSON object.")
        return body
