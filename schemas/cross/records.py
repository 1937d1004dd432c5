"""Rows of a frame as plain records, blanks as None: for rules that compare rows one by one."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import pandas as pd

from lvzhi.intake.filing import Filing
from lvzhi.records import records as plain

Record = dict[str, Any]


class _Same:
    """A frame compared by identity: sheets and standing rows are never changed, and many rules read the same."""

    __slots__ = ("frame",)

    def __init__(self, frame: pd.DataFrame) -> None:
        self.frame = frame

    def __hash__(self) -> int:
        return id(self.frame)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.frame is other.frame


@lru_cache(maxsize=256)
def _once(held: _Same) -> tuple[Record, ...]:
    rows = zip(held.frame.index, plain(held.frame), strict=True)
    return tuple({**row, "_row": index} for index, row in rows)


def records(frame: pd.DataFrame) -> tuple[Record, ...]:
    """The rows, each with the frame's index as `_row` (Excel's row where the frame is a sheet); not to be changed."""
    return _once(_Same(frame))


def sheet(filing: Filing, form: str) -> tuple[Record, ...]:
    """The filled rows of this book's sheet; none when the book has no such sheet."""
    found = filing.sheets.get(form)
    return records(found.frame) if found is not None else ()


def accepted(filing: Filing, form: str, filer: str | None = None) -> tuple[Record, ...]:
    """The current accepted rows of a form, with `filer`."""
    return records(filing.standing.current(form, filer))


def known(filing: Filing, form: str, key: str) -> Iterator[Record]:
    """This book's rows (with `filer`) and, of all filers, the accepted ones it does not replace."""
    mine = [{**row, "filer": filing.filer.code} for row in sheet(filing, form)]
    yield from mine
    here = {row[key] for row in mine}
    for row in accepted(filing, form):
        if row["filer"] != filing.filer.code or row[key] not in here:
            yield {**row, "_row": None}
