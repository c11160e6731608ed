"""What a request is answered that the launcher does not let through, as bytes."""

from urllib.parse import quote

import orjson

from chat.answers import TooSlow
from chat.errors import PROBLEM_TYPE, ChatError, TooLarge

_API = b"/api/"
_REASONS = {TooLarge.status: "Content Too Large", TooSlow.status: "Request Timeout"}
_IN_PATH = "/%:@!$&'()*+,;=~"  # RFC 3986, 3.3


def refusal(error: ChatError, target: bytes) -> bytes:
    """A whole answer after which the connection closes. `target` is the request's, empty if it is
    not known: the API's paths get a problem as all its errors are (RFC 9457), any other no body.
    """
    path = target.partition(b"?")[0]
    body = b""
    head = [f"HTTP/1.1 {error.status} {_REASONS[error.status]}"]
    if path.startswith(_API):
        body = orjson.dumps(error.as_problem(quote(path, safe=_IN_PATH)))
        head.append(f"Content-Type: {PROBLEM_TYPE}")
    head += [f"Content-Length: {len(body)}", "Connection: close", "", ""]
    return "\r\n".join(head).encode() + body
