"""Who imports whom, read from the source."""

import ast
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def imports_of(path: Path) -> set[str]:
    """Modules a file imports, with `from app.x import y` as app.x.y where that is a module."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                deeper = ROOT / Path(*node.module.split("."), alias.name)
                is_module = deeper.with_suffix(".py").exists() or deeper.is_dir()
                found.add(f"{node.module}.{alias.name}" if is_module else node.module)
    return found


def modules(folder: str = "app") -> dict[str, set[str]]:
    """Dotted name of every module below the folder, with what it imports."""
    found = {}
    for path in sorted((ROOT / folder).rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        found[name] = imports_of(path)
    return found


def is_standard(name: str) -> bool:
    return name.split(".")[0] in sys.stdlib_module_names


def out_of_order(graph: dict[str, set[str]], order: list[str]) -> list[str]:
    """Imports that point to the right in `order`, or into a room the order does not name."""
    rank = {room: place for place, room in enumerate(order)}
    wrong = []
    for module, targets in graph.items():
        room = _room(module)
        for target in sorted(targets):
            if not target.startswith("app.") or room is None:
                continue
            other = _room(target)
            if other not in rank or room not in rank or rank[other] > rank[room]:
                wrong.append(f"{module} imports {target}")
    return wrong


def cycles(graph: dict[str, set[str]]) -> list[list[str]]:
    """Import cycles between modules."""
    found, done = [], set()

    def visit(module: str, path: list[str]) -> None:
        if module in path:
            found.append(path[path.index(module) :])
            return
        if module in done:
            return
        for target in graph.get(module, ()):
            if target != module:
                visit(target, [*path, module])
        done.add(module)

    for module in graph:
        visit(module, [])
    return found


def _room(module: str) -> str | None:
    """The feature folder; app/__init__.py wires and may import all, settings belongs to everyone."""
    parts = module.split(".")
    if len(parts) == 1:
        return None
    return "core" if parts[1] == "settings" else parts[1]
