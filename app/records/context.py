"""What the server knows about the records of one push, loaded at once: who signed, what was filled, where.

The statements are made once, on tables: to build one anew costs several times what running it does.
Nothing is remembered from push to push, so a revocation acts at the next request.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, select, tuple_
from sqlalchemy.orm import Session

from app.guides.models import Guide, Version
from app.people.models import Enrolment, Membership, Person
from app.places.models import Equipment, Site
from app.records import jws, rules
from app.records.bodies import Completion, Identity
from app.records.models import CORRECTION, FILLED

Payload = dict[str, Any]
Published = dict[tuple[str, int], tuple[str, list[dict[str, Any]]]]  # guide and number to hash and items


def _pairs_of(key: ColumnElement[str], site: ColumnElement[str]) -> Select:
    return select(key, site).where(key.in_(bindparam("ids", expanding=True))).order_by(site)


_equipment, _guide, _site, _membership, _person, _enrolment, _version = (
    model.__table__ for model in (Equipment, Guide, Site, Membership, Person, Enrolment, Version)
)
EQUIPMENT_SITES = _pairs_of(_equipment.c.id, _equipment.c.site_id)
GUIDE_SITES = _pairs_of(_guide.c.id, _guide.c.site_id)
SITES = _pairs_of(_site.c.id, _site.c.id)
PERSON_SITES = _pairs_of(_membership.c.person_id, _membership.c.site_id)
AUTHORS = (
    select(_enrolment.c.id, _enrolment.c.person_id, _enrolment.c.device_id, _enrolment.c.public_key)
    .add_columns(_enrolment.c.enrolled_at)
    .add_columns(_person.c.active & _enrolment.c.revoked_at.is_(None))
    .join(_person, _person.c.id == _enrolment.c.person_id)
    .where(_enrolment.c.id.in_(bindparam("ids", expanding=True)))
)
VERSIONS = select(_version.c.guide_id, _version.c.number, _version.c.hash, _version.c.body).where(
    tuple_(_version.c.guide_id, _version.c.number).in_(bindparam("wanted", expanding=True))
)


@dataclass(frozen=True)
class Author:
    """An enrolment as far as judging needs it."""

    person: str
    device: str
    public_key: dict[str, str]
    enrolled_at: datetime
    allowed: bool


@dataclass(frozen=True)
class Context:
    authors: dict[str, Author]
    versions: Published
    equipment_sites: dict[str, str]
    guide_sites: dict[str, str]
    sites: dict[str, str]  # those that payloads name and that there are
    person_sites: dict[str, str]
    courier_site: str | None

    def genuine(self, signed: jws.Signed) -> bool:
        """Whether the key of the enrolment that the record names made its signature, as it is spelt here."""
        enrolment = signed.payload.get("enrolment")
        author = self.authors.get(enrolment) if isinstance(enrolment, str) else None
        return (
            author is not None
            and signed.header.get("kid") == enrolment
            and signed.sole
            and jws.verify(signed, author.public_key)
        )

    def enrolled_after(self, enrolment: str, moment: datetime) -> bool:
        author = self.authors.get(enrolment)
        return author is not None and author.enrolled_at > moment

    def judge(
        self,
        signed: jws.Signed,
        who: Identity,
        said: Completion | None,
        now: datetime,
        genuine: bool | None = None,
    ) -> dict[str, Any]:
        """The columns that repeat what a record says, and the reason to hold it."""
        author = self.authors.get(who.enrolment)
        known, items = self._version(who, said)
        marks = rules.judged(items, signed.payload.get("answers", [])) if said else []
        finished, possible = rules.finished(who.time.wall, who.time.offset_ms, now)
        held = rules.held(
            enrolled=author is not None,
            signed=self.genuine(signed) if genuine is None else genuine,
            own=author is not None and (author.person, author.device) == (who.person, who.device),
            allowed=author is not None and author.allowed,
            known=known,
            possible=possible,
            readable=said is not None and "misfit" not in marks and _says_why(who, said),
        )
        return {
            "id": who.id,
            "kind": who.kind,
            "held": held,
            "person_id": who.person,
            "enrolment_id": who.enrolment,
            "counter": who.counter,
            "site_id": self._site(said, author),
            "guide_id": said and said.guide,
            "guide_version": said and said.version,
            "equipment_id": said and said.equipment,
            "failed": marks.count("fail"),
            "flagged": marks.count("flag"),
            "finished_at": finished,
            "corrects": said.corrects if said and who.kind == CORRECTION else None,
        }

    def _version(self, who: Identity, said: Completion | None) -> tuple[bool, list[dict[str, Any]]]:
        """Whether what was filled is what was published, and its items."""
        if said is None or (who.kind not in FILLED and said.guide is None):
            return True, []
        published, items = self.versions.get((said.guide or "", said.version or 0), ("", []))
        return published != "" and published == said.version_hash, items

    def _site(self, said: Completion | None, author: Author | None) -> str | None:
        """Where a record belongs; or else to its author's or courier's: someone must see it."""
        sites = [self.person_sites.get(author.person) if author else None, self.courier_site]
        if said:
            equipment, guide = (
                self.equipment_sites.get(said.equipment or ""),
                self.guide_sites.get(said.guide or ""),
            )
            sites = [equipment, guide, self.sites.get(said.site or ""), *sites]
        return next(filter(None, sites), None)


def load(session: Session, payloads: list[Payload], courier: Person) -> Context:
    """One query a table, whatever the number of records."""
    authors = _authors(session, _named(payloads, "enrolment"))
    return Context(
        authors=authors,
        versions=_versions(session, payloads),
        equipment_sites=_pairs(session, EQUIPMENT_SITES, _named(payloads, "equipment")),
        guide_sites=_pairs(session, GUIDE_SITES, _named(payloads, "guide")),
        sites=_pairs(session, SITES, _named(payloads, "site")),
        person_sites=_pairs(session, PERSON_SITES, {author.person for author in authors.values()}),
        courier_site=min(courier.sites_as("worker"), default=None),
    )


def _pairs(session: Session, wanted: Select, ids: set[str]) -> dict[str, str]:
    return dict(session.execute(wanted, {"ids": list(ids)}).all()) if ids else {}


def _authors(session: Session, ids: set[str]) -> dict[str, Author]:
    rows = session.execute(AUTHORS, {"ids": list(ids)})
    return {enrolment: Author(*facts) for enrolment, *facts in rows}


def _versions(session: Session, payloads: list[Payload]) -> Published:
    named = [(payload.get("guide"), payload.get("version")) for payload in payloads]
    wanted = {(guide, number) for guide, number in named if _text(guide) and _number(number)}
    rows = session.execute(VERSIONS, {"wanted": list(wanted)})
    return {(row.guide_id, row.number): (row.hash, row.body.get("items", [])) for row in rows}


def _says_why(who: Identity, said: Completion) -> bool:
    """A correction names the record it corrects and a reason."""
    return who.kind != CORRECTION or (said.corrects is not None and said.reason.strip() != "")


def _named(payloads: Iterable[Payload], member: str) -> set[str]:
    return {payload[member] for payload in payloads if _text(payload.get(member))}


def _text(value: Any) -> bool:
    """A text that every database takes as a parameter."""
    return isinstance(value, str) and len(value) <= 64 and value.isascii() and value.isprintable()


def _number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value < 2**31
