"""How figures and times are written on pages; the browser turns times into those of its own zone."""

from datetime import UTC, datetime

from flask import Flask
from markupsafe import Markup


def install(app: Flask) -> None:
    app.add_template_filter(size)
    app.add_template_filter(length_of)
    app.add_template_filter(moment)
    app.add_template_filter(plain)


def size(count: int | None) -> str:
    """Bytes as people say them: "640 B", "52 KB", "2.1 MB"."""
    number = float(count or 0)
    for unit in ("B", "KB", "MB"):
        if number < 1000:
            return f"{number:.1f} {unit}" if unit == "MB" else f"{number:.0f} {unit}"
        number /= 1000
    return f"{number:.1f} GB"


def length_of(seconds: float | None) -> str:
    """Seconds as on a player: "0:42"."""
    whole = round(seconds or 0)
    return f"{whole // 60}:{whole % 60:02d}"


def moment(when: datetime | None) -> Markup:
    """A time element: UTC as it stands, the reader's own zone once console.js has run."""
    if when is None:
        return Markup("–")
    utc = when.astimezone(UTC)
    shown = f"{utc.day} {utc:%b %Y, %H:%M} UTC"
    return Markup('<time datetime="{}">{}</time>').format(utc.isoformat(timespec="seconds"), shown)


def plain(number: float | str | None) -> str:
    """A figure without needless zeros: 2.0 is "2"; nothing is ""; what cannot be a figure stays as typed."""
    return f"{number:g}" if isinstance(number, int | float) else str(number or "")
