"""The demo plant: believable machines, people named by what they do, checklists as they are used."""

import secrets
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.labels import actions as labels
from app.people import actions as people
from app.people.models import Person, Trade
from app.places import actions as places
from app.places.models import Area, Equipment, EquipmentType, Site

AREAS = ("Press shop", "Packing line", "Warehouse")
TYPES: dict[str, dict[str, Any]] = {
    "press": {
        "name": "Hydraulic press",
        "icon": "type-press",
        "hazards": ["hazard-crush", "hazard-electric"],
        "ppe": ["ppe-eyes", "ppe-ears", "ppe-gloves", "ppe-shoes"],
    },
    "conveyor": {
        "name": "Belt conveyor",
        "icon": "type-conveyor",
        "hazards": ["hazard-entangle"],
        "ppe": ["ppe-shoes", "ppe-vest"],
    },
    "wrapper": {
        "name": "Pallet wrapper",
        "icon": "type-wrapper",
        "hazards": ["hazard-crush", "hazard-cut"],
        "ppe": ["ppe-gloves", "ppe-shoes"],
    },
    "forklift": {
        "name": "Counterbalance forklift",
        "icon": "type-forklift",
        "hazards": ["hazard-forklift"],
        "ppe": ["ppe-shoes", "ppe-vest", "ppe-helmet"],
    },
}
EQUIPMENT = (
    ("Press 1", "PR-01", "press", "Press shop"),
    ("Press 2", "PR-02", "press", "Press shop"),
    ("Press 3", "PR-03", "press", "Press shop"),
    ("Outfeed conveyor", "CV-01", "conveyor", "Press shop"),
    ("Infeed conveyor", "CV-11", "conveyor", "Packing line"),
    ("Sorting conveyor", "CV-12", "conveyor", "Packing line"),
    ("Pallet conveyor", "CV-13", "conveyor", "Packing line"),
    ("Pallet wrapper north", "PW-01", "wrapper", "Packing line"),
    ("Pallet wrapper south", "PW-02", "wrapper", "Packing line"),
    ("Forklift 1", "FL-01", "forklift", "Warehouse"),
    ("Forklift 2", "FL-02", "forklift", "Warehouse"),
    ("Forklift 3", "FL-03", "forklift", "Warehouse"),
    ("Loading bay conveyor", "CV-21", "conveyor", "Warehouse"),
)
PEOPLE = (
    ("Operator One", "operator1", "worker", "Operator"),
    ("Operator Two", "operator2", "worker", "Operator"),
    ("Electrician One", "electrician1", "worker", "Electrician"),
    ("Electrician Two", "electrician2", "worker", "Electrician"),
    ("Shift Supervisor", "supervisor", "supervisor", "Operator"),
    ("Plant Admin", "admin", "admin", "Operator"),
)


class DemoPlant:
    """What was made, by name; `passwords` maps handle to the random password."""

    def __init__(self, session: Session, now: datetime):
        self.site: Site = places.add_site(session=session, name="Demo plant")
        self.areas: dict[str, Area] = {
            name: places.add_area(session=session, site_id=self.site.id, name=name) for name in AREAS
        }
        self.types: dict[str, EquipmentType] = {
            key: places.add_equipment_type(session=session, site_id=self.site.id, **facts)
            for key, facts in TYPES.items()
        }
        self.equipment: dict[str, Equipment] = {}
        self.codes: dict[str, str] = {}
        for name, tag, kind, area in EQUIPMENT:
            row = places.add_equipment(
                session=session, area=self.areas[area], type=self.types[kind], name=name, tag=tag
            )
            self.equipment[tag] = row
            self.codes[tag] = labels.label_for(session=session, equipment=row, now=now).code
        self.people, self.passwords = self._people(session)

    def _people(self, session: Session) -> tuple[dict[str, Person], dict[str, str]]:
        trades = {name: Trade(name=name) for name in ("Operator", "Electrician")}
        passwords = {handle: _password() for _, handle, _, _ in PEOPLE}
        made = {
            handle: people.add_person(
                session=session,
                name=name,
                handle=handle,
                password=passwords[handle],
                roles={self.site.id: role},
                trade=trades[trade],
            )
            for name, handle, role, trade in PEOPLE
        }
        return made, passwords


def _password() -> str:
    """Four groups of four letters that are easy to tell apart on a phone: about 73 bits."""
    letters = "abcdefghjkmnpqrstuvwxyz"
    return "-".join("".join(secrets.choice(letters) for _ in range(4)) for _ in range(4))
