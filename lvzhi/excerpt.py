"""A piece of a received workbook as it looks: the heading of the sheet and the rows around a cell."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from lvzhi.form import Form
from lvzhi.intake.cells import ErrorValue, NoValue, Sheet, Value, Workbook, address, column_letter
from lvzhi.intake.layout import locate
from lvzhi.values import shown

AROUND = 2  # rows before and after
HELD_BACK = "(不显示)"


@dataclass(frozen=True)
class Excerpt:
    """`columns` are Excel's letters, `rows` (Excel row, texts in the columns' order) from top to bottom.

    `heading`: the row of the headers, if it was found; `marked`: the addresses asked for.
    """

    sheet: str
    columns: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    heading: int | None
    marked: frozenset[str]


def around(
    workbook: Workbook, name: str, form: Form, book: str, row: int, columns: Iterable[str], whole: bool
) -> Excerpt | None:
    """Return the rows around one row of a sheet with the cells of these column ids marked; None without the sheet.

    Not `whole`: the row alone, and without its restricted cells (限).
    """
    sheet = next((s for s in workbook.sheets if s.name == name), None)
    if sheet is None:
        return None
    layout = locate(sheet, form, form.columns_in(book))
    marked = {layout.positions[c] for c in columns if c in layout.positions}
    closed = set() if whole else {layout.positions[c.id] for c in form.all_columns
                                  if c.restricted and c.id in layout.positions}
    first = max(row - AROUND, (layout.header_row or 0) + 1)
    span = range(first, row + AROUND + 1) if whole else range(row, row + 1)
    shown = sorted({*span, *([layout.header_row] if layout.header_row else [])} & {at for at, _ in sheet.cells})
    held = sorted({column for at, column in sheet.cells if at in shown} | marked)
    lines = tuple((at, tuple(_shown(sheet, at, c, layout.header_row, closed) for c in held)) for at in shown)
    letters = tuple(column_letter(c) for c in held)
    return Excerpt(name, letters, lines, layout.header_row, frozenset(address(row, c) for c in marked))


def _shown(sheet: Sheet, row: int, column: int, heading: int | None, closed: set[int]) -> str:
    value = sheet.cells.get((row, column))
    if value is None:
        return ""
    return HELD_BACK if column in closed and row != heading else said(value)


def said(value: Value) -> str:
    """Return a cell's value as a reader of the sheet sees it.

    >>> said(dt.datetime(2015, 7, 20)), said(12.0), said(0.5), said(NoValue("SUM(A1)"))
    ('2015-07-20', '12', '0.5', '=SUM(A1)')
    """
    if isinstance(value, ErrorValue):
        return value.text
    if isinstance(value, NoValue):
        return f"={value.formula}"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        return value.date().isoformat()
    return shown(value)

