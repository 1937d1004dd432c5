"""One sheet per form in official layout, its rows streamed from the projection a thousand at a time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from xlsxwriter.worksheet import Worksheet

from lvzhi.books import styles
from lvzhi.books.consolidated.output import Output, heading, headings, one, page, signature
from lvzhi.form import Column, Form
from lvzhi.kinds import Count, Date, LongText, Money
from lvzhi.plan import Plan
from lvzhi.projection.tables import quoted
from lvzhi.restricted import open_columns, public_rows, withheld

AT_ONCE = 1000
_SIGNED = 6  # columns that the lines to sign stretch over
_TASKS = ("stage_tasks", "task_no")  # the sheet whose rows belong to stages, and its column that says which


def form_sheet(sheet: Worksheet, out: Output, form: Form, count: int) -> None:
    columns = open_columns(form)
    page(sheet, out, landscape=True)
    sheet.freeze_panes(3, 3)
    widths = _widths(sheet, form, columns)
    heading(sheet, out, form.title, form.measure_unit, 3 + len(columns))
    headings(sheet, out, 2, ("序号", "填报单位", "报告期", *(c.label for c in columns)))
    writers = [_writer(out, c) for c in columns]
    last = 2
    for last, row in enumerate(_rows(out, form, columns), 3):
        _write_row(sheet, out, last, row, writers, widths)
    _totals(sheet, out, form, columns, last + 1, count)
    signature(sheet, out, last + 2, _shown_width(widths))


def _shown_width(widths: Sequence[float]) -> int:
    """Return how many columns from the left hold the first that show, so that what is merged over them is seen."""
    return 3 + next((n for n, _ in enumerate(widths, 1) if sum(w > 0 for w in widths[:n]) == _SIGNED), len(widths))


def _widths(sheet: Worksheet, form: Form, columns: Sequence[Column]) -> list[float]:
    """Set the columns' widths and return those that show; outside form.prints they are folded (width 0)."""
    sheet.set_column(0, 0, 6)
    sheet.set_column(1, 1, 18)
    sheet.set_column(2, 2, 11)
    shown = []
    for at, column in enumerate(columns, 3):
        away = bool(form.prints) and column.id not in form.prints
        width = float(max(column.kind.width, 10))
        sheet.set_column(at, at, width, None, {"level": 1, "hidden": True} if away else {})
        shown.append(0.0 if away else width)
    return shown


def _writer(out: Output, column: Column) -> tuple[Any, Column]:
    more: dict[str, Any] = {}
    if isinstance(column.kind, Date):
        more = {"num_format": 'yyyy"年"m"月"d"日"', "align": "center"}
    elif isinstance(column.kind, Count | Money):
        more = {"align": "right"}
    elif not isinstance(column.kind, LongText):
        more = {"align": "center"}
    return out.styles.get(styles.BODY, **more), column


def _write_row(
    sheet: Worksheet, out: Output, at: int, row: Sequence[Any], writers: Sequence[tuple[Any, Column]],
    widths: Sequence[float],
) -> None:
    plain = out.styles.get(styles.BODY, align="center")
    long = ((v, w) for v, w in zip(row[2:], widths, strict=True) if w and isinstance(v, str))
    # A row's height must be said before its cells: the rows are streamed.
    sheet.set_row(at, styles.height(long))
    sheet.write_number(at, 0, at - 2, plain)
    sheet.write_string(at, 1, out.plan.filer(row[0]).name, plain)
    sheet.write_string(at, 2, _month(out, row[1]), plain)
    for offset, (value, (style, column)) in enumerate(zip(row[2:], writers, strict=True), 3):
        _write_cell(sheet, at, offset, value, style, column, out.plan)


def _write_cell(
    sheet: Worksheet, row: int, at: int, value: Any, style: Any, column: Column, plan: Plan
) -> None:
    if value is None:
        sheet.write_blank(row, at, None, style)
        return
    cell = column.kind.to_cell(value, plan)
    if isinstance(cell, dt.date):
        sheet.write_datetime(row, at, dt.datetime.combine(cell, dt.time()), style)
    elif isinstance(cell, int | float):
        sheet.write_number(row, at, cell, style)
    else:
        sheet.write_string(row, at, cell, style)


def _month(out: Output, period: str) -> str:
    return next((p.label for p in out.plan.periods if p.id == period), period)


def _totals(
    sheet: Worksheet, out: Output, form: Form, columns: Sequence[Column], at: int, count: int
) -> None:
    """合计: how many rows; sums only of the columns whose figures may be added up."""
    bold = out.styles.get(styles.BODY, bold=True, align="center")
    values: dict[int, Any] = {0: "合计", 1: f"{count}行"}  # 计量单位 may be 万元
    for offset, column in enumerate(columns, 3):
        if column.id in form.sums:
            values[offset] = one(
                out,
                f"select coalesce(sum({quoted(column.id)}), 0) from {_source(out, form)}"
                " where filer in (select unnest($filers))",
            )
    sheet.set_row(at, styles.ROW_HEIGHT)
    for offset in range(3 + len(columns)):
        value = values.get(offset)
        if isinstance(value, int):
            sheet.write_number(at, offset, value, bold)
        else:
            sheet.write_string(at, offset, value or "", bold)


def _rows(out: Output, form: Form, columns: Sequence[Column]) -> Iterator[tuple[Any, ...]]:
    """Current rows, filer by filer in the plan's order, numbers in order."""
    names = ", ".join(["r.filer", "r.period", *(f"r.{quoted(c.id)}" for c in columns)])
    months = "r.period, " if form.kept == "periodic" else ""
    sql = f"""
        select {names}
        from {_source(out, form)} as r
        join (select unnest($filers) as code, generate_subscripts($filers, 1) as place) as w on w.code = r.filer
        order by w.place, {months}length(r.key), r.key
    """
    found = out.cursor.execute(sql, out.parameters())
    while batch := found.fetchmany(AT_ONCE):
        cells = withheld(columns, [row[2:] for row in batch])
        yield from ((*row[:2], *kept) for row, kept in zip(batch, cells, strict=True))


def _source(out: Output, form: Form) -> str:
    """The form's current rows, without those that only the office and the inspectors may see."""
    rows, clauses = public_rows(form, out.forms), out.stage_clauses
    if clauses is None or form.id != _TASKS[0]:
        return rows
    wanted = ", ".join("'{}'".format(c.replace("'", "''")) for c in clauses)
    return f"(select * from {rows} where {quoted(_TASKS[1])} in ({wanted}))"


def count_of(out: Output, form: Form) -> int:
    return one(out, f"select count(*) from {_source(out, form)} where filer in (select unnest($filers))")


def filers_with(out: Output, form: Form) -> int:
    return one(out, f"select count(distinct filer) from {_source(out, form)} where filer in (select unnest($filers))")
