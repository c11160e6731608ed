"""`python -m tests.channels_socketio.fuzz.run TARGET [CORPUS] [libFuzzer's options]`.

It starts from the target's seeds, and is over when something is found or at `-max_total_time`.
"""

import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["channels_socketio"]):
    from tests.channels_socketio.fuzz.targets import TARGETS

from django.conf import settings

from tests.channels_socketio.fuzz.seeds import SEEDS


def main() -> None:
    """Fuzz one target."""
    name, *options = sys.argv[1:]
    settings.configure()
    with tempfile.TemporaryDirectory() as folder:
        for number, seed in enumerate(SEEDS[name]):
            Path(folder, str(number)).write_bytes(seed)
        corpus = [option for option in options if not option.startswith("-")]
        given = [option for option in options if option.startswith("-")]
        bounds = ["-max_len=4096", "-timeout=5", "-rss_limit_mb=1024"]
        atheris.Setup([sys.argv[0], *corpus, folder, *bounds, *given], TARGETS[name])
        atheris.Fuzz()


if __name__ == "__main__":
    main()
