"""What openpyxl and calamine see in a workbook: {sheet: {(row, column): value}}, brought to our reader's terms."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Mapping, Sequence

import openpyxl
from python_calamine import CalamineWorkbook

from lvzhi.intake.cells import Value

Cells = dict[tuple[int, int], Value]
Sheets = Mapping[str, Cells]


def plain(value: object) -> object:
    """Bring what a library gives to the contract: whole numbers int, midnight a day."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, dt.datetime) and value.time() == dt.time(0):
        return value.date()
    return value


def openpyxl_sees(data: bytes) -> Sheets:
    book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    # Its own rows would be as many and as wide as the last cell is far away.
    return {s.title: _filled({at: plain(cell.value) for at, cell in s._cells.items()}) for s in book.worksheets}


def calamine_sees(data: bytes) -> Sheets:
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    return {name: _placed(book.get_sheet_by_name(name).to_python(skip_empty_area=False)) for name in book.sheet_names}


def _placed(rows: Sequence[Sequence[object]]) -> Cells:
    return _filled({(r, c): plain(v) for r, line in enumerate(rows, 1) for c, v in enumerate(line, 1)})


def _filled(every: Mapping[tuple[int, int], object]) -> Cells:
    return {at: value for at, value in every.items() if value not in ("", None)}  # type: ignore[misc]
