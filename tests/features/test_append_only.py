"""The database itself refuses to change or delete what arrived, whoever asks."""

import pytest
from sqlalchemy import inspect, text
from sqlalchemy.exc import DBAPIError

from app.core.database import Base, db, writing
from app.people.models import Person
from app.records import remarks
from app.records.models import Recognition, Record
from app.records.witnesses import Recovery, Witness
from tests.factories import NOW
from tests.phones import answers, claim, picture, sign

pytestmark = pytest.mark.databases
TABLES = ("receipt", "record", "evidence_claim", "conflict", "recognition", "remark", "witness", "recovery")
TRIGGERS = {
    "sqlite": "SELECT tbl_name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal",
}
VERBS = {
    "sqlite": ("UPDATE {0} SET {1} = {1}", "DELETE FROM {0}"),
    "postgresql": ("UPDATE {0} SET {1} = {1}", "DELETE FROM {0}", "TRUNCATE {0} CASCADE"),
}


@pytest.fixture
def kept(app, phone, plant) -> dict[str, list]:
    """A row in each table that only grows, as it lies there."""
    record = phone.record(evidence=[claim(picture())])
    [stored] = phone.push(record).json["results"]
    other = phone.payload(id=stored["id"], answers=answers(guard="no"))
    [conflict] = phone.push(sign(other, phone.key, phone.enrolment)).json["results"]
    assert (stored["state"], conflict["state"]) == ("stored", "conflict")
    with app.app_context(), writing():
        session = db.session()
        row, sam = session.scalars(db.select(Record)).one(), session.get_one(Person, plant.supervisor)
        said = {"sha256": row.sha256, "accepts": True, "note": "Seen."}
        remarks.remark(session=session, who=sam, now=NOW, record=row, **said)
        session.add(Recognition(record_seq=row.seq, record_id=row.id, held="", made_at=NOW))
        session.add(Witness(seq=9, hash="0" * 64, jws="x", courier_id="y", device="z", seen_at=NOW))
        session.add(Recovery(sha256="0" * 64, jws="x", made_at=NOW))
        session.commit()
    return rows(app)


def rows(app) -> dict[str, list]:
    with app.app_context():
        return {table: db.session.execute(text(f"SELECT * FROM {table}")).all() for table in TABLES}


def test_what_arrived_cannot_be_changed_deleted_or_emptied(app, database, kept):
    assert all(kept.values()), "an empty table proves nothing"
    for table in TABLES:
        column = Base.metadata.tables[table].columns.keys()[0]
        for verb in VERBS[database]:
            with app.app_context(), writing(), pytest.raises(DBAPIError, match=f"{table} is append-only"):
                db.session.execute(text(verb.format(table, column)))
    assert rows(app) == kept


def test_the_same_tables_only_grow_on_both(app, database):
    with app.app_context():
        guarded = db.session.scalars(text(TRIGGERS[database])).all()
        assert set(guarded) == set(TABLES)
        assert set(inspect(db.session.connection()).get_table_names()) == {
            *Base.metadata.tables,
            "alembic_version",
        }
