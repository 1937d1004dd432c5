"""A plan into the bytes of a workbook that the office can edit and send back."""

from __future__ import annotations

import datetime as dt
import io
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import xlsxwriter

from lvzhi.plan import Plan
from lvzhi.plan_settings import OFF
from lvzhi.plan_tree import Tree, tree_of
from lvzhi.planbook_sheets import (
    HEADER_ROW,
    SHEETS,
    Column,
    Line,
    LineSheet,
    TableSheet,
    value_at,
)

FIRST_ROW = HEADER_ROW
LINE_POINTS, TALLEST_POINTS = 15, 400
LINE_WIDTHS = (30, 20, 60, 12)
# Rows below the last one that still offer the drop-downs.
ROOM = 60


def write(plan: Plan, titles: Mapping[str, str]) -> bytes:
    """Write a plan as a workbook; the same plan gives the same bytes."""
    buffer = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
    book = xlsxwriter.Workbook(buffer, options)
    book.set_properties(
        {"title": plan.campaign.title, "created": dt.datetime.combine(plan.campaign.start, dt.time())}
    )
    pen = _Pen(book)
    tree = tree_of(plan)
    for sheet in SHEETS:
        if isinstance(sheet, TableSheet):
            _write_table(pen, sheet, tree, titles)
        else:
            _write_lines(pen, sheet, tree, titles)
    book.close()
    return buffer.getvalue()


class _Pen:
    """A workbook and its cell formats."""

    def __init__(self, book: Any) -> None:
        cell = {"font_name": "宋体", "font_size": 10, "valign": "top", "text_wrap": True, "border": 1}
        head = {**cell, "bold": True, "align": "center", "valign": "vcenter", "bg_color": "#E7E6E6"}
        self.book = book
        self.title = book.add_format({"font_name": "黑体", "font_size": 14, "bold": True})
        self.hint = book.add_format({"font_name": "宋体", "font_size": 9, "font_color": "#595959"})
        self.head = book.add_format(head)
        self.text = book.add_format({**cell, "num_format": "@"})
        self.fixed = book.add_format({**cell, "bg_color": "#F2F2F2"})
        self.day = book.add_format({**cell, "num_format": "yyyy-mm-dd", "align": "left"})
        self.number = book.add_format({**cell, "num_format": "General", "align": "left"})

    def sheet(self, title: str, hint: str, heads: tuple[tuple[str, int], ...]) -> Any:
        sheet = self.book.add_worksheet(title)
        sheet.write_string(0, 0, title, self.title)
        sheet.write_string(1, 0, hint, self.hint)
        for column, (label, width) in enumerate(heads):
            sheet.set_column(column, column, width)
            sheet.write_string(HEADER_ROW - 1, column, label, self.head)
        sheet.freeze_panes(HEADER_ROW, 0)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(HEADER_ROW - 1)
        return sheet

    def put(self, sheet: Any, row: int, column: int, value: Any) -> None:
        """Write one value, already as people see it, in the format of its type."""
        if value is None or value == "":
            sheet.write_blank(row, column, None, self.text)
        elif isinstance(value, dt.date):
            sheet.write_datetime(row, column, dt.datetime.combine(value, dt.time()), self.day)
        elif isinstance(value, (int, float)):
            sheet.write_number(row, column, value, self.number)
        else:
            sheet.write_string(row, column, value, self.text)


def _write_table(pen: _Pen, sheet: TableSheet, tree: Tree, titles: Mapping[str, str]) -> None:
    page = pen.sheet(sheet.title, sheet.hint, tuple((c.label, c.width) for c in sheet.columns))
    rows = [row for _, row in sheet.rows(tree)]
    for n, row in enumerate(rows):
        cells = [cell_shown(c, translated(c, value_at(row, c.at), tree, titles)) for c in sheet.columns]
        page.set_row(FIRST_ROW + n, _height(cells, [c.width for c in sheet.columns]))
        for k, cell in enumerate(cells):
            pen.put(page, FIRST_ROW + n, k, cell)
    for k, column in enumerate(sheet.columns):
        if column.words:
            source = {"validate": "list", "source": list(column.words.values())}
            page.data_validation(FIRST_ROW, k, FIRST_ROW + len(rows) + ROOM, k, source)


def _height(cells: Sequence[Any], widths: Sequence[int]) -> int:
    """Points for the tallest cell: not every program makes room for wrapped lines when it opens a file."""
    lines = [
        sum(max(1, -(-_width(line) // (width - 1))) for line in str(cell).split("\n"))
        for cell, width in zip(cells, widths, strict=False)
    ]
    return min(TALLEST_POINTS, LINE_POINTS * max(lines))


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in text)


def translated(column: Column, value: Any, tree: Tree, titles: Mapping[str, str]) -> Any:
    """Return names that people know instead of ids, where there are some."""
    if column.at == ("type",):
        return tree["unit_types"][value]
    if column.at == ("form",):
        return titles.get(value, value)
    return value


def cell_shown(column: Column, value: Any) -> Any:
    """Return what stands in a cell of a table for a value of the tree."""
    if column.words is not None:
        return column.words.get(value) if isinstance(value, str) else None
    if column.kind in ("names", "lines") and not isinstance(value, list):
        return None
    return value_shown(column.kind, value) if not isinstance(value, Mapping) else None


def value_shown(kind: str, value: Any) -> Any:
    """Return a value as people see it in the workbook."""
    if kind in ("names", "counts"):
        return "、".join(str(v) for v in value)
    if kind in ("lines", "days"):
        return "\n".join(str(v) for v in value)
    if kind == "flag":
        return "是" if value else "否"
    return value


def _write_lines(pen: _Pen, sheet: LineSheet, tree: Tree, titles: Mapping[str, str]) -> None:
    heads = ("项目", "对象", "内容", "单位")
    page = pen.sheet(sheet.title, sheet.hint, tuple(zip(heads, LINE_WIDTHS, strict=True)))
    root = tree["settings"] if sheet.title == "参数" else tree
    row = FIRST_ROW
    for line in sheet.lines:
        for name, value in line_entries(line, root, titles):
            page.write_string(row, 0, line.label, pen.fixed)
            pen.put(page, row, 1, name)
            pen.put(page, row, 2, value_shown(line.kind, value))
            page.write_string(row, 3, line.unit, pen.fixed)
            page.set_row(row, _height((line.label, name, value_shown(line.kind, value)), LINE_WIDTHS))
            row += 1


def line_entries(line: Line, root: Tree, titles: Mapping[str, str]) -> Iterator[tuple[str, Any]]:
    """Yield (object, value) of one line: one without object, or one per key of a lookup."""
    if line.at == ("scoring", "doc_no") and root["scoring"] == OFF:
        yield "", OFF
    elif line.may_be_missing:
        found = value_at(root, line.at)
        yield "", [] if found is None and line.kind == "names" else found
    elif not line.lookup:
        yield "", value_at(root, line.at)
    elif line.at[0] == "complaint_due_days":
        for category, due in root["complaint_due_days"].items():
            if line.at[1] in due:
                yield category, due[line.at[1]]
    else:
        for key, value in value_at(root, line.at).items():
            yield titles.get(key, key), value
