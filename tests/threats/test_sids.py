"""A sid cannot be guessed."""

import base64

from channels_socketio.hub import Hub
from channels_socketio.options import Options


def test_a_sid_has_128_random_bits_or_more_behind_its_workers_name() -> None:
    hub = Hub(Options(), worker="w1")
    made = [hub.new_sid() for _ in range(1_000)]
    assert len(set(made)) == len(made)
    for sid in made:
        worker, _, random = sid.partition(".")
        assert worker == "w1"
        assert len(base64.urlsafe_b64decode(random + "=" * (-len(random) % 4))) * 8 >= 128
    firsts = {sid.partition(".")[2][0] for sid in made}
    assert len(firsts) > 32  # no fixed or counted beginning
