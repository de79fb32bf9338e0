"""A file that is written whole or not at all."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from app.core.blobs import sync_folder


@contextmanager
def whole(path: Path) -> Iterator[IO[bytes]]:
    """A file that takes the place of `path`, durable, when the block ends well; private to its owner."""
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as out:
        try:
            yield out
            out.flush()
            os.fsync(out.fileno())
            os.replace(out.name, path)
        except BaseException:
            Path(out.name).unlink(missing_ok=True)
            raise
    sync_folder(path.parent)
