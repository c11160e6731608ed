"""What the proxies in front say is believed only as far as TRUSTED_PROXIES allows."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

_FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_HOST")


class ProxyHeaders:
    """Sets REMOTE_ADDR to the address that the outermost trusted proxy saw.

    Counted from the right, where our own proxies write; without trusted proxies the headers are
    removed, so that nothing behind this reads what a client made up.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        hops = settings.TRUSTED_PROXIES
        forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "")
        if hops and forwarded:
            chain = [part.strip() for part in forwarded.split(",")]
            request.META["REMOTE_ADDR"] = chain[-min(hops, len(chain))]
        if not hops:
            for name in _FORWARDED:
                request.META.pop(name, None)
        return self.get_response(request)
