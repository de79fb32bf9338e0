"""Who a person is to a site, and how often a password may be tried."""

from datetime import timedelta

from app.core.refusal import Refusal

ROLES = ("worker", "supervisor", "admin")  # each may do what the ones before it may
FREE_TRIES = {"person": 5, "address": 30}  # a whole plant may share one address
LONGEST_WAIT = timedelta(minutes=15)


class WrongSignIn(Refusal):
    code, status, title = "wrong-sign-in", 401, "Name or password is wrong"


class TooManyTries(Refusal):
    code, status, title = "too-many-tries", 429, "Too many tries"


def covers(role: str, needed: str) -> bool:
    """True when `role` may do what `needed` may."""
    return ROLES.index(role) >= ROLES.index(needed)


def wait_after(failures: int, counted_by: str) -> timedelta:
    """How long to wait after this many failures in a row of a person or an address: doubling."""
    over = failures - FREE_TRIES[counted_by]
    return min(timedelta(seconds=15 * 2 ** min(over, 10)), LONGEST_WAIT) if over >= 0 else timedelta(0)


def safe_next(target: str | None) -> str:
    """Where to go after signing in: a path of this site, never another host."""
    if target and target.startswith("/") and not target.startswith(("//", "/\\")) and "\n" not in target:
        return target
    return "/"
