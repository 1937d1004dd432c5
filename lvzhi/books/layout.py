"""Where things stand on a sheet: the rows every sheet has, and the columns of one sheet with their widths."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lvzhi.books.prefill import Row
from lvzhi.form import Column, Form
from lvzhi.plan import Duty

# Excel rows, counted from 1.
TITLE_ROW, HEAD_ROW, HEADER_ROW, FIRST_ROW = 1, 2, 3, 4
SERIAL = "序号"
NIL = "本期无"
NIL_YES = "是"
CARD_HEADER = ("项目", "填写内容", "填写要求")
SIGNATURES = (("head", "单位负责人(签字)"), ("reviewer", "审核人"), ("preparer", "填报人"), ("phone", "联系电话"))
FILED_ON = "填报日期"
# The forms every book holds whatever is owed: no obligation of the plan names them.
EXPLANATIONS = "explanations"
EVERY_BOOK = frozenset({"cover", EXPLANATIONS})

REPEATED = 2
_SERIAL_WIDTH = 5.0
_CLOSE = 0.85  # of the kind's own width: a row may wrap, a page may not run over
_NARROWEST = 135.0  # a sheet of few columns fills the page, so that the head line and signatures have room
_PAGE_WIDTH = 240.0  # about 70 % of natural size on A4 landscape, body text then prints at 8 points


@dataclass(frozen=True)
class SheetPlan:
    """One sheet to write: its form, whether it is owed, and its rows."""

    form: Form
    duty: Duty | None
    rows: tuple[Row, ...]

    @property
    def has_nil(self) -> bool:
        """本期无 can be ticked where something is owed or may be."""
        return self.form.layout == "table" and self.form.id not in EVERY_BOOK

    @property
    def may_be_nil(self) -> bool:
        """Rows the plan prints want their answers when due, whatever 本期无 says."""
        return self.has_nil and not (self.duty == "due" and self.form.fixed_rows is not None)


@dataclass(frozen=True)
class Slot:
    """One column of a sheet: `at` counts from 0, `column` is None for 序号."""

    at: int
    column: Column | None
    width: float
    printed: bool
    folded: bool

    @property
    def letter(self) -> str:
        return letter(self.at)


def letter(at: int) -> str:
    """The Excel letters of a column counted from 0.

    >>> letter(0), letter(25), letter(26)
    ('A', 'Z', 'AA')
    """
    text = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        text = chr(65 + rest) + text
    return text


def slots(form: Form, book: str, rows: Sequence[Row]) -> tuple[Slot, ...]:
    """Return the sheet's columns left to right.

    Outside form.prints a 系统 column is folded while it says nothing (docs/decisions/0002-folding.md).
    """
    telling = {name for row in rows for name, value in row.values.items() if value not in (0, ())}
    columns = form.columns_in(book)
    telling -= {c.id for c in columns if c.prefill}  # the same in every row
    folded = [not _prints(form, c) and c.system and c.id not in telling for c in columns]
    open_width = sum(_width(c) for c, hidden in zip(columns, folded, strict=True) if not hidden)
    stretch = max(1.0, _NARROWEST / open_width)
    serial = Slot(0, None, _SERIAL_WIDTH, True, False)
    return (serial, *(
        Slot(at, c, _width(c) * stretch, _prints(form, c), hidden)
        for at, (c, hidden) in enumerate(zip(columns, folded, strict=True), start=1)
    ))


def _prints(form: Form, column: Column) -> bool:
    return not form.prints or column.id in form.prints


def _width(column: Column) -> float:
    """Wide enough for the kind, and for the label in two lines beside its mark."""
    label = 2.2 * math.ceil((len(column.label) + 1) / 2) + 1.5
    return max(column.kind.width * _CLOSE, label, 8.5)


def pages_across(columns: Iterable[Slot]) -> int:
    """Return how many A4 pages stand side by side: two where one would not be legible."""
    return 1 if sum(s.width for s in columns if not s.folded) <= _PAGE_WIDTH else 2


def first_page(columns: Sequence[Slot]) -> tuple[Slot, ...]:
    """Return the open columns of the first page across: where title, head line and signatures stand.

    Where two pages stand side by side Excel breaks where both come out widest; the first two columns are
    repeated on the second and stay free of words that would be cut there.
    """
    shown = [s for s in columns if not s.folded]
    if pages_across(columns) == 1:
        return tuple(shown)
    repeated = sum(s.width for s in shown[:REPEATED])
    widths = [s.width for s in shown]
    cut = min(range(REPEATED + 1, len(shown)), key=lambda k: max(sum(widths[:k]), repeated + sum(widths[k:])))
    return tuple(shown[REPEATED:cut])


@dataclass(frozen=True)
class Head:
    """The head line's places as (first, last) columns counted from 0; `nil_label` and `nil` are single columns."""

    unit: tuple[int, int]
    period: tuple[int, int]
    measure: tuple[int, int]
    nil_label: int | None
    nil: int | None


def head(columns: Sequence[Slot], *, with_nil: bool) -> Head:
    """Share the first page's columns among 填报单位, 报告期, 计量单位 and 本期无."""
    page = list(first_page(columns))
    nil_label = nil = None
    if with_nil:
        nil_label, nil = _neighbours(page)
        page = [s for s in page if s.at < nil_label]
    unit, page = _taken(page, max(28.0, 0.4 * sum(s.width for s in page)), leave=2)
    period, page = _taken(page, max(14.0, 0.4 * sum(s.width for s in page)), leave=1)
    return Head(_span(unit), _span(period), _span(page), nil_label, nil)


def _neighbours(page: Sequence[Slot]) -> tuple[int, int]:
    """The last two open columns that touch: a label and its cell must not be parted by a folded column."""
    pairs = [(a.at, b.at) for a, b in itertools.pairwise(page) if b.at == a.at + 1]
    return pairs[-1]


def _taken(page: Sequence[Slot], width: float, *, leave: int) -> tuple[list[Slot], list[Slot]]:
    """Columns from the left until they are so wide, and the others; `leave` columns stay in any case."""
    count = 1
    while count < len(page) - leave and sum(s.width for s in page[:count]) < width:
        count += 1
    return list(page[:count]), list(page[count:])


def _span(page: Sequence[Slot]) -> tuple[int, int]:
    return page[0].at, page[-1].at
