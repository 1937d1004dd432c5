"""Sheets of raw cells -> typed rows of forms, with a finding for every cell that is none of its kind."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import accumulate
from typing import Any

import pandas as pd

from lvzhi.findings import Finding, Refused, Severity, Wording
from lvzhi.form import Column, Form
from lvzhi.intake.cells import ErrorValue, NoValue, Sheet, Value, address
from lvzhi.intake.filing import SheetRows, empty_frame
from lvzhi.intake.identifying import Identity
from lvzhi.intake.layout import Layout, locate
from lvzhi.intake.structure import remarks
from lvzhi.kinds import Month, Reading, Unit, as_words
from lvzhi.lazy import lazy_property
from lvzhi.plan import Filer, Plan
from lvzhi.records import share
from lvzhi.values import is_blank, is_placeholder, squeeze

TOTALS = frozenset({"合计", "小计", "总计", "共计"})

WORDINGS = (
    Wording("GEN-ERROR-CELL", Severity.ERROR, "本格显示“{value}”,公式引用的内容已不存在。请直接填写结果。"),
    Wording("GEN-NO-VALUE", Severity.ERROR, "本格是公式“{value}”,没有保存算出的结果。请直接填写结果。"),
    Wording(
        "GEN-MERGED", Severity.ERROR,
        "第{row}至{last}行的“{column}”合并成了一格,只能读到第{row}行。请取消合并后逐行填写。",
    ),
    Wording("GEN-HIDDEN-ROW", Severity.NOTE, "第{row}行被隐藏或筛选掉了,内容已经读入,请核对。"),
    Wording("GEN-TOTAL-ROW", Severity.NOTE, "第{row}行是“{value}”行,合计由系统计算,这一行没有读入。"),
)
_SAYS = {w.code: w for w in WORDINGS}


@dataclass(frozen=True)
class Source:
    """What one sheet is read for: the form, the sheet, who files which period."""

    form: Form
    sheet: Sheet
    plan: Plan
    filer: Filer
    period: str

    @lazy_property
    def columns(self) -> tuple[Column, ...]:
        return self.form.columns_in(self.filer.book)

    def fixed(self) -> tuple[Mapping[str, Any], ...]:
        """Rows the plan prints in this sheet; () for forms whose rows are the filer's own."""
        form = self.form
        return form.fixed_rows(self.plan, self.filer.code, self.period) if form.fixed_rows else ()


@dataclass
class _Draft:
    """What gathers while one sheet is read."""

    source: Source
    layout: Layout
    findings: list[Finding] = field(default_factory=list)
    bad: set[tuple[int, str]] = field(default_factory=set)
    raw: dict[tuple[int, str], str] = field(default_factory=dict)
    overtyped: dict[tuple[int, str], str] = field(default_factory=dict)
    rows: dict[int, dict[str, Any]] = field(default_factory=dict)

    def say(self, code: str, row: int | None = None, cell: str | None = None, **values: Any) -> None:
        self.add(_SAYS[code], row, cell, **values)

    def add(self, wording: Wording, row: int | None, cell: str | None, **values: Any) -> None:
        self.findings.append(
            Finding(
                wording.code, wording.severity, wording.say({"row": row, **values}), self.source.form.id,
                self.source.sheet.name, cell, row, values.get("column"), values.get("value"),
            )
        )

    def place(self, row: int, column: str) -> tuple[int, int] | None:
        """Where a column's cell of a row stands; None when the sheet lacks the column."""
        if self.layout.places:
            return self.layout.places.get(column)
        at = self.layout.positions.get(column)
        return (row, at) if at else None

    def filled(self, row: int) -> list[tuple[Column, Value]]:
        """The row's columns that hold something, from left to right as the form has them."""
        if self.layout.places:
            held = ((c, self.value(row, c.id)) for c in self.source.columns)
            return [(c, v) for c, v in held if v is not None and not is_blank(v)]
        cells = self.layout.filled.get(row, {})
        return [(c, cells[at]) for c, at in self._placed if at in cells]

    @lazy_property
    def _placed(self) -> tuple[tuple[Column, int], ...]:
        positions = self.layout.positions
        return tuple((c, positions[c.id]) for c in self.source.columns if c.id in positions)

    def value(self, row: int, column: str) -> Value | None:
        place = self.place(row, column)
        return self.source.sheet.cells.get(place) if place else None


@dataclass(frozen=True)
class Book:
    """A book whose sheets are to be read: who files which period is settled."""

    identity: Identity
    filer: str
    period: str


def read_books(books: Sequence[Book], plan: Plan, forms: Sequence[Form]) -> list[dict[str, SheetRows]]:
    """Normalise every sheet each book holds, in the order of its sheets; the rows of a form become one frame."""
    known = {f.id: f for f in forms}
    found: list[dict[str, SheetRows]] = [{} for _ in books]
    drafts = [
        (n, _read(Source(known[form], sheet, plan, plan.filer(book.filer), book.period)))
        for n, book in enumerate(books) for form, sheet in book.identity.sheets.items()
    ]
    typed = _typed([draft for _, draft in drafts])
    for (n, draft), sheet in zip(drafts, typed, strict=True):
        found[n][draft.source.form.id] = sheet
    return found


def read_sheets(
    identity: Identity, plan: Plan, forms: Sequence[Form], filer: str, period: str
) -> dict[str, SheetRows]:
    """Normalise every sheet of one book."""
    return read_books([Book(identity, filer, period)], plan, forms)[0]


def normalise(source: Source) -> SheetRows:
    """Read one sheet into typed rows; rows that hold only their number and pre-filled cells are left out.

    Rows the plan fixes are kept even when blank and get the plan's own cells. The findings are those of
    reading, in reading order; checks of values come later.
    """
    return _typed([_read(source)])[0]


def _read(source: Source) -> _Draft:
    draft = _Draft(source, locate(source.sheet, source.form, source.columns))
    _structure(draft)
    if draft.layout.header_row is not None:
        _merged(draft)
        for row in draft.layout.data_rows:
            _read_row(draft, row)
        _restore_fixed(draft)
        _compute(draft)
    return draft


def _structure(draft: _Draft) -> None:
    source = draft.source
    for remark in remarks(draft.layout, source.form, source.columns, source.sheet):
        draft.add(remark.wording, remark.row, remark.cell, **remark.values)


def _merged(draft: _Draft) -> None:
    """Merged data cells: said once, and the covered cells are not asked for again."""
    wanted = {position: column for column, position in draft.layout.positions.items()}
    rows = draft.layout.data_rows
    room = len(rows) * len(wanted)
    for first, left, last, right in draft.source.sheet.merged:
        inside = rows[bisect_left(rows, first) : bisect_right(rows, last)]
        if not inside or first < rows[0]:
            continue
        touched = [wanted[p] for p in range(left, min(right, left + len(wanted) * 2) + 1) if p in wanted]
        if not touched or (first == last and len(touched) < 2):
            continue
        label = draft.source.form.by_id[touched[0]].label
        draft.say("GEN-MERGED", first, address(first, left), column=label, last=last)
        room -= len(inside) * len(touched)
        if room < 0:
            return  # ranges that overlap, which no program writes and which have no end
        draft.bad |= {(r, c) for r in inside for c in touched} - {(first, touched[0])}


def _read_row(draft: _Draft, row: int) -> None:
    source = draft.source
    if not source.form.fixed_rows and _is_total(draft, row):
        return
    values: dict[str, Any] = {}
    typed = False
    for column, value in draft.filled(row):
        if is_placeholder(value) and not _means_itself(column, value):
            continue
        if column.system:
            _read_system(draft, row, column, value, values)
            continue
        parsed = _read_cell(draft, row, column, value)
        if parsed is not None:
            values[column.id] = parsed
        typed = typed or not _prefilled(draft, column, parsed)
    if not typed and not _kept_blank(source, values):
        _forget(draft, row)
        return
    if source.form.layout == "card":
        values.update(_whose(source))
    if row in source.sheet.hidden_rows:
        draft.say("GEN-HIDDEN-ROW", row)
    draft.rows[row] = values
    # A column that is not there was reported once: its cells are not also called empty.
    draft.bad |= {(row, column.id) for column in draft.layout.missing if not column.system}


def _kept_blank(source: Source, values: Mapping[str, Any]) -> bool:
    """Rows that were put there for an answer: the plan's, and those that bear somebody else's number."""
    form = source.form
    if form.fixed_rows or form.layout == "card":
        return True
    number = str(values.get(form.key[0], ""))
    return form.standing_rows is not None and bool(number) and not number.startswith(f"{source.filer.code}-")


def _whose(source: Source) -> dict[str, Any]:
    """A card's key: the book has been found to be this filer's of this period."""
    known = {Unit: source.filer.code, Month: source.period}
    return {k: known[type(source.form.by_id[k].kind)] for k in source.form.key}


def _is_total(draft: _Draft, row: int) -> bool:
    """合计 rows people add below their data: no number, and the word in one of the cells."""
    form, sheet = draft.source.form, draft.source.sheet
    if form.numbered and not is_blank(draft.value(row, form.key[0])):
        words = squeeze(str(draft.value(row, form.key[0])))
        if words not in TOTALS:
            return False
    span = range(1, max(draft.layout.positions.values(), default=0) + 1)
    texts = (sheet.cells.get((row, column)) for column in span)
    found = next((v for v in texts if isinstance(v, str) and squeeze(v) in TOTALS), None)
    if found is None:
        return False
    draft.say("GEN-TOTAL-ROW", row, value=found)
    return True


def _means_itself(column: Column, value: Any) -> bool:
    """无 is an answer where the column's list has it."""
    words = getattr(column.kind, "values", ()) or getattr(getattr(column.kind, "of", None), "values", ())
    return squeeze(str(value)) in words


def _read_system(draft: _Draft, row: int, column: Column, value: Value, values: dict[str, Any]) -> None:
    """Numbers and keys are read; what is typed over any other 系统 cell is kept aside for GEN-LOCKED."""
    if draft.source.form.layout == "card":
        return
    if column.id in draft.source.form.key:
        values[column.id] = squeeze(as_words(value))
    else:
        draft.overtyped[row, column.id] = as_words(value)


def _read_cell(draft: _Draft, row: int, column: Column, value: Any) -> Any:
    place = draft.place(row, column.id)
    cell = address(*place) if place else None
    at = place[0] if place else row
    if isinstance(value, (ErrorValue, NoValue)):
        shown = value.text if isinstance(value, ErrorValue) else value.formula
        code = "GEN-ERROR-CELL" if isinstance(value, ErrorValue) else "GEN-NO-VALUE"
        draft.say(code, at, cell, column=column.label, value=shown)
        draft.bad.add((row, column.id))
        return None
    try:
        parsed = column.kind.parse(value, Reading(draft.source.plan, draft.source.filer))
    except Refused as refused:
        draft.findings.append(
            Finding(
                refused.code, Severity.ERROR, refused.message, draft.source.form.id, draft.source.sheet.name, cell,
                at, column.label, as_words(value), refused.suggestion,
            )
        )
        draft.bad.add((row, column.id))
        return None
    if as_words(value) != column.kind.show(parsed, draft.source.plan):
        draft.raw[row, column.id] = as_words(value)
    return parsed


def _prefilled(draft: _Draft, column: Column, parsed: Any) -> bool:
    """A cell that still holds what the book was printed or returned with does not make a row filled."""
    if column.quoted:
        return True
    if column.prefill is None or parsed is None:
        return False
    wanted = draft.source.filer.code if column.prefill == "filer" else column.prefill
    return bool(parsed == wanted)


def _forget(draft: _Draft, row: int) -> None:
    """A blank row says nothing; merged cells covering it were reported where they begin."""
    for column in draft.source.columns if draft.bad else ():
        draft.bad.discard((row, column.id))
    for column, _ in draft.filled(row):
        draft.overtyped.pop((row, column.id), None)


def _restore_fixed(draft: _Draft) -> None:
    """Give rows the plan fixes their own 系统 cells; blank ones stay only where the sheet is due."""
    source, form = draft.source, draft.source.form
    if not form.fixed_rows:
        return
    fixed = {_squeezed(form, r): r for r in source.fixed()}
    due = source.plan.duty(form.id, source.filer.code, source.period) in ("due", "confirm")
    for row, values in list(draft.rows.items()):
        printed = fixed.get(_squeezed(form, values))
        if printed is not None and (due or _typed_in(form, values)):
            values.update(printed)
        elif printed is not None or not _typed_in(form, values):
            del draft.rows[row]


def _squeezed(form: Form, values: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(squeeze(str(values.get(k, ""))) for k in form.key)


def _typed_in(form: Form, values: Mapping[str, Any]) -> bool:
    return any(c.typed and c.id in values for c in form.all_columns)


def _compute(draft: _Draft) -> None:
    """Fill what follows from the row's other cells: 系统 cells always, others where they are blank."""
    source = draft.source
    blanks: dict[str, Any] = dict.fromkeys(source.form.by_id)
    for column in source.columns:
        for row, values in draft.rows.items():
            wanted = column.computed and (column.system or column.id not in values)
            if wanted and column.computed and (row, column.id) not in draft.bad:
                found = column.computed(blanks | values, source.plan, source.filer)
                if found is not None:
                    values[column.id] = found


# --- rows of many sheets into frames ---------------------------------------------------------------


def _typed(drafts: Sequence[_Draft]) -> list[SheetRows]:
    """The drafts as typed rows; the sheets of a form share one frame, since making one costs more than its rows."""
    frames: dict[int, pd.DataFrame] = {}
    for form in {d.source.form.id: d.source.form for d in drafts}.values():
        filled = [d for d in drafts if d.source.form is form and d.rows]
        whole = _frame(form, [(row, d.rows[row]) for d in filled for row in sorted(d.rows)])
        ends = list(accumulate(len(d.rows) for d in filled))
        parts = [whole.iloc[end - len(d.rows) : end] for d, end in zip(filled, ends, strict=True)]
        share(whole, parts)
        frames |= {id(d): part for d, part in zip(filled, parts, strict=True)}
    return [_finish(d, frames.get(id(d))) for d in drafts]


def _frame(form: Form, rows: Sequence[tuple[int, Mapping[str, Any]]]) -> pd.DataFrame:
    filled = {name for _, values in rows for name in values}
    columns = {
        c.id: c.kind.series(values.get(c.id) for _, values in rows).array if c.id in filled
        else _blank(c.kind.dtype, len(rows))
        for c in form.all_columns
    }
    return pd.DataFrame(columns, index=pd.Index([row for row, _ in rows], dtype="int64"), copy=False)


@lru_cache(maxsize=4096)
def _blank(dtype: str, size: int) -> Any:
    """A column of blanks: most columns of a sheet are."""
    return pd.Series([None] * size, dtype=dtype).array


def _finish(draft: _Draft, frame: pd.DataFrame | None) -> SheetRows:
    form = draft.source.form
    return SheetRows(
        form, draft.source.sheet.name, empty_frame(form) if frame is None else frame, draft.raw,
        dict(draft.layout.letters), draft.layout.nil, tuple(draft.findings), frozenset(draft.bad), draft.overtyped,
    )
