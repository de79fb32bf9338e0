"""What a supervisor typed on the pages of printing, and what is wrong with it, in plain words by field."""

from collections.abc import Collection, Mapping
from typing import Any, get_args

from werkzeug.datastructures import MultiDict

from app.labels.catalogue import STOCKS
from app.labels.face import LAYOUTS, Layout, Wish
from app.labels.matrix import Level
from app.labels.orders import MOST_BLANKS
from app.labels.own_stock import NUMBERS
from app.labels.printers import RESOLUTIONS, Measured
from app.labels.selection import PAGES, Selection
from app.labels.stock import Stock
from app.labels.verdict import DISTANCES, SURFACES, module_for
from app.places import listing

POSTER = "poster"
POSTERS = tuple(name for name, stock in STOCKS.items() if stock.kind == "poster")
CHOICES: Mapping[str, str] = {**LAYOUTS, POSTER: "Poster for a door, A5 or A4"}  # type: ignore[dict-item]
"""How a label may look: the layouts of a face, and the poster: what `area` says, on a whole page."""

PAPERS = {"A4": (210.0, 297.0), "letter": (215.9, 279.4)}
LEAST_SIDE = 10.0
TOO_SMALL = f"No QR code fits on less than {LEAST_SIDE:g} mm."
LARGEST = 1000.0
"""Millimetres; no sheet or roll is larger."""


def job(values: MultiDict[str, str]) -> dict[str, Any]:
    """The fields of a print job as sent; what is left out is what most people want.

    `sheet` names the sheet that `start_cell` was chosen on: on another one it says nothing. `all_of` is the
    page all of whose equipment is meant; its filter comes with it. `token` names the page that was shown.
    """
    layout, stock = _layout(values)
    sheet = f"{values.get('stock', '')} {values.get('printer', '')}"
    start = values.get("start_cell", "").strip() if values.get("sheet", sheet) == sheet else ""
    return {
        "equipment": values.getlist("equipment"),
        "all_of": _one_of(values, "all_of", PAGES, ""),
        "filter": listing.wanted(values),
        "since": values.get("since", ""),
        "blank": values.get("blank", "").strip(),
        "site": values.get("site", ""),
        "stock": stock,
        "start_cell": start,
        "layout": layout,
        "level": _one_of(values, "level", get_args(Level), "Q"),
        "distance": _one_of(values, "distance", DISTANCES, "150"),
        "surface": _one_of(values, "surface", SURFACES, "flat"),
        "printer": values.get("printer", ""),
        "format": "zpl" if values.get("format") == "zpl" else "pdf",
        "token": values.get("token", ""),
    }


def selection(typed: Mapping[str, Any]) -> Selection:
    """Which equipment gets labels; none for blanks."""
    return Selection(typed["equipment"], typed["all_of"], typed["filter"], typed["since"])


def wish(typed: Mapping[str, Any]) -> Wish:
    """How the labels should look."""
    layout: Layout = "area" if typed["layout"] == POSTER else typed["layout"]
    return Wish(layout, typed["level"], module_for(float(typed["distance"])))


def wrong(typed: Mapping[str, Any], stocks: Mapping[str, Stock]) -> dict[str, str]:
    """A sentence for each field that cannot be printed from; empty when all can."""
    errors, stock = {}, stocks.get(typed["stock"])
    if not typed["equipment"] and not typed["all_of"] and not typed["blank"]:
        errors["equipment"] = "Tick the equipment you want labels for, then print."
    if typed["blank"] and _count(typed["blank"], MOST_BLANKS) is None:
        errors["blank"] = f"Write how many, from 1 to {MOST_BLANKS}."
    if stock is None:
        errors["stock"] = "Choose one of the label stocks in the list."
    elif typed["start_cell"] and _count(typed["start_cell"], stock.cells) is None:
        errors["start_cell"] = f"Start at a label from 1 to {stock.cells}."
    return errors


def printer(form: MultiDict[str, str]) -> tuple[dict[str, Any], dict[str, str]]:
    """Name and resolution of a printer, with what is wrong; `dpi` is None for sheets."""
    dpi = form.get("dpi", "")
    name, errors = form.get("name", "").strip(), {}
    if not 1 <= len(name) <= 60:
        errors["name"] = "Give it a name of at most 60 characters, such as Office copier."
    return {"name": name, "dpi": int(dpi) if dpi in map(str, RESOLUTIONS) else None}, errors


def measured(form: MultiDict[str, str]) -> tuple[Measured | None, dict[str, str]]:
    """What was measured on a test sheet, or None with a sentence by field."""
    names = ("left", "top", "across", "down")
    numbers = {name: number(form.get(name, "")) for name in names}
    errors = {name: "Write millimetres, such as 20.4." for name in names if numbers[name] is None}
    return (None if errors else Measured(**numbers)), errors  # type: ignore[arg-type]


def own_stock(form: MultiDict[str, str]) -> tuple[dict[str, Any], dict[str, str]]:
    """The columns of an OwnStock as far as they could be read, and a sentence for each wrong field."""
    kind = "roll" if form.get("kind") == "roll" else "sheet"
    facts: dict[str, Any] = {"name": form.get("name", "").strip(), "kind": kind}
    facts |= {name: number(form.get(name, "")) for name in NUMBERS}
    dpi = form.get("dpi", "")
    facts["dpi"] = (int(dpi) if dpi in map(str, RESOLUTIONS) else 203) if kind == "roll" else None
    if kind == "roll":
        facts |= {"columns": 1, "rows": 1, "margin_left": 0, "margin_top": 0, "gap_x": 0, "gap_y": 0}
        facts |= {"page_width": facts["width"], "page_height": facts["height"]}
    return facts, _wrong_stock(facts)


def number(text: str) -> float | None:
    """A figure as typed, with a point or a comma; None for anything else."""
    try:
        value = float(text.strip().replace(",", "."))
    except ValueError:
        return None
    return value if abs(value) <= LARGEST else None


def _wrong_stock(facts: Mapping[str, Any]) -> dict[str, str]:
    errors = {}
    if not 1 <= len(facts["name"]) <= 40:
        errors["name"] = "Give it a name of at most 40 characters."
    elif facts["name"] in STOCKS:
        errors["name"] = "A maker's stock has this name. Choose another."
    for name in NUMBERS:
        if facts[name] is None or facts[name] < 0:
            errors[name] = "Write millimetres, such as 38.1."
    for name in ("columns", "rows"):
        if name not in errors and (facts[name] != int(facts[name]) or not 1 <= facts[name] <= 40):
            errors[name] = "Write a whole number from 1 to 40."
    return errors or _too_wide(facts)


def _too_wide(facts: Mapping[str, Any]) -> dict[str, str]:
    """Labels must lie on the page."""
    across = (
        facts["margin_left"] + facts["columns"] * facts["width"] + (facts["columns"] - 1) * facts["gap_x"]
    )
    down = facts["margin_top"] + facts["rows"] * facts["height"] + (facts["rows"] - 1) * facts["gap_y"]
    errors = {}
    if across > facts["page_width"] + 0.01:
        errors["width"] = f"The labels reach {across:.1f} mm across a page of {facts['page_width']:g} mm."
    if down > facts["page_height"] + 0.01:
        errors["height"] = f"The labels reach {down:.1f} mm down a page of {facts['page_height']:g} mm."
    small = {name: TOO_SMALL for name in ("width", "height") if facts[name] < LEAST_SIDE}
    return {**errors, **small}


def _layout(values: MultiDict[str, str]) -> tuple[str, str]:
    """Layout and stock, which go together: a poster fills a page of its own, and nothing else does.

    Where they do not, what was chosen last decides: `shown` is the layout that the page showed before.
    """
    stock = values.get("stock") or ""
    layout = _one_of(values, "layout", CHOICES, POSTER if stock in POSTERS else "area")
    if not stock or (values.get("shown", layout) != layout and (layout == POSTER) != (stock in POSTERS)):
        return layout, POSTERS[0] if layout == POSTER else next(iter(STOCKS))
    if stock in POSTERS:
        return POSTER, stock
    return "area" if layout == POSTER else layout, stock


def _one_of(values: MultiDict[str, str], name: str, known: Collection[str], usual: str) -> str:
    chosen = values.get(name, "")
    return chosen if chosen in known else usual


def _count(text: str, most: int) -> int | None:
    """A whole number from 1 to `most`, or None."""
    good = text.isdecimal() and len(text) <= 4 and 1 <= int(text) <= most
    return int(text) if good else None
