"""What is accepted so far, asked of the store as a filing's checks and a book's pre-filling ask it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa

from lvzhi.form import Form
from lvzhi.plan import Plan
from lvzhi.projection.tables import quoted

_FILED = ("filer", "period", "key", "entry")


class StoreStanding:
    """The `Standing` of an instant; each question is asked of the store once, so one object sees one state.

    `as_of`: naive and of the campaign's time zone, or with its offset.
    """

    def __init__(
        self, cursor: duckdb.DuckDBPyConnection, as_of: dt.datetime, forms: Iterable[Form], plan: Plan
    ) -> None:
        self._cursor = cursor
        self._as_of = as_of.astimezone(plan.zone).replace(tzinfo=None) if as_of.tzinfo else as_of
        self._forms = {form.id: form for form in forms}
        self._answers: dict[tuple[str, str | None], pa.Table] = {}

    def current(self, form: str, filer: str | None = None) -> pd.DataFrame:
        """Return the current rows, filer by filer, numbers in order."""
        return self._rows(form, f"{form}_at", filer, "filer, length(key), key, period")

    def versions(self, form: str, filer: str) -> pd.DataFrame:
        """Return every effective accepted version of a filer's rows, oldest first."""
        return self._rows(form, f"{form}_versions", filer, "period, received_at, entry, ord")

    def problems(self, filer: str | None = None) -> pd.DataFrame:
        """Return the registered problems of all units, or of one."""
        of_unit = "where unit = $filer" if filer else ""
        found = self._asked(f"select * from problem_at($as_of) {of_unit} order by problem_no", filer)
        return pd.DataFrame({name: _plain(found[name]) for name in found.column_names})

    def numbers(self, form: str) -> frozenset[str]:
        """Return every number of the form accepted from any filer."""
        number = quoted(self._forms[form].key[0])
        found = self._asked(f"select distinct {number} as n from {quoted(f'{form}_versions')}($as_of)")
        return frozenset(n for n in found["n"].to_pylist() if n is not None)

    def periods(self, filer: str) -> tuple[str, ...]:
        """Return the periods a filer has an effective filing for, ascending."""
        found = self._asked(
            "select distinct period from filing_at($as_of) where filer = $filer order by period", filer
        )
        return tuple(found["period"].to_pylist())

    def reasons(self, filer: str) -> pd.DataFrame:
        """Return the reasons accepted for queries, oldest first; `basis` tells the cells they rest on."""
        found = self._asked(
            """
            select d.form, d.key, d.code, f.period, d.reason, d.basis
            from finding as d
            join filing_at($as_of) as f using (entry)
            where f.filer = $filer and d.reason is not null
            order by f.period, f.received_at, d.entry, d.ord
            """,
            filer,
        )
        return pd.DataFrame({name: _plain(found[name]) for name in found.column_names})

    def _rows(self, form: str, macro: str, filer: str | None, order: str) -> pd.DataFrame:
        columns = self._forms[form].by_id
        wanted = ", ".join(quoted(name) for name in (*columns, *_FILED))
        of_filer = "where filer = $filer" if filer else ""
        rows = f"select {wanted} from {quoted(macro)}($as_of)"
        found = self._asked(f"{rows} {of_filer} order by {order}", filer)
        typed = {c.id: c.kind.series(_values(found[c.id], c.kind.many)) for c in columns.values()}
        return pd.DataFrame(typed | {name: _plain(found[name]) for name in _FILED})

    def _asked(self, sql: str, filer: str | None = None) -> pa.Table:
        if (sql, filer) not in self._answers:
            parameters: dict[str, Any] = {"as_of": self._as_of, **({"filer": filer} if filer else {})}
            self._answers[sql, filer] = self._cursor.sql(sql, params=parameters).to_arrow_table()
        return self._answers[sql, filer]


def _values(column: pa.ChunkedArray, many: bool) -> list[Any]:
    if pa.types.is_decimal(column.type):
        column = column.cast(pa.float64())
    values: list[Any] = column.to_pylist()
    return [None if v is None else tuple(v) for v in values] if many else values


def _plain(column: pa.ChunkedArray) -> pd.Series:
    """A column of the store that is none of a form's, in the dtypes the kinds have."""
    if pa.types.is_list(column.type):
        return pd.Series(_values(column, True), dtype="object")
    if pa.types.is_date(column.type):
        return pd.Series(column.to_pylist(), dtype="datetime64[s]")
    dtype = {"string": "str", "int64": "Int64", "bool": "boolean", "double": "Float64"}
    return pd.Series(column.to_pylist(), dtype=dtype.get(str(column.type), "object"))
