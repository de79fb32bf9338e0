"""A PDF file written while it is made: what is finished leaves, so memory does not grow with the pages.

ISO 32000-1: objects (7.3), file structure (7.5), pages (7.7.3). Streams are deflated.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from typing import IO

_NO_DATE = "D:19700101000000Z"
"""The same labels give the same bytes, whenever they are printed."""

CATALOG, PAGES, INFO, RESOURCES = 1, 2, 3, 4


class PdfFile:
    """Pages are added one after the other; close() writes what they share and the table of objects."""

    def __init__(self, out: IO[bytes], *, title: str):
        self._out, self._at, self._title = out, 0, title
        self._places: dict[int, int] = {}
        self._kids: list[int] = []
        self._last = RESOURCES
        self._write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")

    @property
    def pages(self) -> int:
        return len(self._kids)

    def page(self, content: bytes, size: tuple[float, float]) -> None:
        """Add a page; `size` in points."""
        drawn = self.stream(content)
        box = f"[0 0 {size[0]:.3f} {size[1]:.3f}]"
        resources = f"/Parent {PAGES} 0 R /MediaBox {box} /Resources {RESOURCES} 0 R"
        self._kids.append(self.add(f"<< /Type /Page {resources} /Contents {drawn} 0 R >>"))

    def stream(self, data: bytes, entries: str = "") -> int:
        """Add a stream with `entries` in its dictionary; return its number."""
        packed = zlib.compress(data, 6)
        head = f"<< {entries} /Filter /FlateDecode /Length {len(packed)} >>\nstream\n"
        return self._put(self._new(), head.encode() + packed + b"\nendstream")

    def add(self, body: str) -> int:
        """Add an object; return its number."""
        return self._put(self._new(), body.encode())

    def close(self, *, fonts: Mapping[str, int], forms: Mapping[str, int]) -> None:
        """Write what all pages use: `fonts` and `forms` by the name that content streams call them."""
        shared = f"/Font << {_references(fonts)} >> /XObject << {_references(forms)} >>"
        self._put(RESOURCES, f"<< {shared} >>".encode())
        kids = " ".join(f"{number} 0 R" for number in self._kids)
        self._put(PAGES, f"<< /Type /Pages /Kids [{kids}] /Count {len(self._kids)} >>".encode())
        self._put(CATALOG, f"<< /Type /Catalog /Pages {PAGES} 0 R >>".encode())
        self._put(INFO, f"<< /Title ({self._title}) /CreationDate ({_NO_DATE}) >>".encode())
        self._table()

    def _table(self) -> None:
        start, count = self._at, self._last + 1
        rows = "".join(f"{self._places[number]:010} 00000 n \n" for number in range(1, count))
        trailer = f"<< /Size {count} /Root {CATALOG} 0 R /Info {INFO} 0 R >>"
        table = f"xref\n0 {count}\n0000000000 65535 f \n{rows}trailer\n{trailer}\nstartxref\n{start}\n%%EOF\n"
        self._write(table.encode())

    def _new(self) -> int:
        self._last += 1
        return self._last

    def _put(self, number: int, body: bytes) -> int:
        self._places[number] = self._at
        self._write(f"{number} 0 obj\n".encode() + body + b"\nendobj\n")
        return number

    def _write(self, data: bytes) -> None:
        self._at += self._out.write(data)


def _references(numbers: Mapping[str, int]) -> str:
    return " ".join(f"/{name} {number} 0 R" for name, number in numbers.items())
