"""Keeping a file that was read, looking at what it would do, and carrying it out: whole, or not at all."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from app.core.changes import mark_all
from app.core.ids import new_id
from app.core.refusal import NotFound
from app.people.models import Person
from app.places import actions, history, queries, tree
from app.places.importing import columns, rules
from app.places.importing.dry_run import plan
from app.places.importing.plan import Facts, Known, Path, Plan
from app.places.importing.table import Table
from app.places.models import Equipment, Import
from app.places.rules import ACTIVE, BETWEEN, folded

KEPT = timedelta(days=2)
COLUMNS = {"equipment_type": "type_id", "area": "area_id"}  # where a fact is kept under another name


def keep(
    *, session: Session, who: Person, now: datetime, site_id: str, filename: str, table: Table
) -> Import:
    """Keep what was read until it is carried out; what nobody carried out in KEPT goes."""
    session.execute(delete(Import).where(Import.done_at.is_(None), Import.made_at < now - KEPT))
    row = Import(
        site_id=site_id,
        person_id=who.id,
        made_at=now,
        filename=filename[-200:],
        header=table.header,
        lines=[[number, cells] for number, cells in table.lines],
        outcome={},
    )
    session.add(row)
    session.flush()
    return row


def kept(session: Session, import_id: str, sites: set[str], *, lock: bool = False) -> Import:
    """An import of these sites; NotFound for any other."""
    row = session.get(Import, import_id, with_for_update=lock or None)
    if row is None or row.site_id not in sites:
        raise NotFound("This import is not there any more. Choose the file again; nothing was changed.")
    return row


def dry_run(session: Session, row: Import, chosen: dict[str, int], *, make: bool) -> Plan:
    """What carrying it out would do now."""
    return plan(known(session, row.site_id), [(n, cells) for n, cells in row.lines], chosen, make=make)


def carry_out(
    *,
    session: Session,
    who: Person,
    now: datetime,
    row: Import,
    chosen: dict[str, int],
    make: bool,
    seen: str,
) -> dict[str, int]:
    """Make and change everything; raise Done, Faulty, or Outdated when it is not what the dry run showed."""
    if row.done_at:
        raise rules.Done("This file was carried out already. Nothing was done a second time.")
    found = dry_run(session, row, chosen, make=make)
    if found.problems:
        raise rules.Faulty(
            "Correct the rows that are listed, then choose the file again. Nothing was changed."
        )
    if found.seen != seen:
        raise rules.Outdated("The register changed after you looked. Here is what it would do now.")
    places = _make_places(session, row.site_id, found)
    _make(session, who, now, row.site_id, [_placed(facts, places) for facts in found.new])
    _change(
        session, who, now, row.site_id, {id: _placed(facts, places) for id, facts in found.changed.items()}
    )
    row.done_at, row.lines = now, []
    row.outcome = {"made": len(found.new), "changed": len(found.changed), "same": found.same}
    return row.outcome


def known(session: Session, site_id: str) -> Known:
    """All that a plan has to know of a site."""
    table = Equipment.__table__.c
    rows = session.execute(select(*table).where(table.site_id == site_id))
    paths = tree.paths(queries.areas(session, {site_id}))
    return Known(
        equipment={folded(row.tag): _facts(row) for row in rows},
        areas={tuple(map(folded, path.split(BETWEEN))): id for id, path in paths.items()},
        types={folded(type.name): type.id for type in queries.types(session, {site_id})},
    )


def _facts(row: Any) -> Facts:
    facts = {name: getattr(row, COLUMNS.get(name, name)) for name in columns.FIELDS}
    return Facts(row.id, facts, merged=row.merged_into is not None)


def _make_places(session: Session, site_id: str, found: Plan) -> dict[Path, str]:
    """Make the missing areas, outermost first, and types; the ids of all by what stands for them in plans."""
    there = dict(known(session, site_id).areas)
    places: dict[Path, str] = {}
    for path in found.areas:
        folds = tuple(map(folded, path))
        around = there.get(folds[:-1])
        area = actions.add_area(session=session, site_id=site_id, name=path[-1], parent_id=around)
        there[folds] = places["area", *path] = area.id
    for name in found.types:
        type = actions.add_equipment_type(session=session, site_id=site_id, name=name)
        places["equipment_type", name] = type.id
    return places


def _placed(facts: dict[str, Any], places: dict[Path, str]) -> dict[str, Any]:
    """The facts with ids of areas and types, by the names of the table."""
    return {
        COLUMNS.get(name, name): places[name, *value] if isinstance(value, tuple) else value
        for name, value in facts.items()
    }


def _make(session: Session, who: Person, now: datetime, site_id: str, wanted: list[dict[str, Any]]) -> None:
    blank = {"site_id": site_id, "serial": "", "contact": "", "status": ACTIVE, "hazards": [], "ppe": []}
    rows = [{**blank, **facts, "id": new_id()} for facts in wanted]
    if rows:
        session.execute(insert(Equipment), rows)
    _tell(session, who, now, site_id, {row["id"]: {} for row in rows})


def _change(
    session: Session, who: Person, now: datetime, site_id: str, wanted: dict[str, dict[str, Any]]
) -> None:
    areas = {area.id: area for area in queries.areas(session, {site_id})}
    types = {type.id: type for type in queries.types(session, {site_id})}
    said: dict[str, history.Facts] = {}
    for row in queries.many(session, list(wanted), {site_id}):
        facts = dict(wanted[row.id])
        if "area_id" in facts:
            facts["area"] = areas[facts.pop("area_id")]
        if "type_id" in facts:
            facts["type"] = types[facts.pop("type_id")]
        said[row.id] = actions.rewrite(row, facts)
    _tell(session, who, now, site_id, said)


def _tell(session: Session, who: Person, now: datetime, site_id: str, said: dict[str, history.Facts]) -> None:
    history.note_all(session, who, now, "imported", list(said.items()))
    mark_all(session, "equipment", list(said), site_id=site_id)
