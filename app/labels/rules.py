"""What a label code is: how it is made, checked and written.

A code is seven characters of Crockford base32 (https://www.crockford.com/base32.html):
no I, L, O or U, and O, I, L and small letters are forgiven when read. The last is a
check character over the field GF(2^5), with x^5 + x^2 + 1 for its polynomial and
a = x, which generates all 31 non-zero elements. A code c0 ... c6 is good when

    a^6 c0 + a^5 c1 + ... + a c5 + c6 = 0

This is the weighted check over a prime-power field of H. P. Gumm, "A new class of
check-digit methods for arbitrary number systems", IEEE Transactions on Information
Theory 31 (1985). One wrong character changes the sum by w d, never zero, as w and d are
not. Swapping two characters changes it by (w - v)(c - d), never zero, as all weights
differ. So both mistakes are always caught, at every place, the check itself included.

static/src/scan/code.js holds the same rules for the phone, which also finds codes in scans;
tests/contract/codes.json holds both to the same answers.
"""

from __future__ import annotations

import re
import secrets
from typing import Any, Protocol
from urllib.parse import unquote

from app.core.refusal import Refusal

CLASHES = {
    "bound-elsewhere": "It was put on other equipment meanwhile.",
    "not-allowed": "Its author may not put labels on equipment at this site.",
    "retired": "The label was taken out of use.",
    "unknown-label": "No label here has this code.",
    "unknown-equipment": "The equipment is not known here any more.",
    "other-site": "The label and the equipment belong to two sites.",
}
"""Why a scan record could not be followed by itself; a supervisor settles it."""
HOPELESS = ("unknown-equipment", "other-site")
"""Of these, what cannot be followed at all."""
BINDERS = {"supervisor": "Supervisors and admins", "worker": "Everybody who works here"}

SLOW_MS = 5000
"""From the camera's first picture. Aiming takes a second or two; from here on people turn and tilt."""
TYPED_SHARE = 0.34
"""One in three typed its code: for them the QR did not work."""
LEAST_SCANS = 3
"""Fewer say nothing: one of them may have been in the dark."""

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 7

_FORGIVEN = str.maketrans("abcdefghijklmnopqrstuvwxyzOIL", "ABCDEFGH1JK1MN0PQRSTUVWXYZ011")
_HOST = re.compile(r"(https?://)?([a-z0-9]([a-z0-9.-]{0,80}[a-z0-9])?(:[0-9]{1,5})?)", re.IGNORECASE)
_LINK = re.compile(r"https?://[^/?#\s]+/(?:[^?#]*/)?8004/([^/?#]+)", re.IGNORECASE)
_ELEMENT = re.compile(r"(?:\][CdQeJ]\d)?\x1d?(?:\(8004\)|8004(?=[!-z]{4}))([!-z]{1,30})(?:\x1d.*)?")
_GIAI = re.compile(r"[!-\"%-?A-Z_a-z]{1,30}")
_BARE = re.compile(r"[!-~][ -~]{0,46}[!-~]")
_GAPS = re.compile("[ \t\r\n\u00a0\u202f\u2009\u2010-\u2014\u2212-]")


class Chooser(Protocol):
    """Where new codes come from: the `secrets` module, or a seeded `random.Random`."""

    def choice(self, seq: str, /) -> Any: ...


class CodeRefused(ValueError):
    """A text that is not a label code; `str()` is the sentence for the person who typed it."""

    reason = ""


class WrongLength(CodeRefused):
    reason = "wrong-length"

    def __init__(self, count: int):
        self.count = count
        super().__init__(f"A label code has {LENGTH} characters; this has {count}.")


class WrongCharacter(CodeRefused):
    """`position` counts from 1 and leaves out spaces and hyphens."""

    reason = "wrong-character"

    def __init__(self, character: str, position: int):
        self.character, self.position = character, position
        super().__init__(f"Character {position} ({character}) is not used in label codes.")


class WrongCheck(CodeRefused):
    reason = "wrong-check"

    def __init__(self, code: str, expected: str):
        self.code, self.expected, self.position = code, expected, LENGTH
        super().__init__(
            f"The last character should not be {code[-1]} for this code. "
            "Check each character against the label."
        )


class OtherSite(Refusal):
    code, status, title = "label-other-site", 409, "The label belongs to another site"


class NoFurtherCode(Refusal):
    code, status, title = "no-further-code", 422, "Not a code that can be bound"


class CodeTaken(Refusal):
    code, status, title = "code-taken", 409, "The code means something else"


class LabelHasIt(Refusal):
    code, status, title = "label-has-it", 409, "A label has this code"


def further(text: str) -> str:
    """A code that is not ours as it is kept: `8004:` and the GS1 asset (GIAI), or the bare text of a barcode.

    One of 32 texts of seven characters has the form of a label's code: `text:` tells it from the label.
    GS1 General Specifications 3.2 and 7.11; GS1 Digital Link URI Syntax 1.2. static/src/scan/further.js
    holds the same rules, tests/contract/further.json both to the same answers. Raises NoFurtherCode.
    """
    read = text.strip()
    link, element = _LINK.match(read), _ELEMENT.fullmatch(read)
    asset = unquote(link[1]) if link else element[1] if element else None
    if asset is not None and _GIAI.fullmatch(asset):
        return f"8004:{asset}"
    kept = f"text:{read}" if _is_label(read) else read
    if asset is None and _BARE.fullmatch(kept) and "://" not in read:
        return kept
    raise NoFurtherCode("Scan or type a GS1 asset number, or a barcode of at most 48 characters.")


def is_further(code: str) -> bool:
    """Whether this is a further code as it is kept, and so none of our labels."""
    if code.startswith("8004:"):
        return bool(_GIAI.fullmatch(code[5:]))
    try:
        return further(code) == code
    except NoFurtherCode:
        return False


def _is_label(text: str) -> bool:
    try:
        return bool(parse(text))
    except CodeRefused:
        return False


class WrongHost(Refusal):
    code, status, title = "wrong-host", 422, "No address for QR codes"


def host(typed: str) -> str:
    """The host for QR codes as it is kept: "" or "https://labels.example.com". Raises WrongHost."""
    found = _HOST.fullmatch(typed.strip().rstrip("/"))
    if typed.strip() and found is None:
        raise WrongHost("Type a host like labels.example.com, without a path. Nothing was changed.")
    return f"{(found[1] or 'https://').lower()}{found[2].lower()}" if found else ""


def new_code(random: Chooser = secrets) -> str:
    """Return a code out of 2^30; whether it is already taken is for the database to say."""
    six = "".join(random.choice(ALPHABET) for _ in range(LENGTH - 1))
    return six + check_character(six)


def check_character(six: str) -> str:
    """Return the seventh character for six of the alphabet."""
    total = 0
    for character in six:
        total = _times_a(total ^ ALPHABET.index(character))
    return ALPHABET[total]


def normalise(text: str) -> str:
    """Forgive how a code was typed: case, spaces, hyphens, O for 0, I and L for 1."""
    return _GAPS.sub("", text).translate(_FORGIVEN)


def parse(text: str) -> str:
    """Return the good code that was typed, or raise WrongLength, WrongCharacter or WrongCheck."""
    code = normalise(text)
    if len(code) != LENGTH:
        raise WrongLength(len(code))
    for position, character in enumerate(code, start=1):
        if character not in ALPHABET:
            raise WrongCharacter(character, position)
    expected = check_character(code[:-1])
    if code[-1] != expected:
        raise WrongCheck(code, expected)
    return code


def clash(*, known: bool, equipment: bool, one_site: bool, retired: bool, allowed: bool, free: bool) -> str:
    """The first reason, a key of CLASHES, why a label cannot be bound by a record; '' when it can.

    known: there is such a label; equipment: and such equipment; one_site: both are of one site;
    allowed: the author may bind there; free: it means nothing yet, or this equipment already, or still what
    the author knew that it meant. A further code is as known as a label.
    """
    checks = {
        "unknown-equipment": equipment,
        "unknown-label": known,
        "other-site": one_site,
        "retired": not retired,
        "not-allowed": allowed,
        "bound-elsewhere": free,
    }
    return next((reason for reason, good in checks.items() if not good), "")


def wearing(*, scans: int, typed: int, decode_ms: float | None) -> str:
    """Why a label should be printed again, in words; '' while it reads well.

    Of its newest `scans`, `typed` were typed; the others took `decode_ms` on average, None for none measured.
    """
    if scans < LEAST_SCANS:
        return ""
    if typed / scans >= TYPED_SHARE:
        return f"{typed} of {scans} typed its code"
    return f"takes {decode_ms / 1000:.1f} s to read" if decode_ms and decode_ms >= SLOW_MS else ""


def pretty(code: str) -> str:
    """Return the code of a label as it is printed and read out, K7M-4QXP; a further code as it is."""
    return code if is_further(code) else f"{code[:3]}-{code[3:]}"


def _times_a(element: int) -> int:
    """Multiply an element of GF(2^5) by a: shift, then reduce by x^5 + x^2 + 1."""
    doubled = element << 1
    return doubled ^ 0b100101 if doubled & 0b100000 else doubled
