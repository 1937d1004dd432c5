"""Write the cover: label and value in two columns, and beside them what is asked."""

from __future__ import annotations

from typing import Any

from xlsxwriter.worksheet import Worksheet

from lvzhi.books import styles
from lvzhi.books.answers import Typed
from lvzhi.books.entry import as_typed, number_format, prompt_words, put, validation
from lvzhi.books.layout import CARD_HEADER, FIRST_ROW, HEAD_ROW, HEADER_ROW, TITLE_ROW
from lvzhi.books.sheet import DEMO, Book, header_style, merged, page_setup, protect, title_words
from lvzhi.form import Column, Form

_WIDTHS = (34.0, 44.0, 62.0)
LABEL, VALUE, ASKED = 0, 1, 2


def write(sheet: Worksheet, book: Book, form: Form, typed: Typed) -> None:
    """Write the cover of one row."""
    for at, width in enumerate(_WIDTHS):
        sheet.set_column(at, at, width)
    _top(sheet, book, form)
    columns = form.columns_in(book.book)
    for at, column in enumerate(columns, start=FIRST_ROW - 1):
        _line(sheet, book, form, at, column, typed)
    page_setup(sheet, book, 1)
    sheet.print_area(0, 0, FIRST_ROW + len(columns) - 2, ASKED)
    sheet.freeze_panes(HEADER_ROW, 0)
    protect(sheet, may_insert=False)


def _top(sheet: Worksheet, book: Book, form: Form) -> None:
    merged(sheet, TITLE_ROW - 1, (LABEL, ASKED), title_words(book, form), book.styles.get(styles.TITLE))
    left = book.styles.get(styles.HEAD)
    sheet.write_string(HEAD_ROW - 1, LABEL, book.unit_words, left)
    sheet.write_string(HEAD_ROW - 1, ASKED, book.period_words, left)
    if book.demo:
        sheet.write_string(HEAD_ROW - 1, VALUE, DEMO, book.styles.get(styles.HEAD, align="right"))
    for at, words in enumerate(CARD_HEADER):
        sheet.write_string(HEADER_ROW - 1, at, words, book.styles.get(styles.HEADER, bg_color=styles.GREY))
    for row, height in ((TITLE_ROW, 40), (HEAD_ROW, 26), (HEADER_ROW, 26)):
        sheet.set_row(row - 1, height)


def _line(sheet: Worksheet, book: Book, form: Form, at: int, column: Column, typed: Typed) -> None:
    sheet.set_row(at, 34)
    sheet.write_string(at, LABEL, column.label, header_style(book, column))
    fill = {"bg_color": styles.PALE} if column.system else {}
    style = book.styles.get(styles.BODY, locked=column.system, align="left", indent=1,
                            num_format=number_format(column.kind), **fill)
    put(sheet, at, VALUE, shown(book, column, typed), style)
    asked = "由系统填写" if column.system else prompt_words(column, form, book.plan, book.filer).replace("\n", ";")
    sheet.write_string(at, ASKED, asked, book.styles.get(styles.BODY, align="left", font_color="#595959"))
    if not column.system:
        sheet.data_validation(at, VALUE, at, VALUE, validation(column, form, book.plan, book.filer, book.lists))


def shown(book: Book, column: Column, typed: Typed) -> Any:
    """What stands in a value cell; the filer is named as on its seal."""
    if column.id in typed.typed:
        return as_typed(typed.typed[column.id], column, book.plan)
    value = typed.row.values.get(column.id)
    if value is None:
        return None
    if book.filer and value == book.filer.code:
        return book.filer.seal_name
    return column.kind.to_type(value, book.plan)
