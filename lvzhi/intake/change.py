"""What a filing changes against what stands, by row identity; re-ordering is no change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from lvzhi.form import Column, Form
from lvzhi.intake.filing import Filing
from lvzhi.records import records
from lvzhi.restricted import FILLED


@dataclass(frozen=True)
class CellChange:
    """One cell of a changed row, as people see it."""

    form: str
    key: str
    column: str
    before: str
    after: str


@dataclass(frozen=True)
class FormChange:
    """Keys of one form's rows; `cells` are the changed rows' cells."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    carried_over: tuple[str, ...] = ()
    cells: tuple[CellChange, ...] = ()


@dataclass(frozen=True)
class Change:
    """The change of a whole filing, form by form in sheet order."""

    forms: Mapping[str, FormChange] = field(default_factory=dict)

    def counts(self) -> dict[str, int]:
        names = ("added", "changed", "unchanged", "carried_over")
        return {n: sum(len(getattr(f, n)) for f in self.forms.values()) for n in names}

    def touched(self, form: str) -> frozenset[str]:
        """Keys of new or changed rows of a form."""
        found = self.forms.get(form, FormChange())
        return frozenset((*found.added, *found.changed))


def compare(filing: Filing) -> Change:
    """Compare every sheet of the filing with what stands for its filer."""
    return Change({form_id: _compare(filing, sheet.form) for form_id, sheet in filing.sheets.items()})


def _compare(filing: Filing, form: Form) -> FormChange:
    now = keyed(form, filing.frame(form))
    before = standing_rows(filing, form)
    added: list[str] = []
    changed: list[str] = []
    unchanged: list[str] = []
    cells: list[CellChange] = []
    for key, row in now.items():
        if key not in before:
            added.append(key)
            continue
        columns = changed_columns(filing, form, before[key], row)
        (changed if columns else unchanged).append(key)
        cells += [_cell(filing, form, key, c, before[key], row) for c in columns]
    gone = tuple(k for k in before if k not in now)
    return FormChange(tuple(added), tuple(changed), tuple(unchanged), gone, tuple(cells))


def keyed(form: Form, frame: pd.DataFrame) -> dict[str, Mapping[str, Any]]:
    """key -> row of a frame, rows without their key left out."""
    return _keyed(form, records(frame))


def _keyed(form: Form, rows: Iterable[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    return {form.key_of(r): r for r in rows if all(r[k] is not None for k in form.key)}


def standing_rows(filing: Filing, form: Form) -> dict[str, Mapping[str, Any]]:
    """The filer's current rows of a form; of a periodic form those of the same period."""
    held = filing.standing.current(form.id, filing.filer.code)
    if held.empty:
        return {}
    rows = records(held)
    if form.kept == "periodic":
        rows = tuple(row for row in rows if row["period"] == filing.period)
    return _keyed(form, rows)


def changed_columns(
    filing: Filing, form: Form, before: Mapping[str, Any], after: Mapping[str, Any]
) -> tuple[Column, ...]:
    """Typed columns that say something else than the accepted row.

    A cell that is pre-filled with what is in force of the problem (its deadline after an extension) and left as
    it was is no change either; one that could not be read says nothing.
    """
    key, held = form.key_of(after), filing.sheets.get(form.id)
    unread = held.bad if held else frozenset()
    read = (c for c in form.columns_in(filing.book) if c.typed and (after.get("_row"), c.id) not in unread)
    return tuple(
        c for c in read
        if not same(before.get(c.id), after.get(c.id)) and not _in_force(filing, c, key, after)
    )


def _in_force(filing: Filing, column: Column, key: str, after: Mapping[str, Any]) -> bool:
    if column.in_force is None:
        return False
    known = filing.standing.problems(filing.filer.code)
    values = known.loc[known["problem_no"] == key, column.in_force] if column.in_force in known else ()
    return any(same(value, after.get(column.id)) for value in values)


def _cell(
    filing: Filing, form: Form, key: str, column: Column, before: Mapping[str, Any], after: Mapping[str, Any]
) -> CellChange:
    words = (_words(column, row.get(column.id), filing) for row in (before, after))
    if column.restricted:
        words = (FILLED if text else "" for text in words)
    return CellChange(form.id, key, column.label, *words)


def _words(column: Column, value: Any, filing: Filing) -> str:
    return "" if blank(value) else column.kind.show(value, filing.plan)


def blank(value: Any) -> bool:
    return value is None or (not isinstance(value, tuple) and bool(pd.isna(value)))


def same(one: Any, two: Any) -> bool:
    """Equal values, two blanks included."""
    if blank(one) or blank(two):
        return blank(one) and blank(two)
    return bool(one == two)
