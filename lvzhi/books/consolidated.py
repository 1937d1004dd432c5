"""The consolidated workbook (汇总表): a cover, who is missing, one sheet per form in official layout.

Written as a stream: rows go from the projection to the file a thousand at a time.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import IO, Any

import duckdb
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from lvzhi import measures
from lvzhi.books import styles
from lvzhi.books.sheet import DEMO
from lvzhi.books.styles import Styles
from lvzhi.form import Column, Form
from lvzhi.kinds import Count, Date, LongText, Money, day_words
from lvzhi.plan import Plan
from lvzhi.projection.tables import quoted
from lvzhi.restricted import confidential_rows, open_columns, public_rows, withheld
from lvzhi.selection import Filters, visible
from lvzhi.viewer import Viewer, confidential

AT_ONCE = 1000
_LEFT_OUT = ("cover", "explanations")
_STATES = {"on_time": "按时", "late": "迟报", "missing": "未报", "pending": "待报", "exempt": "本期不要求"}


@dataclass(frozen=True)
class Output:
    """What is being written: as of when, for which filers, under which plan."""

    cursor: duckdb.DuckDBPyConnection
    forms: tuple[Form, ...]
    plan: Plan
    as_of: dt.datetime
    filters: Filters
    filers: tuple[str, ...]
    viewer: Viewer | None
    styles: Styles
    demo: bool

    @property
    def as_of_words(self) -> str:
        return f"{day_words(self.as_of)}{self.as_of:%H时%M分}"

    @property
    def filter_words(self) -> str:
        return ";".join(f"{k}={v}" for k, v in self.filters.items()) or "全部"

    def parameters(self) -> dict[str, Any]:
        return {"as_of": self.as_of, "filers": list(self.filers)}


def write(
    file: IO[bytes], cursor: duckdb.DuckDBPyConnection, forms: Sequence[Form], plan: Plan,
    as_of: dt.datetime | dt.date, filters: Filters, viewer: Viewer | None, *, demo: bool = False,
) -> None:
    """Write the consolidated workbook of what had been received by `as_of`; memory does not grow with the rows."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as workbook:
        workbook.set_properties({"title": f"{plan.campaign.title}汇总表", "author": plan.office.full_name or ""})
        out = Output(
            cursor, tuple(forms), plan, measures.instant(as_of, plan), filters, visible(plan, filters, viewer), viewer,
            Styles(workbook), demo,
        )
        listed = [f for f in forms if f.id not in _LEFT_OUT]
        counts = {f.id: _count(out, f) for f in listed}
        _cover(workbook.add_worksheet("封面"), out, listed, counts)
        _missing(workbook.add_worksheet("未报清单"), out, forms)
        for form in listed:
            _form_sheet(workbook.add_worksheet(form.title), out, form, counts[form.id])


# --- the cover ------------------------------------------------------------------------------------


def _cover(sheet: Worksheet, out: Output, forms: Sequence[Form], counts: Mapping[str, int]) -> None:
    _page(sheet, out, landscape=False)
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 2, 26)
    title = out.styles.get(styles.TITLE)
    sheet.set_row(0, 48)
    sheet.merge_range(0, 0, 0, 2, f"{out.plan.campaign.title}汇总表", title)
    row = 1
    for label, value in _facts(out):
        _line(sheet, out, row, (label, value, ""))
        row += 1
    header = out.styles.get(styles.HEADER, bg_color=styles.GREY)
    for column, text in enumerate(("表", "行数", "计入报送单位数")):
        sheet.write_string(row, column, text, header)
    for form in forms:
        row += 1
        _line(sheet, out, row, (form.title, counts[form.id], _filers_with(out, form)))
    row += 1
    _line(sheet, out, row, ("合计", sum(counts.values()), ""), bold=True)


def _facts(out: Output) -> Iterator[tuple[str, Any]]:
    """What the reader must know before any number: as of when, what is counted, what is missing."""
    yield "单位", out.plan.campaign.bureau
    yield "截至", out.as_of_words
    yield "筛选", out.filter_words
    yield "计入报送(份)", _one(out, "select count(*) from filing_at($as_of) where filer in (select unnest($filers))")
    totals = _reporting(out).totals
    yield "应报(份)", totals["expected"]
    for name in ("on_time", "late", "missing", "pending", "exempt"):
        yield f"其中{_STATES[name]}(份)", totals[name]
    yield "按时(补正通过)(份)", (totals["received_on_time"] or 0) - (totals["on_time"] or 0)
    for form in out.forms:
        if form.confidential and confidential(out.viewer, out.plan) and (hidden := _hidden(out, form)):
            yield f"{form.confidential[1]}件(不列明细,件)", hidden


def _hidden(out: Output, form: Form) -> int:
    return _one(out, f"select count(*) from {confidential_rows(form)} where filer in (select unnest($filers))")


def _reporting(out: Output, **titles: Any) -> measures.Result:
    return measures.run(out.cursor, out.plan, "reporting", out.as_of, out.filters, out.viewer, **titles)


def _one(out: Output, sql: str) -> int:
    row = out.cursor.execute(sql, out.parameters()).fetchone()
    return int(row[0]) if row else 0


def _line(sheet: Worksheet, out: Output, row: int, values: Sequence[Any], bold: bool = False) -> None:
    text = out.styles.get(styles.BODY, bold=bold)
    number = out.styles.get(styles.BODY, bold=bold, align="right", num_format="#,##0")
    for column, value in enumerate(values):
        if isinstance(value, int):
            sheet.write_number(row, column, value, number)
        else:
            sheet.write_string(row, column, str(value), text)


# --- who is missing ---------------------------------------------------------------------------------


def _missing(sheet: Worksheet, out: Output, forms: Sequence[Form]) -> None:
    """Books past their deadline and not accepted, in the plan's order."""
    _page(sheet, out, landscape=True)
    headings = ("序号", "填报单位", "报送簿", "报告期", "截止", "已传次数", "尚缺的表")
    for column, width in enumerate((6, 24, 18, 14, 16, 10, 60)):
        sheet.set_column(column, column, width)
    _heading(sheet, out, "未报清单", "份", len(headings))
    for column, text in enumerate(headings):
        sheet.write_string(2, column, text, out.styles.get(styles.HEADER, bg_color=styles.GREY))
    rows = _reporting(out, titles={f.id: f.title for f in forms}).rows
    late = rows[rows["state"] == "missing"]
    for n, found in enumerate(late.itertuples(index=False), 1):
        values = (
            n, out.plan.filer(found.filer).name, out.plan.filer(found.filer).book_title,
            out.plan.period(found.period).label, day_words(found.due), int(found.attempts),
            "、".join(found.missing_sheets) if found.missing_sheets is not None else "",
        )
        sheet.set_row(n + 2, styles.height([(str(values[-1]), 60.0)]))
        _line(sheet, out, n + 2, values)
    _line(sheet, out, len(late) + 3, ("合计", f"{len(late)}份", "", "", "", "", ""), bold=True)


# --- one sheet per form -----------------------------------------------------------------------------


def _form_sheet(sheet: Worksheet, out: Output, form: Form, count: int) -> None:
    columns = open_columns(form)
    _page(sheet, out, landscape=True)
    sheet.freeze_panes(3, 3)
    widths = _widths(sheet, form, columns)
    _heading(sheet, out, form.title, form.measure_unit, 3 + len(columns))
    header = out.styles.get(styles.HEADER, bg_color=styles.GREY)
    for at, text in enumerate(("序号", "填报单位", "报告期", *(c.label for c in columns))):
        sheet.write_string(2, at, text, header)
    writers = [_writer(out, c) for c in columns]
    last = 2
    for last, row in enumerate(_rows(out, form, columns), 3):
        _write_row(sheet, out, last, row, writers, widths)
    _totals(sheet, out, form, columns, last + 1, count)


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
    values: dict[int, Any] = {0: "合计", 1: f"{count}{form.measure_unit}"}
    for offset, column in enumerate(columns, 3):
        if column.id in form.sums:
            values[offset] = _one(
                out,
                f"select coalesce(sum({quoted(column.id)}), 0) from {_source(out, form)}"
                " where filer in (select unnest($filers))",
            )
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
    return public_rows(form, out.forms)


def _count(out: Output, form: Form) -> int:
    return _one(out, f"select count(*) from {_source(out, form)} where filer in (select unnest($filers))")


def _filers_with(out: Output, form: Form) -> int:
    return _one(out, f"select count(distinct filer) from {_source(out, form)} where filer in (select unnest($filers))")


# --- layout -----------------------------------------------------------------------------------------


def _page(sheet: Worksheet, out: Output, *, landscape: bool) -> None:
    if landscape:
        sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0, 2)
    sheet.set_footer(f"&L{'演示数据 ' if out.demo else ''}截至{out.as_of_words}&C第 &P 页 共 &N 页")
    if out.demo:
        sheet.set_header(f"&R{DEMO}")


def _heading(sheet: Worksheet, out: Output, title: str, unit: str, width: int) -> None:
    sheet.set_row(0, 34)
    sheet.set_row(1, 20)
    sheet.set_row(2, 34)
    sheet.merge_range(0, 0, 0, max(width - 1, 1), f"{out.plan.campaign.title}{title}", out.styles.get(styles.TITLE))
    head = f"汇总单位:{out.plan.office.full_name}   截至:{out.as_of_words}   筛选:{out.filter_words}   计量单位:{unit}"
    sheet.merge_range(1, 0, 1, max(width - 1, 1), head, out.styles.get(styles.HEAD))
