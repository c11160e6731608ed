"""The HTTP API under schemathesis, for as long as one likes, against a server of its own:

    python -m tests.api_fuzz --minutes 10 [what else `schemathesis run` takes]

`tests/chat/test_api_fuzz.py` does a little of it with every `make test`.
"""

import argparse
import os
import subprocess
import sys
from pathlib import Path

from tests.support.hearth import HearthServer

FEW_LIMITS = {"COMMAND_BURST": "100000000", "SEND_BURST": "100000000", "STRANGER_BURST": "10000000"}
# What is to be found is a fault of ours, not a text that a rule of ours takes for no name.
EXCEPT = "positive_data_acceptance"
MEDIA = "tests.support.api_media"
CONFIG = Path(__file__).with_name("schemathesis.toml")
_FOUND = """
from chat.actions import messages, organisation, people, rooms, tokens
owner = organisation.found(name="Tidewater", username="alice", email="alice@example.org",
                           password="correct-horse-battery", display_name="Alice Moreau")
bob = people.create_user(username="bob", email="bob@example.org",
                         password="correct-horse-battery", display_name="Bob Tanaka")
room = rooms.create_room(creator=owner, name="quay", members=[bob.pk]).room
for number in range(20):
    messages.send_message(author=owner if number % 2 else bob, room_id=room.id,
                          client_id=f"client-{number:04}", text=f"Message *{number}*")
print(tokens.create_token(user=owner, name="fuzz")[1])
"""


def main() -> int:
    """Serve, ask, and say what schemathesis found: its exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--minutes", type=float, default=10.0)
    options, more = parser.parse_known_args()
    with HearthServer(env=FEW_LIMITS) as hearth:
        token = hearth.python(_FOUND).strip().splitlines()[-1]
        arguments = [
            *(str(Path(sys.executable).with_name("schemathesis")), "--config-file", str(CONFIG)),
            *(
                "run",
                f"{hearth.url}/api/openapi.json",
                "--header",
                f"Authorization: Bearer {token}",
            ),
            *("--exclude-checks", EXCEPT, "--continue-on-failure"),
            *("--max-time", str(round(options.minutes * 60)), *more),
        ]
        env = {**os.environ, "SCHEMATHESIS_HOOKS": MEDIA, "PYTHONPATH": str(CONFIG.parents[1])}
        done = subprocess.run(arguments, check=False, cwd=hearth.data, env=env)
        faults = [line for line in hearth.log.splitlines() if "ERROR" in line]
        print("\n".join(faults[:50]) or "The server's log has no error.")
    return done.returncode or bool(faults)


if __name__ == "__main__":
    sys.exit(main())
