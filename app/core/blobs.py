"""Files named by their SHA-256: written once, whole, durable, and only if the bytes fit the name."""

import hashlib
import os
import tempfile
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from app.core.refusal import Refusal

CHUNK = 256 * 1024
A_DAY = 86_400  # seconds


class WrongBytes(Refusal):
    code, status, title = "wrong-bytes", 422, "The file arrived changed"


class Blobs:
    """A folder of immutable files. A path that exists is complete and on the disk."""

    def __init__(self, folder: Path):
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self._tidy()

    def path(self, sha256: str) -> Path:
        return self.folder / sha256[:2] / sha256

    def has(self, sha256: str) -> bool:
        return self.path(sha256).is_file()

    def put(self, chunks: Iterable[bytes], expected: str | None = None) -> tuple[str, int]:
        """Store the bytes; return (sha256, size). Raise WrongBytes if they are not `expected`."""
        digest, size = hashlib.sha256(), 0
        with tempfile.NamedTemporaryFile(dir=self.folder, delete=False) as out:
            try:
                for chunk in chunks:
                    out.write(chunk)
                    digest.update(chunk)
                    size += len(chunk)
                out.flush()
                os.fsync(out.fileno())
                sha256 = digest.hexdigest()
                if expected and sha256 != expected:
                    raise WrongBytes("The bytes do not match their name. Send the file again.")
                self._keep(Path(out.name), sha256)
            except BaseException:
                Path(out.name).unlink(missing_ok=True)
                raise
        return sha256, size

    def put_file(self, path: Path) -> tuple[str, int]:
        with path.open("rb") as source:
            return self.put(iter(lambda: source.read(CHUNK), b""))

    def delete(self, sha256: str) -> None:
        self.path(sha256).unlink(missing_ok=True)

    def _tidy(self) -> None:
        """Remove what a server that was killed left half written; nothing takes a day to write."""
        for left in self.folder.iterdir():
            with suppress(FileNotFoundError):  # another process tidies, too
                if left.is_file() and left.stat().st_mtime < time.time() - A_DAY:
                    left.unlink()

    def _keep(self, written: Path, sha256: str) -> None:
        final = self.path(sha256)
        final.parent.mkdir(exist_ok=True)
        os.replace(written, final)
        for folder in (final.parent, self.folder):
            sync_folder(folder)


def sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
