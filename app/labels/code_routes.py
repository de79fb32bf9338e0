"""The console's pages of single labels: what each is bound to, clashes, the walk, wear."""

from typing import Any

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask_login import current_user

from app.core import clock, paging
from app.core.database import db
from app.core.refusal import NotFound
from app.labels import actions, bindings, clashes, health, queries, rules, seen, walk
from app.labels.models import Label
from app.places import listing, pages
from app.places import queries as places

blueprint = Blueprint("codes", __name__)
MOST = 12


@blueprint.app_context_processor
def words() -> dict[str, Any]:
    return {"pretty_code": rules.pretty, "is_further": rules.is_further}


@blueprint.get("/codes")
def index():
    """Labels by state, a page at a time; `search` is a code or words of its equipment."""
    state, search = request.args.get("state", ""), request.args.get("search", "").strip()
    session, number = db.session(), paging.number(request.args)
    return render_template(
        "labels/codes.html",
        page=queries.page(session, g.sites, state=state, search=search, number=number),
        clashes=clashes.count(session, g.sites),
        state=state,
        search=search,
    )


@blueprint.get("/<string(minlength=7, maxlength=8):code>")
def show(code: str):
    """One label: what it means, what it meant, what can be done; `find` searches for equipment."""
    label, session, find = _label(code), db.session(), request.args.get("find", "").strip()
    found = listing.page(session, {label.site_id}, listing.Wanted(search=find)).rows[:MOST] if find else []
    return render_template(
        "labels/code.html",
        label=label,
        equipment=queries.equipment_of(session, label),
        bindings=bindings.of(session, label.code),
        scans=queries.scans(session, label),
        asked=clashes.of_label(session, label.code, g.sites),
        reasons=rules.CLASHES,
        find=find,
        found=found,
    )


@blueprint.post("/<string(minlength=7, maxlength=8):code>/bindings")
def bind(code: str):
    """From now on the label means this equipment."""
    label = _label(code, lock=True)
    equipment = places.unmerged(places.equipment(db.session(), request.form.get("equipment", ""), g.sites))
    actions.bind(**_by_whom(), label=label, equipment=equipment)
    return redirect(url_for(".show", code=label.code), 303)


@blueprint.post("/<string(minlength=7, maxlength=8):code>/retirement")
def retire(code: str):
    """Take the label out of use."""
    label = _label(code, lock=True)
    actions.retire(session=db.session(), now=clock.now(), label=label)
    return redirect(url_for(".show", code=label.code), 303)


@blueprint.get("/clashes")
def clash_list():
    """What phones asked for and nobody has settled."""
    return _clashes()


@blueprint.post("/clashes/<record_id>")
def settle(record_id: str):
    """Do as the record asks, or leave the label as it is; or the list again, with the reason."""
    clash = clashes.one(db.session(), record_id, g.sites)
    follow = request.form.get("does") == "follow"
    try:
        clashes.settle(**_by_whom(), clash=clash, follow=follow)
    except rules.OtherSite as refusal:
        return _clashes(refusal), refusal.status
    return redirect(url_for(".clash_list"), 303)


@blueprint.get("/walk")
def walk_page():
    """What was verified at a site since a day, and what is missing; `state` shows only those."""
    session, args, now = db.session(), request.args, clock.now()
    asked = walk.wanted(session, g.sites, listing.wanted(args), args.get("since", ""), now)
    found, state = walk.walked(session, asked), args.get("state", "")
    shown = [one for one in found if one.state == state] if state in walk.STATES else found
    number = paging.number(args)
    return render_template(
        "labels/walk.html",
        walk=asked,
        page=paging.Page(walk.lines(session, asked, paging.part(shown, number)), number, len(shown)),
        counts=walk.counts(found),
        lacking=len(walk.lacking(found)),
        state=state,
        choices=pages.choices(),
    )


@blueprint.get("/health")
def health_page():
    """Which labels are wearing out."""
    session, wanted, number = db.session(), listing.wanted(request.args), paging.number(request.args)
    found = health.labels(session, g.sites, wanted)
    return render_template(
        "labels/health.html",
        page=paging.Page(health.lines(session, g.sites, paging.part(found, number)), number, len(found)),
        worn=sum(bool(one.why) for one in found),
        reprint=len(health.worn(found)),
        newest=seen.NEWEST,
        wanted=wanted,
        choices=pages.choices(),
    )


def _label(code: str, *, lock: bool = False) -> Label:
    """By its code as typed; NotFound for what is none, and outside the sites."""
    try:
        found = db.session.get(Label, rules.parse(code), with_for_update=lock)
    except rules.CodeRefused as refused:
        raise NotFound(str(refused)) from None
    if found is None or found.site_id not in g.sites:
        raise NotFound("There is no such label at your sites.")
    return found


def _clashes(refusal: rules.OtherSite | None = None) -> str:
    session = db.session()
    found = clashes.open_ones(session, g.sites)
    return render_template(
        "labels/clashes.html",
        clashes=found,
        now_on=clashes.meanings(session, found),
        reasons=rules.CLASHES,
        hopeless=rules.HOPELESS,
        refusal=refusal,
    )


def _by_whom() -> dict[str, Any]:
    return {"session": db.session(), "who": current_user._get_current_object(), "now": clock.now()}
