"""One drawn film: frames by Pillow, sound by ffmpeg, captions from its steps."""

import subprocess
import sys
from pathlib import Path
from types import ModuleType

from app.demo.canvas import Canvas
from app.demo.frame import band, hall
from app.demo.scenes import conveyor, eyewash, forklift, ladder, press, wrapper
from app.media.transcode import ffmpeg_path

RATE = 12
SCENES: dict[str, ModuleType] = {
    "press-lockout": press,
    "forklift-check": forklift,
    "conveyor-guard": conveyor,
    "chemical-splash": eyewash,
    "ladder-contact": ladder,
    "pallet-wrapper": wrapper,
}


def command(slug: str, path: Path) -> list[str]:
    """How to draw that film in another process, from the root of the project."""
    return [sys.executable, "-m", "app.demo", slug, str(path)]


def draw_film(slug: str, path: Path) -> None:
    """Write the film as MP4 (H.264, AAC), 1280 by 720."""
    scene = SCENES[slug]
    ground, sheet = background(scene), Canvas()
    with subprocess.Popen(_encoder(scene, sheet, path), stdin=subprocess.PIPE) as encoder:
        assert encoder.stdin is not None
        for number in range(round(scene.SECONDS * RATE)):
            t = number / RATE
            sheet.cover(ground)
            scene.draw(sheet, t)
            band(sheet, t, scene.TITLE, scene.STEPS)
            encoder.stdin.write(sheet.image.tobytes())
    if encoder.returncode:
        raise subprocess.CalledProcessError(encoder.returncode, encoder.args)


def background(scene: ModuleType) -> Canvas:
    """What stands still behind every frame: the hall, then what the scene puts into it."""
    ground = Canvas()
    hall(ground)
    scene.ground(ground)
    return ground


def captions(slug: str) -> str:
    """WebVTT of the steps, two lines each: what to do and why."""
    scene = SCENES[slug]
    ends = [step.start for step in scene.STEPS[1:]] + [scene.SECONDS]
    cues = [
        f"{_clock(step.start)} --> {_clock(end - 0.1)}\n{step.do}\n{step.why}\n"
        for step, end in zip(scene.STEPS, ends, strict=True)
    ]
    return "\n".join(["WEBVTT\n", *cues])


def _clock(seconds: float) -> str:
    return f"00:00:{seconds:06.3f}"


def _encoder(scene: ModuleType, sheet: Canvas, path: Path) -> list[str]:
    size = f"{sheet.image.width}x{sheet.image.height}"
    return [
        str(ffmpeg_path()), "-v", "error", "-y",
        "-f", "rawvideo", "-pix_fmt", "rgb24", "-s", size, "-r", str(RATE), "-i", "pipe:0",
        "-f", "lavfi", "-i", f"aevalsrc='{_sound(scene)}':s=22050:d={scene.SECONDS}",
        "-vf", "scale=1280:720:flags=area", "-pix_fmt", "yuv420p",
        "-c:v", "libx264", "-preset", "ultrafast", "-crf", "20", "-c:a", "aac", "-b:a", "64k", "-shortest",
        str(path),
    ]  # fmt: skip


def _sound(scene: ModuleType) -> str:
    """A chime at each step, a click at each grip, a hum while the machine runs; as an ffmpeg expression."""
    parts = [_chime(step.start, 659 if i % 2 else 523) for i, step in enumerate(scene.STEPS)]
    parts += [f"gte(t,{at})*0.3*exp(-70*max(t-{at},0))*sin(2*PI*1400*(t-{at}))" for at in scene.CLICKS]
    start, end = scene.HUM
    if end > start:
        fade = f"min(1,max(t-{start},0)*3)*min(1,max({end}-t,0)*2)"
        parts.append(f"{fade}*(0.035*sin(2*PI*98*t)+0.02*sin(2*PI*147*t+sin(2*PI*3*t)))")
    return "+".join(parts)


def _chime(at: float, tone: int) -> str:
    ring = f"exp(-5*max(t-{at},0))"
    return f"gte(t,{at})*{ring}*(0.16*sin(2*PI*{tone}*(t-{at}))+0.08*sin(2*PI*{tone * 2}*(t-{at})))"
