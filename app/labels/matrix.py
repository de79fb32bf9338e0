"""The QR symbol of a label: its text, how much damage it survives, how big a module gets.

Module sizes and error correction follow the camera trials recorded with the decision
docs/decisions/0003-qr-mask.md; the standard is ISO/IEC 18004.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from qrcode.constants import ERROR_CORRECT_H, ERROR_CORRECT_M, ERROR_CORRECT_Q
from qrcode.main import QRCode
from qrcode.util import MODE_ALPHA_NUM, QRData, lost_point

from app.core.refusal import Refusal
from app.labels.rules import LENGTH

QUIET = 4
"""Modules that stay white on each side."""

SMALLEST_MODULE = 0.5
"""Millimetres. Below this a phone fails on an ordinary print that is a little blurred."""

Level = Literal["M", "Q", "H"]
LEVELS: tuple[Level, ...] = ("H", "Q", "M")
"""Strongest first."""

_CONSTANT: dict[Level, int] = {"M": ERROR_CORRECT_M, "Q": ERROR_CORRECT_Q, "H": ERROR_CORRECT_H}
_TRIAL_CODES = ("0000000", "K7M4QXZ", "ZZZZZZG", "3V9A2T6")
_CAPITALS_AND_DIGITS = re.compile(r"[0-9A-Z$%*+./:-]+")


class UnprintableHost(Refusal):
    """The host holds a character that would make every label's symbol larger."""

    code, status, title = "unprintable-host", 422, "Address cannot be printed"

    def __init__(self, host: str):
        self.host = host
        super().__init__(
            f"The address {host} cannot be printed on labels. Use letters, digits, dots and hyphens only."
        )


class ModuleTooSmall(Refusal):
    """No symbol for this host can be read reliably at this size.

    `module` is what would be printed, `box` the room there is and `box_needed` the room
    that would do, all in mm; `longest_host` is the number of characters that would fit.
    """

    code, status, title = "module-too-small", 422, "QR code too fine to read"

    def __init__(
        self,
        host: str,
        *,
        module: float,
        box: float,
        box_needed: float,
        longest_host: int,
        smallest: float = SMALLEST_MODULE,
        dot: float | None = None,
    ):
        self.host, self.module, self.box, self.smallest = host, module, box, smallest
        self.box_needed, self.longest_host = box_needed, longest_host
        shorter = (
            f", or an address of at most {longest_host} characters (this has {len(host)})"
            if longest_host > 0
            else ""
        )
        dots = f" ({round(module / dot)} whole dots of the printer)" if dot else ""
        super().__init__(
            f"The squares of the QR code would be {module:.2f} mm{dots}, and phones need {smallest:.2g} mm. "
            f"Use a stock with {box_needed:.0f} mm of room for the code{shorter}."
        )


@dataclass(frozen=True)
class Symbol:
    """One choice for all labels of a host on a stock, as all their texts are of one length."""

    host: str
    level: Level
    version: int
    module: float
    """Side of one module in mm."""

    @property
    def side(self) -> int:
        """Modules along one side, without the quiet zone."""
        return _side(self.version)

    @property
    def box(self) -> float:
        """Millimetres along one side, with the quiet zone."""
        return (self.side + 2 * QUIET) * self.module

    def rows(self, code: str) -> list[list[bool]]:
        """Return the modules of a code, True for black, without the quiet zone."""
        return _modules(url(self.host, code), self.level, self.version, _mask(self))


def url(host: str, code: str) -> str:
    """Return what the QR says: capitals, so that the denser alphanumeric mode can be used."""
    origin = host if "://" in host else f"https://{host}"
    return f"{origin.rstrip('/')}/q/{code}".upper()


def symbol_for(
    host: str,
    *,
    box: float,
    dot: float | None = None,
    ink: float | None = None,
    least: Level = "Q",
    smallest: float = SMALLEST_MODULE,
) -> Symbol:
    """Choose the strongest level, `least` at the least, whose modules are `smallest` mm in a box of `box` mm.

    With `dot` (mm) a module is a whole number of printer dots; with `ink` (mm) the black part is
    no larger than that. Raises UnprintableHost, or ModuleTooSmall saying what would work.
    """
    text = url(host, "0" * LENGTH)
    if not _CAPITALS_AND_DIGITS.fullmatch(text):
        raise UnprintableHost(host)
    room = _Room(box, dot, ink, smallest)
    for level in LEVELS[: LEVELS.index(least) + 1]:
        symbol = Symbol(host, level, version := _version(text, level), room.module(version))
        if symbol.module >= smallest:
            return symbol
    raise ModuleTooSmall(
        host,
        module=symbol.module,
        box=box,
        box_needed=(symbol.side + 2 * QUIET) * room.smallest_on_dots,
        longest_host=_longest_host(host, room, least),
        smallest=smallest,
        dot=dot,
    )


@dataclass(frozen=True)
class _Room:
    """What a symbol has: see symbol_for."""

    box: float
    dot: float | None
    ink: float | None
    smallest: float

    def module(self, version: int) -> float:
        """The largest module that fits."""
        module = self.box / (_side(version) + 2 * QUIET)
        if self.ink:
            module = min(module, self.ink / _side(version))
        return module if self.dot is None else int(module / self.dot) * self.dot

    @property
    def smallest_on_dots(self) -> float:
        return self.smallest if self.dot is None else math.ceil(self.smallest / self.dot) * self.dot


def _side(version: int) -> int:
    return 17 + 4 * version


def _version(text: str, level: Level) -> int:
    symbol = QRCode(error_correction=_CONSTANT[level])
    symbol.add_data(QRData(text, MODE_ALPHA_NUM), optimize=0)
    version: int = symbol.best_fit()
    return version


def _longest_host(host: str, room: _Room, level: Level) -> int:
    """Characters of a host like this one that would fit at a level; 0 if none."""
    for length in range(len(host) - 1, 0, -1):
        version = _version(url(host[:length], "0" * LENGTH), level)
        if room.module(version) >= room.smallest:
            return length
    return 0


@lru_cache(maxsize=64)
def _mask(symbol: Symbol) -> int:
    """Return the mask with the least penalty over a few trial codes of this host.

    Choosing anew for each label takes seven times as long, and in our trials was read no more
    often; one choice also keeps a reprinted label the same as the first.
    """

    def penalty(mask: int) -> int:
        texts = (url(symbol.host, code) for code in _TRIAL_CODES)
        return sum(lost_point(_modules(text, symbol.level, symbol.version, mask)) for text in texts)

    return min(range(8), key=penalty)


def _modules(text: str, level: Level, version: int, mask: int) -> list[list[bool]]:
    symbol = QRCode(version=version, error_correction=_CONSTANT[level], border=0, mask_pattern=mask)
    symbol.add_data(QRData(text, MODE_ALPHA_NUM), optimize=0)
    symbol.make(fit=False)
    modules: list[list[bool]] = symbol.modules
    return modules
