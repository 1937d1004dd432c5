"""access.db: accounts with their secrets, tokens, tries. A SQLite file that no export and no page reads."""

from __future__ import annotations

import os
import sqlite3
import tempfile
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from lvzhi.vault import sync

_APPLICATION = 0x4C565A41  # "LVZA": tells our file from another program's
_PATIENCE = 30.0  # seconds to wait for another process that is writing
_MODE = 0o600

_SCHEMA = f"""
create table account (
  no integer primary key,
  login text not null unique,
  role text not null check (role in ('unit', 'group', 'leader', 'office', 'admin')),
  filer text,
  holder text,
  secret text,
  secret_until real,
  must_change integer not null,
  disabled integer not null default 0,
  created real not null,
  last_login real,
  check ((role in ('unit', 'group', 'leader')) = (filer is not null))
) strict;
create table token (
  hash blob primary key,
  account integer not null,
  created real not null,
  seen real not null,
  address text,
  agent text
) strict, without rowid;
create index token_account on token (account);
create table try (
  login text primary key,
  failed integer not null,
  last real not null,
  locked_until real
) strict, without rowid;
create table address (
  address text primary key,
  failed integer not null,
  last real not null
) strict, without rowid;
pragma application_id = {_APPLICATION};
"""


class NotAccess(Exception):
    """The file is not an access.db of ours, or is damaged."""


class Database:
    """The file at `path`, made when there is none; any thread of a process may use it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.RLock()
        if not path.exists():
            _create(path)
        self._connection = _connect(path)

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Lend the connection for one look."""
        with self._lock:
            yield self._connection

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Lend the connection for one transaction: all of it is on disk when the block ends, or nothing."""
        with self._lock:
            self._connection.execute("begin immediate")
            try:
                yield self._connection
                self._connection.execute("commit")
            except BaseException:
                # SQLite has already rolled back by itself after some faults, a full disk among them.
                if self._connection.in_transaction:
                    self._connection.execute("rollback")
                raise

    def close(self) -> None:
        with self._lock:
            self._connection.close()


def _create(path: Path) -> None:
    with tempfile.TemporaryDirectory(prefix=".incoming-", dir=path.parent) as folder:
        fresh = Path(folder) / path.name
        with closing(sqlite3.connect(fresh, isolation_level=None)) as connection:
            connection.execute("pragma journal_mode = wal")
            connection.execute("pragma synchronous = full")
            connection.executescript(_SCHEMA)
        fresh.chmod(_MODE)
        try:
            os.link(fresh, path)  # whole or not at all, and only one of two processes succeeds
        except FileExistsError:
            return
    sync(path.parent)


def _connect(path: Path) -> sqlite3.Connection:
    # A mode that cannot create: a file that has gone must not come back empty.
    uri = f"{path.absolute().as_uri()}?mode=rw"
    connection = sqlite3.connect(uri, uri=True, timeout=_PATIENCE, isolation_level=None, check_same_thread=False)
    connection.row_factory = sqlite3.Row
    try:
        connection.execute("pragma synchronous = full")
        if connection.execute("pragma application_id").fetchone()[0] != _APPLICATION:
            raise NotAccess(f"{path.name} 不是本系统的账号文件。请从备份恢复。")
    except sqlite3.DatabaseError as fault:
        connection.close()
        if (fault.sqlite_errorcode & 0xFF) not in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
            raise  # the disk or the rights: the file itself may be sound
        raise NotAccess(f"账号文件 {path.name} 读不出来({fault})。请从备份恢复。") from fault
    except BaseException:
        connection.close()
        raise
    return connection
