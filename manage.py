#!/usr/bin/env python
"""Hearth's command line: `manage.py serve`, `migrate`, `check --deploy` and the rest of Django's."""

import os
import sys


def main() -> None:
    """Run the management command that the command line names."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "project.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
