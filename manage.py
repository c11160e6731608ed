#!/usr/bin/env python
"""Hearth's command line: `manage.py serve`, `backup`, and all of Django's commands."""

import gc
import os
import sys
from argparse import ArgumentParser
from collections.abc import Sequence


def main() -> None:
    """Run the management command that the command line names."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "project.settings")
    # Hardly anything that an import makes is garbage, and looking for it takes a sixth of a start.
    # ProjectConfig turns it on again.
    gc.disable()
    if sys.argv[1:2] == ["serve"]:
        _take_place(sys.argv[2:])
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:  # the environment's fault, and one line says which
        sys.exit(f"hearth: {error}")


def _take_place(arguments: Sequence[str]) -> None:
    """What `serve` is told is as if the environment said so: of HOST and PORT the settings make the
    address that links and pages have. Not so of one worker of several, whose own is another."""
    parser = ArgumentParser(add_help=False, allow_abbrev=False)
    for name in ("--host", "--port", "--worker"):
        parser.add_argument(name)
    told = parser.parse_known_args(arguments)[0]
    if told.worker is None:
        given = {"HOST": told.host, "PORT": told.port}
        os.environ.update({name: value for name, value in given.items() if value})


if __name__ == "__main__":
    main()
