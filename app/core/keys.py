"""The server's own signing key (ES256): it signs receipts and heads."""

import os
from functools import lru_cache
from pathlib import Path

from flask import current_app
from joserfc.jwk import ECKey


def server_key() -> ECKey:
    return _load(current_app.config["LINESIDE"].instance / "server-key.pem")


@lru_cache(maxsize=8)
def _load(path: Path) -> ECKey:
    """Read the key, or make one; two processes starting at once end with the same key."""
    if not path.exists():
        made = path.with_suffix(f".{os.getpid()}")
        with os.fdopen(os.open(made, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as out:
            out.write(ECKey.generate_key("P-256").as_pem(private=True))
            out.flush()
            os.fsync(out.fileno())
        try:
            os.link(made, path)
        except FileExistsError:
            pass
        finally:
            made.unlink()
    return ECKey.import_key(path.read_bytes())
