"""Cells kept by `benchmarks.cells`, written once more by others: `python -m benchmarks.rewritten xlsxwriter CELLS OUT`.

It imports nothing of the product: start and memory of the others are theirs alone.
"""

from __future__ import annotations

import argparse
import datetime as dt
import pickle
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import xlsxwriter

Cell = tuple[int, int, Any, int]  # row and column from 0, value, number of its style


def kept(path: Path) -> Iterator[tuple[str, list[Cell]]]:
    """Yield the cells, some of a sheet at a time."""
    with path.open("rb") as file:
        while True:
            try:
                yield pickle.load(file)
            except EOFError:
                return


def read(path: Path, _: Path | None) -> None:
    """Read the cells and do nothing: what of the others' seconds is none of theirs."""
    for _held in kept(path):
        pass


def by_xlsxwriter(path: Path, out: Path | None) -> None:
    """Write the cells with XlsxWriter, row by row without keeping any."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        styles: dict[int, Any] = {}
        for name, held in kept(path):
            sheet = book.get_worksheet_by_name(name) or book.add_worksheet(name)
            for row, column, value, style in held:
                if style not in styles:
                    styles[style] = book.add_format({"border": 1, "text_wrap": True})
                if isinstance(value, dt.datetime):
                    sheet.write_datetime(row, column, value, styles[style])
                elif value is None or value == "":
                    sheet.write_blank(row, column, None, styles[style])
                else:
                    sheet.write(row, column, value, styles[style])


def by_pandas(path: Path, out: Path | None) -> None:
    """Write the rows with pandas, sheet after sheet, each from a frame of its own."""
    import pandas as pd  # not for the other sides, whose start and memory count

    def frame(rows: dict[int, dict[int, Any]]) -> pd.DataFrame:
        return pd.DataFrame(list(rows.values()))

    with pd.ExcelWriter(str(out), engine="xlsxwriter") as writer:
        name, rows = "", dict[int, dict[int, Any]]()
        for sheet, held in kept(path):
            if sheet != name and rows:
                frame(rows).to_excel(writer, sheet_name=name, index=False, header=False)
                rows = {}
            name = sheet
            for row, column, value, _ in held:
                rows.setdefault(row, {})[column] = value
        frame(rows).to_excel(writer, sheet_name=name, index=False, header=False)


BY: dict[str, Callable[[Path, Path | None], None]] = {"read": read, "xlsxwriter": by_xlsxwriter, "pandas": by_pandas}


def main() -> None:
    """Write the cells of a file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("how", choices=tuple(BY))
    parser.add_argument("cells", type=Path)
    parser.add_argument("out", type=Path, nargs="?")
    args = parser.parse_args()
    BY[args.how](args.cells, args.out)


if __name__ == "__main__":
    main()
