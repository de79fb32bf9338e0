"""Files named by their SHA-256: written once, whole, durable, and only if the bytes fit the name."""

import errno
import hashlib
import os
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import IO

from app.core.refusal import Refusal

CHUNK = 256 * 1024
A_DAY = 86_400  # seconds
AWAY = (errno.ENOENT, errno.ENOTDIR, errno.EACCES, errno.EPERM, errno.EROFS, errno.EIO, errno.ESTALE)


class WrongBytes(Refusal):
    code, status, title = "wrong-bytes", 422, "The file arrived changed"


class StorageAway(Refusal):
    code, status, title = "storage-away", 503, "The server cannot reach its files"


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
        """Store the bytes; return (sha256, size). StorageAway, or WrongBytes if not `expected`."""
        digest, size = hashlib.sha256(), 0
        with self._writing() as out:
            for chunk in chunks:
                out.write(chunk)
                digest.update(chunk)
                size += len(chunk)
            with reached():
                out.flush()
                os.fsync(out.fileno())
            sha256 = digest.hexdigest()
            if expected and sha256 != expected:
                raise WrongBytes("The bytes do not match their name. Send the file again.")
            with reached():
                self._keep(Path(out.name), sha256)
        return sha256, size

    def put_file(self, path: Path) -> tuple[str, int]:
        with path.open("rb") as source:
            return self.put(iter(lambda: source.read(CHUNK), b""))

    def delete(self, sha256: str) -> None:
        self.path(sha256).unlink(missing_ok=True)

    def is_older(self, sha256: str, than: datetime) -> bool:
        """Whether these bytes are here and were put for the last time before `than`."""
        try:
            return self.path(sha256).stat().st_mtime < than.timestamp()
        except FileNotFoundError:
            return False

    def older(self, than: datetime) -> Iterator[str]:
        """The names of all files that were put before `than`."""
        names = (path.name for path in self.folder.glob("??/*"))
        return (name for name in names if self.is_older(name, than))

    @contextmanager
    def _writing(self) -> Iterator[IO[bytes]]:
        """A file that goes unless it was moved when the block ends."""
        with reached():
            out = tempfile.NamedTemporaryFile(dir=self.folder, delete=False)  # noqa: SIM115
        try:
            with out:
                yield out
        except BaseException:
            Path(out.name).unlink(missing_ok=True)
            raise

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


@contextmanager
def reached() -> Iterator[None]:
    """StorageAway where the folder is gone or may not be written: a lost mount, a wrong owner."""
    try:
        yield
    except OSError as error:
        if error.errno not in AWAY:
            raise
        raise StorageAway(
            "Nothing was saved. Your phone keeps its records and photos and tries again. Tell an admin."
        ) from error


def sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
