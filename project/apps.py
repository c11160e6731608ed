"""The project as a Django app: for its commands and system checks."""

import gc

from django.apps import AppConfig


class ProjectConfig(AppConfig):
    """Registers the checks."""

    name = "project"

    def ready(self) -> None:
        """Called once Django is set up."""
        from project import checks  # noqa: F401 (registers them)

        gc.enable()  # which manage.py put off
