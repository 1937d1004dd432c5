"""Any valid rows of any form, written into its book and read again, are the same rows."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from functools import cache
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lvzhi.books import template
from lvzhi.books.layout import FIRST_ROW, SheetPlan
from lvzhi.books.prefill import Row
from lvzhi.findings import Refused
from lvzhi.form import Column, Form, format_number
from lvzhi.intake.change import blank
from lvzhi.intake.filing import SheetRows
from lvzhi.intake.identifying import identify
from lvzhi.intake.normalising import TOTALS, Source, normalise
from lvzhi.intake.reading import read
from lvzhi.kinds import (
    ALWAYS,
    Body,
    Code,
    Count,
    Date,
    DayOrAlways,
    Kind,
    Many,
    Money,
    Month,
    Percent,
    Person,
    Phone,
    Reading,
    Ref,
    Text,
)
from lvzhi.plan import Filer
from lvzhi.values import is_placeholder, squeeze
from schemas import FORMS
from tests.planting.worlds import BY_ID, World, seed_plan, world

PLAN = seed_plan()
# Books that between them hold every form.
BOOKS = (("园林", "2015-08"), ("福利院", "2015-11"), ("一组", "2015-08"), ("履职办", "2015-08"), ("履职办", "2015-11"))
Cells = dict[str, Any]

TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn"]), min_size=1, max_size=60) | (
    st.sampled_from(["=1+1", "+86", "-3", "@甲", "'01", "_x000D_", "1e5", "007", "2015-06-05", "甲\n乙", "<a>&amp;", "，;；"])
)
DAYS = st.dates(dt.date(1990, 1, 1), dt.date(2100, 12, 31))
NAMES = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=2, max_size=8)


def typed(kind: Kind, filer: Filer) -> st.SearchStrategy[Any]:
    """What people may type into a cell of the kind."""
    if isinstance(kind, Many):
        return st.lists(typed(kind.of, filer), min_size=1, max_size=4).map(lambda parts: "、".join(map(str, parts)))
    if options := kind.options(PLAN, filer):
        return st.sampled_from(options)
    found = next((make for sort, make in _SORTS.items() if isinstance(kind, sort)), None)
    assert found is not None, kind
    return found(kind)


# The narrower kind stands before the wider one.
_SORTS: dict[type[Kind], Any] = {
    Date: lambda kind: DAYS,
    Month: lambda kind: DAYS.map(lambda day: f"{day.year}年{day.month}月"),
    DayOrAlways: lambda kind: st.just(ALWAYS) | DAYS,
    Count: lambda kind: st.integers(kind.least, kind.most or 10**9),
    Money: lambda kind: st.integers(0, 10**12).map(lambda cents: cents / 100),
    Percent: lambda kind: st.integers(0, 10**4).map(lambda part: f"{part / 100}%"),
    Phone: lambda kind: st.from_regex(r"[0-9]{3,4}-?[0-9]{4,8}", fullmatch=True),
    Person: lambda kind: NAMES,
    Ref: lambda kind: st.integers(1, 999).map(lambda n: format_number("园林", "问题", n)),
    Code: lambda kind: TEXT if kind.pattern == Code.pattern else st.from_regex(kind.pattern, fullmatch=True),
    Body: lambda kind: TEXT | st.lists(st.sampled_from(PLAN.units), min_size=1).map(lambda us: "、".join(u.name for u in us)),
    Text: lambda kind: TEXT,
}


def values(column: Column, filer: Filer) -> st.SearchStrategy[Any]:
    """Values the column may hold: what is typed, once read; nothing that stands for a blank or a total."""
    at = Reading(PLAN, filer)

    def parsed(raw: Any) -> Any:
        try:
            return column.kind.parse(raw, at)
        except Refused:
            return None

    def is_one(value: Any) -> bool:
        shown = column.kind.show(value, PLAN) if value not in (None, ()) else ""
        return bool(squeeze(shown)) and not is_placeholder(shown) and squeeze(shown) not in TOTALS

    return typed(column.kind, filer).map(parsed).filter(is_one)


@cache
def sheet_for(form: Form, book: str) -> tuple[World, SheetPlan]:
    """A filer and month whose book has the form."""
    for code, period in BOOKS:
        filer = PLAN.filer(code)
        if filer.book == book:
            made = world(Random(f"{code} {period}"), filer, period)
            for sheet in template.owed((form,), PLAN, filer, period, made.standing()):
                return made, sheet
    raise LookupError(form.id)


@st.composite
def typed_in(draw: st.DrawFn, form: Form, filer: Filer, sheet: SheetPlan) -> dict[int, Cells]:
    """What is filled into rows of the sheet, by their place: at least one cell of each."""
    columns = [c for c in form.columns_in(filer.book) if c.typed]
    first = next(c for c in columns if c.prefilled(filer) is None and not c.quoted)
    free = [n for n, row in enumerate(sheet.rows) if row.blank] or list(range(len(sheet.rows)))
    chosen = draw(st.lists(st.sampled_from(free[:20]), min_size=1, max_size=3, unique=True))
    places = chosen if _key(form, sheet.rows[free[0]]) else free[: len(chosen)]  # without a number: from the top
    return {n: {c.id: draw(values(c, filer)) for c in columns if c is first or draw(st.booleans())} for n in places}


def through_a_book(form: Form, made: World, sheet: SheetPlan, drawn: Mapping[int, Cells]) -> SheetRows:
    """Write the rows into the filer's book, and read it as intake does."""
    filer, period = made.filer, made.chance.period
    answers = [{**_key(form, sheet.rows[n]), **_as_cells(form, drawn[n])} for n in sorted(drawn)]
    data = template.build(
        (form,), PLAN, filer, period, made.standing(), plan_version=1, answers={form.id: answers}
    )
    identity = identify(read(data), PLAN, FORMS)
    return normalise(Source(form, identity.sheets[form.id], PLAN, filer, period))


def _key(form: Form, printed: Row) -> Cells:
    """The row's number, where it is printed."""
    return {k: printed.values[k] for k in form.key if k in printed.values and form.by_id[k].system}


def _as_cells(form: Form, cells: Cells) -> Cells:
    return {name: form.by_id[name].kind.to_type(value, PLAN) for name, value in cells.items()}


def expected(form: Form, sheet: SheetPlan, drawn: Mapping[int, Cells]) -> dict[int, Cells]:
    """Excel row -> values of the rows that hold something: those drawn, and those printed from before."""
    kept = {n: row for n, row in enumerate(sheet.rows) if n in drawn or not row.blank}
    return {FIRST_ROW + n: {**row.values, **drawn.get(n, {})} for n, row in kept.items()}


def check(form_id: str, book: str, data: st.DataObject) -> None:
    form = BY_ID[form_id]
    made, sheet = sheet_for(form, book)
    drawn = data.draw(typed_in(form, made.filer, sheet))
    found = through_a_book(form, made, sheet, drawn)
    wanted = expected(form, sheet, drawn)
    assert found.findings == ()
    assert list(found.frame.index) == list(wanted)
    for at, cells in wanted.items():
        row = found.frame.loc[at]
        for column in form.columns_in(book):
            if column.id in form.key or column.typed:
                held, value = row[column.id], cells.get(column.id)
                assert same(held, value) or (value is None and column.computed), (at, column.id, held, value)


def same(held: Any, value: Any) -> bool:
    if blank(value) or blank(held):
        return blank(value) and blank(held)
    return math.isclose(held, value, abs_tol=1e-9) if isinstance(value, float) else bool(held == value)


every_form = pytest.mark.parametrize(("form", "book"), [(form.id, book) for form in FORMS for book in form.books])


@every_form
@settings(max_examples=2, deadline=None, derandomize=True)
@given(data=st.data())
def test_rows_are_read_as_written(form: str, book: str, data: st.DataObject) -> None:
    check(form, book, data)


@pytest.mark.soak
@every_form
@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_any_rows_are_read_as_written(form: str, book: str, data: st.DataObject) -> None:
    check(form, book, data)
