"""`python -m tests.support.on_postgres COMMAND…`: run a command with a PostgreSQL of its own."""

import os
import subprocess
import sys

from tests.support.postgres import PostgresServer


def main(command: list[str]) -> int:
    """Run `command` with `DATABASE_URL` set; gives its exit code."""
    with PostgresServer() as postgres:
        env = {**os.environ, "DATABASE_URL": postgres.create_database()}
        return subprocess.run(command, env=env, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
