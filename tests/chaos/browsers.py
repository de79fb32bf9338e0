"""The browser is killed in the middle of Finish, at each await in turn: "Saved" is kept, or the draft is."""

from pathlib import Path

from tests.browser import keep_cookies
from tests.camera import empty_scene
from tests.chaos.site import Line
from tests.faults.halting import HALT, finish_until
from tests.faults.outbox import kept
from tests.faults.test_client_kills import deliver, kill, look, open_filled
from tests.journeys.phone import Phone


def campaign(phone: Phone, photo: Path, *, kills: int, first: int = 1, stride: int = 1) -> Line:
    """An open phone of a running demo plant; every `stride`-th await from the `first` on, again and again."""
    empty_scene().save(photo)
    phone.context.add_init_script(HALT)
    phone.ready()
    keep_cookies(phone.context)
    phone.server.stop()
    said = lost = at = 0
    awaits: set[str] = set()
    for number in range(kills):
        at = at + stride if number else first
        open_filled(phone, photo)
        before = len(kept(phone.page).records)
        halted = finish_until(phone.page, at)
        at = at if halted else first - stride  # past the last await: Finish was done; begin anew
        kill(phone)
        shown = halted is None or halted["said"]
        lost += not _there(phone, before, shown)
        said += shown
        awaits.add(halted["name"] if halted else "done")
    delivered = deliver(phone)
    done = {"kills": kills, "kinds of await": len(awaits), "shown as saved": said, "delivered": delivered}
    return Line("browser killed", done, {"lost": lost})


def _there(phone: Phone, before: int, shown: bool) -> bool:
    try:
        look(phone, before, said=shown)
    except AssertionError as missing:
        print(missing)
        return False
    return True
