"""How this Hearth is: what the panel's live page shows, first at once and then as it changes.

Nothing is counted, asked or measured while nobody watches. People and sockets are asked of the
workers themselves (`Hub.requests`), so that those of a killed one do not linger; messages are
counted in the database, so that the figures are right with several workers and after a restart.
"""

from chat.ops.monitor import Monitor, first_sample

__all__ = ["Monitor", "first_sample"]
