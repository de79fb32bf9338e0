"""Areas as a tree, equipment types, sites."""

from app.core.database import db, writing
from app.guides import actions as guides
from app.guides.models import Attachment
from app.guides.targets import Target
from app.people.models import Person
from app.places import queries
from tests.factories import NOW
from tests.features.test_moves_and_merges import other_area
from tests.features.test_register import changes


def test_areas_are_added_renamed_moved_and_deleted_only_when_empty(app, plant, as_supervisor):
    tree = "/console/equipment/areas/"
    new = {"site": plant.site, "parent": plant.line, "name": "Cell 4"}
    assert as_supervisor.post(tree, data=new).status_code == 303
    assert as_supervisor.post(tree, data={**new, "name": "cell  4"}).status_code == 409
    assert as_supervisor.post(tree, data={**new, "name": "A / B"}).status_code == 422
    with app.app_context():
        cell = next(one.id for one in queries.areas(db.session(), {plant.site}) if one.name == "Cell 4")
    assert as_supervisor.post(f"{tree}{plant.line}/place", data={"parent": cell}).status_code == 409
    assert as_supervisor.post(f"{tree}{cell}/place", data={"parent": ""}).status_code == 303
    assert as_supervisor.post(f"{tree}{cell}/name", data={"name": "Cell 5"}).status_code == 303
    assert as_supervisor.post(f"{tree}{plant.line}/removal").status_code == 409
    assert as_supervisor.post(f"{tree}{cell}/removal").status_code == 303
    assert "Cell 5" not in as_supervisor.get(tree).text
    assert changes(app, "area", cell) == {plant.site: True}
    assert as_supervisor.post(f"{tree}{other_area(app, plant)}/removal").status_code == 404


def test_types_are_for_admins_and_deleted_only_when_unused(app, plant, as_admin, as_supervisor):
    types = "/console/equipment/types/"
    saw = {"site": plant.site, "name": "Saw", "icon": "type-generic", "hazards": ["hazard-cut"]}
    assert as_supervisor.post(types, data=saw).status_code == 403
    assert as_admin.post(types, data=saw).status_code == 303
    assert as_admin.post(types, data={**saw, "name": "SAW"}).status_code == 422
    with app.app_context():
        row = next(one for one in queries.types(db.session(), {plant.site}) if one.name == "Saw")
    assert row.hazards == ["hazard-cut"]
    assert as_admin.post(f"{types}{plant.press_type}/removal").status_code == 409
    assert as_admin.post(f"{types}{row.id}", data={**saw, "model": "X"}).status_code == 303
    assert as_admin.post(f"{types}{row.id}/removal").status_code == 303
    assert "Saw" not in as_admin.get(types).text


def test_who_adds_a_site_is_its_admin(as_admin, plant):
    sites = "/console/equipment/sites"
    assert as_admin.post(sites, data={"name": "North plant"}).status_code == 303
    assert "North plant" in as_admin.get(sites).text
    assert as_admin.post(sites, data={"name": "north plant"}).status_code == 422
    assert as_admin.post(f"{sites}/{plant.other_site}", data={"name": "Mine"}).status_code == 404
    assert as_admin.post(f"{sites}/{plant.site}", data={"name": "South plant"}).status_code == 303


def test_a_deleted_area_or_type_takes_its_guides_attachments_with_it(app, plant, as_admin):
    def attached() -> list[str]:
        with app.app_context():
            return [one.target for one in db.session.query(Attachment)]

    tree, types = "/console/equipment/areas/", "/console/equipment/types/"
    as_admin.post(tree, data={"site": plant.site, "name": "Yard"})
    as_admin.post(types, data={"site": plant.site, "name": "Saw"})
    with app.app_context(), writing():
        session, who = db.session(), db.session.get_one(Person, plant.admin)
        yard = next(one.id for one in queries.areas(session, {plant.site}) if one.name == "Yard")
        saw = next(one.id for one in queries.types(session, {plant.site}) if one.name == "Saw")
        said = {"session": session, "who": who, "now": NOW}
        guide = guides.create_checklist(**said, site_id=plant.site, title="Sweep")
        for kind, id in (("area", yard), ("equipment_type", saw), ("site", plant.site)):
            guides.attach(**said, guide=guide, target=Target(kind, id, ""))
        session.commit()
    assert sorted(attached()) == ["area", "equipment_type", "site"]
    assert as_admin.post(f"{tree}{yard}/removal").status_code == 303
    assert as_admin.post(f"{types}{saw}/removal").status_code == 303
    assert attached() == ["site"]
    assert as_admin.get("/console/guides").status_code == 200
