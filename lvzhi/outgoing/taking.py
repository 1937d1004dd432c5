"""What is taken out: as of when, of which filers; its answers as Arrow tables without what never leaves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb
import pyarrow as pa

from lvzhi.conditions import When
from lvzhi.form import Form
from lvzhi.measures import instant
from lvzhi.plan import Plan
from lvzhi.projection.tables import quoted
from lvzhi.restricted import open_columns, withheld
from lvzhi.selection import visible
from lvzhi.workspace import Workspace

# Filers of the plan in force and of the versions before it, each as it was last.
EVER = "(from filer where version <= $version qualify row_number() over (partition by code order by version desc) = 1)"


@dataclass(frozen=True)
class Taking:
    """`as_of` is naive, in the campaign's zone; `filers` are codes in the plan's order, then those that ended."""

    cursor: duckdb.DuckDBPyConnection
    forms: tuple[Form, ...]
    plan: Plan
    plan_version: int
    as_of: dt.datetime
    filters: Mapping[str, Any]
    filers: tuple[str, ...]
    demo: bool

    def ask(self, sql: str, **more: Any) -> pa.Table:
        """Run a statement with `$as_of`, `$version` (of the plan) and `$filers`, as far as it names them."""
        known = {"as_of": self.as_of, "version": self.plan_version, "filers": list(self.filers), **more}
        given = {name: value for name, value in known.items() if f"${name}" in sql}
        return self.cursor.sql(sql, params=given or None).to_arrow_table()

    @property
    def filter_words(self) -> str:
        return ";".join(f"{k}={v}" for k, v in self.filters.items()) or "全部"


def taken_from(
    workspace: Workspace, cursor: duckdb.DuckDBPyConnection, as_of: dt.datetime, filters: Mapping[str, Any]
) -> Taking:
    """Return what is taken out of a data directory as of an instant, under filters of whose rows."""
    plan = workspace.plan_at(as_of)
    at = instant(as_of, plan)
    [(version,)] = cursor.execute("select version from plan_at($at)", {"at": at}).fetchall()
    filers = visible(plan, filters, None)
    if not filters:
        ended = cursor.execute(f"select code from {EVER} order by ord", {"version": version}).fetchall()
        filers += tuple(code for (code,) in ended if code not in filers)
    return Taking(cursor, workspace.forms, plan, version, at, filters, filers, workspace.demo)


def open_names(form: Form) -> str:
    """Return a form's columns that may leave, from `r`, as they stand in a select list."""
    return ", ".join(f"r.{quoted(c.id)}" for c in open_columns(form))


def without_restricted(table: pa.Table, form: Form) -> pa.Table:
    """Blank the cells of columns that are restricted in some rows; those restricted in all are not in the table."""
    columns = open_columns(form)
    closed = [at for at, c in enumerate(columns) if isinstance(c.restricted, When)]
    if not closed or not len(table):
        return table
    rows = list(zip(*(table[c.id].to_pylist() for c in columns), strict=True))
    kept = list(withheld(columns, rows))
    for at in closed:
        name = columns[at].id
        place = table.schema.get_field_index(name)
        values = pa.array([row[at] for row in kept], table.schema.field(name).type)
        table = table.set_column(place, table.schema.field(name), values)
    return table


def openly(forms: Sequence[Form], alias: str) -> str:
    """Return the condition that a record (with form and key) is about no confidential row, nor may be about one.

    Of rows that were refused nothing is kept, so whether they were confidential is not known.
    """
    tests = [
        f"({alias}.form is distinct from '{form.id}' or {alias}.key in (select key from {rows})"
        f" and {alias}.key not in (select key from {rows} where {quoted(column)} = '{word}'))"
        for form in forms if form.confidential
        for rows, (column, word) in [(quoted(f"rows_{form.id}"), form.confidential)]
    ]
    return " and ".join(tests) or "true"
