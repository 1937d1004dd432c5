"""The store: DuckDB kept level with the journal, a file for each process, rebuilt when it is no good."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import islice
from typing import Any, TypeVar

import duckdb
import pyarrow as pa

from lvzhi.chain import ROOT, Entry
from lvzhi.datadir import DataDir
from lvzhi.form import Form
from lvzhi.journal import Journal
from lvzhi.plan import Plan
from lvzhi.projection import kept
from lvzhi.projection.batch import LEAVING, MOVING, Batch, Derive, Read, RowsLost, Sheets, Sources
from lvzhi.projection.database import Database, Limits, NoFile, open_database, reopen_database
from lvzhi.projection.plans import Plans
from lvzhi.projection.tables import STATE_TABLE, all_tables, quoted
from lvzhi.vault import Vault

__all__ = ["Derive", "Limits", "NoFile", "RowsLost", "Store"]

_AT_ONCE = 500  # entries in one transaction: bounds the memory of a rebuild
_INSTANTS = 500  # of which it is remembered which plan was in force
_LIMITS = Limits()
T = TypeVar("T")


class Store:
    """The projection of one data directory, safe between threads; opened once by a process.

    `notices` say, for people, what had to be mended on opening.
    """

    def __init__(self, database: Database, journal: Journal, sources: Sources, limits: Limits) -> None:
        self._journal = journal
        self._sources = sources
        self._limits = limits
        self._write = threading.RLock()  # whoever holds it at rest may still look for what has come in
        self._known: dict[int, Mapping[Read, Sheets]] = {}
        self.notices: tuple[str, ...] = ()
        self._take(database)

    def _take(self, database: Database) -> None:
        self._database = database
        self._applied = self._changed = database.no
        self._in_force: dict[tuple[int, datetime], int] = {}  # (last entry that changed a row, instant) -> plan version
        self._plans = Plans(self._sources.file, self._journal.entries(kinds=["plan"], until=database.no))
        self.notices += database.notices

    @classmethod
    def open(
        cls, datadir: DataDir, forms: Sequence[Form], derive: Derive, limits: Limits = _LIMITS
    ) -> Store:
        """Open a data directory's projection and bring it level with the journal."""
        journal, vault = Journal(datadir.journal), Vault(datadir.vault)
        try:
            database = open_database(datadir.projection, forms, journal, limits)
        except BaseException:
            journal.close()
            raise
        store = cls(database, journal, Sources({f.id: f for f in forms}, vault.get, derive), limits)
        try:
            store.catch_up()
        except BaseException:
            store.close()
            raise
        return store

    def close(self) -> None:
        """Close the file and the journal; another process may have the file from then on."""
        with self._write:
            self._database.close()
            self._journal.close()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def applied(self) -> int:
        """The number of the last journal entry applied."""
        return self._applied

    @property
    def changed(self) -> int:
        """The number of the last entry applied that may have changed a row: answers hold until it moves."""
        return self._changed

    def cursor(self) -> duckdb.DuckDBPyConnection:
        """Return a connection for one use in one thread; the caller closes it."""
        return self._database.connection.cursor()

    def at_rest(self, make: Callable[[duckdb.DuckDBPyConnection], T]) -> T:
        """Return what is made of many answers, all of one state of the rows: made anew where they changed meanwhile.

        Where they keep changing, the third time what comes in waits until it is made.
        """
        for _ in range(2):
            with self.cursor() as cursor:
                before = self._changed, kept.changed(cursor)
                made = make(cursor)
                # The rows are there a moment before the number is: both must be as they were.
                if before == (self._changed, kept.changed(cursor)):
                    return made
        with self._write, self.cursor() as cursor:
            return make(cursor)

    @property
    def newest_plan(self) -> tuple[int, Plan]:
        """Number and plan of the newest version, the same object each time."""
        return self._plans.newest

    def plan_at(self, as_of: datetime) -> Plan:
        """Return the plan in force at a naive instant of the campaign's time zone; always the same object."""
        asked = (self._changed, as_of)
        version = self._in_force.get(asked)
        if version is None:
            with self.cursor() as cursor:
                rows = cursor.execute("select version from plan_at(?)", [as_of]).fetchall()
            if not rows:
                raise LookupError("the journal has no plan yet")
            if len(self._in_force) >= _INSTANTS:
                self._in_force.clear()
            version = self._in_force[asked] = int(rows[0][0])
        return self._plans[version]

    @contextmanager
    def knowing(self, sheets: Mapping[Read, Sheets]) -> Iterator[None]:
        """Hold the sheets of files just read (`read_as`) while their filings are recorded and taken in.

        Whoever takes them in, which may be another thread that looks at a page, need not read the files again.
        """
        self._known[id(sheets)] = sheets
        try:
            yield
        finally:
            del self._known[id(sheets)]

    def catch_up(self) -> int:
        """Apply what the journal has gained and return the number of the last entry applied.

        Costs one look at the journal when there is nothing new.
        """
        self._revive()
        if self._journal.last_no() == self._applied:
            return self._applied
        with self._write:
            wrote = [self._apply(entries) for entries in _in_batches(self._journal.entries(after=self._applied))]
        if any(wrote):
            self._checkpoint()  # whoever waits for the rows need not wait for the file
        return self._applied

    def _apply(self, entries: Sequence[Entry]) -> bool:
        """Take entries into the rows; say whether there was anything to write: of logins and reads there is not."""
        leaving = _of(entries, LEAVING)
        if leaving:
            known = {read: sheets for held in list(self._known.values()) for read, sheets in held.items()}
            tables = self._rows_of(leaving, known)
            with self._transaction() as cursor:
                _insert(cursor, tables)
                _note(cursor, leaving)
        self._applied = entries[-1].no
        self._changed = max((e.no for e in _of(entries, MOVING)), default=self._changed)
        return bool(leaving)

    def rebuild(self) -> int:
        """Make every table anew from the files and the journal; readers see the old rows until it is done."""
        self._revive()
        with self._write:
            last = 0
            with self._transaction() as cursor:
                self._empty(cursor)
                for entries in _in_batches(self._journal.entries()):
                    if leaving := _of(entries, LEAVING):
                        _insert(cursor, self._rows_of(leaving, {}))
                        _note(cursor, leaving)
                    last = entries[-1].no
            self._applied = self._changed = last
            with self.cursor() as cursor:
                kept.forget(cursor)  # worked out from rows that were perhaps not what they should be
            self._checkpoint()
        return self._applied

    def dump(self) -> dict[str, list[tuple[Any, ...]]]:
        """Return every table's rows, sorted, by table name."""
        with self.cursor() as cursor:
            return {
                table.name: cursor.execute(f"select * from {quoted(table.name)} order by all").fetchall()
                for table in all_tables(self._sources.forms.values())
            }

    def _revive(self) -> None:
        """Open the file anew when DuckDB has given it up; what it had not kept comes from the journal again."""
        if self._database.works():
            return
        with self._write:
            if not self._database.works():
                forms = tuple(self._sources.forms.values())
                self._take(reopen_database(self._database, forms, self._journal, self._limits))

    def _rows_of(self, entries: Iterable[Entry], known: Mapping[Read, Sheets]) -> Mapping[str, pa.Table]:
        return Batch(self._sources, self._plans, known).take(entries).tables()

    def _empty(self, cursor: duckdb.DuckDBPyConnection) -> None:
        for table in all_tables(self._sources.forms.values()):
            if table is not STATE_TABLE:
                cursor.execute(f"delete from {quoted(table.name)}")
        cursor.execute("update projection_state set no = 0, hash = ?, changed = 0", [ROOT])

    def _checkpoint(self) -> None:
        with self.cursor() as cursor:
            try:
                cursor.execute("checkpoint")
            except duckdb.TransactionException:
                # Somebody still reads rows that were replaced, or writes others. What was committed is in the log,
                # and the next checkpoint, or closing, moves it into the file.
                logging.getLogger(__name__).info("checkpoint put off: the projection is being read")

    @contextmanager
    def _transaction(self) -> Iterator[duckdb.DuckDBPyConnection]:
        # Closing a cursor in the middle of a transaction rolls it back.
        with self.cursor() as cursor:
            cursor.execute("begin")
            yield cursor
            cursor.execute("commit")


def _in_batches(entries: Iterator[Entry]) -> Iterator[list[Entry]]:
    while batch := list(islice(entries, _AT_ONCE)):
        yield batch


def _insert(cursor: duckdb.DuckDBPyConnection, tables: Mapping[str, pa.Table]) -> None:
    for name, rows in tables.items():
        cursor.register("incoming", rows)
        cursor.execute(f"insert into {quoted(name)} by name select * from incoming")
        cursor.unregister("incoming")


def _note(cursor: duckdb.DuckDBPyConnection, entries: Sequence[Entry]) -> None:
    last, changed = entries[-1], max((e.no for e in _of(entries, MOVING)), default=0)
    cursor.execute(
        "update projection_state set no = ?, hash = ?, changed = greatest(changed, ?)", [last.no, last.hash, changed]
    )


def _of(entries: Iterable[Entry], kinds: Collection[str]) -> list[Entry]:
    return [entry for entry in entries if entry.kind in kinds]
