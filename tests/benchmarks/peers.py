"""PouchDB 9 and its server, express-pouchdb 4.2, as processes of their own; see pouchdb_client.cjs."""

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.benchmarks.rows import Cost

HERE = Path(__file__).parent


@dataclass(frozen=True)
class PouchDB:
    client: subprocess.Popen

    def does(self, work: str) -> Cost:
        """`push`, `change` or `nothing`."""
        print(work, file=self.client.stdin, flush=True)
        return Cost(**json.loads(self.client.stdout.readline()))  # type: ignore[union-attr]


@contextmanager
def pouchdb(folder: Path, documents: list[dict[str, Any]]) -> Iterator[PouchDB]:
    """A client whose documents these are, and a server for it; both keep their files in the folder."""
    file = folder / "documents.json"
    file.write_text(json.dumps(documents))
    for name in ("server", "client"):
        (folder / name).mkdir()
    with _node("pouchdb_server.cjs", folder / "server") as server:
        port = server.stdout.readline().strip()  # type: ignore[union-attr]
        with _node("pouchdb_client.cjs", port, folder / "client", file) as client:
            yield PouchDB(client)


@contextmanager
def _node(*command: object) -> Iterator[subprocess.Popen]:
    script, *arguments = map(str, command)
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen(["node", HERE / script, *arguments], **pipes) as process:  # type: ignore[call-overload]
        try:
            yield process
        finally:
            process.terminate()
