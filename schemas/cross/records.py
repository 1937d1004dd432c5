"""Rows of a frame as plain records, blanks as None: for rules that compare rows one by one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from lvzhi.intake.filing import Filing

Record = dict[str, Any]


def records(frame: pd.DataFrame) -> list[Record]:
    """The rows, each with the frame's index as `_row` (Excel's row where the frame is a sheet)."""
    held = frame.astype(object).where(frame.notna(), None)
    return [{**row, "_row": index} for index, row in zip(held.index, held.to_dict("records"), strict=True)]


def sheet(filing: Filing, form: str) -> list[Record]:
    """The filled rows of this book's sheet; none when the book has no such sheet."""
    found = filing.sheets.get(form)
    return records(found.frame) if found is not None else []


def accepted(filing: Filing, form: str, filer: str | None = None) -> list[Record]:
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
