"""The raw read: python-calamine brings every cell of a folder's books into Python, and no more.

`python -m benchmarks.raw BOOKS`.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook


def read(folder: Path) -> int:
    """Read every book of a folder; return the cells."""
    cells = 0
    for path in sorted(folder.rglob("*.xlsx")):
        try:
            book = CalamineWorkbook.from_path(path)
        except CalamineError:
            continue
        for name in book.sheet_names:
            cells += sum(map(len, book.get_sheet_by_name(name).to_python()))
    return cells


def main() -> None:
    """Read a folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("books", type=Path)
    args = parser.parse_args()
    print(read(args.books))


if __name__ == "__main__":
    main()
