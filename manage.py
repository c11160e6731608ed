#!/usr/bin/env python
"""Hearth's command line: `manage.py serve`, `backup`, and all of Django's commands."""

import gc
import os
import sys


def main() -> None:
    """Run the management command that the command line names."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "project.settings")
    # Hardly anything that an import makes is garbage, and looking for it takes a sixth of a start.
    # ProjectConfig turns it on again.
    gc.disable()
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:  # the environment's fault, and one line says which
        sys.exit(f"hearth: {error}")


if __name__ == "__main__":
    main()
