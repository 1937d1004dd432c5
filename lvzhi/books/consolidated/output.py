"""What a consolidated workbook is written of, and what its sheets have in common."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import duckdb
from xlsxwriter.worksheet import Worksheet

from lvzhi import measures
from lvzhi.books import styles
from lvzhi.books.sheet import DEMO
from lvzhi.books.styles import Styles
from lvzhi.form import Form
from lvzhi.kinds import day_words
from lvzhi.plan import Plan
from lvzhi.selection import Filters
from lvzhi.viewer import Viewer


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
    asked: dict[str, Mapping[str, Any]] = field(default_factory=dict)  # totals by measure

    @property
    def as_of_words(self) -> str:
        return f"{day_words(self.as_of)}{self.as_of:%H时%M分}"

    @property
    def filter_words(self) -> str:
        return ";".join(f"{k}={v}" for k, v in self.filters.items()) or "全部"

    def parameters(self) -> dict[str, Any]:
        return {"as_of": self.as_of, "filers": list(self.filers)}


def rows(out: Output, name: str, statement: str = "rows", **own: Any) -> list[dict[str, Any]]:
    """Return rows of a measure as of the workbook's instant, under its filters, for its viewer."""
    found = measures.detail(out.cursor, out.plan, name, statement, out.as_of, out.filters, out.viewer, **own)
    return measures.records(found)


def totals(out: Output, name: str) -> Mapping[str, Any]:
    """Return a measure's totals, asked for once."""
    if name not in out.asked:
        out.asked[name] = measures.totals(out.cursor, out.plan, name, out.as_of, out.filters, out.viewer)
    return out.asked[name]


def parted(out: Output, name: str, key: str) -> list[dict[str, Any]]:
    """Return a measure's figures for each value of a key."""
    found = measures.parted(out.cursor, out.plan, name, (key,), out.as_of, out.filters, out.viewer)
    return measures.records(found)


def one(out: Output, sql: str) -> int:
    row = out.cursor.execute(sql, out.parameters()).fetchone()
    return int(row[0]) if row else 0


def line(sheet: Worksheet, out: Output, row: int, values: Sequence[Any], bold: bool = False) -> None:
    """Write one row: counts and rates as numbers, rates as per cent, what has no value as a dash."""
    text = out.styles.get(styles.BODY, bold=bold)
    for column, value in enumerate(values):
        if isinstance(value, int | float):
            shown = "0.0%" if isinstance(value, float) else "#,##0"
            number = out.styles.get(styles.BODY, bold=bold, align="right", num_format=shown)
            sheet.write_number(row, column, value, number)
        elif value is None:
            sheet.write_string(row, column, "–", out.styles.get(styles.BODY, bold=bold, align="right"))
        else:
            sheet.write_string(row, column, str(value), text)


def headings(sheet: Worksheet, out: Output, row: int, names: Iterable[str]) -> None:
    """Write a row of column headings."""
    for column, name in enumerate(names):
        sheet.write_string(row, column, name, out.styles.get(styles.HEADER, bg_color=styles.GREY))


def listing(
    sheet: Worksheet, out: Output, title: str, unit: str, columns: Sequence[tuple[str, float]],
    rows: Iterable[Sequence[Any]],
) -> None:
    """Fill a sheet with a numbered list and its 合计; `columns` are headings and widths, 序号 before them."""
    page(sheet, out, landscape=True)
    sheet.freeze_panes(3, 0)
    widths = [6.0, *(width for _, width in columns)]
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    heading(sheet, out, title, unit, len(widths))
    headings(sheet, out, 2, ("序号", *(name for name, _ in columns)))
    count = 0
    for count, row in enumerate(rows, 1):
        texts = ((v, w) for v, w in zip(row, widths[1:], strict=True) if isinstance(v, str))
        sheet.set_row(count + 2, styles.height(texts))
        line(sheet, out, count + 2, (count, *row))
    line(sheet, out, count + 3, ("合计", f"{count}{unit}", *[""] * (len(columns) - 1)), bold=True)


def page(sheet: Worksheet, out: Output, *, landscape: bool, repeated: int = 3, pages: int = 0) -> None:
    """Set up a sheet for A4: so many rows stand at the head of every page, of which there are as many as it takes."""
    if landscape:
        sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
    sheet.fit_to_pages(1, pages)
    if repeated:
        sheet.repeat_rows(0, repeated - 1)
    sheet.set_footer(f"&L{'演示数据 ' if out.demo else ''}截至{out.as_of_words}&C第 &P 页 共 &N 页")
    if out.demo:
        sheet.set_header(f"&R{DEMO}")


def heading(sheet: Worksheet, out: Output, title: str, unit: str, width: int) -> None:
    sheet.set_row(0, 34)
    sheet.set_row(1, 20)
    sheet.set_row(2, 34)
    sheet.merge_range(0, 0, 0, max(width - 1, 1), f"{out.plan.campaign.title}{title}", out.styles.get(styles.TITLE))
    head = f"汇总单位:{out.plan.office.full_name}   截至:{out.as_of_words}   筛选:{out.filter_words}   计量单位:{unit}"
    sheet.merge_range(1, 0, 1, max(width - 1, 1), head, out.styles.get(styles.HEAD))
