"""Reading what Node's test runner says of coverage (LCOV, `geninfo` of the Linux Test Project)."""

from collections.abc import Iterable


def missed(report: str, files: Iterable[str]) -> dict[str, str]:
    """Each file with the lines where a branch, or the line itself, was never taken; '' when all were."""
    found: dict[str, set[int]] = {}
    lines: set[int] = set()
    for entry in report.splitlines():
        kind, _, told = entry.partition(":")
        facts = told.split(",")
        if kind == "SF":
            lines = found.setdefault(told, set())
        elif (kind == "BRDA" and facts[3] in ("0", "-")) or (kind == "DA" and facts[1] == "0"):
            lines.add(int(facts[0]))
    return {name: _said(found, name) for name in files}


def _said(found: dict[str, set[int]], name: str) -> str:
    """A file that no test has loaded is missed from its first line."""
    return ", ".join(map(str, sorted(found.get(name, {1}))))
