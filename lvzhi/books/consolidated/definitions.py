"""口径说明: what each number means, from the files that compute it; and every figure once more for machines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from xlsxwriter.worksheet import Worksheet

from lvzhi import measures
from lvzhi.books import styles
from lvzhi.books.consolidated.output import Output, heading, headings, line, page, totals
from lvzhi.headings import called, defined, labels_of

FIGURES = ("measure", "figure", "name", "value", "as_of", "filters")


def definitions(sheet: Worksheet, out: Output) -> None:
    """Write each measure's title and its definition line by line."""
    page(sheet, out, landscape=True)
    sheet.freeze_panes(3, 0)
    widths = (20.0, 120.0)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    heading(sheet, out, "口径说明", "项", len(widths))
    headings(sheet, out, 2, ("统计项目", "口径"))
    row = 3
    for about in measures.outgoing():
        for n, said in enumerate(defined(about.name)):
            sheet.set_row(row, styles.height([(said, widths[1])]))
            line(sheet, out, row, ("" if n else about.title, said))
            row += 1


def figures(sheet: Worksheet, out: Output) -> None:
    """Write the totals of every measure that may leave, one figure a row, nothing merged: for other programs."""
    page(sheet, out, landscape=True, repeated=1)
    sheet.freeze_panes(1, 0)
    for column, width in enumerate((18, 26, 26, 16, 22, 30)):
        sheet.set_column(column, column, width)
    for column, name in enumerate(FIGURES):
        sheet.write_string(0, column, name)
    for at, row in enumerate(_figures(out), 1):
        for column, value in enumerate(row):
            if isinstance(value, int | float):
                sheet.write_number(at, column, value)
            elif value is not None:
                sheet.write_string(at, column, str(value))


def _figures(out: Output) -> Iterator[tuple[Any, ...]]:
    """Numbers only: lists of names and the window a measure took are no figures."""
    for about in measures.outgoing():
        own = labels_of(about.name)
        for figure, value in totals(out, about.name).items():
            if value is None or (isinstance(value, int | float) and not isinstance(value, bool)):
                name = own.get(figure) or called(figure)
                yield about.name, figure, name, value, out.as_of.isoformat(timespec="seconds"), out.filter_words
