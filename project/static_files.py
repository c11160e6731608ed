"""The pages' bundles (chat/bundles.py) among Django's static files."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.contrib.staticfiles.utils import matches_patterns
from django.core.checks import CheckMessage
from django.core.files.storage import FileSystemStorage

from chat.bundles import Bundles


class BundleFinder(BaseFinder):
    """The bundles among the static files, built when they are looked for and sources changed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.storage = FileSystemStorage(location=settings.DATA / "built")
        self.bundles = Bundles(settings.BASE_DIR, settings.DATA / "built")

    def check(self, **kwargs: Any) -> list[CheckMessage]:
        """Nothing can be wrong with settings that it does not have."""
        return []

    def list(self, ignore_patterns: Any) -> Iterator[tuple[str, FileSystemStorage]]:
        """Every bundle, for collectstatic."""
        self.bundles.refresh()
        for name in sorted(self.storage.listdir("bundles")[1]):
            if not matches_patterns(name, ignore_patterns):
                yield f"bundles/{name}", self.storage

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        """Where a bundle lies, for a developer's server and the tests of pages."""
        if path.startswith("bundles/"):
            self.bundles.refresh()
            if self.storage.exists(path):
                found = self.storage.path(path)
                return [found] if find_all else found
        return []
