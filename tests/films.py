"""Small real films for tests."""

import subprocess
from functools import lru_cache

from app.media.transcode import ffmpeg_path


@lru_cache(maxsize=8)
def film(colour: str = "red", seconds: int = 2, sound: bool = True) -> bytes:
    """An MP4 of 320 by 240: a moving pattern under a tint, with a tone or without any sound."""
    picture = f"testsrc2=s=320x240:r=10:d={seconds},drawbox=w=iw/2:c={colour}:t=fill"
    command = [ffmpeg_path(), "-v", "error", "-f", "lavfi", "-i", picture]
    command += ["-f", "lavfi", "-i", f"sine=d={seconds}", "-c:a", "aac"] if sound else []
    command += ["-c:v", "libx264", "-preset", "ultrafast", "-shortest"]
    command += ["-movflags", "frag_keyframe+empty_moov", "-f", "mp4", "pipe:1"]
    return subprocess.run([str(part) for part in command], check=True, capture_output=True).stdout
