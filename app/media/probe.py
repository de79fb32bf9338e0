"""What an uploaded file claims to be, told by MediaInfo in a limited process, before it is decoded."""

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.media.container import demuxer_of
from app.media.limits import ToolMissing, run_limited
from app.media.rules import NoPicture, Unreadable, check_length, check_picture

_READER = Path(__file__).with_name("mediainfo.py")
_WALL_S = 30


@dataclass(frozen=True)
class Probe:
    """Claims of a file that passed. Width and height are of the upright picture; None: it does not say."""

    kind: str  # "video"
    demuxer: str  # the only ffmpeg reader that may open it
    duration_s: float | None
    width: int
    height: int
    rotation: int  # degrees clockwise: 0, 90, 180, 270
    fps: float | None  # on average
    has_audio: bool
    video_codec: str  # MediaInfo's name: "AVC", "HEVC", "VP8"
    colour_transfer: str | None  # "PQ", "HLG", "BT.709"


def probe(path: Path) -> Probe:
    """Look at the file at `path`, or raise a MediumRefused that says why it is not taken."""
    path = path.resolve(strict=True)
    demuxer = demuxer_of(path)
    found = _probe_of(demuxer, *_tracks(path))
    check_picture(found.width, found.height)
    check_length(found.duration_s)
    return found


def _tracks(path: Path) -> tuple[dict[str, Any], dict[str, Any], bool]:
    """The general track, the first picture track and whether there is sound, in MediaInfo's words."""
    printed: list[str] = []
    # -I: no user site, no variables; the virtual environment with pymediainfo is still found.
    argv = [sys.executable, "-I", str(_READER), str(path)]
    outcome = run_limited(
        argv, wall_s=_WALL_S, stall_s=_WALL_S, reads=[path, _READER], on_line=printed.append
    )
    if "ModuleNotFoundError" in outcome.stderr_tail or "Failed to load library" in outcome.stderr_tail:
        raise ToolMissing("No MediaInfo here: install pymediainfo.")
    if not outcome.well:
        raise Unreadable
    tracks = _parsed("".join(printed))
    first = {track["@type"]: track for track in reversed(tracks)}
    if "Video" not in first:
        raise NoPicture if "Audio" in first else Unreadable
    return first.get("General", {}), first["Video"], "Audio" in first


def _parsed(printed: str) -> list[dict[str, Any]]:
    """MediaInfo prints odd bytes of odd files as they are; what is then no JSON is no film."""
    try:
        return list((json.loads(printed).get("media") or {}).get("track", []))
    except ValueError:
        raise Unreadable from None


def _probe_of(demuxer: str, general: dict[str, Any], video: dict[str, Any], has_audio: bool) -> Probe:
    if video.get("Encryption") or general.get("Encryption"):
        raise Unreadable
    rotation = round((_number(video.get("Rotation")) or 0) / 90) % 4 * 90
    width, height = int(_number(video.get("Width")) or 0), int(_number(video.get("Height")) or 0)
    return Probe(
        kind="video",
        demuxer=demuxer,
        duration_s=_number(general.get("Duration")) or _number(video.get("Duration")),
        width=height if rotation % 180 else width,
        height=width if rotation % 180 else height,
        rotation=rotation,
        fps=_number(video.get("FrameRate")),
        has_audio=has_audio,
        video_codec=str(video.get("Format", "")),
        colour_transfer=video.get("transfer_characteristics"),
    )


def _number(text: object) -> float | None:
    """A finite, positive number or None; "Duration" of several values is not one."""
    try:
        number = float(str(text))
    except ValueError:
        return None
    return number if 0 < number < 1e9 else None
