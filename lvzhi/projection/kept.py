"""Parts of measures kept as tables beside the projection, for all cursors of a process, until a row changes.

They lie in a database of their own in memory. A table's name says what it was worked out from: a select, its
parameters, and the last journal entry that changed a row; so none can stand for what it is not, and nobody has to
tell anybody that one is out of date.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import duckdb

from lvzhi.lazy import lazy_property
from lvzhi.projection.tables import quoted

DATABASE = "kept"
_MOST, _ROWS = 48, 600_000  # tables kept at most, and rows of all together but for the newest
_MAKING = tuple(threading.Lock() for _ in range(16))  # of those who ask for one table at the same time one makes it
_TIDYING = threading.Lock()


@dataclass(frozen=True)
class Part:
    """A select that statements read by `name`, with its parameters; `reads` are the parts it reads itself."""

    name: str
    sql: str
    parameters: Mapping[str, Any]
    reads: tuple[Part, ...] = ()

    @lazy_property
    def digest(self) -> str:
        """Tells apart what gives different rows over the same projection."""
        told = (self.sql, sorted((k, repr(v)) for k, v in self.parameters.items()), [p.digest for p in self.reads])
        return hashlib.sha256(repr(told).encode()).hexdigest()[:24]

    def table(self, changed: int) -> str:
        """Its table, worked out after this journal entry."""
        return f"{self.name}_{changed}_{self.digest}"


def attach(connection: duckdb.DuckDBPyConnection) -> None:
    """Give a projection's connection its place for what is kept; cursors made of it share the place."""
    connection.execute(f"attach if not exists ':memory:' as {DATABASE}")


@contextmanager
def standing(cursor: duckdb.DuckDBPyConnection, parts: Sequence[Part]) -> Iterator[None]:
    """Let parts stand under their names while statements of this cursor are answered: all of one moment."""
    if not parts:
        yield
        return
    _begin(cursor, parts)
    try:
        yield
    finally:
        cursor.execute("rollback")  # of the names alone; what they stand for is kept


def forget(cursor: duckdb.DuckDBPyConnection) -> None:
    """Drop what is kept."""
    with _TIDYING:
        for (name,) in cursor.execute(f"select table_name from {_TABLES}").fetchall():
            cursor.execute(f"drop table {DATABASE}.{quoted(name)}")


_TABLES = f"duckdb_tables() where database_name = '{DATABASE}'"
_DISPENSABLE = f"""
with held as (
  select
    table_name,
    regexp_extract(table_name, '_(\\d+)_[0-9a-f]+$', 1)::bigint as changed,
    row_number() over (order by table_oid desc) as nth,
    sum(estimated_size) over (order by table_oid desc) as so_far
  from {_TABLES}
)
select table_name from held where changed < $changed or nth > $most or (nth > 1 and so_far > $rows)
"""


def _begin(cursor: duckdb.DuckDBPyConnection, parts: Sequence[Part]) -> None:
    """Begin to read with all parts standing; they are worked out where they are not kept."""
    if _found(cursor, parts):
        return
    for part in parts:
        _keep(cursor, part)
    _tidy(cursor)
    if _found(cursor, parts):
        return
    # Something came in or was tidied away between the two: these rows are for this cursor alone.
    cursor.execute("begin")
    for part in parts:
        _own(cursor, part)


def _found(cursor: duckdb.DuckDBPyConnection, parts: Sequence[Part]) -> bool:
    """Begin a transaction in which the parts stand, or leave none behind."""
    cursor.execute("begin")
    try:
        _name(cursor, parts, changed(cursor))
    except duckdb.CatalogException:
        cursor.execute("rollback")
        return False
    except BaseException:
        cursor.execute("rollback")
        raise
    return True


def changed(cursor: duckdb.DuckDBPyConnection) -> int:
    """Return the number of the last journal entry that changed a row, as this cursor sees it."""
    row = cursor.execute("select changed from projection_state").fetchone()
    return int(row[0]) if row else 0


def _name(cursor: duckdb.DuckDBPyConnection, parts: Sequence[Part], changed: int) -> None:
    for part in parts:
        table = f"{DATABASE}.{quoted(part.table(changed))}"
        cursor.execute(f"create or replace temp view {quoted(part.name)} as from {table}")


def _keep(cursor: duckdb.DuckDBPyConnection, part: Part) -> None:
    """Work a part out and keep it, unless somebody has."""
    for read in part.reads:
        _keep(cursor, read)
    with _MAKING[int(part.digest, 16) % len(_MAKING)]:
        if _found(cursor, [part]):
            cursor.execute("rollback")
        elif _found(cursor, part.reads):
            try:
                _make(cursor, part)
                cursor.execute("commit")
            except BaseException:
                cursor.execute("rollback")
                raise


def _make(cursor: duckdb.DuckDBPyConnection, part: Part) -> None:
    table = f"{DATABASE}.{quoted(part.table(changed(cursor)))}"
    cursor.execute(f"create table {table} as {part.sql}", part.parameters)
    for read in part.reads:  # the names were for the making; a commit would leave them behind
        cursor.execute(f"drop view {quoted(read.name)}")


def _own(cursor: duckdb.DuckDBPyConnection, part: Part) -> None:
    for read in part.reads:
        _own(cursor, read)
    cursor.execute(f"create or replace temp table {quoted(part.name)} as {part.sql}", part.parameters)


def _tidy(cursor: duckdb.DuckDBPyConnection) -> None:
    """Drop what is out of date, and the oldest where there is too much; who still reads them goes on reading."""
    with _TIDYING:
        known = {"changed": changed(cursor), "most": _MOST, "rows": _ROWS}
        for (name,) in cursor.execute(_DISPENSABLE, known).fetchall():
            cursor.execute(f"drop table {DATABASE}.{quoted(name)}")
