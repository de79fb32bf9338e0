"""Days as people mean them: whole days of a time zone, from midnight to midnight there."""

from datetime import UTC, date, datetime, time, tzinfo
from zoneinfo import ZoneInfo


def zone(name: str) -> tzinfo | None:
    """The time zone of an IANA name such as Europe/Berlin; None when there is none of this name."""
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, LookupError):
        return None


def day(text: str) -> date | None:
    """A day as an address has it, 2026-01-31; None for anything else."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def begins(day: date, zone: tzinfo) -> datetime:
    """The first moment of a day, in UTC; where the clock was put on at midnight, the first that there was."""
    try:
        return datetime.combine(day, time(), zone).astimezone(UTC)
    except OverflowError:
        return datetime.combine(day, time(), UTC)


def today(now: datetime, zone: tzinfo) -> date:
    """Which day it is there."""
    return now.astimezone(zone).date()
