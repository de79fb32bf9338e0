"""The still picture shown before a clip plays: the liveliest of a few frames, not the black first one."""

import tempfile
from pathlib import Path

from PIL import Image, ImageStat

from app.media.limits import run_limited
from app.media.rules import POSTER_BYTES, POSTER_SIDE, Unreadable

_CANDIDATES = 8
_WALL_S = 60


def draw_poster(ffmpeg: Path, video: Path, target: Path, *, duration_s: float) -> tuple[int, int]:
    """Write a WebP of at most 60 KB, long side at most 640, for our own `video`; return width and height."""
    with tempfile.TemporaryDirectory(prefix=".frames-", dir=target.parent) as frames:
        _extract(ffmpeg, video, Path(frames), duration_s)
        stills = [Image.open(path).convert("RGB") for path in sorted(Path(frames).glob("*.png"))]
    if not stills:
        raise Unreadable
    best = max(stills, key=_liveliness)
    _save_small(best, target)
    return best.size


def _extract(ffmpeg: Path, video: Path, frames: Path, duration_s: float) -> None:
    """A few key frames, evenly spread. Key frames alone: a ten-minute clip takes a second."""
    every = max(duration_s / _CANDIDATES, 0.04)
    spread = f"select='isnan(prev_selected_t)+gte(t-prev_selected_t,{every:.3f})'"
    side = POSTER_SIDE
    fit = f"scale='if(gte(iw,ih),min({side},iw),-2)':'if(gte(iw,ih),-2,min({side},ih))':flags=bicubic"
    outcome = run_limited(
        [
            str(ffmpeg), "-hide_banner", "-nostdin", "-loglevel", "error",
            "-protocol_whitelist", "file", "-skip_frame", "nokey", "-f", "mov", "-i", f"file:{video}",
            "-an", "-vf", f"{spread},{fit}", "-fps_mode", "vfr", "-frames:v", str(_CANDIDATES),
            f"{str(frames).replace('%', '%%')}/%02d.png",
        ],
        wall_s=_WALL_S, stall_s=_WALL_S, reads=[video, ffmpeg], writes=[frames],
    )  # fmt: skip
    if not outcome.well:
        raise Unreadable


def _liveliness(still: Image.Image) -> float:
    """Spread of light over the picture: black, white and blurred fades score low."""
    return sum(ImageStat.Stat(still.convert("L").resize((64, 64))).stddev)


def _save_small(still: Image.Image, target: Path) -> None:
    for quality in (78, 65, 50, 35, 20):
        still.save(target, "WEBP", quality=quality, method=4)
        if target.stat().st_size <= POSTER_BYTES:
            return
    # Noise that even this cannot pack: the phone's budget wins over sharpness.
    still.resize((max(1, still.width // 2), max(1, still.height // 2))).save(target, "WEBP", quality=20)
