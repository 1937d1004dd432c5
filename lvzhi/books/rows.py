"""Rows on a screen as a small workbook or as csv: exactly those rows, with what they are and as of when."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import pandas as pd
from xlsxwriter.workbook import Workbook

from lvzhi.books import styles

_WIDEST = 48
_BEGINS_FORMULAS = ("=", "+", "-", "@", "\t", "\r")


def rows_book(frame: pd.DataFrame, title: str, about: Sequence[str]) -> bytes:
    """Return a workbook of one sheet: title, lines about it, headings, rows; no text becomes a formula or a link."""
    out = io.BytesIO()
    workbook = Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
                              "strings_to_numbers": False})
    sheet = workbook.add_worksheet("明细")
    head = workbook.add_format({"bold": True, "font_size": 14})
    label = workbook.add_format({"bold": True, "border": 1, "bg_color": "#e9ecf0", "text_wrap": True})
    body = workbook.add_format({"border": 1, "text_wrap": True, "valign": "top"})
    sheet.write_string(0, 0, title, head)
    for n, line in enumerate(about, 1):
        sheet.write_string(n, 0, line)
    top = len(about) + 1
    widths = [_width(str(name), frame[name]) for name in frame.columns]
    for at, (name, width) in enumerate(zip(frame.columns, widths, strict=True)):
        sheet.write_string(top, at, str(name), label)
        sheet.set_column(at, at, width)
    for n, row in enumerate(frame.itertuples(index=False, name=None), top + 1):
        for at, value in enumerate(row):
            _write(sheet, n, at, value, body)
        # Said outright: not every program makes a row as high as its text when it opens the file.
        sheet.set_row(n, styles.height([(str(v), w) for v, w in zip(row, widths, strict=True) if isinstance(v, str)]))
    sheet.freeze_panes(top + 1, 0)
    sheet.repeat_rows(top)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    workbook.close()
    return out.getvalue()


def rows_csv(frame: pd.DataFrame) -> bytes:
    """Return the rows as csv that Excel opens as Chinese; text that it would take for a formula gets a ' before it.

    >>> rows_csv(pd.DataFrame({"甲": ["=1+1", "乙"], "数": [-1, None]})).decode("utf-8-sig").splitlines()
    ['甲,数', "'=1+1,-1.0", '乙,']
    """
    safe = frame.astype("object").map(harmless)
    text = str(safe.rename(columns=harmless).to_csv(index=False, lineterminator="\r\n"))
    return text.encode("utf-8-sig")


def harmless(value: Any) -> Any:
    """Return a value; a text that begins like a formula with a ' before it."""
    return f"'{value}" if isinstance(value, str) and value.lstrip().startswith(_BEGINS_FORMULAS) else value


def _write(sheet: Any, row: int, column: int, value: Any, style: Any) -> None:
    if value is None or (not isinstance(value, str) and pd.isna(value)):
        sheet.write_blank(row, column, None, style)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        sheet.write_number(row, column, value, style)
    else:
        sheet.write_string(row, column, str(value), style)


def _width(name: str, values: pd.Series) -> float:
    """Width for the longest text; a Chinese character takes two."""
    longest = max([len(name), *(len(str(v)) for v in values if v is not None)])
    return float(min(max(longest * 1.8, 8), _WIDEST))
