"""What the server may fetch from elsewhere, and the limits of link previews (in `HEARTH`)."""

from ipaddress import ip_network
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from project import environment as env


def allowed_networks() -> tuple[str, ...]:
    """Those that are not public and may be fetched from all the same."""
    written = tuple(env.text("FETCH_NETWORKS").split())
    try:
        return tuple(str(ip_network(each)) for each in written)
    except ValueError as error:
        raise ImproperlyConfigured(
            f"FETCH_NETWORKS: {error}. Write networks such as 10.1.0.0/16, separated by spaces."
        ) from None


def allowed_ports() -> tuple[int, ...]:
    """The ports that may be asked."""
    written = env.text("FETCH_PORTS", "80 443").split()
    if not all(port.isdecimal() and 0 < int(port) < 65_536 for port in written):
        raise ImproperlyConfigured("FETCH_PORTS: write ports such as 80 443, separated by spaces.")
    return tuple(map(int, written))


LIMITS: dict[str, Any] = {
    # Networks that are not public and whose addresses may be fetched: an organisation's wiki.
    "FETCH_NETWORKS": allowed_networks(),
    "FETCH_PORTS": allowed_ports(),
    "FETCH_SECONDS": 10,  # for one thing, with all to which it sends on
    "FETCH_CONNECT_SECONDS": 4,
    "FETCH_REDIRECTS": 4,
    "PREVIEW_BYTES": 262_144,  # of a page, from its beginning: what is said of it stands there
    "PREVIEW_PICTURE_BYTES": 5_000_000,
    "PREVIEWS_PER_MESSAGE": 4,
    "PREVIEW_RATE": (0.5, 30),  # links a second a user, and the burst: beyond it they stay links
    "PREVIEW_HANDS": 3,  # that a process fetches at a time
    "PREVIEW_LOOK_SECONDS": 0.5,  # how often a process looks for links to fetch
    "PREVIEW_TRIES": 3,
    "PREVIEW_DAYS": 7,  # until a link that is sent again is fetched again
    "PREVIEW_AGAIN_SECONDS": 3600,  # the same, where there was nothing to show
}
