"""What stands while the example campaign is written: a Standing in memory, fed by the books as they are accepted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from lvzhi.books.layout import NIL
from lvzhi.demo.lives import Life, lives
from lvzhi.form import Form
from lvzhi.kinds import Percent
from lvzhi.plan import Filer, Plan
from lvzhi.records import chosen

Row = dict[str, Any]
_FILED = ("filer", "period", "key", "entry")
_OF_PROBLEM = (
    "problem_no", "unit", "registered_on", "state", "original_due", "deadline", "pending_on", "closed_on",
    "returned_count", "reopened_count", "extended_count",
)


class Held:
    """Rows by form, filer and key, newest version last; `numbers_of` keeps the number each thing was given."""

    def __init__(self, forms: Sequence[Form], plan: Plan) -> None:
        self._plan = plan
        self._forms = {f.id: f for f in forms}
        self._rows: dict[str, dict[str, dict[str, Row]]] = {f.id: {} for f in forms}
        self._versions: dict[str, list[Row]] = {f.id: [] for f in forms}
        self._blank: dict[str, pd.DataFrame] = {}
        self._periods: dict[str, set[str]] = {}
        self._entry = 0
        self._lives: dict[str, Life] | None = None
        self.numbers_of: dict[str, str] = {}
        self.common = 0  # how many books others than units have filed: what a unit's book may be out of date by

    def accept(
        self, filer: Filer, period: str, answers: Mapping[str, Sequence[Row]], numbers: Mapping[str, str]
    ) -> None:
        """Take a book's answers as accepted."""
        self._entry += 1
        self._periods.setdefault(filer.code, set()).add(period)
        self.numbers_of |= numbers
        self.common += filer.book != "unit"
        given = {form_id: self._given(self._forms[form_id], filer, period) for form_id in answers}
        self._lives = None
        for form_id, rows in answers.items():
            for row in rows:
                typed = {k: v for k, v in row.items() if k != NIL}
                self._put(self._forms[form_id], filer, period, typed, given[form_id])

    def _given(self, form: Form, filer: Filer, period: str) -> dict[str, Row]:
        """Cells that others filled in the printed rows (交), by key; they are filed with the filer's own."""
        if form.standing_rows is None or not form.numbered:
            return {}
        rows = form.standing_rows(self._plan, filer.code, period, self)
        return {form.key_of(row): {k: v for k, v in row.items() if v is not None} for row in rows}

    def _put(self, form: Form, filer: Filer, period: str, answer: Row, given: Mapping[str, Row]) -> None:
        if not answer or form.id == "explanations":
            return
        if form.layout == "card":
            answer = {"unit": filer.code, "report_month": period, **answer}
        key = form.key_of(answer)
        place = f"{period}:{key}" if form.kept == "periodic" else key
        held = self._rows[form.id].setdefault(filer.code, {})
        before = held.get(place) or {**_printed(form, filer), **given.get(key, {})}
        merged = {**before, **{k: _stored(form, k, v) for k, v in answer.items()}}
        held[place] = {**merged, "filer": filer.code, "period": period, "key": key, "entry": self._entry}
        self._versions[form.id].append(held[place])

    # --- as a Standing --------------------------------------------------------------------------------

    def current(self, form: str, filer: str | None = None) -> pd.DataFrame:
        return self._frame(form, self.rows(form, filer))

    def versions(self, form: str, filer: str) -> pd.DataFrame:
        return self._frame(form, [r for r in self._versions[form] if r["filer"] == filer])

    def versions_naming(self, form: str, column: str, values: Collection[str]) -> pd.DataFrame:
        return self._frame(form, [r for r in self._versions[form] if r.get(column) in values])

    def problems(self, filer: str | None = None) -> pd.DataFrame:
        kept = [life for life in self.lives().values() if filer in (None, life.unit)]
        frame = pd.DataFrame([{c: getattr(x, c) for c in _OF_PROBLEM} for x in kept], columns=list(_OF_PROBLEM))
        days = ("registered_on", "original_due", "deadline", "pending_on", "closed_on")
        return frame.assign(**{d: pd.to_datetime(frame[d]).astype("datetime64[s]") for d in days})

    def problems_naming(self, column: str, values: Collection[str]) -> pd.DataFrame:
        return chosen(self.problems(), column, values)

    def naming(self, form: str, column: str, values: Collection[str]) -> pd.DataFrame:
        return self._frame(form, [r for r in self.rows(form) if r.get(column) in values])

    def numbers(self, form: str, filer: str | None = None) -> frozenset[str]:
        column = self._forms[form].key[0]
        known = (r[column] for held in self._rows[form].values() for r in held.values())
        return frozenset(n for n in known if filer is None or n.startswith(f"{filer}-"))

    def registered(self, form: str, numbers: Collection[str]) -> frozenset[str]:
        return self.numbers(form) & frozenset(numbers)

    def attached(self, filer: str) -> frozenset[tuple[str, str]]:
        return frozenset()

    def periods(self, filer: str) -> tuple[str, ...]:
        return tuple(sorted(self._periods.get(filer, ())))

    def expect(self, filers: Iterable[str]) -> None:
        """Whose rows are asked for makes no difference."""

    def forget(self, filer: str, forms: Iterable[str]) -> None:
        """Nothing is kept of an answer: what stands is looked up every time."""

    def let_go(self) -> None:
        """Nothing is kept of an answer."""

    def reasons(self, filer: str) -> pd.DataFrame:
        return pd.DataFrame({k: pd.Series(dtype="str") for k in ("form", "key", "code", "period", "reason", "basis")})

    def _frame(self, form_id: str, rows: Sequence[Row]) -> pd.DataFrame:
        if rows:
            return self._filled(form_id, rows)
        if form_id not in self._blank:
            self._blank[form_id] = self._filled(form_id, ())
        return self._blank[form_id]

    def _filled(self, form_id: str, rows: Sequence[Row]) -> pd.DataFrame:
        form = self._forms[form_id]
        columns = {c.id: c.kind.series([r.get(c.id) for r in rows]) for c in form.all_columns}
        return pd.DataFrame({**columns, **{name: [r[name] for r in rows] for name in _FILED}})

    # --- as plain rows --------------------------------------------------------------------------------

    def rows(self, form: str, filer: str | None = None) -> list[Row]:
        """The current rows, of all filers when none is named."""
        held = self._rows[form]
        chosen: Iterable[dict[str, Row]] = held.values() if filer is None else [held.get(filer, {})]
        return [row for rows in chosen for row in rows.values()]

    def row(self, form: str, filer: str, key: str) -> Row | None:
        return self._rows[form].get(filer, {}).get(key)

    def lives(self) -> dict[str, Life]:
        """Every registered problem by number, as the books received so far leave it."""
        if self._lives is None:
            self._lives = lives(self.rows("assignments"), self._versions["rectification"], self.rows("verification"))
        return self._lives

    def count(self, form: str, filer: str) -> int:
        """How many numbers of a form a filer has used."""
        return len(self._rows[form].get(filer, {}))


def _printed(form: Form, filer: Filer) -> Row:
    """What stood in the blank row before it was filled."""
    held = {c.id: c.prefilled(filer) for c in form.columns_in(filer.book)}
    return {name: value for name, value in held.items() if value is not None}


def _stored(form: Form, column: str, value: Any) -> Any:
    """A typed answer as the store keeps it: days as instants, percentages as fractions."""
    if isinstance(value, dt.date):
        return pd.Timestamp(value)
    return value / 100 if isinstance(form.by_id[column].kind, Percent) and value is not None else value
