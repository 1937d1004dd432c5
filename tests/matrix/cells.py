"""A cell of the matrix as it was found, and the tables they make."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

DONE, REFUSED = "✓", "–"


@dataclass(frozen=True)
class Cell:
    """What somebody tried, whether it is theirs, and what became of it: DONE, REFUSED, or what went wrong."""

    what: str
    who: str
    theirs: bool
    found: str

    @property
    def right(self) -> bool:
        return self.found == (DONE if self.theirs else REFUSED)


def wrong(cells: Iterable[Cell]) -> list[Cell]:
    return [c for c in cells if not c.right]


def counted(kind: str, cells: Sequence[Cell]) -> str:
    """Say how many cells were tried."""
    allowed, refused = sum(c.theirs for c in cells), sum(not c.theirs for c in cells)
    bad = len(wrong(cells))
    return f"{kind}:试 {len(cells)} 格,可办 {allowed},不可办 {refused}" + (f",不符 {bad}" if bad else ",全部相符")


def table(kind: str, cells: Sequence[Cell], words: Mapping[str, str], columns: Mapping[str, str]) -> str:
    """Return the cells as a table in Markdown: one line for each thing tried, in the order of trying."""
    by = {(c.what, c.who): c for c in cells}
    lines = [f"| {kind} | " + " | ".join(columns.values()) + " |", "|---|" + "---|" * len(columns)]
    for what in dict.fromkeys(c.what for c in cells):
        found = (_mark(by.get((what, who))) for who in columns)
        lines.append(f"| {words.get(what, what)} | " + " | ".join(found) + " |")
    return "\n".join([*lines, "", counted(kind, cells), ""])


def _mark(cell: Cell | None) -> str:
    if cell is None:
        return ""
    return cell.found if cell.right else f"不符:{cell.found}"
