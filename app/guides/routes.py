"""The pages of guides: the list, the editor, publishing, and where a guide belongs."""

from typing import Any

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask_login import current_user

from app.core import clock
from app.core.database import db
from app.core.refusal import NotAllowed, NotFound, Refusal
from app.guides import actions, forms, queries, targets
from app.guides.models import Guide
from app.media import pages
from app.media import queries as media
from app.media.models import Medium
from app.people import queries as people
from app.places import queries as places

blueprint = Blueprint("guides", __name__)


@blueprint.get("/console/guides")
def index():
    """All guides; `kind`, `trade` and `search` narrow the list."""
    return _list({"title": "", "site": "", "errors": {}})


def _list(typed: dict[str, Any]) -> str:
    kind, search = request.args.get("kind", ""), request.args.get("search", "").strip()
    trade = request.args.get("trade", "")
    guides = queries.guides(db.session(), g.sites, kind=kind, search=search, trade=trade)
    return render_template(
        "guides/index.html",
        guides=guides,
        states=queries.states(db.session(), guides),
        targets=targets.named(db.session(), [one for guide in guides for one in guide.attachments]),
        sites=places.sites(db.session(), g.sites),
        trades=people.trades(db.session()),
        kind=kind,
        search=search,
        trade=trade,
        typed=typed,
    )


@blueprint.post("/console/guides")
def create():
    """A new draft: a clip from a medium, or an empty checklist; or the form again, with what lacks."""
    title, summary, errors = forms.described(request.form)
    typed = {"title": title, "summary": summary, "site": request.form.get("site"), "errors": errors}
    medium = None
    if request.form.get("kind") == "clip":
        medium = media.medium(db.session(), request.form.get("medium", ""), g.sites)
    if errors:
        return pages.clip(medium, guide=typed) if medium else _list(typed), 422
    said = {**_by_whom(), "title": title, "summary": summary}
    if medium:
        guide = actions.create_clip(**said, medium=medium)
    else:
        guide = actions.create_checklist(**said, site_id=_site())
    return redirect(url_for(".edit", guide_id=guide.id), 303)


@blueprint.get("/console/guides/<guide_id>")
def edit(guide_id: str):
    """The editor; `?item=` opens an item's form, `?target=` searches for places."""
    guide = queries.guide(db.session(), guide_id, g.sites)
    return _editor(guide, open_item=_opened(guide, request.args.get("item")))


@blueprint.post("/console/guides/<guide_id>")
def save(guide_id: str):
    """Title and summary."""
    guide = queries.guide(db.session(), guide_id, g.sites, lock=True)
    title, summary, errors = forms.described(request.form)
    typed = {"title": title, "summary": summary, "errors": errors}
    if errors:
        return _editor(guide, typed=typed), 422
    try:
        actions.check_seen(guide, request.form.get("seen", ""))
    except actions.Stale as refusal:
        return _editor(guide, typed=typed, refusal=refusal), refusal.status
    actions.describe(**_by_whom(), guide=guide, title=title, summary=summary)
    return _back(guide)


@blueprint.post("/console/guides/<guide_id>/items")
def item(guide_id: str):
    """Add an item, or change the one of this id."""
    guide = queries.guide(db.session(), guide_id, g.sites, lock=True)
    facts = forms.item_facts(request.form)
    item, errors = forms.checked_item(facts)
    opened = {**facts, "new": not request.form.get("id"), "errors": errors}
    if item is None:
        return _editor(guide, open_item=opened), 422
    try:
        actions.check_seen(guide, request.form.get("seen", ""))
    except actions.Stale as refusal:
        return _editor(guide, open_item=opened, refusal=refusal), refusal.status
    actions.put_item(**_by_whom(), guide=guide, item=item)
    return _back(guide, item="new") if "next" in request.form else _back(guide)


@blueprint.post("/console/guides/<guide_id>/items/<item_id>/place")
def place_item(guide_id: str, item_id: str):
    """Move an item up or down by one."""
    return _change(
        guide_id, actions.place_item, item_id=item_id, by=-1 if request.form.get("to") == "up" else 1
    )


@blueprint.post("/console/guides/<guide_id>/items/<item_id>/removal")
def remove_item(guide_id: str, item_id: str):
    """Take an item out of the draft."""
    return _change(guide_id, actions.remove_item, item_id=item_id)


@blueprint.post("/console/guides/<guide_id>/versions")
def publish(guide_id: str):
    """Freeze the draft as the next version."""
    return _change(guide_id, actions.publish)


@blueprint.post("/console/guides/<guide_id>/publicity")
def publicity(guide_id: str):
    """Let people read the guide without signing in, or let them no more."""
    return _change(guide_id, actions.make_public, public=request.form.get("public") == "yes")


@blueprint.post("/console/guides/<guide_id>/withdrawal")
def withdraw(guide_id: str):
    """Take the guide off the phones."""
    return _change(guide_id, actions.withdraw)


@blueprint.post("/console/guides/<guide_id>/attachments")
def attach(guide_id: str):
    """Let the guide belong to a place."""
    guide = queries.guide(db.session(), guide_id, g.sites, lock=True)
    kind, target_id = request.form.get("target", ""), request.form.get("target_id", "")
    target = targets.target(db.session(), kind, target_id, guide.site_id)
    actions.attach(**_by_whom(), guide=guide, target=target)
    return _back(guide)


@blueprint.post("/console/guides/<guide_id>/attachments/<attachment_id>/removal")
def detach(guide_id: str, attachment_id: str):
    """Undo an attachment."""
    guide = queries.guide(db.session(), guide_id, g.sites, lock=True)
    actions.detach(**_by_whom(), guide=guide, attachment_id=attachment_id)
    return _back(guide)


@blueprint.post("/console/guides/<guide_id>/trades")
def trades(guide_id: str):
    """Mean the guide for a trade, or no longer."""
    guide = queries.guide(db.session(), guide_id, g.sites, lock=True)
    trade = people.trade(db.session(), request.form.get("trade", ""))
    actions.mean_for(**_by_whom(), guide=guide, trade=trade, meant=request.form.get("meant") == "yes")
    return _back(guide)


@blueprint.post("/console/guides/<guide_id>/removal")
def remove(guide_id: str):
    """Delete a draft that was never published."""
    actions.remove(**_by_whom(), guide=queries.guide(db.session(), guide_id, g.sites, lock=True))
    return redirect(url_for(".index"), 303)


def _change(guide_id: str, change, **facts: Any):
    """Do one change to the draft the person has seen, or show the page again with the reason."""
    guide = queries.guide(db.session(), guide_id, g.sites, lock=True)
    try:
        actions.check_seen(guide, request.form.get("seen", ""))
        change(**_by_whom(), guide=guide, **facts)
    except Refusal as refusal:
        return _editor(guide, refusal=refusal), refusal.status
    return _back(guide)


def _editor(
    guide: Guide,
    *,
    open_item: dict[str, Any] | None = None,
    typed: dict[str, Any] | None = None,
    refusal: Refusal | None = None,
) -> str:
    search = request.args.get("target", "").strip()
    return render_template(
        "guides/edit.html",
        guide=guide,
        seen=actions.seen_mark(guide),
        state=queries.states(db.session(), [guide])[guide.id],
        versions=queries.versions(db.session(), guide),
        medium=db.session.get(Medium, guide.draft["medium"]) if guide.kind == "clip" else None,
        attached=targets.named(db.session(), guide.attachments),
        found=targets.matching(db.session(), guide, search),
        trades=people.trades(db.session()),
        search=search,
        open_item=open_item,
        typed=typed or {"title": guide.title, "summary": guide.draft["summary"], "errors": {}},
        refusal=refusal,
        kinds=forms.KINDS,
    )


def _opened(guide: Guide, item_id: str | None) -> dict[str, Any] | None:
    """What the item form shows: a blank for "new", a saved item, or no form."""
    if item_id is None or guide.kind != "checklist":
        return None
    if item_id == "new":
        return {**forms.blank_item(), "new": True, "errors": {}}
    found = next((one for one in guide.draft["items"] if one["id"] == item_id), None)
    if found is None:
        raise NotFound("There is no such item in this checklist any more.")
    return {**found, "new": False, "errors": {}}


def _by_whom() -> dict[str, Any]:
    return {"session": db.session(), "who": current_user, "now": clock.now()}


def _site() -> str:
    site = request.form.get("site") or min(g.sites)
    if site not in g.sites:
        raise NotAllowed("Choose one of your sites.")
    return site


def _back(guide: Guide, item: str | None = None):
    return redirect(url_for(".edit", guide_id=guide.id, item=item), 303)
