"""What runs, and which."""

import platform
from functools import cache
from importlib import metadata

from django.conf import settings

from chat.events.ops import DatabaseState, RedisState, Version

_PACKAGES = {"Django": "django", "Channels": "channels", "Daphne": "daphne"}


def versions(database: DatabaseState, redis: RedisState | None) -> list[Version]:
    """Hearth's first; those of what does not answer are left out."""
    found = dict(_ours())
    if database.version is not None:
        found[database.name] = database.version
    if redis is not None and redis.version is not None:
        found["Redis"] = redis.version
    return [Version(name=name, version=version) for name, version in found.items()]


@cache
def _ours() -> dict[str, str]:
    packages = {name: metadata.version(package) for name, package in _PACKAGES.items()}
    return {"Hearth": settings.VERSION, "Python": platform.python_version(), **packages}
