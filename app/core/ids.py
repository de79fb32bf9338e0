"""Identifiers (RFC 9562): UUIDv7, later rows sort later; UUIDv8 where a name is made of parts."""

import hashlib
import secrets
import time
import uuid


def new_id() -> str:
    return _uuid((time.time_ns() // 1_000_000) << 80 | secrets.randbits(80), 7)


def id_of(*parts: str) -> str:
    """The same for the same parts, whoever asks: the beginning of their SHA-256."""
    said = b"".join(hashlib.sha256(part.encode()).digest() for part in parts)
    return _uuid(int.from_bytes(hashlib.sha256(said).digest()[:16], "big"), 8)


def _uuid(bits: int, version: int) -> str:
    bits = bits & ~(0xF << 76) | version << 76
    bits = bits & ~(0x3 << 62) | 0x2 << 62
    return str(uuid.UUID(int=bits))
