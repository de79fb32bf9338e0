"""What a medium may be, and every reason for which one is refused. Decides on facts; reads nothing itself."""

from collections.abc import Iterable

from app.core.refusal import Refusal

MAX_BYTES = 2 * 1024**3
MAX_SECONDS = 600
MAX_PIXELS = 40_000_000  # 8K film has 33 million
MAX_SIDE = 8192
SHORT_SIDE = 480
POSTER_SIDE = 640
POSTER_BYTES = 60_000
SPEED_LIMIT = 30  # frames a second on the phone

# A good phone film gives none of these; a film with flipped bytes gives one for nearly every frame.
TOLERATED_COMPLAINTS = 10


class MediumRefused(Refusal):
    """A file is not taken; `str()` is a plain sentence for an admin that says what to do."""

    code, status, title = "medium-refused", 422, "This file cannot be used"
    sentence = "This file cannot be used."

    def __init__(self, **facts: object) -> None:
        super().__init__(self.sentence.format(**facts), **facts)


class Empty(MediumRefused):
    code = "medium-empty"
    sentence = "This file is empty. Copy it from the phone again, then upload it once more."


class NotAVideo(MediumRefused):
    """`what` names what it is instead, with its article: "a picture (PNG)"."""

    code = "medium-not-a-video"
    sentence = "This is {what}, not a video. Choose the video as it came off the phone."


class Playlist(MediumRefused):
    code = "medium-playlist"
    sentence = "This is a playlist that points at other files, not a video. Upload the video itself."


class Truncated(MediumRefused):
    code = "medium-truncated"
    sentence = (
        "This video is cut off: its end is missing. Copy it from the phone again and upload the whole file."
    )


class Damaged(MediumRefused):
    code = "medium-damaged"
    sentence = (
        "This video is damaged: parts of it do not play. Check that it plays to its end, or film it again."
    )


class NoPicture(MediumRefused):
    code = "medium-no-picture"
    sentence = "This file has sound but no moving picture. Choose a video."


class TooLong(MediumRefused):
    code = "medium-too-long"
    sentence = (
        "This video is longer than {limit_min} minutes. Cut it to what a worker needs at the equipment."
    )

    def __init__(self) -> None:
        super().__init__(limit_min=MAX_SECONDS // 60)


class TooLarge(MediumRefused):
    code = "medium-too-large"
    sentence = "This picture is {width} by {height} pixels, more than can be shown. Film in 4K or less."


class TooManyBytes(MediumRefused):
    code = "medium-too-many-bytes"
    sentence = "This file is larger than {limit_gib} GB. Film in 1080p, or cut the video."

    def __init__(self) -> None:
        super().__init__(limit_gib=MAX_BYTES // 1024**3)


class Unreadable(MediumRefused):
    code = "medium-unreadable"
    sentence = (
        "This video could not be read. Save it as MP4 (H.264) on the phone or computer, then upload that."
    )


class CaptionsRefused(MediumRefused):
    """Why captions were not taken; `line` counts from 1."""

    code = "captions-refused"


class NotCaptions(CaptionsRefused):
    code = "captions-not-captions"
    sentence = "This file holds no captions. Choose a WebVTT (.vtt) or SubRip (.srt) file."


class CaptionsTooLarge(CaptionsRefused):
    code = "captions-too-large"
    sentence = "This caption file is too large for one clip. Choose the captions of this clip only."


class CaptionTime(CaptionsRefused):
    code = "captions-time"
    sentence = "Line {line}: this time cannot be read. Write it like 00:00:05.000 --> 00:00:08.000."


class CaptionOrder(CaptionsRefused):
    code = "captions-order"
    sentence = (
        "Line {line}: this caption ends before it starts, or starts before the one above it. Order them."
    )


REFUSALS: tuple[type[MediumRefused], ...] = (
    Empty, NotAVideo, Playlist, Truncated, Damaged, NoPicture, TooLong, TooLarge, TooManyBytes, Unreadable,
    NotCaptions, CaptionsTooLarge, CaptionTime, CaptionOrder,
)  # fmt: skip


def check_bytes(size: int) -> None:
    """Refuse by size alone; an upload may ask this before its first byte is sent."""
    if size == 0:
        raise Empty
    if size > MAX_BYTES:
        raise TooManyBytes


def check_length(seconds: float | None) -> None:
    """Refuse what is too long. None: the file does not say, and the transcoder will measure."""
    if seconds is not None and seconds > MAX_SECONDS:
        raise TooLong


def check_picture(width: int, height: int) -> None:
    """Refuse what has no picture, or a larger one than can be shown. Pixels."""
    if width < 1 or height < 1:
        raise NoPicture
    if width * height > MAX_PIXELS or max(width, height) > MAX_SIDE:
        raise TooLarge(width=width, height=height)


def check_whole(claimed: float | None, produced: float) -> None:
    """Refuse when clearly less came out than the file claims: ffmpeg ends with 0 on a cut file.

    The last frame of a screen recording may be held a little, hence the slack.
    """
    if produced <= 0:
        raise Damaged
    if claimed is not None and produced < claimed - max(1.5, claimed * 0.05):
        raise Truncated


def check_sound(complaints: int) -> None:
    """Refuse a film whose decoder complained too often: ffmpeg ends with 0 on damaged bytes."""
    if complaints > TOLERATED_COMPLAINTS:
        raise Damaged


def needs_slowing(fps: float | None) -> bool:
    """Whether frames must be dropped. Slower films keep their own pace: `fps=30` would double them."""
    return fps is not None and fps > SPEED_LIMIT + 0.5


def is_high_dynamic_range(colour_transfer: str | None) -> bool:
    """Whether the colours need mapping to those of a plain screen."""
    return colour_transfer in ("PQ", "HLG")


def is_complaint(line: str) -> bool:
    """Whether a line of `-loglevel level+warning` tells of broken content, not of a habit of the encoder."""
    if "[error]" in line or "[fatal]" in line:
        return True
    return "[warning]" in line and any(word in line.lower() for word in _BROKEN)


_BROKEN: Iterable[str] = ("corrupt", "conceal", "invalid", "error", "missing reference", "damaged", "truncat")
