"""How often labels may be opened without the app from one address: codes are not to be guessed."""

from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.core.refusal import TooMany
from app.labels.models import Looks

WINDOW = timedelta(minutes=10)
ALLOWED = 600
"""A whole plant may share one address."""
MISS = 20
"""A code that no label has counts as so many: thirty guesses in ten minutes, of 2^30 codes."""


class TooManyLooks(TooMany):
    code, title = "too-many-looks", "Too many labels opened"


def check(*, session: Session, address: str, now: datetime) -> None:
    """Raise TooManyLooks when this address has used up what WINDOW allows."""
    looks = session.get(Looks, address)
    if looks and looks.count >= ALLOWED and now < looks.since + WINDOW:
        wait = int((looks.since + WINDOW - now).total_seconds()) + 1
        raise TooManyLooks(
            f"Too many labels were opened from here. Wait {wait} seconds, or open the app and scan there.",
            retry_after=wait,
        )


def count(*, session: Session, address: str, now: datetime, missed: bool) -> None:
    """Note one look; of others only those of this WINDOW are remembered."""
    session.execute(delete(Looks).where(Looks.since <= now - WINDOW))
    looks = session.get(Looks, address, with_for_update=True) or Looks(address=address, count=0, since=now)
    looks.count += MISS if missed else 1
    session.add(looks)
    session.flush()
