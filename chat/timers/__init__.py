"""What is done when its time comes, by whichever worker is first."""

from chat.timers.job import Job
from chat.timers.timers import Timers

__all__ = ["Job", "Timers"]
