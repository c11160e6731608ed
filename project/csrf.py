"""Django's CSRF tokens, whose signs are drawn together: one by one they took 80 µs of a page."""

import os

from django.middleware import csrf

_SIGNS = csrf.CSRF_ALLOWED_CHARS.encode()
_FAIR = 256 - 256 % len(_SIGNS)  # bytes below stand for each sign as often
_TABLE = bytes(_SIGNS[byte % len(_SIGNS)] for byte in range(256))
_UNFAIR = bytes(range(_FAIR, 256))


def random_signs(length: int = csrf.CSRF_SECRET_LENGTH) -> str:
    """So many letters and digits that nobody can foresee, each as likely."""
    found = b""
    while len(found) < length:
        found += os.urandom(length + 16).translate(_TABLE, _UNFAIR)
    return found[:length].decode()


def draw_together() -> None:
    """Have Django draw them so."""
    csrf._get_new_csrf_string = random_signs
