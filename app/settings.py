"""What the operator decides, read once from LINESIDE_* variables. No start without a secret."""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

ROOT = Path(__file__).resolve().parent.parent
POSTGRESQL = "postgresql+psycopg"


class MissingSetting(RuntimeError):
    """The server does not start; the message says what to set."""


@dataclass(frozen=True)
class Settings:
    """Paths are absolute, sizes are bytes, the base URL has no slash at its end."""

    instance: Path
    secret: str
    database_url: str
    base_url: str = "http://127.0.0.1:8000"
    max_upload: int = 2 * 1024**3
    zone: str = ""
    proxies: int = 0
    worker: bool = True

    @property
    def tls(self) -> bool:
        return self.base_url.startswith("https://")

    @property
    def host(self) -> str:
        """Host, with port, that labels name."""
        return self.base_url.split("://", 1)[1]


def from_environment(environ: dict[str, str] | None = None) -> Settings:
    """Read LINESIDE_*; raise MissingSetting where a value is needed and absent.

    LINESIDE_INSTANCE      folder of all state            (instance/)
    LINESIDE_SECRET        signs cookies                  (the file `secret` in the instance folder)
    LINESIDE_DATABASE_URL  postgresql://… or sqlite:///…  (SQLite in the instance folder)
    LINESIDE_BASE_URL      address that labels name       (http://127.0.0.1:8000)
    LINESIDE_MAX_UPLOAD    largest upload in bytes        (2 GiB)
    LINESIDE_ZONE          time zone of new sites         (none: their days are UTC)
    LINESIDE_PROXIES       how many proxies are in front  (0: nobody's word on addresses is taken)
    LINESIDE_WORKER        off: phones drop the app       (on)
    """
    env = os.environ if environ is None else environ
    instance = Path(env.get("LINESIDE_INSTANCE") or ROOT / "instance").resolve()
    return Settings(
        instance=instance,
        secret=env.get("LINESIDE_SECRET") or _stored_secret(instance),
        database_url=_database_url(
            env.get("LINESIDE_DATABASE_URL") or f"sqlite:///{instance / 'lineside.db'}"
        ),
        base_url=(env.get("LINESIDE_BASE_URL") or Settings.base_url).rstrip("/"),
        max_upload=int(env.get("LINESIDE_MAX_UPLOAD") or Settings.max_upload),
        zone=_zone(env.get("LINESIDE_ZONE") or ""),
        proxies=_proxies(env.get("LINESIDE_PROXIES") or "0"),
        worker=env.get("LINESIDE_WORKER") != "off",
    )


def _database_url(said: str) -> str:
    """The URL with the driver we use; operators write postgresql:// or, as some hosts do, postgres://."""
    kind, _, rest = said.partition("://")
    drivers = {"sqlite": "sqlite", "postgresql": POSTGRESQL, "postgres": POSTGRESQL, POSTGRESQL: POSTGRESQL}
    if kind not in drivers or not rest:
        raise MissingSetting("LINESIDE_DATABASE_URL: write postgresql://… or sqlite:///…, or leave it out.")
    return f"{drivers[kind]}://{rest}"


def _zone(name: str) -> str:
    try:
        return str(ZoneInfo(name)) if name else ""
    except (ValueError, OSError, LookupError):
        raise MissingSetting(
            f"LINESIDE_ZONE: {name} is no time zone. Set one such as Europe/Berlin."
        ) from None


def _proxies(said: str) -> int:
    if not said.isdecimal() or int(said) > 9:
        raise MissingSetting("LINESIDE_PROXIES: write how many proxies stand before the server, such as 1.")
    return int(said)


def _stored_secret(instance: Path) -> str:
    try:
        secret = (instance / "secret").read_text().strip()
    except FileNotFoundError:
        secret = ""
    if len(secret) < 32:
        raise MissingSetting(
            "No secret: set LINESIDE_SECRET to at least 32 random characters, "
            "or run `python app/settings.py` once to make one in the instance folder."
        )
    return secret


def make_secret(instance: Path) -> None:
    """Write a random secret into the instance folder, unless there is one. Only its owner may read it."""
    instance.mkdir(parents=True, exist_ok=True)
    path = instance / "secret"
    if not path.exists():
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
            out.write(secrets.token_urlsafe(48))


if __name__ == "__main__":
    make_secret(Path(os.environ.get("LINESIDE_INSTANCE") or ROOT / "instance").resolve())
