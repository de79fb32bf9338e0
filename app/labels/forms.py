"""What a supervisor typed to print labels, and what is wrong with it, in plain words by field."""

from typing import Any

from werkzeug.datastructures import MultiDict

from app.labels.catalogue import STOCKS


def blank() -> dict[str, Any]:
    """What the form starts with."""
    return {"equipment": [], "stock": next(iter(STOCKS)), "start_cell": "1"}


def typed(form: MultiDict[str, str]) -> dict[str, Any]:
    """The fields as sent: ids of equipment, the name of a stock, the first cell as text."""
    return {
        "equipment": form.getlist("equipment"),
        "stock": form.get("stock", ""),
        "start_cell": form.get("start_cell", "").strip() or "1",
    }


def wrong(typed: dict[str, Any]) -> dict[str, str]:
    """A sentence for each field that cannot be printed from; empty when all can."""
    errors, stock, start = {}, STOCKS.get(typed["stock"]), typed["start_cell"]
    if not typed["equipment"]:
        errors["equipment"] = "Tick the equipment you want labels for, then print."
    if stock is None:
        errors["stock"] = "Choose one of the label stocks in the list."
    elif not (start.isdecimal() and len(start) <= 3 and 1 <= int(start) <= stock.cells):
        errors["start_cell"] = f"Start at a label from 1 to {stock.cells}."
    return errors
