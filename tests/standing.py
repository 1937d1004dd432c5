"""What stands, for tests: typed frames held in a dictionary, answering as the real thing does."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from lvzhi.form import Form
from lvzhi.records import chosen

PROBLEM_COLUMNS = (
    "problem_no", "unit", "origin", "registered_on", "source", "area", "kind", "original_due", "deadline", "state",
    "pending_on", "closed_on",
)
FILED = ("filer", "period", "key", "entry")


def typed(form: Form, rows: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """Rows of values (days as ISO text) as the frame of a form, every column there, blanks null."""
    frame = pd.DataFrame(
        {c.id: c.kind.series([_value(c.kind.dtype, r.get(c.id)) for r in rows]) for c in form.all_columns}
    )
    for name in FILED:
        if any(name in r for r in rows):
            frame[name] = [r.get(name) for r in rows]
    return frame


def _value(dtype: str, value: Any) -> Any:
    return pd.Timestamp(value) if dtype.startswith("datetime") and isinstance(value, str) else value


@dataclass(frozen=True)
class HeldStanding:
    """`rows`: form -> rows current (with filer, period); `history`: form -> all versions, else the current."""

    rows: Mapping[Form, Sequence[Mapping[str, Any]]] = field(default_factory=dict)
    history: Mapping[Form, Sequence[Mapping[str, Any]]] = field(default_factory=dict)
    problem_rows: Sequence[Mapping[str, Any]] = ()
    filed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    reason_rows: Sequence[Mapping[str, Any]] = ()
    with_files: frozenset[tuple[str, str]] = frozenset()

    def current(self, form: str, filer: str | None = None) -> pd.DataFrame:
        return self._frame(self.rows, form, filer)

    def versions(self, form: str, filer: str) -> pd.DataFrame:
        return self._versions(form, filer)

    def versions_naming(self, form: str, column: str, values: Collection[str]) -> pd.DataFrame:
        return chosen(self._versions(form, None), column, values)

    def _versions(self, form: str, filer: str | None) -> pd.DataFrame:
        held = self.history if any(f.id == form for f in self.history) else self.rows
        return self._frame(held, form, filer)

    def _frame(self, held: Mapping[Form, Sequence[Mapping[str, Any]]], form: str, filer: str | None) -> pd.DataFrame:
        found = next((f for f in held if f.id == form), None)
        if found is None:
            return pd.DataFrame(columns=list(FILED))
        filled = [
            {"entry": n, "key": found.key_of(r), "period": "", **r}
            for n, r in enumerate(held[found]) if filer in (None, r["filer"])
        ]
        return typed(found, filled) if filled else typed(found, []).assign(**dict.fromkeys(FILED))

    def problems(self, filer: str | None = None) -> pd.DataFrame:
        kept = [r for r in self.problem_rows if filer in (None, r["unit"])]
        frame = pd.DataFrame([{c: r.get(c) for c in PROBLEM_COLUMNS} for r in kept], columns=list(PROBLEM_COLUMNS))
        days = ("registered_on", "original_due", "deadline", "pending_on", "closed_on")
        return frame.assign(**{d: pd.to_datetime(frame[d]).astype("datetime64[s]") for d in days})

    def problems_naming(self, column: str, values: Collection[str]) -> pd.DataFrame:
        return chosen(self.problems(), column, values)

    def naming(self, form: str, column: str, values: Collection[str]) -> pd.DataFrame:
        return chosen(self.current(form), column, values)

    def numbers(self, form: str, filer: str | None = None) -> frozenset[str]:
        found = next((f for f in self.rows if f.id == form), None)
        known = [r[found.key[0]] for r in self.rows[found]] if found else []
        return frozenset(n for n in known if filer is None or n.startswith(f"{filer}-"))

    def registered(self, form: str, numbers: Collection[str]) -> frozenset[str]:
        return self.numbers(form) & frozenset(numbers)

    def attached(self, filer: str) -> frozenset[tuple[str, str]]:
        return self.with_files

    def expect(self, filers: Iterable[str]) -> None:
        """Whose rows are asked for makes no difference."""

    def forget(self, filer: str, forms: Iterable[str]) -> None:
        """What is held does not change."""

    def let_go(self) -> None:
        """What is held stays."""

    def periods(self, filer: str) -> tuple[str, ...]:
        return tuple(sorted(self.filed.get(filer, ())))

    def reasons(self, filer: str) -> pd.DataFrame:
        columns = ["form", "key", "code", "period", "reason", "basis"]
        return pd.DataFrame([r for r in self.reason_rows if r.get("filer") == filer], columns=columns)
