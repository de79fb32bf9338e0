"""What leads to work: counts over the features, each limited to the sites a person answers for."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.guides import queries as guides
from app.guides.models import Guide
from app.labels import clashes
from app.media import queries as media
from app.places import listing
from app.records import completions, phones, remarks, witnesses
from app.records.models import FILLED, Record

RECENT = timedelta(days=7)


@dataclass(frozen=True)
class Work:
    """What waits for somebody. The first group is for supervisors, the second for admins."""

    to_review: int
    conflicts: int
    phones: int  # whose records or storage are in trouble
    clashes: int  # of labels
    without_label: int
    preparing: int
    refused: int
    without_captions: int
    unpublished: int
    without_guide: int


@dataclass(frozen=True)
class Facts:
    """What a site has."""

    completions: int  # received within RECENT
    published: int
    guides: int
    clips: int
    equipment: int


def work(session: Session, sites: set[str], admin_sites: set[str]) -> Work:
    """Counts of what waits at `sites`; what only admins do is counted at `admin_sites`."""
    clips = media.media(session, admin_sites)
    states = guides.states(session, guides.guides(session, admin_sites)).values()
    return Work(
        to_review=completions.to_review(session, sites),
        conflicts=remarks.count_conflicts(session, sites),
        phones=phones.in_trouble(session, sites),
        clashes=clashes.count(session, sites),
        without_label=listing.count(session, sites, listing.Wanted(label="without")),
        preparing=sum(clip.state == "processing" for clip in clips),
        refused=sum(clip.state == "refused" for clip in clips),
        without_captions=sum(clip.state == "ready" and not media.heard(clip) for clip in clips),
        unpublished=sum(state != "published" for state in states),
        without_guide=len(guides.without_guide(session, admin_sites)),
    )


def facts(session: Session, sites: set[str], now: datetime) -> Facts:
    """Counts of what `sites` have; completions of the last RECENT before `now`."""
    count = select(func.count())
    here = count.select_from(Guide).where(Guide.site_id.in_(sites))
    recent = count.select_from(Record).where(Record.site_id.in_(sites), Record.kind.in_(FILLED))
    return Facts(
        completions=session.scalar(recent.where(Record.received_at > now - RECENT)) or 0,
        published=session.scalar(here.where(Guide.published.is_not(None))) or 0,
        guides=session.scalar(here) or 0,
        clips=media.counts(session, sites).get("ready", 0),
        equipment=listing.count(session, sites, listing.Wanted()),
    )


def strange_heads(session: Session) -> list[witnesses.Witness]:
    """Signed proofs that phones have kept, that this ledger does not hold and no restore explains."""
    return witnesses.explained(session)[1]
