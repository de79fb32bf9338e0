"""Rows for tests: ids only leave here, so that tests may use them after the transaction."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from app.labels import actions as labels
from app.people import actions as people
from app.people.models import Trade
from app.places import actions as places

PASSWORD = "correct horse battery"
NOW = datetime(2026, 1, 15, 8, 30, tzinfo=UTC)


@dataclass(frozen=True)
class Plant:
    """Ids of what tests speak of."""

    site: str
    area: str
    line: str  # an area inside `area`
    press_type: str
    press: str
    truck: str
    label: str  # code of the press's label
    worker: str
    other_worker: str
    supervisor: str
    admin: str
    other_site: str
    other_equipment: str
    stranger: str


def make_plant(session: Session) -> Plant:
    site = places.add_site(session=session, name="Test plant")
    hall = places.add_area(session=session, site_id=site.id, name="Hall A")
    line = places.add_area(session=session, site_id=site.id, name="Line 1", parent_id=hall.id)
    press_type = places.add_equipment_type(
        session=session,
        site_id=site.id,
        name="Press",
        icon="type-press",
        hazards=["hazard-crush"],
        ppe=["ppe-eyes"],
    )
    truck_type = places.add_equipment_type(
        session=session, site_id=site.id, name="Forklift", icon="type-forklift"
    )
    press = places.add_equipment(session=session, area=line, type=press_type, name="Press 2", tag="PR-002")
    truck = places.add_equipment(session=session, area=hall, type=truck_type, name="Forklift 7", tag="FL-007")
    label = labels.label_for(session=session, equipment=press, now=NOW)
    operator = Trade(name="Operator")

    other = places.add_site(session=session, name="Other plant")
    other_area = places.add_area(session=session, site_id=other.id, name="Elsewhere")
    other_type = places.add_equipment_type(session=session, site_id=other.id, name="Press")
    other_press = places.add_equipment(
        session=session, area=other_area, type=other_type, name="Press 2", tag="PR-002"
    )
    labels.label_for(session=session, equipment=other_press, now=NOW)

    def person(name: str, role: str, site_id: str = site.id) -> str:
        handle = name.split()[0].lower()
        return people.add_person(
            session=session,
            name=name,
            handle=handle,
            password=PASSWORD,
            roles={site_id: role},
            trade=operator,
        ).id

    return Plant(
        site=site.id,
        area=hall.id,
        line=line.id,
        press_type=press_type.id,
        press=press.id,
        truck=truck.id,
        label=label.code,
        worker=person("Wanda Worker", "worker"),
        other_worker=person("Will Worker", "worker"),
        supervisor=person("Sam Supervisor", "supervisor"),
        admin=person("Ada Admin", "admin"),
        other_site=other.id,
        other_equipment=other_press.id,
        stranger=person("Otto Other", "admin", other.id),
    )
