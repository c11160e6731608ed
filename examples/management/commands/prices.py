"""Another process than the server's: no sockets here, only news."""

import random
import time
from typing import Any

from django.core.management.base import BaseCommand

from channels_socketio import get_emitter
from examples.ticker import SHARES


class Command(BaseCommand):
    def handle(self, *args: Any, **options: Any) -> None:
        cents = dict(SHARES)
        while True:
            share = random.choice(list(cents))
            cents[share] = max(1, cents[share] + random.randint(-90, 95))
            get_emitter().emit("price", share, cents[share], to=share)
            time.sleep(0.15)
