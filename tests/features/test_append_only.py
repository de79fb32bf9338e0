"""The database itself refuses to change or delete what arrived, whoever asks."""

import pytest
from sqlalchemy import Integer, Table, UniqueConstraint, inspect, text
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
REPLACE = "INSERT OR REPLACE INTO {table} ({columns}) SELECT {values} FROM {table}"
UPSERT = (
    "INSERT INTO {table} ({columns}) SELECT {values} FROM {table} WHERE true "
    "ON CONFLICT ({key}) DO UPDATE SET {column} = excluded.{column}"
)
REPLACING = {"sqlite": (REPLACE, UPSERT), "postgresql": (UPSERT,)}


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


def keys(table: Table) -> list[tuple[str, ...]]:
    unique = [each for each in table.constraints if isinstance(each, UniqueConstraint)]
    return [tuple(key.columns.keys()) for key in (table.primary_key, *unique)]


def values(table: Table, taken: tuple[str, ...]) -> list[str]:
    """SQL of a row that has one key of a row that is there, and no other."""
    free = {key[-1] for key in keys(table) if key != taken}
    other = {name: "{0} + 1000" if type(table.c[name].type) is Integer else "'x' || {0}" for name in free}
    return [other.get(column.name, "{0}").format(column.name) for column in table.columns]


def test_nothing_takes_the_place_of_what_arrived_under_any_of_its_keys(app, database, kept):
    for table in (Base.metadata.tables[name] for name in TABLES):
        for key in keys(table):
            said = {"table": table.name, "key": ", ".join(key), "column": table.columns.keys()[-1]}
            said |= {"columns": ", ".join(table.columns.keys()), "values": ", ".join(values(table, key))}
            for statement in REPLACING[database]:
                refused = pytest.raises(DBAPIError, match=f"{table.name} is append-only")
                with app.app_context(), writing(), refused:
                    db.session.execute(text(statement.format(**said)))
    assert rows(app) == kept


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("name", ["evidence_claim", "conflict", "witness", "recovery"])
def test_nor_under_the_number_that_sqlite_itself_gives_a_row(app, kept, name):
    table = Base.metadata.tables[name]
    columns, new = table.columns.keys(), values(table, ("rowid",))
    said = {"columns": ", ".join(["rowid", *columns]), "values": ", ".join(["rowid", *new])}
    refused = pytest.raises(DBAPIError, match=f"{name} is append-only")
    with app.app_context(), writing(), refused:
        db.session.execute(text(REPLACE.format(table=name, **said)))
    assert rows(app) == kept


def test_the_same_tables_only_grow_on_both(app, database):
    with app.app_context():
        guarded = db.session.scalars(text(TRIGGERS[database])).all()
        assert set(guarded) == set(TABLES)
        assert set(inspect(db.session.connection()).get_table_names()) == {
            *Base.metadata.tables,
            "alembic_version",
        }
