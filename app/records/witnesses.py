"""Heads that phones have seen and this ledger cannot reproduce, and the signed entries that explain them.

A phone is a witness: it keeps heads and shows its newest with every push. One that is not in the ledger means
that the database was rolled back or restamped, or that a backup was restored. Only that last is explained:
a recovery entry names the epochs that ended with it, the newest record of the backup, and each head lost.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from joserfc.jwk import ECKey
from sqlalchemy import select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.core.clock import stamp
from app.core.database import Base, Moment
from app.people.models import Person
from app.records import heads, jws
from app.records.ledger import fingerprint
from app.records.queries import head_link

Said = dict[str, Any]


class Witness(Base):
    """A head signed by us that is not in our ledger, who brought it first and when.

    The courier may be a person that a restored backup does not have: no foreign key.
    """

    __tablename__ = "witness"
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    hash: Mapped[str] = mapped_column(primary_key=True)
    jws: Mapped[str]
    courier_id: Mapped[str]
    device: Mapped[str]
    seen_at: Mapped[datetime] = mapped_column(Moment)


class Recovery(Base):
    """A JWS of the server over {at, epoch, ended, seq, hash, lost: [[seq, hash]], heads}."""

    __tablename__ = "recovery"
    sha256: Mapped[str] = mapped_column(primary_key=True)
    jws: Mapped[str]
    made_at: Mapped[datetime] = mapped_column(Moment)


def opened(text: str | None, key: ECKey) -> Said | None:
    """What a head says; None when this server did not sign it as a head."""
    try:
        signed = jws.parse(text or "")
    except ValueError:
        return None
    public = {name: str(key.dict_value[name]) for name in ("x", "y")}
    ours = signed.header.get("typ") == "lineside-head+jws" and jws.verify(signed, public)
    return signed.payload if ours else None


def note(*, session: Session, who: Person, now: datetime, device: str, head: str | None, key: ECKey) -> None:
    """Keep a head that the ledger does not reproduce; a restore that explains it is signed to do so."""
    said = opened(head, key)
    if said is None or heads.reproduces(session, said["seq"], said["hash"]):
        return
    if session.get(Witness, (said["seq"], said["hash"])) is None:
        row = Witness(seq=said["seq"], hash=said["hash"], jws=head, device=device, seen_at=now)
        row.courier_id = who.id
        session.add(row)
        cause = _cause(session, said)
        if cause:
            sign(session=session, key=key, now=now, said=cause | lost([said], [head or ""]))
        session.flush()


def lost(said: Iterable[Said], texts: Iterable[str]) -> Said:
    """The part of a recovery entry that names heads."""
    return {"lost": [[head["seq"], head["hash"]] for head in said], "heads": list(texts)}


def sign(*, session: Session, key: ECKey, now: datetime, said: Said) -> None:
    text = jws.sign({"at": stamp(now)} | said, key, "lineside-recovery+jws")
    session.add(Recovery(sha256=fingerprint(text), jws=text, made_at=now))
    session.flush()


def after_restore(
    *, session: Session, key: ECKey, now: datetime, ended: list[str], gone: list[Said], texts: list[str]
) -> None:
    """The entry of a restore: what it went back to, the epochs it ended, and heads known to be lost."""
    newest = head_link(session)
    said = {"epoch": heads.epoch(session), "ended": ended, "seq": newest.seq, "hash": newest.hash}
    beyond = [head for head in gone if not heads.reproduces(session, head["seq"], head["hash"])]
    sign(session=session, key=key, now=now, said=said | lost(beyond, texts))


def recoveries(session: Session) -> list[str]:
    return list(session.scalars(select(Recovery.jws).order_by(Recovery.made_at, Recovery.sha256)))


def explained(session: Session) -> tuple[list[Witness], list[Witness]]:
    """All witnessed heads: those a recovery entry names, and those that nothing explains."""
    named = {(seq, hash) for text in recoveries(session) for seq, hash in jws.parse(text).payload["lost"]}
    seen = list(session.scalars(select(Witness).order_by(Witness.seq, Witness.hash)))
    return (
        [head for head in seen if (head.seq, head.hash) in named],
        [head for head in seen if (head.seq, head.hash) not in named],
    )


def _cause(session: Session, head: Said) -> Said | None:
    """The restore that lost this head: it ended the head's epoch, with a backup older than the head."""
    for text in recoveries(session):
        said = jws.parse(text).payload
        if head["epoch"] in said["ended"] and head["seq"] > said["seq"]:
            return {name: said[name] for name in ("at", "epoch", "ended", "seq", "hash")}
    return None
