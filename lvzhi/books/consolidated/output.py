"""What a consolidated workbook is written of, and what its sheets have in common."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

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

T = TypeVar("T")

TALLEST = 1_048_576  # Excel's; XlsxWriter leaves out what is written below it, without an error
HEAD, FOOT = 3, 2  # rows of title, head line and headings; of 合计 and the lines to sign


@dataclass(frozen=True)
class Output:
    """What is being written: as of when, for which filers, under which plan.

    Each measure is asked on a cursor of its own: the temporary tables it makes go with it, not with the workbook.
    """

    cursor: duckdb.DuckDBPyConnection
    forms: tuple[Form, ...]
    plan: Plan
    as_of: dt.datetime
    filters: Filters
    filers: tuple[str, ...]
    viewer: Viewer | None
    styles: Styles
    demo: bool
    code: str = ""  # the 校验码 of the data, printed on every page
    stages: tuple[str, ...] | None = None  # the only ones whose tasks are listed; None: all
    tallest: int = TALLEST  # rows a sheet has room for
    asked: dict[str, Mapping[str, Any]] = field(default_factory=dict)  # totals by measure

    @property
    def as_of_words(self) -> str:
        return f"{day_words(self.as_of)}{self.as_of:%H时%M分}"

    @property
    def filter_words(self) -> str:
        return ";".join(f"{_KEYS[k]}={_named(self.plan, k, v)}" for k, v in self.filters.items()) or "全部"

    @property
    def whole(self) -> str:
        """What the sums are of, in a word."""
        return "所选范围" if self.filters else "全局"

    @property
    def stage_clauses(self) -> tuple[str, ...] | None:
        """The tasks of the stages the workbook is about; None: of all."""
        return None if self.stages is None else tuple(t.clause for t in self.plan.tasks if t.stage in self.stages)

    def known_to(self, name: str) -> Filters:
        """Return the filters a measure knows: a stage is known to those that tell stages apart."""
        return {k: v for k, v in self.filters.items() if k != "stage" or k in measures.measure(name).parameters}

    def parameters(self) -> dict[str, Any]:
        return {"as_of": self.as_of, "filers": list(self.filers)}


_KEYS = {"unit": "单位", "filer": "填报单位", "group": "工作组", "leader": "局领导", "type": "单位类别",
         "stage": "阶段"}


def _named(plan: Plan, key: str, value: str | Sequence[str]) -> str:
    """Return what the values of a filter are called, as people say them."""
    filers = {f.code: f.name for f in plan.filers}
    known = {"unit": filers, "filer": filers, "group": {g.code: g.label for g in plan.groups},
             "type": dict(plan.unit_types), "stage": {s.id: s.name for s in plan.stages}}.get(key, {})
    return "、".join(known.get(v, v) for v in ((value,) if isinstance(value, str) else value))


def rows(out: Output, name: str, statement: str = "rows", **own: Any) -> list[dict[str, Any]]:
    """Return rows of a measure as of the workbook's instant, under its filters, for its viewer."""
    with out.cursor.cursor() as cursor:
        found = measures.detail(cursor, out.plan, name, statement, out.as_of, out.known_to(name), out.viewer, **own)
    return measures.records(found)


def totals(out: Output, name: str) -> Mapping[str, Any]:
    """Return a measure's totals, asked for once."""
    if name not in out.asked:
        with out.cursor.cursor() as cursor:
            out.asked[name] = measures.totals(cursor, out.plan, name, out.as_of, out.known_to(name), out.viewer)
    return out.asked[name]


def parted(out: Output, name: str, key: str) -> list[dict[str, Any]]:
    """Return a measure's figures for each value of a key."""
    with out.cursor.cursor() as cursor:
        found = measures.parted(cursor, out.plan, name, (key,), out.as_of, out.known_to(name), out.viewer)
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


def spread(
    out: Output, title: str, begin: Callable[[Worksheet, str], None], rows: Iterable[T],
    write: Callable[[Worksheet, int, int, T], None],
) -> tuple[Worksheet, int, int]:
    """Write rows below the headings that `begin` writes, on a further sheet, 表(2), where one has no room left.

    `write` is given sheet, row on it, the row's number and the row. Return the last sheet, its next row, the count.
    """
    name, sheets, at, count = title, 1, HEAD, 0
    sheet = out.styles.workbook.add_worksheet(name)
    begin(sheet, name)
    for count, row in enumerate(rows, 1):
        if at == out.tallest - FOOT:
            sheets, at, name = sheets + 1, HEAD, f"{title}({sheets + 1})"
            sheet.write_string(out.tallest - FOOT, 0, f"接下一张表“{name}”", out.styles.get(styles.HEAD))
            sheet = out.styles.workbook.add_worksheet(name)
            begin(sheet, name)
        write(sheet, at, count, row)
        at += 1
    return sheet, at, count


def listing(
    out: Output, title: str, unit: str, columns: Sequence[tuple[str, float]], rows: Iterable[Sequence[Any]]
) -> None:
    """Write a numbered list and its 合计 as a sheet; `columns` are headings and widths, 序号 before them."""
    widths = [6.0, *(width for _, width in columns)]

    def begin(sheet: Worksheet, name: str) -> None:
        page(sheet, out, landscape=True)
        sheet.freeze_panes(HEAD, 0)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        heading(sheet, out, name, unit, len(widths))
        headings(sheet, out, HEAD - 1, ("序号", *(name for name, _ in columns)))

    def write(sheet: Worksheet, at: int, number: int, row: Sequence[Any]) -> None:
        texts = ((v, w) for v, w in zip(row, widths[1:], strict=True) if isinstance(v, str))
        sheet.set_row(at, styles.height(texts))
        line(sheet, out, at, (number, *row))

    sheet, at, count = spread(out, title, begin, rows, write)
    line(sheet, out, at, ("合计", f"{count}{unit}", *[""] * (len(columns) - 1)), bold=True)
    signature(sheet, out, at + 1, len(widths))


def page(sheet: Worksheet, out: Output, *, landscape: bool, repeated: int = 3, pages: int = 0) -> None:
    """Set up a sheet for A4: so many rows stand at the head of every page, of which there are as many as it takes."""
    if landscape:
        sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
    sheet.fit_to_pages(1, pages)
    if repeated:
        sheet.repeat_rows(0, repeated - 1)
    about = f"{f'{DEMO} ' if out.demo else ''}截至{out.as_of_words}"
    filters = _plain(f"筛选:{out.filter_words}", _ROOM[landscape])
    code = f"&R{_SMALL}校验码 {out.code}" if out.code else ""
    sheet.set_footer(f"&L{_SMALL}{about}\n{filters}&C{_SMALL}第 &P 页 共 &N 页{code}")
    if out.demo:
        sheet.set_header(f"&R{DEMO}")


_SMALL = "&9"  # points
_ROOM = {True: 34, False: 21}  # Chinese characters that small left of a landscape or portrait page's number


def _plain(text: str, room: int) -> str:
    """Return a text as it stands in a footer, where & begins a field; whole it is on the sheet itself."""
    return (text if len(text) <= room else f"{text[: room - 1]}…").replace("&", "&&")


def signature(sheet: Worksheet, out: Output, row: int, width: int) -> None:
    """Write the lines to sign below a sheet's last row."""
    sheet.set_row(row, 34)
    said = "汇总人:　　　　　　　审核人:　　　　　　　负责人(签字):　　　　　　　日期:　　　　年　　月　　日"
    sheet.merge_range(row, 0, row, max(width - 1, 1), said, out.styles.get(styles.HEAD))


def heading(sheet: Worksheet, out: Output, title: str, unit: str, width: int) -> None:
    sheet.set_row(0, 34)
    sheet.set_row(1, 20)
    sheet.set_row(2, 34)
    sheet.merge_range(0, 0, 0, max(width - 1, 1), f"{out.plan.campaign.title}{title}", out.styles.get(styles.TITLE))
    head = f"汇总单位:{out.plan.office.full_name}   截至:{out.as_of_words}   筛选:{out.filter_words}   计量单位:{unit}"
    sheet.merge_range(1, 0, 1, max(width - 1, 1), head, out.styles.get(styles.HEAD))
