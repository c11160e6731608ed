"""The Content-Security-Policy of each answer."""

from typing import Any

from csp.constants import HEADER
from csp.middleware import CheckableLazyObject, CSPMiddleware
from csp.utils import build_policy
from django.conf import settings
from django.http import HttpRequest

_written: tuple[Any, str] = (None, "")


class Policy(CSPMiddleware):
    """django-csp's. Where neither a nonce nor a policy of its own was asked for, the header is the
    same each time, and is written once."""

    def process_response(self, request: HttpRequest, response: Any) -> Any:
        """The answer, with the header."""
        if hasattr(request, "_csp_nonce") or any(map(_is_own, vars(response))):
            return super().process_response(request, response)
        response.headers.setdefault(HEADER, _usual())
        # A nonce that is asked for now would be in no policy: django-csp says so.
        request.csp_nonce = CheckableLazyObject(self._csp_nonce_post_response)  # type: ignore[attr-defined]
        return response


def _is_own(name: str) -> bool:
    return name.startswith("_csp_")


def _usual() -> str:
    global _written
    said = settings.CONTENT_SECURITY_POLICY
    if _written[0] is not said:
        _written = (said, build_policy())
    return _written[1]
