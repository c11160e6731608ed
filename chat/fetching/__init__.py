"""What the server fetches from elsewhere: from addresses that others name, and that lie.

Whoever may write a message may name any address, so what is behind it must not be ours (SSRF), must
not cost us much (bombs, slow drips) and learns nothing but who we are. Previews ask here; so does
whatever else fetches what someone named.
"""

from chat.fetching.addresses import is_public, networks
from chat.fetching.errors import Failed, FetchError, Refused
from chat.fetching.fetcher import Fetched, Wanted, fetch

__all__ = ["Failed", "FetchError", "Fetched", "Refused", "Wanted", "fetch", "is_public", "networks"]
