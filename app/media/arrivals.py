"""The bytes of uploads on their way. The disk is the truth: an upload's offset is its file's size."""

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from app.core.refusal import NotFound, Refusal

CHUNK = 256 * 1024


class UploadBusy(Refusal):
    code, status, title = "upload-busy", 423, "This upload is being written"


class Arrival:
    """One file in `folder`, named by its upload."""

    def __init__(self, folder: Path, upload_id: str):
        self.path = folder / upload_id

    def begin(self) -> None:
        """Make the empty file; FileExistsError when it is there."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.touch(exist_ok=False)

    @property
    def size(self) -> int:
        """Bytes that have arrived; NotFound when the upload is gone."""
        try:
            return self.path.stat().st_size
        except FileNotFoundError:
            raise NotFound("This upload is not here any more. Start it again.") from None

    @contextlib.contextmanager
    def alone(self) -> Iterator[IO[bytes]]:
        """The file, open at its end and held against writers of every process; UploadBusy when one has it."""
        _ = self.size
        with self.path.open("ab") as out:
            try:
                fcntl.flock(out, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise UploadBusy(
                    "Another connection is still sending this file. It goes on by itself."
                ) from None
            yield out

    def drop(self) -> None:
        """Forget the bytes; no error when they are gone."""
        self.path.unlink(missing_ok=True)


def receive(source: IO[bytes], out: IO[bytes], room: int) -> None:
    """Copy at most `room` bytes; what came before a broken connection is kept and durable."""
    try:
        while room > 0 and (chunk := source.read(min(CHUNK, room))):
            out.write(chunk)
            room -= len(chunk)
    finally:
        out.flush()
        os.fsync(out.fileno())
