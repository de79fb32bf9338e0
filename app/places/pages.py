"""What several pages of the register share: who acts, what may be chosen, the form and page of equipment."""

from dataclasses import dataclass
from typing import Any

from flask import g, redirect, render_template, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app.core import clock
from app.core.database import db
from app.core.refusal import NotFound, Refusal
from app.places import beside, history, queries, tree
from app.places.models import Equipment, EquipmentType, Site


@dataclass(frozen=True)
class Choices:
    """What the areas, types and sites of a person are; areas and types by site id, too."""

    sites: list[Site]
    areas: dict[str, list[tree.Branch]]
    types: dict[str, list[EquipmentType]]

    @property
    def paths(self) -> dict[str, str]:
        """The whole path of each area, by id."""
        return {one.id: one.path for branches in self.areas.values() for one in branches}


def choices(only: str = "") -> Choices:
    """Of all sites of the person, or of one."""
    session, wanted = db.session(), {only} if only else g.sites
    found = queries.sites(session, wanted)
    areas, types = queries.areas(session, wanted), queries.types(session, wanted)
    return Choices(
        sites=found,
        areas={site.id: tree.branches(one for one in areas if one.site_id == site.id) for site in found},
        types={site.id: [one for one in types if one.site_id == site.id] for site in found},
    )


def form(typed: dict[str, Any], errors: dict[str, str], row: Equipment | None = None) -> str:
    """The form of new equipment, or of the one that is there."""
    return render_template(
        "places/form.html",
        typed=typed,
        errors=errors,
        row=row,
        choices=choices(row.site_id if row else ""),
    )


def placed(typed: dict[str, Any], errors: dict[str, str]) -> dict[str, Any]:
    """The area and type that were chosen; a sentence in `errors` for each that is not there."""
    found: dict[str, Any] = {}
    for name, read in (("area", queries.area), ("type", queries.equipment_type)):
        try:
            found[name] = read(db.session(), typed[name], g.sites)
        except NotFound:
            errors[name] = "Choose one of the list."
    return found


def piece(row: Equipment, refusal: Refusal | None = None) -> str:
    """The page of one piece of equipment, with the reason when something was refused."""
    session = db.session()
    return render_template(
        "places/show.html",
        row=row,
        survivor=session.get(Equipment, row.merged_into) if row.merged_into else None,
        labels=beside.notes(session, "labels", [row.id]).get(row.id, []),
        guides=beside.notes(session, "guides", [row.id]).get(row.id, []),
        history=history.of(session, row.id),
        what=history.WHAT,
        names=history.NAMES,
        choices=choices(),
        refusal=refusal,
    )


def back(row: Equipment) -> Response:
    """To the page of a piece of equipment that was changed."""
    return redirect(url_for("places.show", equipment_id=row.id), 303)


def by_whom() -> dict[str, Any]:
    """Who acts, when, on what: the first three facts of every action."""
    return {"session": db.session(), "who": current_user._get_current_object(), "now": clock.now()}
