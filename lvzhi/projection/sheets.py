"""Sheets read as Arrow tables of rows; nothing is done row by row that can be done by column."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

import pandas as pd
import pyarrow as pa

from lvzhi.chain import canonical
from lvzhi.form import Form
from lvzhi.intake.filing import SheetRows
from lvzhi.projection.tables import rows_table


def sheet_rows(sheet: SheetRows, entry: int, filer: str, period: str) -> pa.Table:
    """Return the rows of a sheet for `rows_<form>`; a column the sheet does not have is null."""
    frame, schema = sheet.frame, rows_table(sheet.form).arrow
    size = len(frame)
    columns: dict[str, Any] = {
        "entry": pa.array([entry] * size, pa.int64()),
        "ord": pa.array(range(1, size + 1), pa.int64()),
        "filer": pa.array([filer] * size, pa.string()),
        "period": pa.array([period] * size, pa.string()),
        "sheet_row": pa.array(frame.index.tolist(), pa.int64()),
        "key": pa.array(_keys(sheet.form, frame), pa.string()),
        "raw": pa.array(_raw(sheet), pa.string()),
    }
    for name in sheet.form.by_id:
        columns[name] = _column(frame.get(name), size, schema.field(name).type)
    return pa.table([columns[name] for name in schema.names], schema=schema)


def _keys(form: Form, frame: pd.DataFrame) -> list[str]:
    parts = zip(*(frame[name] for name in form.key), strict=True)
    return [form.key_of(dict(zip(form.key, values, strict=True))) for values in parts]


def _raw(sheet: SheetRows) -> list[str | None]:
    typed: dict[int, dict[str, str]] = defaultdict(dict)
    for (row, column), text in sheet.raw.items():
        typed[row][column] = text
    return [
        canonical(typed[row]) if row in typed else None
        for row in sheet.frame.index
    ]


def _column(series: pd.Series | None, size: int, kind: pa.DataType) -> pa.Array | pa.ChunkedArray:
    if series is None:
        return pa.nulls(size, kind)
    if pa.types.is_list(kind):
        return pa.array([list(v) if isinstance(v, tuple | list) else None for v in series], kind)
    if pa.types.is_date(kind):
        return pa.array(series, from_pandas=True).cast(kind)
    return pa.array(series, kind, from_pandas=True)


def read_counts(sheets: Mapping[str, SheetRows]) -> dict[str, int]:
    """Count the rows of each form that has any."""
    return {form: len(sheet.frame) for form, sheet in sheets.items() if len(sheet.frame)}
