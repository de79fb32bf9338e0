"""What a supervisor looks for among completions, as a query string says it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo

from app.core import days


@dataclass(frozen=True)
class Wanted:
    """A filter. Days are whole days of `zone`."""

    search: str = ""
    equipment: str = ""
    person: str = ""
    guide: str = ""
    since: date | None = None
    until: date | None = None
    zone: tzinfo = UTC

    def __bool__(self) -> bool:
        return bool(self.search or self.equipment or self.person or self.guide or self.since or self.until)

    @property
    def begins(self) -> datetime | None:
        """The first moment that is looked for."""
        return days.begins(self.since, self.zone) if self.since else None

    @property
    def ends(self) -> datetime | None:
        """The first moment that is not looked for any more."""
        if self.until is None or self.until == date.max:
            return None
        return days.begins(self.until + timedelta(days=1), self.zone)


def wanted(args: Mapping[str, str], zone: tzinfo | None = None) -> Wanted:
    """A filter from a query string; what makes no sense is left out.

    Days are those of `zone`, the sites' own; without one the reader's where the browser told it, else UTC.
    """
    said = {name: "".join(filter(str.isprintable, args.get(name, "")))[:100].strip() for name in args}
    return Wanted(
        search=said.get("search", ""),
        equipment=said.get("equipment", ""),
        person=said.get("person", ""),
        guide=said.get("guide", ""),
        since=days.day(said.get("since", "")),
        until=days.day(said.get("until", "")),
        zone=zone or days.zone(said.get("zone", "")) or UTC,
    )
