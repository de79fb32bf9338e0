"""`flask restore`: an older state comes back under a new epoch, and says so over its own signature."""

import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask.cli import with_appcontext
from flask_migrate import upgrade
from joserfc.jwk import ECKey
from sqlalchemy import select

from app.core import backup, clock
from app.core.database import Base, db, writing
from app.records import witnesses
from app.records.renewing import Foreign, named, other, seen_heads, text_of


@dataclass
class Before:
    """What the replaced database said, as far as it can be read."""

    epochs: list[str] = field(default_factory=list)
    heads: list[dict[str, Any]] = field(default_factory=list)
    witnessed: dict[str, list[tuple]] = field(default_factory=dict)


@click.command("restore")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="Move the plant that is here aside first.")
@seen_heads
@with_appcontext
def restore(file: Path, replace: bool, seen: tuple[str, ...]) -> None:
    """Bring a backup back. Phones then pull anew and offer again what they still keep (7 days)."""
    settings = current_app.config["LINESIDE"]
    instance = settings.instance
    old, staging = instance / backup.DATABASE, instance / ".restore"
    if not backup.holds(settings):
        raise click.ClickException(backup.ELSEWHERE)
    if old.exists() and not replace:
        raise click.ClickException("A plant is here already. --replace moves it aside; nothing was changed.")
    db.session.remove()
    db.engine.dispose()
    try:
        backup.unpack(file, staging)
        key = ECKey.import_key((staging / "server-key.pem").read_bytes())
        texts = [text_of(head) for head in seen]
        gone = [named(text, key) for text in texts]
        if old.exists():
            backup.claim(old)
    except (backup.Damaged, backup.InUse, Foreign) as refused:
        raise click.ClickException(f"{refused} Nothing was changed.") from None
    before = _before(old)
    ended = _begin_epoch(staging / backup.DATABASE)
    aside = instance / f"replaced-{clock.now():%Y%m%dT%H%M%S%f}"
    backup.swap(staging, instance, aside)
    upgrade()
    epochs = sorted({ended, *before.epochs, *(head["epoch"] for head in gone)})
    with writing():
        _carry_over(before)
        session, now, lost = db.session(), clock.now(), [*before.heads, *gone]
        witnesses.after_restore(session=session, key=key, now=now, ended=epochs, gone=lost, texts=texts)
        session.commit()
    click.echo(f"Restored. What was here is in {aside}. Run `flask ledger verify`, then start the server.")


def _before(database: Path) -> Before:
    """Newest link, epoch and witnesses of the database that goes; nothing when it is gone or unreadable."""
    before = Before()
    if not database.exists():
        return before
    with closing(sqlite3.connect(database)) as raw, suppress(sqlite3.Error):
        before.epochs = [f"{v:08x}" for (v,) in raw.execute("SELECT value FROM counter WHERE name = 'epoch'")]
        newest = raw.execute("SELECT seq, hash FROM record ORDER BY seq DESC LIMIT 1")
        before.heads = [{"seq": seq, "hash": hash} for seq, hash in newest]
        for table in ("recovery", "witness"):
            before.witnessed[table] = raw.execute(f"SELECT * FROM {table}").fetchall()  # noqa: S608
    return before


def _begin_epoch(database: Path) -> str:
    """Give the database a new epoch before it is anybody's; return the one it had."""
    with closing(sqlite3.connect(database)) as raw, raw:
        found = raw.execute("SELECT value FROM counter WHERE name = 'epoch'").fetchone() or (0,)
        raw.execute("INSERT OR REPLACE INTO counter (name, value) VALUES ('epoch', ?)", (other(found[0]),))
    return f"{found[0]:08x}"


def _carry_over(before: Before) -> None:
    """What was witnessed and explained before this restore stays so; a row of the backup stays, too."""
    connection = db.session.connection()
    for table, rows in before.witnessed.items():
        key = list(Base.metadata.tables[table].primary_key)  # the first columns of either
        there = {tuple(row) for row in connection.execute(select(*key))}
        for row in rows:
            if tuple(row[: len(key)]) not in there:
                places = ", ".join("?" for _ in row)
                connection.exec_driver_sql(f"INSERT INTO {table} VALUES ({places})", tuple(row))  # noqa: S608
