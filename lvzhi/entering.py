"""Rows typed on the desk: read, numbered and judged as the same sheet's rows are when they come in a book.

The same kinds, the same pandera schema, the same rules across sheets and filers: there is no second reading of
forms.md. Only what is about a book as a whole (本期无, 上期已列, printed numbers) is not asked.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

from lvzhi.findings import Finding, Refused, Severity
from lvzhi.form import DESK_FIRST, Column, Form, format_number, number_of
from lvzhi.intake.change import blank
from lvzhi.intake.checking import Submission, judged_rows, with_values
from lvzhi.intake.filing import SheetRows
from lvzhi.intake.identifying import Identity
from lvzhi.kinds import Many, Reading
from lvzhi.plan import Plan
from lvzhi.standing import StoreStanding
from lvzhi.values import is_blank
from lvzhi.workspace import Workspace

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Entered:
    """Rows of one form as they would be recorded, and everything found in them."""

    form: Form
    filer: str
    rows: tuple[Row, ...]
    findings: tuple[Finding, ...]

    @property
    def faults(self) -> tuple[Finding, ...]:
        """What stands in the way of recording them."""
        return tuple(f for f in self.findings if f.open)

    @property
    def notes(self) -> tuple[Finding, ...]:
        return tuple(f for f in self.findings if f.severity is Severity.NOTE)


@dataclass
class Desk:
    """Rows entered one lot after the other: each is judged by what stands, and by the lots before it.

    A filer's earlier lots are looked at as rows of the same sheet, those of others as if they stood already.
    """

    plan: Plan
    forms: Mapping[str, Form]
    stands: Callable[[], StoreStanding]
    today: dt.date
    before: list[Entered] = field(default_factory=list)
    _seen_by: dict[str, StoreStanding] = field(default_factory=dict)

    def enter(self, form_id: str, filer: str, rows: Sequence[Row]) -> Entered:
        """Read and judge rows of a form in the name of a filer; blank numbers are given."""
        form, period, standing = self.forms[form_id], self.plan.period_at(self.today).id, self._standing(filer)
        own = [r for e in self.before if (e.form, e.filer) == (form, filer) for r in e.rows]
        typed, bad, findings = _read(form, self.plan, filer, rows, len(own))
        findings += self._number(form, filer, typed, own)
        sheets = {form.id: _sheet(form, [*own, *typed], bad)}
        submission = Submission(Identity(), self.plan, self.plan.filer(filer), period, self.today, sheets)
        judged = judged_rows(with_values([submission])[0], standing)
        findings += [f for f in judged if f.row is None or f.row > len(own)]
        done = Entered(form, filer, tuple(typed), tuple(_of_these(f, len(own)) for f in findings))
        self._keep(done)
        return done

    def _standing(self, filer: str) -> StoreStanding:
        if filer not in self._seen_by:
            self._seen_by[filer] = self.stands()
            for entered in self.before:
                self._add(entered, filer)
        return self._seen_by[filer]

    def _keep(self, done: Entered) -> None:
        self.before.append(done)
        for filer in self._seen_by:
            self._add(done, filer)

    def _add(self, entered: Entered, seen_by: str) -> None:
        """Let rows stand for another filer's; rows that will not be recorded are nobody's."""
        if entered.filer != seen_by and not entered.faults:
            frame = _sheet(entered.form, entered.rows, frozenset()).frame
            period = self.plan.period_at(self.today).id
            self._seen_by[seen_by].add(entered.form.id, entered.filer, period, frame)

    def _number(self, form: Form, filer: str, rows: list[dict[str, Any]], own: Sequence[Row]) -> list[Finding]:
        """Give numbers of the desk's own series: blank numbers printed in books meanwhile are never taken."""
        column, mark = form.number_column, form.mark or ""
        taken = {*self._standing(filer).numbers(form.id), *(r[column.id] for r in own)}
        last = max((number_of(str(n), filer, mark) or 0 for n in taken), default=0)
        free = max(DESK_FIRST - 1, last)
        found = []
        for n, row in enumerate(rows, len(own) + 1):
            given = row.get(column.id)
            if given is None:
                free += 1
                row[column.id] = format_number(filer, mark, free)
            elif given in taken or number_of(str(given), filer, mark) is None:
                said = f"“{given}”已经登记,或不是{self.plan.filer(filer).name}的编号。请不填编号,由系统编排。"
                found.append(_finding(form, "GEN-NO-CHANGED", said, n, column))
        return found


def desk(workspace: Workspace) -> Desk:
    """Return a desk on which nothing has been entered yet."""
    return Desk(workspace.plan, {f.id: f for f in workspace.forms}, workspace.standing, workspace.clock.today())


def said(found: Finding, many: bool = False) -> str:
    """Return a finding as one line: its column first, its row where there are several."""
    place = f"第{found.row}行" if many and found.row else ""
    return ":".join(part for part in (f"{place}{found.column or ''}", found.message) if part)


def _read(
    form: Form, plan: Plan, filer: str, rows: Sequence[Row], after: int
) -> tuple[list[dict[str, Any]], frozenset[tuple[int, str]], list[Finding]]:
    """Read what was typed: values by column, the cells that are none of their kind, and what is said of these."""
    reading = Reading(plan, plan.filer(filer))
    typed: list[dict[str, Any]] = []
    bad: set[tuple[int, str]] = set()
    findings: list[Finding] = []
    for n, row in enumerate(rows, after + 1):
        values: dict[str, Any] = {}
        for name, value in row.items():
            column = form.by_id.get(name)
            if column is None or (column.system and name != form.key[0]):
                why = f"{form.title}没有“{name}”一列。" if column is None else f"“{column.label}”由系统填写。"
                findings.append(_finding(form, "GEN-LOCKED", why, n, column))
            elif value is not None and not is_blank(value):
                try:
                    text = "、".join(value) if isinstance(column.kind, Many) and isinstance(value, list) else value
                    values[name] = column.kind.parse(text, reading)
                except Refused as refused:
                    bad.add((n, name))
                    findings.append(_finding(form, refused.code, refused.message, n, column))
        typed.append(values | dict(_following(form, plan, filer, values)))
    return typed, frozenset(bad), findings


def _following(form: Form, plan: Plan, filer: str, values: Row) -> Iterator[tuple[str, Any]]:
    """What follows from a row's other cells, where it is blank."""
    whole = dict.fromkeys(form.by_id) | dict(values)
    for column in form.all_columns:
        if column.computed and not column.system and column.id not in values:
            found = column.computed(whole, plan, plan.filer(filer))
            if found is not None:
                yield column.id, found


def _sheet(form: Form, rows: Sequence[Row], bad: frozenset[tuple[int, str]]) -> SheetRows:
    index = pd.RangeIndex(1, len(rows) + 1)
    frame = pd.DataFrame({c.id: c.kind.series([r.get(c.id) for r in rows], index) for c in form.all_columns})
    return SheetRows(form, form.title, frame, bad=bad)


def _finding(form: Form, code: str, message: str, row: int, column: Column | None) -> Finding:
    return Finding(code, Severity.ERROR, message, form.id, form.title, row=row, column=column.label if column else None)


def _of_these(found: Finding, before: int) -> Finding:
    """A finding with its row counted from the first of the lot."""
    return found if found.row is None else replace(found, row=found.row - before)


def plain(values: Row) -> dict[str, Any]:
    """Return a typed row as the journal keeps it: days as ISO text, blanks left out."""
    return {name: _plain(value) for name, value in values.items() if not blank(value)}


def _plain(value: Any) -> Any:
    if isinstance(value, dt.date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value
