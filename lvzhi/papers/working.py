"""The 数据底稿 beside a paper: every number and name it prints, the question behind it, and that question's rows."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from lvzhi.books import styles
from lvzhi.books.sheet import DEMO
from lvzhi.books.styles import Styles
from lvzhi.headings import called
from lvzhi.measures import measure
from lvzhi.papers.blocks import Ask, Content
from lvzhi.papers.desk import as_of_words
from lvzhi.papers.packing import printable

NUMBERS, QUESTIONS = "逐项数据", "出处"
HEADINGS = ("序号", "段落", "印出", "出处号", "统计项目", "数的名称", "所在行", "数值", "截至")
ASKED = ("出处号", "统计项目", "口径代号", "语句", "分组", "范围", "参数", "截至", "行数")


def write(content: Content, code: str) -> bytes:
    """Return the workbook: a sheet of the numbers as printed, one of the questions, and one of each question's rows."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with Workbook(out, options) as workbook:
        # The paper's own instant, so that the same paper gives the same bytes.
        workbook.set_properties({"title": f"{content.title}数据底稿", "author": content.author,
                                 "created": content.as_of.replace(tzinfo=None, microsecond=0)})
        made = Styles(workbook)
        about = f"{content.title} 截至{as_of_words(content.as_of)} 校验码 {code}"
        _sheet(workbook.add_worksheet(NUMBERS), made, f"{about} 数据底稿", HEADINGS, tuple(_numbers(content)), content)
        _sheet(workbook.add_worksheet(QUESTIONS), made, "出处", ASKED, tuple(map(_asked, content.asks)), content)
        for ask in content.asks:
            columns = tuple(dict.fromkeys(k for row in ask.rows for k in row))
            head = tuple(_called(ask.measure, c) for c in columns) or ("没有符合的行",)
            rows = tuple(tuple(_plain(row.get(c)) for c in columns) for row in ask.rows)
            _sheet(workbook.add_worksheet(f"出处{ask.no}"), made, f"〔{ask.no}〕{ask.title}", head, rows, content)
    return out.getvalue()


def _numbers(content: Content) -> Iterator[tuple[Any, ...]]:
    asks = {a.no: a for a in content.asks}
    sourced = ((n, piece, piece.source) for n, piece in content.pieces() if piece.source)
    for no, (block, piece, source) in enumerate(sourced, 1):
        ask = asks[source.ask]
        yield (no, block, piece.text, ask.no, ask.title, _called(ask.measure, source.figure), keyed(source.row),
               _plain(source.value), as_of_words(ask.as_of))


def _called(name: str, figure: str) -> str:
    """Return a figure's name as on the page, and as the measure calls it: 已销号 closed."""
    said = measure(name).labels.get(figure) or called(figure)
    return figure if said == figure else f"{said} {figure}"


def keyed(row: Sequence[tuple[str, Any]]) -> str:
    """Return what tells a row: unit=园林;stage=mobilise; of totals: 合计."""
    return ";".join(f"{k}={_plain(v)}" for k, v in row) or "合计"


def _asked(ask: Ask) -> tuple[Any, ...]:
    return (ask.no, ask.title, ask.measure, ask.statement, ",".join(ask.by), _pairs(ask.filters), _pairs(ask.own),
            ask.as_of.isoformat(), len(ask.rows))


def _pairs(given: Mapping[str, Any]) -> str:
    return ";".join(f"{k}={_plain(v)}" for k, v in given.items())


def _plain(value: Any) -> Any:
    """Return a number as it is, everything else as text: instants and days in ISO, several parted by 、."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if value is None or isinstance(value, int | float | str):
        return value
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return "、".join(str(_plain(v)) for v in value)
    return str(value)


def _sheet(sheet: Worksheet, made: Styles, title: str, headings: Sequence[str], rows: Sequence[Sequence[Any]],
           content: Content) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(1)
    sheet.freeze_panes(2, 0)
    sheet.set_footer(f"&L{DEMO if content.demo else ''}&C第 &P 页 共 &N 页")
    sheet.write_string(0, 0, f"{DEMO} {title}" if content.demo else title, made.get({**styles.SONG, "bold": True}))
    widths = [_width(name, [row[n] for row in rows]) for n, name in enumerate(headings)]
    for n, (name, width) in enumerate(zip(headings, widths, strict=True)):
        sheet.set_column(n, n, width)
        sheet.write_string(1, n, name, made.get(styles.HEADER, bg_color=styles.GREY))
    for at, row in enumerate(rows, 2):
        sheet.set_row(at, styles.height([(str(v), w) for v, w in zip(row, widths, strict=True) if isinstance(v, str)]))
        for n, value in enumerate(row):
            if value is None:
                sheet.write_blank(at, n, None, made.get(styles.BODY))
            elif isinstance(value, int | float):
                sheet.write_number(at, n, value, made.get(styles.BODY, align="right"))
            else:
                sheet.write_string(at, n, printable(str(value)), made.get(styles.BODY))


def _width(name: str, values: Sequence[Any]) -> float:
    longest = max([len(name), *(len(str(v)) for v in values if v is not None)])
    return float(min(max(longest * 2.0, 8), 50))
