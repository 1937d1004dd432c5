"""The projection's tables: the fixed ones as declared here, one more for each form (docs/architecture.md)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from lvzhi.form import Form

_OF_PLAN = ("version BIGINT",)  # the tables of a plan carry the version they belong to

_ARROW: dict[str, pa.DataType] = {
    "VARCHAR": pa.string(),
    "JSON": pa.string(),
    "BIGINT": pa.int64(),
    "DOUBLE": pa.float64(),
    "DECIMAL(16,2)": pa.float64(),
    "BOOLEAN": pa.bool_(),
    "DATE": pa.date32(),
    "TIMESTAMP": pa.timestamp("us"),
    "VARCHAR[]": pa.list_(pa.string()),
    "MAP(VARCHAR, VARCHAR)": pa.map_(pa.string(), pa.string()),
}


@dataclass(frozen=True)
class Table:
    """A table by name, its columns as (name, SQL type) from left to right."""

    name: str
    columns: tuple[tuple[str, str], ...]

    @property
    def ddl(self) -> str:
        """The statement that makes it."""
        columns = ",\n  ".join(f"{quoted(name)} {sql}" for name, sql in self.columns)
        return f"create table {quoted(self.name)} (\n  {columns}\n);"

    @property
    def arrow(self) -> pa.Schema:
        """The Arrow types its rows are handed over in; DuckDB casts the money."""
        return pa.schema([(name, _ARROW[sql]) for name, sql in self.columns])

    def filled(self, rows: Sequence[Sequence[Any]]) -> pa.Table:
        """Make an Arrow table of rows in the order of the columns."""
        columns = list(zip(*rows, strict=True)) or [()] * len(self.columns)
        arrays = [pa.array(values, field.type) for values, field in zip(columns, self.arrow, strict=True)]
        return pa.Table.from_arrays(arrays, schema=self.arrow)


def quoted(name: str) -> str:
    """Quote an identifier.

    >>> quoted('rows_cover')
    '"rows_cover"'
    """
    return '"' + name.replace('"', '""') + '"'


def _table(name: str, *columns: str) -> Table:
    pairs = (column.split(" ", 1) for column in columns)
    return Table(name, tuple((column, sql) for column, sql in pairs))


PLAN_TABLES = (
    _table("plan_version", *_OF_PLAN, "entry BIGINT", "at TIMESTAMP"),
    _table(
        "filer", *_OF_PLAN, "code VARCHAR", "name VARCHAR", "seal_name VARCHAR", "kind VARCHAR",
        "type VARCHAR", "trait VARCHAR", "group_code VARCHAR", "ord BIGINT",
    ),
    _table("leader", *_OF_PLAN, "name VARCHAR", "group_code VARCHAR", "ord BIGINT"),
    _table("work_group", *_OF_PLAN, "code VARCHAR", "name VARCHAR", "label VARCHAR", "ord BIGINT"),
    _table("stage", *_OF_PLAN, "id VARCHAR", "name VARCHAR", "start_on DATE", "end_on DATE", "ord BIGINT"),
    _table(
        "task", *_OF_PLAN, "id VARCHAR", "stage VARCHAR", "clause VARCHAR", "name VARCHAR", "by VARCHAR",
        "due DATE", "ord BIGINT",
    ),
    _table(
        "unit_task", *_OF_PLAN, "filer VARCHAR", "task VARCHAR", "clause VARCHAR", "stage VARCHAR",
        "shown_in VARCHAR", "shown_due DATE",
    ),
    _table("period", *_OF_PLAN, "id VARCHAR", "kind VARCHAR", "due DATE"),
    _table("obligation", *_OF_PLAN, "filer VARCHAR", "form VARCHAR", "period VARCHAR", "duty VARCHAR"),
    _table("book", *_OF_PLAN, "filer VARCHAR", "book VARCHAR", "period VARCHAR", "owed BOOLEAN", "due DATE"),
    _table(
        "check_item", *_OF_PLAN, "clause VARCHAR", "item_clause VARCHAR", "part VARCHAR", "area VARCHAR",
        "asks VARCHAR", "text VARCHAR", "ord BIGINT",
    ),
    _table("item_filer", *_OF_PLAN, "filer VARCHAR", "clause VARCHAR"),
    _table("project", *_OF_PLAN, "id VARCHAR", "name VARCHAR", "reporter VARCHAR", "place VARCHAR"),
    _table("setting", *_OF_PLAN, "name VARCHAR", "value VARCHAR", "number DOUBLE"),
    _table("supervision_window", *_OF_PLAN, "start_on DATE", "end_on DATE", "visits BIGINT"),
)

RECORD_TABLES = (
    _table(
        "filing", "entry BIGINT", "receipt VARCHAR", "status VARCHAR", "sha256 VARCHAR", "file_name VARCHAR",
        "book VARCHAR", "filer VARCHAR", "period VARCHAR", "received_at TIMESTAMP", "recorded_at TIMESTAMP",
        "filed_by VARCHAR", "on_behalf BOOLEAN", "plan_version BIGINT", "errors BIGINT", "queries BIGINT",
        "notes BIGINT", "original VARCHAR",
    ),
    _table(
        "arrival", "entry BIGINT", "receipt VARCHAR", "sha256 VARCHAR", "file_name VARCHAR", "filer VARCHAR",
        "arrived_at TIMESTAMP", "by VARCHAR",
    ),
    _table(
        "attachment", "entry BIGINT", "at TIMESTAMP", "act VARCHAR", "ends BIGINT", "receipt VARCHAR", "filer VARCHAR",
        "form VARCHAR", "key VARCHAR", "file_name VARCHAR", "sha256 VARCHAR", "size BIGINT", "kind VARCHAR",
        "by VARCHAR", "on_behalf BOOLEAN",
    ),
    _table(
        "sheet", "entry BIGINT", "form VARCHAR", "name VARCHAR", "nil BOOLEAN",
        "letters MAP(VARCHAR, VARCHAR)",
    ),
    _table(
        "finding", "entry BIGINT", "ord BIGINT", "form VARCHAR", "sheet VARCHAR", "cell VARCHAR",
        "row BIGINT", "column_label VARCHAR", "severity VARCHAR", "code VARCHAR", "message VARCHAR",
        "value VARCHAR", "suggestion VARCHAR", "key VARCHAR", "reason VARCHAR", "basis VARCHAR",
    ),
    _table(
        "decision", "entry BIGINT", "at TIMESTAMP", "act VARCHAR", "actor VARCHAR", "filing BIGINT",
        "form VARCHAR", "filer VARCHAR", "period VARCHAR", "key VARCHAR", "reason VARCHAR", "body JSON",
    ),
)

FIXED_TABLES = (*PLAN_TABLES, *RECORD_TABLES)

# One row: how far the journal has been applied, and what the tables were made from.
STATE_TABLE = _table("projection_state", "fingerprint VARCHAR", "no BIGINT", "hash VARCHAR", "changed BIGINT")

ROW_HEAD = (
    ("entry", "BIGINT"),
    ("ord", "BIGINT"),
    ("filer", "VARCHAR"),
    ("period", "VARCHAR"),
    ("sheet_row", "BIGINT"),
    ("key", "VARCHAR"),
)
ROW_TAIL = (("raw", "JSON"),)
ADDED_BY_MACROS = ("received_at", "approved", "newness", "first_received_at")  # see macros.py


class ReservedColumn(ValueError):
    """A form names a column as the projection names one of its own."""


def rows_table(form: Form) -> Table:
    """Declare `rows_<form id>`: where a row comes from, then the form's columns."""
    own = tuple((c.id, c.kind.sql) for c in form.all_columns)
    taken = {name for name, _ in (*ROW_HEAD, *ROW_TAIL)} | set(ADDED_BY_MACROS)
    if clash := sorted(taken.intersection(name for name, _ in own)):
        raise ReservedColumn(f"{form.id}: {', '.join(clash)}")
    return Table(f"rows_{form.id}", (*ROW_HEAD, *own, *ROW_TAIL))


def all_tables(forms: Iterable[Form]) -> tuple[Table, ...]:
    """Declare every table, in the order they are made."""
    return (STATE_TABLE, *FIXED_TABLES, *(rows_table(form) for form in forms))
