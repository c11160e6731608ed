"""What holds the promise where the channel layer fails: each process asks the database."""

from chat.watcher.visits import Visit, visit_of
from chat.watcher.watcher import Watcher

__all__ = ["Visit", "Watcher", "visit_of"]
