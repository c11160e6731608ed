"""What the launcher prints while there is no organisation yet."""

from chat.accounts import links
from chat.actions import organisation


def owner_link() -> str | None:
    """The one-time link to the first run's page; None once there is an owner.

    Each call makes a new link and ends the one before it, so that only the newest line in a
    terminal or log works. Used or not, it opens nothing once the organisation exists.
    """
    token = organisation.new_setup_token()
    return links.setup_url(token) if token else None
