"""Labels: what they are bound to, and how that changes."""

from app.core.database import db, writing
from app.labels import actions
from app.labels.models import Label
from tests.factories import NOW


def test_blanks_are_unbound_labels_that_phones_hear_of(app, plant, as_worker):
    with app.app_context(), writing():
        made = actions.blank(session=db.session(), site_id=plant.site, count=3, now=NOW)
        codes = {label.code for label in made}
        db.session.commit()
    told = {
        one["id"]: one["body"]
        for one in as_worker.get("/api/v1/sync").json["changes"]
        if one["type"] == "label"
    }
    assert len(codes) == 3
    assert {code: told[code] for code in codes} == {
        code: {"state": "unbound", "equipment": None, "site": plant.site} for code in codes
    }


def test_a_blank_is_bound_to_nothing(app, plant):
    with app.app_context(), writing():
        [label] = actions.blank(session=db.session(), site_id=plant.site, count=1, now=NOW)
        assert (label.state, label.equipment_id) == ("unbound", None)
        assert db.session.get(Label, label.code) is label
