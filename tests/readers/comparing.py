"""Count the cells in which our reader and a library agree, and why they differ where they do."""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from lvzhi.intake.cells import ErrorValue, NoValue, Sheet, Value, address
from lvzhi.intake.reading import read
from lvzhi.intake.strings import unescape
from tests.readers.libraries import Sheets, calamine_sees, openpyxl_sees

OPENPYXL, CALAMINE = "openpyxl", "calamine"
LIBRARIES = {OPENPYXL: openpyxl_sees, CALAMINE: calamine_sees}


@dataclass
class Tally:
    """What was compared: `known` counts differences by (library, reason), `unexplained` lists the others."""

    books: int = 0
    sheets: int = 0
    cells: Counter[str] = field(default_factory=Counter)
    known: Counter[tuple[str, str]] = field(default_factory=Counter)
    unexplained: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        compared = ", ".join(f"{count} cells beside {name}" for name, count in self.cells.items())
        known = "; ".join(f"{name}: {reason} {count}" for (name, reason), count in sorted(self.known.items()))
        return (
            f"{self.books} books, {self.sheets} sheets, {compared}; known differences: {known or 'none'}; "
            f"unexplained: {len(self.unexplained)}"
        )


def compared(books: Iterable[tuple[str, bytes]]) -> Tally:
    """Read each named book with all three readers."""
    tally = Tally()
    for name, data in books:
        ours = read(data).sheets
        tally.books += 1
        tally.sheets += len(ours)
        for library, see in LIBRARIES.items():
            if library == CALAMINE and _is_far(ours):
                tally.known[library, "a far cell ends the process, not asked"] += 1
                continue
            _compare(tally, name, library, ours, see(data))
    return tally


def _is_far(sheets: Sequence[Sheet]) -> bool:
    """Calamine makes room for every cell up to the last one."""
    return any(max(r for r, _ in s.cells) * max(c for _, c in s.cells) > 10_000_000 for s in sheets if s.cells)


def _compare(tally: Tally, book: str, library: str, ours: Sequence[Sheet], theirs: Sheets) -> None:
    if not any(theirs.values()) and any(sheet.cells for sheet in ours):
        tally.known[library, "a Strict workbook holds nothing"] += 1
        return
    assert [sheet.name for sheet in ours] == list(theirs)
    for sheet in ours:
        cells = theirs[sheet.name]
        places = sheet.cells.keys() | cells.keys()
        tally.cells[library] += len(places)
        for at in places:
            held, seen = sheet.cells.get(at), cells.get(at)
            if is_same(held, seen):
                continue
            reason = known_reason(held, seen) or (seen is None and _covered(sheet, at))
            if not reason:
                tally.unexplained.append(f"{book} {sheet.name} {address(*at)}: {held!r}, {library} {seen!r}")
            else:
                tally.known[library, reason] += 1


def _covered(sheet: Sheet, at: tuple[int, int]) -> str | None:
    """Programs leave what stood in cells that are merged into another one; it is there, though not seen."""
    row, column = at
    inside = any(
        top <= row <= bottom and left <= column <= right and at != (top, left)
        for top, left, bottom, right in sheet.merged
    )
    return "a cell under a merged one is empty" if inside else None


def is_same(held: Value | None, seen: object) -> bool:
    if isinstance(held, ErrorValue):
        return seen == held.text
    if isinstance(held, float) and isinstance(seen, (int, float)) and not isinstance(seen, bool):
        return math.isclose(held, seen, rel_tol=1e-15)
    return type(held) is type(seen) and held == seen


def known_reason(held: Value | None, seen: object) -> str | None:
    """Why a library differs, where it is known to."""
    if isinstance(held, ErrorValue) and seen is None:
        return "an error is an empty cell"
    if isinstance(held, NoValue) and seen is None:
        return "a formula without a result is an empty cell"
    if isinstance(held, (dt.date, dt.time)) and isinstance(seen, (int, float)):
        return "a Chinese date is a number"
    if isinstance(held, str) and isinstance(seen, str) and held == unescape(seen):
        return "an escaped character stays escaped"
    return None
