"""A spoilt book as a file: written by another program's library and read again."""

from __future__ import annotations

import io
from dataclasses import replace

import openpyxl

from lvzhi.intake.cells import ErrorValue, NoValue, Sheet, Value, Workbook
from lvzhi.intake.reading import read


def written(workbook: Workbook) -> bytes:
    """Every cell, merged range and hidden row, with no styles but those of days."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for sheet in workbook.sheets:
        _write(book.create_sheet(sheet.name), sheet)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _write(target: openpyxl.worksheet.worksheet.Worksheet, sheet: Sheet) -> None:
    target.sheet_state = sheet.state
    for (row, column), value in sheet.cells.items():
        cell = target.cell(row, column)
        cell.value = _plain(value)
        if isinstance(value, str):
            cell.data_type = "s"
        elif isinstance(value, ErrorValue):
            cell.data_type = "e"
    for row in sheet.hidden_rows:
        target.row_dimensions[row].hidden = True
    for first, left, last, right in sheet.merged:
        target.merge_cells(start_row=first, start_column=left, end_row=last, end_column=right)


def _plain(value: Value) -> object:
    if isinstance(value, ErrorValue):
        return value.text
    return value.formula if isinstance(value, NoValue) else value


def through_a_file(workbook: Workbook) -> Workbook:
    return replace(read(written(workbook)), producer=workbook.producer)
