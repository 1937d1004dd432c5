"""What every sheet of a book shares: title, head line, headers with their marks, print set-up, protection."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from xlsxwriter.worksheet import Worksheet

from lvzhi.books import styles
from lvzhi.books.entry import CONDITIONAL, OPTIONAL, REQUIRED, SYSTEM, Lists, mark
from lvzhi.books.styles import Styles
from lvzhi.form import Column, Form
from lvzhi.plan import BOOK_TITLES, Filer, Plan

DEMO = "演示数据"
_FILLS = {REQUIRED: styles.GOLD, CONDITIONAL: styles.BLUE, OPTIONAL: "#FFFFFF", SYSTEM: styles.GREY}
_LEGEND = "★必填 ◇符合条件时必填 灰色由系统填写"
_ALLOWED: Mapping[str, bool] = {
    "format_cells": True, "format_columns": True, "format_rows": True, "sort": True, "autofilter": True,
}


@dataclass(frozen=True)
class Book:
    """The book being written: whose, when, and what all its sheets share. `filer` is None for a blank one."""

    plan: Plan
    book: str
    filer: Filer | None
    period: str | None
    demo: bool
    lists: Lists
    styles: Styles
    signatures: Mapping[str, str]
    code: str = ""  # the 校验码 of the data it is pre-filled from

    @property
    def unit_words(self) -> str:
        return f"填报单位(盖章):{self.filer.seal_name if self.filer else ''}"

    @property
    def period_words(self) -> str:
        return f"报告期:{self.plan.period(self.period).label if self.period else ''}"


def title_words(book: Book, form: Form) -> str:
    """The plan's title followed by the sheet's; the cover bears the book's."""
    return f"{book.plan.campaign.title}{BOOK_TITLES[book.book] if form.layout == 'card' else form.title}"


def header_style(book: Book, column: Column | None) -> Any:
    """The label alone stands in the cell; its ★ or ◇ is shown by the number format."""
    sign = mark(column, book.plan) if column else SYSTEM
    shown = {"num_format": f'"{sign}"@'} if sign in (REQUIRED, CONDITIONAL) else {}
    return book.styles.get(styles.HEADER, bg_color=_FILLS[sign], **shown)


def merged(sheet: Worksheet, row: int, span: tuple[int, int], text: str, style: Any) -> None:
    """Write text across a span of columns; Excel has no merged range of one cell."""
    first, last = span
    if first == last:
        sheet.write_string(row, first, text, style)
    else:
        sheet.merge_range(row, first, row, last, text, style)


def page_setup(sheet: Worksheet, book: Book, pages: int) -> None:
    """A4 landscape, so many pages across; at the foot page numbers, and of which data the pre-filled cells are."""
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
    sheet.fit_to_pages(pages, 0)
    sheet.center_horizontally()
    note = f"&L{DEMO}" if book.demo else f"&L{_LEGEND}"
    code = f"&R预填数据校验码 {book.code}" if book.code else ""
    sheet.set_footer(f"{note}&C第 &P 页 共 &N 页{code}")
    if book.demo:
        sheet.set_header(f"&R{DEMO}")


def protect(sheet: Worksheet, *, may_insert: bool) -> None:
    """Lock what is locked, without a password.

    Rows can be inserted only where rows carry no printed number: an inserted row would have none.
    """
    sheet.protect("", {**_ALLOWED, "insert_rows": may_insert})
