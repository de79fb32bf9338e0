"""A new epoch, and what is known of the one that ended: every restore ends with it.

`flask restore` does both for the SQLite file of an instance. Where the database's own tools brought an older
state back, `flask restored` says so to phones and auditors.
"""

import secrets
from pathlib import Path
from typing import Any

import click
from flask.cli import with_appcontext
from joserfc.jwk import ECKey
from sqlalchemy.orm import Session

from app.core import clock
from app.core.database import Counter, db, writing
from app.core.keys import server_key
from app.records import heads, witnesses

seen_heads = click.option(
    "--seen-head", "seen", multiple=True, help="A head that somebody kept: the JWS, or its file."
)


class Foreign(Exception):
    """A head that the server of this ledger has not signed."""


@click.command("restored")
@seen_heads
@with_appcontext
def restored(seen: tuple[str, ...]) -> None:
    """After the database's own tools brought an older state back: a new epoch, and a signed entry of it."""
    key, texts = server_key(), [text_of(head) for head in seen]
    try:
        gone = [named(text, key) for text in texts]
    except Foreign as refused:
        raise click.ClickException(f"{refused} Nothing was changed.") from None
    with writing():
        session, now = db.session(), clock.now()
        ended = sorted({_renew(session), *(head["epoch"] for head in gone)})
        witnesses.after_restore(session=session, key=key, now=now, ended=ended, gone=gone, texts=texts)
        session.commit()
    click.echo("A new epoch has begun. Run `flask ledger verify`, then start the server.")


def text_of(head: str) -> str:
    return head if head.startswith("eyJ") else Path(head).read_text().strip()


def named(text: str, key: ECKey) -> dict[str, Any]:
    """What a head says; raise Foreign when this key did not sign it."""
    said = witnesses.opened(text, key)
    if said is None:
        raise Foreign("A head you gave is not signed by the server of this backup.")
    return said


def other(epoch: int) -> int:
    """A number that is not the old one."""
    return (epoch + 1 + secrets.randbelow(2**31 - 1)) % 2**31


def _renew(session: Session) -> str:
    """Begin a new epoch; return the one that ended."""
    ended = heads.epoch(session)
    row = session.get_one(Counter, "epoch")
    row.value = other(row.value)
    session.flush()
    return ended
