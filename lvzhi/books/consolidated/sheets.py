"""One sheet per form in official layout, its rows streamed from the projection a thousand at a time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from xlsxwriter.worksheet import Worksheet

from lvzhi.books import styles
from lvzhi.books.consolidated.output import HEAD, Output, heading, headings, one, page, signature, spread
from lvzhi.form import Column, Form
from lvzhi.kinds import Count, Date, LongText, Money
from lvzhi.projection.tables import quoted
from lvzhi.restricted import open_columns, public_rows, withheld

AT_ONCE = 1000
_SIGNED = 6  # columns that the lines to sign stretch over
_TASKS = ("stage_tasks", "task_no")  # the sheet whose rows belong to stages, and its column that says which


def form_sheet(out: Output, form: Form, count: int) -> None:
    """Write a form's current rows, of which there are `count`, and their 合计."""
    columns = open_columns(form)
    widths = [_shown(form, c) for c in columns]
    write = _row_writer(out, columns, widths)

    def begin(sheet: Worksheet, name: str) -> None:
        page(sheet, out, landscape=True)
        sheet.freeze_panes(HEAD, 3)
        _widths(sheet, columns, widths)
        heading(sheet, out, name, form.measure_unit, 3 + len(columns))
        headings(sheet, out, HEAD - 1, ("序号", "填报单位", "报告期", *(c.label for c in columns)))

    sheet, at, _ = spread(out, form.title, begin, _rows(out, form, columns), write)
    _totals(sheet, out, columns, at, count)
    signature(sheet, out, at + 1, _shown_width(widths))


def _shown_width(widths: Sequence[float]) -> int:
    """Return how many columns from the left hold the first that show, so that what is merged over them is seen."""
    return 3 + next((n for n, _ in enumerate(widths, 1) if sum(w > 0 for w in widths[:n]) == _SIGNED), len(widths))


def _shown(form: Form, column: Column) -> float:
    """Return a column's width where it shows; outside form.prints it is folded (0)."""
    return 0.0 if form.prints and column.id not in form.prints else _width(column)


def _width(column: Column) -> float:
    return float(max(column.kind.width, 10))


def _widths(sheet: Worksheet, columns: Sequence[Column], shown: Sequence[float]) -> None:
    for at, known in enumerate((6, 18, 11)):
        sheet.set_column(at, at, known)
    for at, (column, width) in enumerate(zip(columns, shown, strict=True), 3):
        sheet.set_column(at, at, width or _width(column), None, {} if width else {"level": 1, "hidden": True})


def _style(out: Output, column: Column) -> Any:
    more: dict[str, Any] = {}
    if isinstance(column.kind, Date):
        more = {"num_format": 'yyyy"年"m"月"d"日"', "align": "center"}
    elif isinstance(column.kind, Count | Money):
        more = {"align": "right"}
    elif not isinstance(column.kind, LongText):
        more = {"align": "center"}
    return out.styles.get(styles.BODY, **more)


def _row_writer(
    out: Output, columns: Sequence[Column], widths: Sequence[float]
) -> Callable[[Worksheet, int, int, Sequence[Any]], None]:
    """Return what writes a row; all that is the same in every row is looked up here, once."""
    plain, plan = out.styles.get(styles.BODY, align="center"), out.plan
    cells = [(at, c.kind, _style(out, c)) for at, c in enumerate(columns, 3)]
    names, months = {f.code: f.name for f in plan.filers}, {p.id: p.label for p in plan.periods}

    def write(sheet: Worksheet, at: int, number: int, row: Sequence[Any]) -> None:
        long = ((v, w) for v, w in zip(row[2:], widths, strict=True) if w and isinstance(v, str))
        # A row's height must be said before its cells: the rows are streamed.
        sheet.set_row(at, styles.height(long))
        sheet.write_number(at, 0, number, plain)
        sheet.write_string(at, 1, names[row[0]], plain)
        sheet.write_string(at, 2, months.get(row[1], row[1]), plain)
        for value, (column, kind, style) in zip(row[2:], cells, strict=True):
            if value is None:
                sheet.write_blank(at, column, None, style)
            else:
                _write_cell(sheet, at, column, kind.to_cell(value, plan), style)

    return write


def _write_cell(sheet: Worksheet, row: int, at: int, cell: Any, style: Any) -> None:
    if isinstance(cell, str):
        sheet.write_string(row, at, cell, style)
    elif isinstance(cell, dt.date):
        sheet.write_datetime(row, at, dt.datetime.combine(cell, dt.time()), style)
    else:
        sheet.write_number(row, at, cell, style)


def _totals(sheet: Worksheet, out: Output, columns: Sequence[Column], at: int, count: int) -> None:
    """合计: how many rows. What their cells say is added up by the measures, each in its own way."""
    bold = out.styles.get(styles.BODY, bold=True, align="center")
    values = {0: "合计", 1: f"{count}行"}  # 计量单位 may be 万元
    sheet.set_row(at, styles.ROW_HEIGHT)
    for offset in range(3 + len(columns)):
        sheet.write_string(at, offset, values.get(offset, ""), bold)


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
