"""Write 填报说明: how to fill the book in, and for each sheet what is asked with two good rows and a poor one."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence

from xlsxwriter.worksheet import Worksheet

from lvzhi.books import styles
from lvzhi.books.entry import CONDITIONAL, condition_words, kind_words, mark
from lvzhi.books.layout import SheetPlan
from lvzhi.books.meta import GUIDE
from lvzhi.books.sheet import Book, merged, page_setup, protect
from lvzhi.form import Column, Form
from lvzhi.kinds import day_words
from lvzhi.plan import Duty

_WIDTHS = (20.0, 44.0, 32.0, 32.0, 32.0)
_PAGE_HEIGHT = 572.0  # points of rows on one A4 page at this sheet's width
_HEADERS = ("列名", "要求", "示例一", "示例二", "不妥的写法")
_LAST = len(_WIDTHS) - 1
_DUTY_WORDS: Mapping[Duty | None, str] = {
    "due": "本期必报;确无事项的,在表头“本期无”选“是”",
    "event": "有则报,没有的不必填写",
    "confirm": "请核对;有变化的在此修改,没有变化的在表头“本期无”选“是”",
    None: "",
}
Heights = dict[int, float]
_STEPS = (
    "一、先填《封面》,再逐表填写。填报人、联系电话、审核人、单位负责人只在《封面》填一次。",
    "二、表头带“★”的列必填;带“◇”的列符合条件时必填,条件见下表,也可点选单元格看提示;其余选填。灰色单元格由系统填写,不能改动。",
    "三、编号已经印好,一行一件事,从第一个空白编号行依次填写。不改编号,不合并单元格,不增删列,不改表头和表名。",
    "四、有下拉箭头的列点箭头选择。多人、多单位、多个编号用“、”隔开。日期写全年月日,如{day}。数字列只填数字,不带单位。",
    "五、从别处粘贴时,用“选择性粘贴→值”(WPS:“粘贴为数值”),以免把下拉列表和格式冲掉。Excel提示内容与列表不符时,点“否”可以重选,点“是”可以先留着,报送时再核对。",
    "六、整本没有新增、没有变化的,在《封面》“零报告”选“是”;单张表没有的,在该表“本期无”选“是”。",
    "七、填好后存为.xlsx(WPS另存时选“Excel工作簿”),在系统中上传。系统一次列出全部需要处理的地方:",
    "    须改正——改好后才能接收;需说明——在《说明》表写一句话说明原因即可接收;提示——供核对,可以不改。",
    "八、列宽、行高可以调整,也可以筛选。暂时不看的列,选中列标后右键“隐藏”,再选中两侧的列右键“取消隐藏”即可恢复。",
)


def write(sheet: Worksheet, book: Book, plans: Sequence[SheetPlan]) -> None:
    """Write the instructions for the sheets of one book; nothing here is read back."""
    for at, width in enumerate(_WIDTHS):
        sheet.set_column(at, at, width)
    heights: Heights = {}
    at = _general(sheet, book, heights)
    starts = []
    for number, plan in enumerate((p for p in plans if p.form.layout == "table"), start=1):
        starts.append(at + 1)
        at = _form(sheet, book, plan, number, at + 1, heights)
    page_setup(sheet, book, 1)
    sheet.set_h_pagebreaks(page_breaks([*starts, at], heights))
    sheet.print_area(0, 0, at - 1, _LAST)
    protect(sheet, may_insert=False)


def page_breaks(starts: Sequence[int], heights: Heights) -> list[int]:
    """Return the rows to begin a page with, so that a form's block is not torn where it would fit on one.

    `starts` are the blocks' first rows and the row after the last.
    """
    breaks = []
    used = _height(0, starts[0], heights)
    for first, after in itertools.pairwise(starts):
        block = _height(first, after, heights)
        if used and used + block > _PAGE_HEIGHT:
            breaks.append(first)
            used = 0.0
        used = (used + block) % _PAGE_HEIGHT
    return breaks


def _height(first: int, after: int, heights: Heights) -> float:
    return sum(heights.get(at, 15.0) for at in range(first, after))


def _set_row(sheet: Worksheet, heights: Heights, at: int, height: float) -> None:
    heights[at] = height
    sheet.set_row(at, height)


def _general(sheet: Worksheet, book: Book, heights: Heights) -> int:
    """Write the part common to all sheets; return the next free row."""
    _set_row(sheet, heights, 0, 36)
    merged(sheet, 0, (0, _LAST), f"{book.plan.campaign.title}{GUIDE}", book.styles.get(styles.TITLE))
    day = day_words(book.plan.campaign.start)
    lines = [*_deadline(book), *(step.format(day=day) for step in _STEPS)]
    for at, text in enumerate(lines, start=1):
        _paragraph(sheet, book, at, text, heights)
    return len(lines) + 1


def _deadline(book: Book) -> list[str]:
    if book.filer is None or book.period is None:
        return []
    due = day_words(book.plan.due(book.filer.code, book.period))
    return [f"本簿由{book.filer.seal_name}填写,{book.period_words},请于{due}24时前报送。"]


def _paragraph(sheet: Worksheet, book: Book, at: int, text: str, heights: Heights) -> None:
    style = book.styles.get(styles.FANGSONG, font_size=12, text_wrap=True, valign="vcenter", align="left")
    _set_row(sheet, heights, at, 18.0 * math.ceil(len(text) * 2.4 / sum(_WIDTHS)) + 4)
    merged(sheet, at, (0, _LAST), text, style)


def _form(sheet: Worksheet, book: Book, plan: SheetPlan, number: int, at: int,
          heights: Heights) -> int:
    """Write one form's block from row `at`; return the next free row."""
    form = plan.form
    words = _duty_words(plan) if book.filer else ""
    bar = book.styles.get(styles.SONG, bold=True, font_size=13, valign="vcenter", bottom=1)
    _set_row(sheet, heights, at, 26)
    merged(sheet, at, (0, _LAST), f"{number}. {form.title}{f'({words})' if words else ''}", bar)
    at += 1
    if form.note:
        _paragraph(sheet, book, at, form.note, heights)
        at += 1
    for place, text in enumerate(_HEADERS):
        sheet.write_string(at, place, text, book.styles.get(styles.HEADER, bg_color=styles.GREY))
    columns = [c for c in form.columns_in(book.book) if not c.system]
    for offset, column in enumerate(columns, start=1):
        _column(sheet, book, form, column, at + offset, heights)
    return at + len(columns) + 1


def _duty_words(plan: SheetPlan) -> str:
    if plan.duty == "due" and not plan.may_be_nil:
        return "本期必报;各行由方案列出,逐行填写"
    return _DUTY_WORDS[plan.duty]


def _column(sheet: Worksheet, book: Book, form: Form, column: Column, at: int, heights: Heights) -> None:
    texts = (f"{_sign(book, column)}{column.label}", _asked(book, form, column), *_examples(form, column))
    height = max(_lines(t, w) for t, w in zip(texts, _WIDTHS, strict=True)) * 15.0 + 5
    _set_row(sheet, heights, at, min(height, 400.0))
    for place, text in enumerate(texts):
        colour = "#7F6000" if place == _LAST else "#000000"
        sheet.write_string(at, place, text, book.styles.get(styles.BODY, align="left", font_color=colour))


def _lines(text: str, width: float) -> int:
    return math.ceil(sum(2.15 if ord(c) > 0x2000 else 1.1 for c in text) / (width - 1.5)) or 1


def _sign(book: Book, column: Column) -> str:
    sign = mark(column, book.plan)
    return sign if sign != "○" else ""


def _asked(book: Book, form: Form, column: Column) -> str:
    parts = [column.help, kind_words(column.kind, book.plan, book.filer)]
    if mark(column, book.plan) == CONDITIONAL:
        parts.insert(0, f"{condition_words(column, form, book.plan)}时必填")
    return ";".join(dict.fromkeys(p for p in parts if p))


def _examples(form: Form, column: Column) -> tuple[str, str, str]:
    good = [row.get(column.id, "") for row in form.good_rows[:2]]
    poor = form.poor_row or {}
    return (*([*good, "", ""][:2]), poor.get(column.id, ""))  # type: ignore[return-value]
