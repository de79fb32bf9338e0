"""Make what the phone gets from what the admin sent: always decoded and encoded anew, behind limits."""

import errno
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from app.media import recipe
from app.media.limits import Outcome, ToolMissing, run_limited
from app.media.poster import draw_poster
from app.media.probe import Probe, probe
from app.media.rules import (
    Damaged,
    NoPicture,
    TooLarge,
    Unreadable,
    check_sound,
    check_whole,
    is_complaint,
)

STALL_S = 60
_PICTURE_DONE = 0.97  # the rest is the poster

Progress = Callable[[float], object]


@dataclass(frozen=True)
class Rendition:
    """One finished file for the phone. `duration_s` is measured on it; 0 for a poster."""

    kind: Literal["video", "poster"]
    path: Path
    content_type: str
    width: int
    height: int
    bytes: int
    duration_s: float


def transcode(
    source: Path, folder: Path, *, probe: Probe, on_progress: Progress = lambda share: None
) -> list[Rendition]:
    """Write `video.mp4` and `poster.webp` for `source` into the existing `folder` and describe both.

    `on_progress` gets shares from 0 to 1, rising; an error it raises ends the work and is passed on.
    Raises a MediumRefused for a bad file, ToolMissing or OSError for trouble of ours. After any error
    the folder holds nothing of this call.
    """
    source, folder = source.resolve(strict=True), folder.resolve(strict=True)
    part, video_path, poster_path = folder / "video.mp4.part", folder / "video.mp4", folder / "poster.webp"
    try:
        on_progress(0.0)
        _encode(source, part, probe, on_progress)
        video = _video(part, video_path, probe)
        width, height = draw_poster(ffmpeg_path(), video_path, poster_path, duration_s=video.duration_s)
        on_progress(1.0)
    except BaseException:
        for path in (part, video_path, poster_path):
            path.unlink(missing_ok=True)
        raise
    poster = Rendition("poster", poster_path, "image/webp", width, height, poster_path.stat().st_size, 0.0)
    return [video, poster]


def ffmpeg_path() -> Path:
    """The ffmpeg to run: LINESIDE_FFMPEG (a path or a name), else the one of imageio-ffmpeg."""
    wanted = os.environ.get("LINESIDE_FFMPEG")
    if wanted:
        found = shutil.which(wanted)
        if not found:
            raise ToolMissing(f"LINESIDE_FFMPEG names no program: {wanted}")
        return Path(found).resolve()
    try:
        import imageio_ffmpeg

        return Path(imageio_ffmpeg.get_ffmpeg_exe()).resolve()
    except (ImportError, RuntimeError) as error:
        raise ToolMissing("No ffmpeg here: install imageio-ffmpeg or set LINESIDE_FFMPEG.") from error


def _encode(source: Path, part: Path, probe: Probe, on_progress: Progress) -> None:
    ffmpeg, complaints, watch = ffmpeg_path(), _Complaints(), _Progress(probe.duration_s, on_progress)
    outcome = run_limited(
        recipe.video(ffmpeg, source, part, probe),
        wall_s=recipe.wall_s(probe.duration_s),
        stall_s=STALL_S,
        reads=[source, ffmpeg],
        writes=[part.parent],
        on_line=watch,
        on_complaint=complaints,
    )
    if not outcome.well:
        raise _reason(outcome)
    if not part.exists():
        raise Unreadable
    check_sound(complaints.count)


def _reason(outcome: Outcome) -> Exception:
    """Which refusal, or which trouble of ours, an unhappy end stands for."""
    tail = outcome.stderr_tail.lower()
    if "no space left on device" in tail:
        return OSError(errno.ENOSPC, "No space left to transcode")
    if outcome.code in (126, 127):
        return ToolMissing(outcome.stderr_tail[-300:])
    if "picture size" in tail and "invalid" in tail:
        return TooLarge(width="too many", height="too many")
    if "matches no streams" in tail:
        return NoPicture()
    if "invalid data found" in tail and outcome.killed_by is None:
        return Damaged()
    return Unreadable()


def _video(part: Path, final: Path, claimed: Probe) -> Rendition:
    """Measure the produced file, compare it with the claim, and give it its name."""
    made = probe(part)  # refuses what came out longer than the file had claimed
    check_whole(claimed.duration_s, made.duration_s or 0)
    part.replace(final)
    return Rendition(
        "video", final, "video/mp4", made.width, made.height, final.stat().st_size, made.duration_s or 0
    )


class _Complaints:
    """Counts the lines in which a decoder says that content is broken."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, line: str) -> None:
        self.count += is_complaint(line)


class _Progress:
    """Turns ffmpeg's `out_time_us=` lines into shares; true when the film has grown, which keeps it alive."""

    def __init__(self, duration_s: float | None, tell: Progress) -> None:
        self.whole_us = (duration_s or 0) * 1e6
        self.tell = tell
        self.reached_us = 0

    def __call__(self, line: str) -> bool:
        name, _, value = line.partition("=")
        if name != "out_time_us" or not value.isdigit() or int(value) <= self.reached_us:
            return False
        self.reached_us = int(value)
        if self.whole_us:
            self.tell(min(self.reached_us / self.whole_us, 1.0) * _PICTURE_DONE)
        return True
