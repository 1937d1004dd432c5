"""The cells of a consolidated workbook, kept in a file for others to write: `python -m benchmarks.cells DATA CELLS`."""

from __future__ import annotations

import argparse
import pickle
from pathlib import Path
from typing import Any
from unittest.mock import patch

from xlsxwriter.worksheet import Worksheet

from benchmarks.rewritten import Cell
from lvzhi.books import consolidated
from lvzhi.datadir import opened
from lvzhi.viewer import Viewer
from lvzhi.workspace import Workspace
from schemas import FORMS

AT_ONCE = 5_000


def keep(data: Path, out: Path) -> None:
    """Write the workbook of a data directory, noting every cell as it is handed to XlsxWriter."""
    with out.open("wb") as file, _noted(_Notes(file)) as notes, Workspace(opened(data), FORMS) as workspace:
        with workspace.store.cursor() as cursor, out.with_suffix(".xlsx").open("wb") as book:
            consolidated.write(book, cursor, FORMS, workspace.plan, workspace.clock.now(), {}, Viewer("office"))
        notes.done()


class _Notes:
    """Cells on their way into the file, so many at once."""

    def __init__(self, file: Any) -> None:
        self._file, self._sheet, self._held = file, "", list[Cell]()
        self._styles: dict[int, int] = {}

    def add(self, sheet: Worksheet, row: int, column: int, value: Any, style: Any) -> None:
        if sheet.name != self._sheet or len(self._held) >= AT_ONCE:
            self.done()
            self._sheet = sheet.name
        self._held.append((row, column, value, self._styles.setdefault(id(style), len(self._styles))))

    def done(self) -> None:
        if self._held:
            pickle.dump((self._sheet, self._held), self._file)
        self._held = []


class _noted:
    """While it lasts every cell written goes into the notes too."""

    def __init__(self, notes: _Notes) -> None:
        self._notes, self._patches = notes, [_watched(notes, n) for n in ("string", "number", "blank", "datetime")]

    def __enter__(self) -> _Notes:
        for one in self._patches:
            one.start()
        return self._notes

    def __exit__(self, *_: object) -> None:
        for one in self._patches:
            one.stop()


def _watched(notes: _Notes, kind: str) -> Any:
    name = f"_write_{kind}"
    own = getattr(Worksheet, name)

    def write(sheet: Worksheet, row: int, column: int, value: Any, style: Any = None) -> Any:
        notes.add(sheet, row, column, value, style)
        return own(sheet, row, column, value, style)

    return patch.object(Worksheet, name, write)


def main() -> None:
    """Keep the cells of a data directory's workbook."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    args = parser.parse_args()
    keep(args.data, args.out)


if __name__ == "__main__":
    main()
