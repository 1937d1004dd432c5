"""A book read back and about to be spoilt: its cells by form, row and column, and what must be found in it."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from lvzhi.books import prefill
from lvzhi.findings import Finding
from lvzhi.form import Column, Form
from lvzhi.intake.cells import Sheet, Value, Workbook, address
from tests.planting.drawing import Cells, row
from tests.planting.judging import GOOD_DESK, Book, Desk
from tests.planting.worlds import BY_ID, NIL, World

HEADER, FIRST = 3, 4
Spot = tuple[str, str | None, str | int | None]  # code, sheet, cell or row


@dataclass
class Part:
    """One sheet; `rows` and `columns` say where the printed rows and the columns stand by now."""

    form: Form
    sheet: Sheet
    printed: tuple[prefill.Row, ...]
    columns: dict[str, int]
    rows: dict[int, int]
    header: int = HEADER
    claimed: set[int] = field(default_factory=set)

    def copy(self) -> Part:
        sheet = replace(self.sheet, cells=dict(self.sheet.cells))
        return replace(self, sheet=sheet, columns=dict(self.columns), rows=dict(self.rows), claimed=set(self.claimed))


@dataclass
class Draft:
    """`expected` are codes with form, row (as printed) and column id; `desk` is where the book will arrive."""

    world: World
    workbook: Workbook
    parts: dict[str, Part]
    expected: list[tuple[str, str | None, int | None, str | None]] = field(default_factory=list)
    desk: Desk = GOOD_DESK

    def has(self, form: str) -> bool:
        return form in self.parts

    # --- where things stand

    def at(self, form: str, row: int, column: str) -> tuple[int, int]:
        part = self.parts[form]
        if part.form.layout == "card":
            return part.columns[column], 2
        return part.rows[row], part.columns[column]

    def get(self, form: str, row: int, column: str) -> Value | None:
        return self.parts[form].sheet.cells.get(self.at(form, row, column))

    def put(self, form: str, row: int, column: str, value: Any) -> None:
        cells = self.parts[form].sheet.cells
        cells.pop(self.at(form, row, column), None)
        if value is not None:
            cells[self.at(form, row, column)] = value

    def typed(self, form: str, row: int) -> list[Column]:
        """The row's filled columns that people fill, the prefilled ones left out."""
        book = self.world.filer
        return [
            c
            for c in self.parts[form].form.columns_in(book.book)
            if c.typed
            and c.prefilled(book) is None
            and c.id in self.parts[form].columns
            and self.get(form, row, c.id) is not None
        ]

    def filled(self, form: str) -> list[int]:
        """Printed rows that hold something typed and that no fault has taken yet."""
        part = self.parts[form]
        if part.form.layout == "card":
            return [FIRST]
        return [r for r in part.rows if r not in part.claimed and self.typed(form, r)]

    def blank(self, form: str) -> int | None:
        """Claim the next blank row."""
        part = self.parts[form]
        for n, printed in enumerate(part.printed):
            row = FIRST + n
            if printed.blank and row not in part.claimed and not self.typed(form, row):
                part.claimed.add(row)
                return row
        return None

    def claim(self, form: str, row: int) -> int:
        self.parts[form].claimed.add(row)
        return row

    def fixed(self, form: str) -> int | None:
        """Claim a row the plan prints, emptied of what was typed."""
        free = [r for r in self.filled(form) if not self.known(form, r)]
        if not free:
            return None
        row = self.claim(form, self.world.chance.random.choice(free))
        for column in self.typed(form, row):
            self.put(form, row, column.id, None)
        return row

    def known(self, form: str, row: int) -> bool:
        """Something is expected in the row already."""
        return any(f == form and r == row for _, f, r, _ in self.expected)

    # --- planting

    def nil(self, form: str) -> tuple[int, int]:
        """The cell behind 本期无."""
        cells = self.parts[form].sheet.cells
        return next((r, c + 1) for (r, c), v in cells.items() if v == NIL and r < self.parts[form].header)

    def fill(
        self,
        form: str,
        given: Mapping[str, Any],
        was: Mapping[str, Any] | None = None,
        problem: Mapping[str, Any] | None = None,
    ) -> int | None:
        """A good row but for the cells given; `was` lets it stand accepted from before. None: there is no room."""
        part, chance = self.parts[form], self.world.chance
        fixed = part.form.fixed_rows is not None or form == "special_topic_progress"
        at = self.fixed(form) if fixed else self.blank(form)
        if at is None:
            return None
        self.parts[form].sheet.cells.pop(self.nil(form), None)
        printed = {k: self.get(form, at, k) for k in part.form.key if part.form.by_id[k].system}
        if not fixed:
            chance.numbers.setdefault(form, []).extend(str(v) for v in printed.values())
        base: Cells = {}
        if was is not None:
            base = row(part.form, chance, {"category": "限期整改", **was} if form == "rectification" else was)
            kept = self.world.accept(part.form, self.world.filer, {**printed, **base})
            if form == "rectification":
                self.world.register(kept, self.world.filer, **(problem or {}))
            left = {c.id: None for c in part.form.all_columns if c.required is False}
            base = {**left, **base}  # what was left blank stays so
        self.type(form, at, row(part.form, chance, {**base, **given}))
        return at

    def without_file(self, form: str, at: int) -> None:
        """Let nothing be attached to a row."""
        key = " × ".join(str(self.get(form, at, k)) for k in self.parts[form].form.key)
        self.world.lacking.add((form, key))
        self.world.held = None

    def type(self, form: str, at: int, cells: Cells) -> None:
        part = self.parts[form]
        for column in part.form.columns_in(self.world.filer.book):
            if column.id in cells and column.typed:
                self.put(form, at, column.id, cells[column.id])

    def expect(self, code: str, form: str | None = None, row: int | None = None, column: str | None = None) -> None:
        self.expected.append((code, form, row, column))

    # --- what must be found

    def spots(self) -> Counter[Spot]:
        return Counter(self._spot(*e) for e in self.expected)

    def _spot(self, code: str, form: str | None, row: int | None, column: str | None) -> Spot:
        if form is None or form not in self.parts:
            return code, form, None
        part = self.parts[form]
        if column is not None and (column in part.columns or part.form.layout == "card"):
            at = self.at(form, row or FIRST, column) if row != HEADER else (part.header, part.columns[column])
            return code, part.sheet.name, address(*at)
        return (
            code,
            part.sheet.name,
            part.rows.get(row, row) if row is not None and row != HEADER else (part.header if row == HEADER else None),
        )

    def book(self) -> Workbook:
        """The workbook as it stands now; sheets no part is about stay as they were."""
        mine = {p.sheet.name: p.sheet for p in self.parts.values()}
        return replace(self.workbook, sheets=tuple(mine.get(s.name, s) for s in self.workbook.sheets))

    def copy(self) -> Draft:
        """Another draft of the same book."""
        parts = {f: p.copy() for f, p in self.parts.items()}
        return Draft(self.world.copy(), self.workbook, parts, list(self.expected), self.desk)

    def judged_as(self, workbook: Workbook) -> Book:
        """The book to be judged, as it comes in."""
        chance = self.world.chance
        return Book(
            workbook, self.world.plan, self.world.filer, chance.period, chance.received_on, self.world.standing(), self.desk
        )


def draft(world: World, workbook: Workbook, findings: tuple[Finding, ...]) -> Draft:
    """Take a book and what is found in it before anything is planted."""
    standing = world.standing()
    sheets = {s.name: s for s in workbook.sheets}
    parts = {f.id: _part(world, f, sheets[f.title], standing) for f in BY_ID.values() if f.title in sheets}
    made = Draft(world, workbook, parts)
    for finding in findings:
        made.expected.append((finding.code, finding.form, *_where(made, finding)))
    return made


def _part(world: World, form: Form, sheet: Sheet, standing: Any) -> Part:
    printed = prefill.rows(form, world.plan, world.filer, world.chance.period, standing)
    labels = {c.label: c.id for c in form.columns_in(world.filer.book)}
    if form.layout == "card":
        columns = {labels[v]: r for (r, c), v in sheet.cells.items() if c == 1 and v in labels}
    else:
        columns = {labels[v]: c for (r, c), v in sheet.cells.items() if r == HEADER and v in labels}
    return Part(form, sheet, printed, columns, {FIRST + n: FIRST + n for n in range(len(printed))})


def _where(made: Draft, finding: Finding) -> tuple[int | None, str | None]:
    part = made.parts[finding.form or ""]
    column = next((c.id for c in part.form.all_columns if c.label == finding.column), None)
    return finding.row, column


def found(findings: tuple[Finding, ...]) -> Counter[Spot]:
    return Counter((f.code, f.sheet, f.cell or f.row) for f in findings)


def days_before(made: Draft, days: int) -> dt.date:
    return made.world.chance.received_on - dt.timedelta(days=days)
