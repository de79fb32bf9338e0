"""What a file is by its first bytes, whatever its name says. Nothing here decodes anything."""

import os
import re
from pathlib import Path
from typing import BinaryIO

from app.media.rules import Empty, MediumRefused, NoPicture, NotAVideo, Playlist, Truncated, check_bytes

_HEAD = 4096
_STILLS = (b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis", b"crx ")
_BOXES = (b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide", b"pnot", b"uuid")
_MUST_BE_WHOLE = (b"moov", b"mdat", b"moof")
_PLAYLIST = re.compile(
    rb"#EXTM3U|#EXT-X-|ffconcat\s+version|^file\s+['\"\w./]|\[playlist\]|<MPD\b|<smil\b|<asx\b|<playlist\b"
    rb"|<SmoothStreamingMedia\b|^\w+://",
    re.IGNORECASE | re.MULTILINE,
)
_PICTURES = {
    b"\x89PNG": "PNG", b"\xff\xd8\xff": "JPEG", b"GIF8": "GIF", b"II*\0": "TIFF", b"MM\0*": "TIFF",
    b"8BPS": "PSD",
}  # fmt: skip
_OTHERS = {
    b"\x7fELF": "a program", b"MZ": "a program", b"\xcf\xfa\xed\xfe": "a program", b"#!": "a program",
    b"PK\x03\x04": "a ZIP archive or an office document", b"\x1f\x8b": "a compressed archive",
    b"7z\xbc\xaf": "a compressed archive", b"Rar!": "a compressed archive", b"%PDF": "a PDF document",
    b"\xd0\xcf\x11\xe0": "an office document", b"SQLite": "a database",
}  # fmt: skip
_SOUNDS = (b"ID3", b"fLaC", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2", b"\xff\xf1", b"\xff\xf9", b"#!AMR")
_FILMS = {
    b"\x1a\x45\xdf\xa3": "matroska", b"OggS": "ogg", b"FLV\x01": "flv",
    b"\x30\x26\xb2\x75\x8e\x66\xcf\x11": "asf", b"\x00\x00\x01\xba": "mpeg",
}  # fmt: skip


def demuxer_of(path: Path) -> str:
    """The one ffmpeg demuxer that may open this file, or a named refusal.

    Pinning it means that no other reader ever sees the bytes, playlists least of all.
    """
    check_bytes(path.stat().st_size)
    with path.open("rb") as file:
        head = file.read(_HEAD)
        found = _film(head)
        if found == "mov":
            _check_boxes(file, path.stat().st_size)
    if found is None:
        raise _refusal(head)
    return found


def _film(head: bytes) -> str | None:
    if head[4:8] in _BOXES:
        return None if head[8:12] in _STILLS else "mov"
    if head[:4] == b"RIFF" and head[8:12] == b"AVI ":
        return "avi"
    if all(head[at : at + 1] == b"\x47" for at in (0, 188, 376)):
        return "mpegts"
    if all(head[at : at + 1] == b"\x47" for at in (4, 196, 388)):
        return "mpegts"  # the camcorder's kind, with a time before each packet
    return next((name for magic, name in _FILMS.items() if head.startswith(magic)), None)


def _refusal(head: bytes) -> MediumRefused:
    if not head.strip(b"\0"):
        return Empty()
    if head.startswith(_SOUNDS) or (head[:4] == b"RIFF" and head[8:12] == b"WAVE"):
        return NoPicture()
    for magic, name in _PICTURES.items():
        if head.startswith(magic):
            return NotAVideo(what=f"a picture ({name})")
    if head[4:8] == b"ftyp" or (head[:4] == b"RIFF" and head[8:12] == b"WEBP"):
        return NotAVideo(what="a picture")
    for magic, name in _OTHERS.items():
        if head.startswith(magic):
            return NotAVideo(what=name)
    return _refusal_of_text(head)


def _refusal_of_text(head: bytes) -> MediumRefused:
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if b"\0" in head or sum(byte < 9 or 13 < byte < 32 for byte in head) > len(head) // 100:
        return NotAVideo(what="a file of an unknown kind")
    if _PLAYLIST.search(text):
        return Playlist()
    if re.search(rb"<svg\b", text, re.IGNORECASE):
        return NotAVideo(what="a drawing (SVG)")
    if re.match(rb"<!doctype html|<html", text, re.IGNORECASE):
        return NotAVideo(what="a web page")
    return NotAVideo(what="a text")


def _check_boxes(file: BinaryIO, size: int) -> None:
    """Walk the top-level boxes (ISO/IEC 14496-12, 4.2): the index must be there, the picture data whole.

    Foreign bytes after both are let be; some phones write a trailer, and re-encoding drops it.
    """
    at, has_index = 0, False
    while at + 8 <= size:
        kind, length = _box(file, at, size)
        if kind in _MUST_BE_WHOLE and at + length > size:
            raise Truncated
        has_index = has_index or kind == b"moov"
        if length < 8:
            break
        at += length
    if not has_index:
        raise Truncated


def _box(file: BinaryIO, at: int, size: int) -> tuple[bytes, int]:
    file.seek(at, os.SEEK_SET)
    header = file.read(16)
    length = int.from_bytes(header[:4], "big")
    if length == 1:
        length = int.from_bytes(header[8:16], "big")
    return header[4:8], size - at if length == 0 else length
