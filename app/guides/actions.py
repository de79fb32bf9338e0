"""Changing guides: drafts, versions, and where they belong."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.core.changes import mark, mark_once
from app.core.refusal import Refusal
from app.guides import queries
from app.guides.bodies import BODIES, Item
from app.guides.models import Attachment, Guide, Version
from app.guides.rules import NotReady, canonical_hash
from app.guides.targets import Target
from app.media import queries as media
from app.media.models import Medium
from app.people.models import Person, Trade


class Stale(Refusal):
    code, status, title = "guide-stale", 409, "Changed by somebody else"


class Kept(Refusal):
    code, status, title = "guide-kept", 409, "This guide is kept"


def create_checklist(
    *, session: Session, who: Person, now: datetime, site_id: str, title: str, summary: str = ""
) -> Guide:
    """A draft without items."""
    return _create(session, now, "checklist", site_id, title, {"summary": summary, "items": []})


def create_clip(
    *, session: Session, who: Person, now: datetime, medium: Medium, title: str, summary: str = ""
) -> Guide:
    """A draft that shows this medium; NotReady while it is being prepared."""
    if medium.state != "ready":
        raise NotReady("Wait until the clip is ready, then make a guide of it.")
    return _create(session, now, "clip", medium.site_id, title, {"summary": summary, "medium": medium.id})


def check_seen(guide: Guide, seen: str) -> None:
    """Refuse a change made while looking at an older draft; `seen` is what `seen_mark` gave that page."""
    if seen != seen_mark(guide):
        raise Stale(
            "Somebody changed this guide after you opened it. What you typed is still here: "
            "compare it with the list, then save again."
        )


def seen_mark(guide: Guide) -> str:
    """Stands for the draft as it is now; changes with every edit."""
    return guide.edited_at.isoformat()


def describe(*, session: Session, who: Person, now: datetime, guide: Guide, title: str, summary: str) -> None:
    """Set title and summary of the draft."""
    guide.title = title
    _edit(guide, now, summary=summary)


def put_item(*, session: Session, who: Person, now: datetime, guide: Guide, item: Item) -> None:
    """Replace the item of the same id, or add it at the end."""
    items, new = list(guide.draft["items"]), item.model_dump(mode="json")
    places = [index for index, one in enumerate(items) if one["id"] == item.id]
    if places:
        items[places[0]] = new
    else:
        items.append(new)
    _edit(guide, now, items=items)


def place_item(*, session: Session, who: Person, now: datetime, guide: Guide, item_id: str, by: int) -> None:
    """Move an item up (-1) or down (+1); at an end it stays."""
    items = list(guide.draft["items"])
    at = next((index for index, one in enumerate(items) if one["id"] == item_id), None)
    if at is None:
        return
    items.insert(max(0, at + by), items.pop(at))
    _edit(guide, now, items=items)


def remove_item(*, session: Session, who: Person, now: datetime, guide: Guide, item_id: str) -> None:
    """Take an item out of the draft; no error when it is gone."""
    _edit(guide, now, items=[one for one in guide.draft["items"] if one["id"] != item_id])


def publish(*, session: Session, who: Person, now: datetime, guide: Guide) -> Version:
    """Freeze the draft as the next version and tell the phones; raise NotReady saying what lacks."""
    _check_ready(session, guide)
    body = BODIES[guide.kind].model_validate(queries.body_now(session, guide)).model_dump(mode="json")
    number = max((version.number for version in queries.versions(session, guide)), default=0) + 1
    said = {"guide": guide.id, "version": number, "kind": guide.kind, "title": guide.title, "body": body}
    version = Version(
        guide_id=guide.id,
        number=number,
        title=guide.title,
        body=body,
        hash=canonical_hash(said),
        published_by=who.id,
        published_at=now,
    )
    session.add(version)
    guide.published = number
    session.flush()
    _tell(session, guide)
    return version


def make_public(*, session: Session, who: Person, now: datetime, guide: Guide, public: bool) -> None:
    """Whether somebody who opens a label without the app may read what was published. Phones do not care."""
    guide.public = public


def withdraw(*, session: Session, who: Person, now: datetime, guide: Guide) -> None:
    """Take the guide off the phones. Its versions stay: records name them."""
    guide.published = None
    mark(session, "guide", guide.id, site_id=guide.site_id, gone=True)


def attach(*, session: Session, who: Person, now: datetime, guide: Guide, target: Target) -> None:
    """Say that the guide belongs to a place; saying it again changes nothing."""
    if any(one.target == target.kind and one.target_id == target.id for one in guide.attachments):
        return
    guide.attachments.append(Attachment(target=target.kind, target_id=target.id))
    session.flush()
    _tell(session, guide)


def detach(*, session: Session, who: Person, now: datetime, guide: Guide, attachment_id: str) -> None:
    """Say that the guide does not belong to a place any more, and tell the phones."""
    guide.attachments = [one for one in guide.attachments if one.id != attachment_id]
    session.flush()
    _tell(session, guide)


def mean_for(
    *, session: Session, who: Person, now: datetime, guide: Guide, trade: Trade, meant: bool
) -> None:
    """Say whether the guide is meant for a trade; saying it again changes nothing.

    It is of the guide and not of a version: phones hear of it at once, without publishing, and what somebody
    has begun to fill in goes on.
    """
    if (trade in guide.trades) == meant:
        return
    guide.trades = [*guide.trades, trade] if meant else [one for one in guide.trades if one is not trade]
    session.flush()
    _tell(session, guide)


def remove(*, session: Session, who: Person, now: datetime, guide: Guide) -> None:
    """Delete a guide that was never published."""
    if queries.versions(session, guide):
        raise Kept("It was published, and completions name its versions. Withdraw it instead.")
    session.delete(guide)


def _create(
    session: Session, now: datetime, kind: str, site_id: str, title: str, draft: dict[str, Any]
) -> Guide:
    guide = Guide(site_id=site_id, kind=kind, title=title, draft=draft, edited_at=now)
    session.add(guide)
    session.flush()
    return guide


def _edit(guide: Guide, now: datetime, **parts: Any) -> None:
    guide.draft = {**guide.draft, **parts}
    guide.edited_at = now


def _check_ready(session: Session, guide: Guide) -> None:
    if guide.kind == "checklist" and not guide.draft["items"]:
        raise NotReady("Add at least one item, then publish.")
    if guide.kind == "clip" and not media.heard(session.get_one(Medium, guide.draft["medium"])):
        raise NotReady(
            "Add captions to the clip, or mark that nobody speaks in it. In noise nobody hears it."
        )
    if queries.states(session, [guide])[guide.id] == "published":
        raise NotReady(f"Nothing has changed since version {guide.published}.")


def _tell(session: Session, guide: Guide) -> None:
    """Phones of the site hear of it, and with the first guide for a trade they learn the trade's name."""
    if not guide.published:
        return
    for trade in guide.trades:
        mark_once(session, "trade", trade.id, site_id=guide.site_id)
    mark(session, "guide", guide.id, site_id=guide.site_id)
