"""The one ffmpeg command line that makes a clip. Each option was tried; docs/decisions says on what."""

from pathlib import Path

from app.media.probe import Probe
from app.media.rules import (
    MAX_PIXELS,
    MAX_SECONDS,
    SHORT_SIDE,
    SPEED_LIMIT,
    is_high_dynamic_range,
    needs_slowing,
)

DEMUXERS = "mov,matroska,avi,mpegts,mpeg,asf,flv,ogg"
DECODERS = (
    "h264,hevc,av1,libdav1d,vp8,libvpx,vp9,libvpx-vp9,mpeg4,msmpeg4v3,mpeg2video,mpeg1video,mjpeg,h263,h263p,"
    "flv,theora,prores,wmv1,wmv2,wmv3,vc1,dvvideo,rawvideo,"
    "aac,aac_latm,mp3,mp3float,mp2,mp2float,opus,libopus,vorbis,libvorbis,ac3,eac3,flac,alac,amrnb,amrwb,"
    "wmav1,wmav2,wmapro,"
    "pcm_s16le,pcm_s16be,pcm_s24le,pcm_s24be,pcm_s32le,pcm_f32le,pcm_u8,pcm_mulaw,pcm_alaw"
)
_TRANSFERS = {"PQ": "smpte2084", "HLG": "arib-std-b67"}


def video(ffmpeg: Path, source: Path, target: Path, probe: Probe) -> list[str]:
    """H.264 main and AAC in MP4, short side 480, at most 700 kbit/s, key frames every 2 s, index first."""
    return [
        str(ffmpeg), "-hide_banner", "-nostdin", "-loglevel", "repeat+level+warning",
        "-progress", "pipe:1", "-stats_period", "0.5", "-y",
        *guarded_input(source, probe.demuxer),
        # V leaves out cover pictures; the metadata of a phone tells where its owner lives.
        "-map", "0:V:0", "-map", "0:a:0?", "-sn", "-dn", "-map_metadata", "-1", "-map_chapters", "-1",
        "-t", str(MAX_SECONDS + 1),  # a file may claim less than it holds
        "-vf", _filters(probe), "-filter_threads", "2",
        "-c:v", "libx264", "-preset", "veryfast", "-crf", "28", "-maxrate", "700k", "-bufsize", "1400k",
        "-profile:v", "main", "-threads:v", "4", "-force_key_frames", "expr:gte(t,n_forced*2)",
        "-c:a", "aac", "-b:a", "64k", "-ac", "2", "-ar", "48000",
        "-fflags", "+bitexact", "-movflags", "+faststart", "-f", "mp4", str(target),
    ]  # fmt: skip


def guarded_input(source: Path, demuxer: str) -> list[str]:
    """Open `source` with this demuxer and no other, well-known decoders, no network, no huge pictures."""
    return [
        "-protocol_whitelist", "file,pipe", "-format_whitelist", DEMUXERS, "-codec_whitelist", DECODERS,
        "-max_pixels", str(MAX_PIXELS), "-threads", "4", "-f", demuxer, "-i", f"file:{source}",
    ]  # fmt: skip


def wall_s(duration_s: float | None) -> float:
    """How long encoding may take: a slow machine needs some ten times the film's own time for 4K."""
    return 120 + 12 * min(duration_s or MAX_SECONDS, MAX_SECONDS)


def _filters(probe: Probe) -> str:
    """ffmpeg has turned the picture upright before these see it."""
    slower = [f"fps={SPEED_LIMIT}"] if needs_slowing(probe.fps) else []
    tone = (
        _tone_map(_TRANSFERS[probe.colour_transfer or ""])
        if is_high_dynamic_range(probe.colour_transfer)
        else []
    )
    return ",".join([*slower, _scale(), *tone, "setsar=1", "format=yuv420p"])


def _scale() -> str:
    """Short side at most 480, both even, pixels made square (`dar` counts theirs in)."""
    wide = f"trunc(min({SHORT_SIDE},ih)/2)*2"
    tall = f"trunc(min({SHORT_SIDE},iw*sar)/2)*2"
    width = f"'max(2,if(gte(dar,1),trunc({wide}*dar/2+0.5)*2,{tall}))'"
    height = f"'max(2,if(gte(dar,1),{wide},trunc({tall}/dar/2+0.5)*2))'"
    return f"scale=w={width}:h={height}:flags=bicubic:out_range=tv"


def _tone_map(transfer: str) -> list[str]:
    """From HDR to BT.709, after scaling since it is slow. Input colours are named: phones do not always."""
    return [
        f"zscale=tin={transfer}:pin=bt2020:min=bt2020nc:rin=tv:t=linear:npl=203",
        "format=gbrpf32le",
        "zscale=p=bt709",
        "tonemap=hable:desat=0",
        "zscale=t=bt709:m=bt709:r=tv",
    ]
