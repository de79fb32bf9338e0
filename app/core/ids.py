"""Identifiers: UUIDv7 (RFC 9562), so that rows made later sort later."""

import secrets
import time
import uuid


def new_id() -> str:
    bits = (time.time_ns() // 1_000_000) << 80 | secrets.randbits(80)
    bits = bits & ~(0xF << 76) | 0x7 << 76
    bits = bits & ~(0x3 << 62) | 0x2 << 62
    return str(uuid.UUID(int=bits))
