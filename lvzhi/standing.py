"""What is accepted so far, asked of the store as a filing's checks and a book's pre-filling ask it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

import duckdb
import pandas as pd

from lvzhi.form import Form
from lvzhi.plan import Plan
from lvzhi.projection.tables import quoted

_FILED = ("filer", "period", "key", "entry")
_DTYPES = {
    "VARCHAR": "str", "BIGINT": "Int64", "HUGEINT": "Int64", "INTEGER": "Int64", "BOOLEAN": "boolean",
    "DOUBLE": "Float64", "DATE": "datetime64[s]",
}
_BY_NUMBER = "filer, length(key), key, period"
_OLDEST_FIRST = "filer, period, received_at, entry, ord"


class StoreStanding:
    """The `Standing` of an instant, for one check or one wave of checks: rows once asked for stay as they were.

    `as_of`: naive and of the campaign's time zone, or with its offset. Frames are shared: nobody changes them.
    """

    def __init__(
        self, cursor: duckdb.DuckDBPyConnection, as_of: dt.datetime, forms: Iterable[Form], plan: Plan
    ) -> None:
        self._cursor = cursor
        self._as_of = as_of.astimezone(plan.zone).replace(tzinfo=None) if as_of.tzinfo else as_of
        self._forms = {form.id: form for form in forms}
        self._frames: dict[tuple[str, str | None], pd.DataFrame] = {}
        self._numbers: dict[str, frozenset[str]] = {}

    def current(self, form: str, filer: str | None = None) -> pd.DataFrame:
        """Return the current rows, filer by filer, numbers in order."""
        return self._rows(form, f"{form}_at", _BY_NUMBER, filer)

    def versions(self, form: str, filer: str) -> pd.DataFrame:
        """Return every effective accepted version of a filer's rows, oldest first."""
        return self._rows(form, f"{form}_versions", _OLDEST_FIRST, filer)

    def problems(self, filer: str | None = None) -> pd.DataFrame:
        """Return the registered problems of all units, or of one."""
        if ("problem_at", None) not in self._frames:
            self._frames["problem_at", None] = self._table(
                "select * from problem_at($as_of) order by problem_no"
            )
        return _of(self._frames["problem_at", None], "unit", filer)

    def numbers(self, form: str) -> frozenset[str]:
        """Return every number of the form accepted from any filer."""
        if form not in self._numbers:
            number = quoted(self._forms[form].key[0])
            rows = self._asked(f"select distinct {number} from {quoted(f'{form}_versions')}($as_of)")
            self._numbers[form] = frozenset(number for (number,) in rows if number is not None)
        return self._numbers[form]

    def periods(self, filer: str) -> tuple[str, ...]:
        """Return the periods a filer has an effective filing for, ascending."""
        rows = self._asked(
            "select distinct period from filing_at($as_of) where filer = $filer order by period", filer
        )
        return tuple(period for (period,) in rows)

    def reasons(self, filer: str) -> pd.DataFrame:
        """Return the reasons accepted for queries, oldest first; `basis` tells the cells they rest on."""
        return self._table(
            """
            select d.form, d.key, d.code, f.period, d.reason, d.basis
            from finding as d
            join filing_at($as_of) as f using (entry)
            where f.filer = $filer and d.reason is not null
            order by f.period, f.received_at, d.entry, d.ord
            """,
            filer,
        )

    def _rows(self, form: str, macro: str, filer: str | None, order: str) -> pd.DataFrame:
        if (macro, filer) not in self._frames:
            if filer in self._together:
                self._fetch_together(form, macro, order)
            else:
                of_filer = "where filer = $filer" if filer else ""
                found = self._asked(f"{self._select(form, macro)} {of_filer} order by {order}", filer)
                self._frames[macro, filer] = self._frame(form, found)
        return self._frames[macro, filer]

    def _fetch_together(self, form: str, macro: str, order: str) -> None:
        """One question for all the filers about to be asked for; those without rows share one empty frame."""
        found = self._cursor.execute(
            f"{self._select(form, macro)} where filer in (select unnest($filers)) order by filer, {order}",
            {"as_of": self._as_of, "filers": list(self._together)},
        ).to_arrow_table()
        owners = found["filer"].to_pylist()
        nothing = self._frame(form, found.slice(0, 0))
        self._frames |= dict.fromkeys(((macro, filer) for filer in self._together), nothing)
        for start, end in _runs(owners):
            self._frames[macro, owners[start]] = self._frame(form, found.slice(start, end - start))

    def _select(self, form: str, macro: str) -> str:
        wanted = ", ".join(quoted(name) for name in (*self._forms[form].by_id, *_FILED))
        return f"select {wanted} from {quoted(macro)}($as_of)"

    def _frame(self, form: str, found: pa.Table) -> pd.DataFrame:
        columns = self._forms[form].by_id
        typed = {c.id: c.kind.series(_values(found[c.id], c.kind.many)) for c in columns.values()}
        return pd.DataFrame(typed | {name: _plain(found[name]) for name in _FILED})

    def _asked(self, sql: str, filer: str | None = None) -> list[tuple[Any, ...]]:
        parameters: dict[str, Any] = {"as_of": self._as_of, **({"filer": filer} if filer else {})}
        rows: list[tuple[Any, ...]] = self._cursor.execute(sql, parameters).fetchall()
        return rows


def _of(frame: pd.DataFrame, column: str, filer: str | None) -> pd.DataFrame:
    return frame if filer is None else frame[frame[column] == filer].reset_index(drop=True)


def _by_column(rows: Sequence[tuple[Any, ...]], width: int) -> list[Sequence[Any]]:
    return list(zip(*rows, strict=True)) if rows else [()] * width


def _held(values: Sequence[Any], sql: str) -> list[Any]:
    """Several values as a tuple, money as a float: as the kinds hold them."""
    if sql.endswith("[]"):
        return [None if value is None else tuple(value) for value in values]
    if sql.startswith("DECIMAL"):
        return [None if value is None else float(value) for value in values]
    return list(values)
