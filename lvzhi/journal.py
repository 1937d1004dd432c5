"""The append-only, hash-chained journal: what was received and decided, in the order it was acknowledged.

One SQLite file, safe between threads and processes. An entry is on disk when `append` returns. Reading checks
every entry against its hash and its predecessor; nothing damaged is passed on.
"""

from __future__ import annotations

import logging
import os
import sqlite3
import threading
from collections.abc import Collection, Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from lvzhi.chain import (
    EVERYONE,
    KINDS,
    Draft,
    Entry,
    Kind,
    NotRecordable,
    UnknownKind,
    canonical,
    check,
    known_kind,
    linked,
)
from lvzhi.heads import Heads
from lvzhi.journal_check import entry, refuse_lost_tail, verify
from lvzhi.journal_file import PATIENCE, ROWS, Broken, Busy, connect, create, damage_named, head, heads_path

__all__ = [
    "EVERYONE",
    "KINDS",
    "Broken",
    "Busy",
    "Draft",
    "Entry",
    "Journal",
    "Kind",
    "Moved",
    "NotRecordable",
    "UnknownKind",
    "verify",
]

_PAGE = 500  # entries read at a time, so that a long read holds up no writer


class Moved(Exception):
    """What the draft was based on has changed since its author looked; look again and decide again."""


class Journal:
    """The journal in the file at `path`, made when there is none; any thread of a process may use it."""

    def __init__(self, path: Path, patience: float = PATIENCE) -> None:
        """Open the journal; raise `Broken` when the file is damaged or its last entries have gone."""
        self.path = path
        self._heads = Heads(heads_path(path))
        self._lock = threading.RLock()
        self._process = os.getpid()
        if not path.exists():
            create(path)
        # Read the note before the journal: another process may append in between.
        noted = self._heads.last()
        with damage_named():
            # Looking must not write: closing a writing connection would tidy a damaged log away.
            with closing(connect(path, patience, "ro")) as look:
                refuse_lost_tail(look, noted)
            self._connection = connect(path, patience)

    def append(
        self,
        kind: str,
        actor: str,
        body: dict[str, Any],
        at: str,
        *,
        concerning: str | None = None,
        seen: int | None = None,
    ) -> Entry:
        """Record one entry; see `Draft` for what the arguments mean."""
        return self.append_many([Draft(kind, actor, body, at, concerning, seen)])[0]

    def append_many(self, drafts: Iterable[Draft]) -> list[Entry]:
        """Record all the drafts or none; `seen` is judged by what stood before the first of them."""
        ready = tuple(drafts)
        for draft in ready:
            check(draft)
        if not ready:
            return []
        with self._writing() as connection:
            noted = self._heads.last()
            refuse_lost_tail(connection, noted)
            for draft in ready:
                _refuse_moved(connection, draft)
            entries = list(linked(ready, *head(connection)))
            connection.executemany("insert into entry values (?, ?, ?, ?, ?, ?, ?, ?)", map(_row, entries))
        self._note(entries[-1])
        return entries

    def entries(
        self, after: int = 0, kinds: Collection[str] | None = None, until: int | None = None
    ) -> Iterator[Entry]:
        """Yield the entries numbered above `after`, up to and including `until`, of the given kinds."""
        wanted = None if kinds is None else sorted(map(known_kind, kinds))
        while page := self._page(after, wanted, until):
            for row in page:
                yield entry(row)
            after = page[-1][0]

    def last_no(self) -> int:
        """Return the number of the last entry, 0 when there is none."""
        return self.head()[0]

    def head(self) -> tuple[int, str]:
        """Return number and hash of the last entry: 0 and `ROOT` when there is none."""
        with self._using() as connection:
            return head(connection)

    def verify(self) -> list[str]:
        """Recompute the whole chain; see the function of this name."""
        return verify(self.path)

    def backup(self, path: Path) -> None:
        """Copy the journal into a new file while others go on writing to it."""
        if path.exists():
            raise FileExistsError(f"{path.name} 已经存在,备份不覆盖原有文件。")
        # A connection of its own: a long copy then holds up no thread.
        with (
            damage_named(),
            closing(connect(self.path, mode="ro")) as source,
            closing(sqlite3.connect(path)) as copy,
        ):
            source.backup(copy)

    def close(self) -> None:
        """Close the file; the journal cannot be used afterwards."""
        with self._lock:
            self._connection.close()

    def __enter__(self) -> Journal:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def _using(self) -> Iterator[sqlite3.Connection]:
        # SQLite's locks do not survive a fork: both processes would believe they hold them.
        if os.getpid() != self._process:
            raise RuntimeError("the journal was opened in another process; open it again here")
        with self._lock, damage_named():
            yield self._connection

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._using() as connection:
            connection.execute("begin immediate")
            try:
                yield connection
                connection.execute("commit")
            except BaseException:
                # SQLite has already rolled back by itself after some faults, a full disk among them.
                if connection.in_transaction:
                    connection.execute("rollback")
                raise

    def _page(self, after: int, kinds: list[str] | None, until: int | None) -> list[tuple[Any, ...]]:
        query, values = ROWS + "where e.no > ?", [after, *(kinds or ())]
        if kinds is not None:
            query += f" and e.kind in ({', '.join('?' * len(kinds))})"
        if until is not None:
            query, values = query + " and e.no <= ?", [*values, until]
        with self._using() as connection:
            return connection.execute(f"{query} order by e.no limit {_PAGE}", values).fetchall()

    def _note(self, last: Entry) -> None:
        try:
            self._heads.note(last.no, last.hash)
        except OSError:
            # The entry is on disk and must be acknowledged; the note may lag behind.
            logging.getLogger(__name__).warning("head %d could not be noted", last.no, exc_info=True)


def _refuse_moved(connection: sqlite3.Connection, draft: Draft) -> None:
    if draft.seen is None:
        return
    later = "select no from entry where concerns in (?, ?) and no > ? order by no limit 1"
    row = connection.execute(later, (draft.concerning, EVERYONE, draft.seen)).fetchone()
    if row is not None:
        raise Moved(f"核对之后,又有新的登记(第{row[0]}条)。请按最新情况重新核对。")


def _row(new: Entry) -> tuple[Any, ...]:
    return new.no, new.at, new.kind, new.actor, new.concerning, canonical(new.body), new.prev, new.hash
