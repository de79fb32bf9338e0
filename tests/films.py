"""Small real films for tests."""

import subprocess
from functools import lru_cache

from app.media.transcode import ffmpeg_path


@lru_cache(maxsize=8)
def film(colour: str = "red", seconds: int = 2) -> bytes:
    """An MP4 of 320 by 240 with sound: a moving pattern under a tint."""
    picture = f"testsrc2=s=320x240:r=10:d={seconds},drawbox=w=iw/2:c={colour}:t=fill"
    command = [
        ffmpeg_path(),
        "-v",
        "error",
        "-f",
        "lavfi",
        "-i",
        picture,
        "-f",
        "lavfi",
        "-i",
        f"sine=d={seconds}",
    ]
    command += ["-c:v", "libx264", "-preset", "ultrafast", "-c:a", "aac", "-shortest"]
    command += ["-movflags", "frag_keyframe+empty_moov", "-f", "mp4", "pipe:1"]
    return subprocess.run([str(part) for part in command], check=True, capture_output=True).stdout
