"""Captions as an admin has them, WebVTT or SubRip, read strictly and written anew as WebVTT.

Nothing of the source is copied but times and plain text: no style, no position, no markup. Source of the
format: https://www.w3.org/TR/webvtt1/
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

from app.media.rules import CaptionOrder, CaptionsTooLarge, CaptionTime, NotCaptions

MAX_BYTES = 512 * 1024
MAX_CUES = 2000

_TIME = r"(?:(\d{1,3}):)?([0-5]?\d):([0-5]?\d)[.,](\d{1,3})"
_TIMES = re.compile(rf"{_TIME}[ \t]+-->[ \t]+{_TIME}(?:[ \t].*)?")
_TAG = re.compile(r"</?[A-Za-z0-9.:_-][^<>]*>|</>|\{\\[^{}]*\}")
_ASIDE = re.compile(r"(NOTE|STYLE|REGION)(\s|$)")


@dataclass(frozen=True)
class Cue:
    """One caption: seconds from the start of the clip, and plain lines."""

    start_ms: int
    end_ms: int
    lines: tuple[str, ...]


def to_webvtt(content: bytes, name: str) -> str:
    """Return clean WebVTT for the bytes of a .vtt or .srt file, or raise a CaptionsRefused.

    UTF-8 or UTF-16 with its mark, else UTF-8, else Windows-1252; any line ends. `name` decides nothing
    that the content can tell: a SubRip file called .vtt is read as what it is. Text is plain: `&`, `<`
    and `>` are escaped.
    """
    if len(content) > MAX_BYTES:
        raise CaptionsTooLarge
    text = _decoded(content)
    is_vtt = re.match(r"WEBVTT(?=[ \t\n]|\Z)", text) is not None
    if not is_vtt and not name.lower().endswith((".srt", ".vtt")):
        raise NotCaptions
    cues = list(_cues(text, is_vtt=is_vtt))
    if not cues:
        raise NotCaptions
    return _written(cues)


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = content.decode("utf-16", "replace")
    else:
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = content.decode("cp1252", "replace")
    if "\0" in text:
        raise NotCaptions
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _cues(text: str, *, is_vtt: bool) -> Iterator[Cue]:
    """The captions in order; blocks without a time (header, notes, styles) are left out."""
    last_start = count = 0
    for first_line, block in _blocks(text):
        if is_vtt and (first_line == 1 or _ASIDE.match(block[0])):
            continue
        at = next((i for i, line in enumerate(block[:2]) if "-->" in line), None)
        if at is None:
            raise CaptionTime(line=first_line) if count else NotCaptions
        cue = _cue(block[at], block[at + 1 :], first_line + at, is_vtt=is_vtt)
        if cue.start_ms < last_start or cue.end_ms <= cue.start_ms:
            raise CaptionOrder(line=first_line + at)
        last_start, count = cue.start_ms, count + 1
        if count > MAX_CUES:
            raise CaptionsTooLarge
        if cue.lines:
            yield cue


def _blocks(text: str) -> Iterator[tuple[int, list[str]]]:
    """(number of its first line, its lines) for each run of lines between empty ones."""
    block: list[str] = []
    for number, line in enumerate([*text.split("\n"), ""], start=1):
        if line.strip():
            block.append(line)
        elif block:
            yield number - len(block), block
            block = []


def _cue(times: str, lines: list[str], line_number: int, *, is_vtt: bool) -> Cue:
    found = _TIMES.fullmatch(times.strip())
    if not found:
        raise CaptionTime(line=line_number)
    parts = found.groups()
    plain = (_plain(line, is_vtt=is_vtt) for line in lines)
    return Cue(_milliseconds(parts[:4]), _milliseconds(parts[4:]), tuple(line for line in plain if line))


def _milliseconds(parts: tuple[str | None, ...]) -> int:
    hours, minutes, seconds, fraction = parts
    whole = (int(hours or 0) * 60 + int(minutes or 0)) * 60 + int(seconds or 0)
    return whole * 1000 + int((fraction or "0").ljust(3, "0"))


def _plain(line: str, *, is_vtt: bool) -> str:
    """Without markup and unseen characters. SubRip knows no `&amp;`, so there it stays as written."""
    text = _TAG.sub("", line)
    if is_vtt:
        text = html.unescape(text)
    return " ".join("".join(c for c in text if c.isprintable() or c in "\t\u200c\u200d\u200e\u200f").split())


def _written(cues: list[Cue]) -> str:
    blocks = [f"{_clock(cue.start_ms)} --> {_clock(cue.end_ms)}\n{_escaped(cue.lines)}\n" for cue in cues]
    return "\n".join(["WEBVTT\n", *blocks])


def _clock(milliseconds: int) -> str:
    seconds, rest = divmod(milliseconds, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{rest:03}"


def _escaped(lines: tuple[str, ...]) -> str:
    return "\n".join(html.escape(line, quote=False) for line in lines)
