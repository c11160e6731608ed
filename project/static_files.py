"""Where collected static files are kept: hashed, compressed, and joined into bundles."""

from collections.abc import Iterator
from typing import Any

from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

from chat.bundles import bundles


class Storage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """WhiteNoise's storage, with the pages' bundles among the files (chat/bundles.py)."""

    def post_process(
        self, paths: dict[str, Any], dry_run: bool = False, **options: Any
    ) -> Iterator[Any]:
        """Called by collectstatic with its files; hashes and compresses them and the bundles."""
        if not dry_run:
            paths = {**paths, **self._write_bundles(paths)}
        yield from super().post_process(paths, dry_run=dry_run, **options)

    def _write_bundles(self, paths: dict[str, Any]) -> dict[str, Any]:
        def read(name: str) -> str:
            storage, path = paths[name]
            with storage.open(path) as source:
                return str(source.read().decode())

        written = bundles(read)
        for name, text in written.items():
            self.delete(name)
            self._save(name, ContentFile(text.encode()))
        return {name: (self, name) for name in written}
