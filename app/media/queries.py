"""Reading media. Every list is limited to the given sites."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.jobs import Job
from app.core.refusal import NotFound
from app.media.models import Medium, Rendition, Upload


def media(session: Session, sites: set[str]) -> list[Medium]:
    """Newest first."""
    wanted = select(Medium).where(Medium.site_id.in_(sites))
    return list(session.scalars(wanted.order_by(Medium.uploaded_at.desc(), Medium.id.desc())))


def medium(session: Session, medium_id: str, sites: set[str]) -> Medium:
    """One medium; NotFound outside the sites."""
    found = session.get(Medium, medium_id)
    if found is None or found.site_id not in sites:
        raise NotFound("There is no such clip at your sites. It may have been deleted.")
    return found


def progress(session: Session, media: list[Medium]) -> dict[str, Job]:
    """The job of each medium that is being processed, by medium id."""
    waiting = {medium.job_id: medium.id for medium in media if medium.state == "processing"}
    jobs = session.scalars(select(Job).where(Job.id.in_(waiting)))
    return {waiting[job.id]: job for job in jobs}


def counts(session: Session, sites: set[str]) -> dict[str, int]:
    """How many media are in each state."""
    wanted = select(Medium.state, func.count()).where(Medium.site_id.in_(sites)).group_by(Medium.state)
    return {row[0]: row[1] for row in session.execute(wanted)}


def rendition(medium: Medium, kind: str) -> Rendition | None:
    """The newest of a kind."""
    return next((found for found in reversed(by_age(medium)) if found.kind == kind), None)


def captions(medium: Medium) -> list[Rendition]:
    """The newest captions of each language; older ones stay, since published versions name them."""
    newest = {found.language: found for found in by_age(medium) if found.kind == "captions"}
    return list(newest.values())


def by_age(medium: Medium) -> list[Rendition]:
    """Its renditions, oldest first."""
    return sorted(medium.renditions, key=lambda found: found.id)


def phone_bytes(medium: Medium) -> int:
    """What a phone stores for this medium."""
    files = [rendition(medium, "video"), rendition(medium, "poster"), *captions(medium)]
    return sum(file.bytes for file in files if file)


def heard(medium: Medium) -> bool:
    """Whether a worker in noise misses nothing: there are captions, or nobody speaks."""
    return not medium.speech or bool(captions(medium))


def served(session: Session, sha256: str, sites: set[str]) -> Rendition:
    """The rendition behind a hash, for somebody of one of the sites."""
    wanted = select(Rendition).join(Medium, Medium.id == Rendition.medium_id)
    found = session.scalars(
        wanted.where(Rendition.sha256 == sha256, Medium.site_id.in_(sites)).limit(1)
    ).first()
    if found is None:
        raise NotFound("There is no such file at your sites.")
    return found


def upload(session: Session, upload_id: str, person_id: str, *, lock: bool = False) -> Upload:
    """An upload of this person, held against other writers if asked; another's is not there."""
    found = session.get(Upload, upload_id, with_for_update=lock or None)
    if found is None or found.person_id != person_id:
        raise NotFound("This upload is not here any more. Start it again.")
    return found


def orphans(session: Session, hashes: list[str]) -> list[str]:
    """The hashes that no rendition names."""
    kept = set(session.scalars(select(Rendition.sha256).where(Rendition.sha256.in_(hashes))))
    return [sha256 for sha256 in hashes if sha256 not in kept]
