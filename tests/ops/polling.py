"""An Engine.IO session by polling, through whatever stands in front."""

import json

import httpx

POLLING = "/socket.io/?EIO=4&transport=polling"


def session(web: httpx.Client) -> str:
    """Open a session by polling; the path and query of its further requests."""
    answer = web.get(POLLING)
    assert answer.status_code == 200, answer.text
    return f"{POLLING}&sid={json.loads(answer.text[1:])['sid']}"
