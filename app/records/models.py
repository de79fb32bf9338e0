"""Records as they arrived, chained in order; evidence; what did not fit. Nothing here is ever changed."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, func, select, text
from sqlalchemy.orm import Mapped, column_property, mapped_column, relationship

from app.core.database import Base, Moment
from app.people.models import Person

CORRECTION = "correction"
FILLED = ("completion", CORRECTION)  # kinds of record that carry out a guide
# For indices of a part of the records; a query that says the same word by word is answered from them.
IS_FILLED = "{}kind IN ('completion', 'correction')"
EVER_URGENT = "({0}failed > 0 OR {0}held IS NOT NULL OR {0}corrects IS NOT NULL)"


class Receipt(Base):
    """What the server signed when it took records in: one JWS for all that were new in a push, see wire.md.

    `seq` is the number of the first of them.
    """

    __tablename__ = "receipt"
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    jws: Mapped[str]


class Recognition(Base):
    """A record that named an enrolment nobody knew, judged again when it was known: a backup was restored.

    `record_id` is the record's own id; `held` why a supervisor must still look, '' when nothing is left.
    """

    __tablename__ = "recognition"
    record_seq: Mapped[int] = mapped_column(ForeignKey("record.seq"), primary_key=True, autoincrement=False)
    record_id: Mapped[str] = mapped_column(index=True)
    held: Mapped[str]
    made_at: Mapped[datetime] = mapped_column(Moment)


class Record(Base):
    """One signed record and its link in the ledger.

    `jws` is the text as sent; `sha256` its hash; `hash` the chain link (see ledger.py). `id` is what the text
    says, if its signature is proven; else its `sha256`: what nobody can prove takes no other record's name.
    The columns after `receipt_seq` repeat what the payload says, for lists and filters.
    """

    __tablename__ = "record"
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    id: Mapped[str] = mapped_column(unique=True)
    jws: Mapped[str]
    sha256: Mapped[str]
    previous: Mapped[str]
    hash: Mapped[str]
    received_at: Mapped[datetime] = mapped_column(Moment)
    courier_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    receipt_seq: Mapped[int] = mapped_column(ForeignKey("receipt.seq"))
    held_at_first: Mapped[str | None] = mapped_column("held")  # as judged when it arrived
    held: Mapped[str | None] = column_property(  # why a supervisor must look, see rules.HELD
        func.nullif(
            func.coalesce(
                select(Recognition.held).where(Recognition.record_seq == seq).scalar_subquery(), held_at_first
            ),
            "",
        )
    )
    kind: Mapped[str]
    site_id: Mapped[str | None] = mapped_column(ForeignKey("site.id"))
    person_id: Mapped[str] = mapped_column(index=True)
    enrolment_id: Mapped[str]
    counter: Mapped[int]
    guide_id: Mapped[str | None] = mapped_column(index=True)
    guide_version: Mapped[int | None]
    equipment_id: Mapped[str | None] = mapped_column(index=True)
    failed: Mapped[int] = mapped_column(default=0)
    flagged: Mapped[int] = mapped_column(default=0)
    finished_at: Mapped[datetime] = mapped_column(Moment)
    corrects: Mapped[str | None] = mapped_column(index=True)  # id of the record this one corrects

    claims: Mapped[list["EvidenceClaim"]] = relationship(lazy="selectin")

    __table_args__ = (
        Index(None, "enrolment_id", "counter", "held"),
        *(
            Index(f"ix_record_{name}", "site_id", "seq", sqlite_where=text(part), postgresql_where=text(part))
            for name, part in (("filled", IS_FILLED.format("")), ("urgent", EVER_URGENT.format("")))
        ),
    )


class EvidenceClaim(Base):
    """A record's manifest: the evidence it says belongs to it, by hash."""

    __tablename__ = "evidence_claim"
    record_seq: Mapped[int] = mapped_column(ForeignKey("record.seq"), primary_key=True)
    sha256: Mapped[str] = mapped_column(primary_key=True)
    content_type: Mapped[str]
    bytes: Mapped[int]

    __table_args__ = (Index(None, "sha256"),)


class Evidence(Base):
    """Bytes that arrived, durable under their hash; `person_id` brought them, and answers for unnamed."""

    __tablename__ = "evidence"
    sha256: Mapped[str] = mapped_column(primary_key=True)
    bytes: Mapped[int]
    content_type: Mapped[str]
    received_at: Mapped[datetime] = mapped_column(Moment)
    person_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"), index=True)


class Conflict(Base):
    """Other bytes under an id that is taken; both are kept.

    `enrolment_id` and `counter` are told only when the enrolment they name has signed these bytes.
    """

    __tablename__ = "conflict"
    record_id: Mapped[str] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(primary_key=True)
    jws: Mapped[str]
    courier_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    received_at: Mapped[datetime] = mapped_column(Moment)
    enrolment_id: Mapped[str | None]
    counter: Mapped[int | None]

    __table_args__ = (Index(None, "enrolment_id", "counter"),)


class Review(Base):
    """A supervisor has seen a record that needed attention; the record itself stays as it is."""

    __tablename__ = "review"
    record_seq: Mapped[int] = mapped_column(ForeignKey("record.seq"), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    reviewed_at: Mapped[datetime] = mapped_column(Moment)


class Remark(Base):
    """What a supervisor said about a held record, or about one side of a conflict; append-only.

    `sha256` says which bytes under `record_id` are meant. The record itself stays as it is.
    """

    __tablename__ = "remark"
    number: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[str] = mapped_column(index=True)
    sha256: Mapped[str]
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime] = mapped_column(Moment)
    accepts: Mapped[bool]
    note: Mapped[str]

    person: Mapped[Person] = relationship(lazy="joined")


class Contact(Base):
    """What one person's phone said of itself when it was last heard of; written over each time.

    `skew_s` is its wall clock minus ours; `waiting` and `attention` count records that stay on it;
    `storage` is a key of contacts.STORAGE. None: it did not say.
    """

    __tablename__ = "contact"
    device_id: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), primary_key=True)
    contacted_at: Mapped[datetime] = mapped_column(Moment)
    skew_s: Mapped[int | None]
    waiting: Mapped[int | None]
    attention: Mapped[int | None]
    storage: Mapped[str]


FROZEN = (
    "receipt",
    "record",
    "evidence_claim",
    "conflict",
)  # by the first migration; later tables by their own


def freeze_statements(dialect: str) -> list[str]:
    """DDL by which the database itself refuses to change or delete what arrived.

    SQLite's INSERT OR REPLACE passes these; migration 0017 refuses it.
    """
    if dialect == "sqlite":
        return [
            f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            for table in FROZEN
            for verb in ("update", "delete")
        ]
    function = (
        "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger AS $$ "
        "BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$ LANGUAGE plpgsql"
    )
    return [function] + [
        f"CREATE TRIGGER {table}_frozen BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        for table in FROZEN
    ]
