"""Sheets read as rows of the projection."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from lvzhi.chain import canonical
from lvzhi.intake.filing import SheetRows
from lvzhi.records import records


def sheet_rows(sheet: SheetRows, entry: int, filer: str, period: str) -> list[tuple[Any, ...]]:
    """Return the rows of a sheet for `rows_<form>`; a column the sheet does not have is null."""
    form, raw = sheet.form, _raw(sheet)
    names = [c.id for c in form.all_columns]
    return [
        (entry, n, filer, period, row["_row"], form.key_of(row), *(row.get(name) for name in names),
         raw.get(row["_row"]))
        for n, row in enumerate(records(sheet.frame), 1)
    ]


def _raw(sheet: SheetRows) -> dict[int, str]:
    typed: dict[int, dict[str, str]] = defaultdict(dict)
    for (row, column), text in sheet.raw.items():
        typed[row][column] = text
    return {row: canonical(texts) for row, texts in typed.items()}


def read_counts(sheets: Mapping[str, SheetRows]) -> dict[str, int]:
    """Count the rows of each form that has any."""
    return {form: len(sheet.frame) for form, sheet in sheets.items() if len(sheet.frame)}
