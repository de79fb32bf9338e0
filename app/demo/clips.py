"""Draw the demo clips: short films as a phone would bring them, each with captions. No speech in any."""

import os
import subprocess
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from app.demo import film
from app.demo.film import SCENES


@dataclass(frozen=True)
class DrawnClip:
    """A finished film of 1280 by 720 with sound; `captions_vtt` is the text of a WebVTT file."""

    slug: str
    title: str
    path: Path
    captions_vtt: str | None
    speech: bool
    seconds: float


def draw_clips(folder: Path) -> list[DrawnClip]:
    """Draw all clips into the existing `folder`, as many at once as there are processors."""
    with ThreadPoolExecutor(max_workers=os.cpu_count() or 1) as pool:
        return list(pool.map(lambda slug: _drawn(slug, folder), SCENES))


def _drawn(slug: str, folder: Path) -> DrawnClip:
    """Each in a process of its own: drawing is Python's work, and threads would take turns."""
    scene, path = SCENES[slug], folder / f"{slug}.mp4"
    subprocess.run(film.command(slug, path), check=True, cwd=Path(__file__).parents[2])
    return DrawnClip(slug, scene.TITLE, path, film.captions(slug), speech=False, seconds=scene.SECONDS)
