"""The SQLite file of the journal: made whole, opened with care, its faults given a name."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Literal

from lvzhi.chain import ROOT
from lvzhi.vault import sync

_APPLICATION = 0x4C565A48  # "LVZH": tells our file from another program's
PATIENCE = 30.0  # seconds to wait for another process that is writing

_SCHEMA = f"""
create table entry (
  no integer primary key,
  at text not null,
  kind text not null,
  actor text not null,
  concerns text,
  body text not null,
  prev text not null,
  hash text not null unique
) strict;
create index entry_concerns on entry (concerns, no);
create index entry_kind on entry (kind, no);
create trigger entry_stays before update on entry begin
  select raise(abort, 'the journal is append-only');
end;
create trigger entry_remains before delete on entry begin
  select raise(abort, 'the journal is append-only');
end;
create trigger entry_follows before insert on entry
when new.no <> coalesce((select max(no) from entry), 0) + 1
  or new.prev <> coalesce((select hash from entry order by no desc limit 1), '{ROOT}')
begin
  select raise(abort, 'an entry follows the last one');
end;
pragma application_id = {_APPLICATION};
"""
ROWS = """
select e.no, e.at, e.kind, e.actor, e.concerns, e.body, e.prev, e.hash, p.hash
from entry as e
left join entry as p on p.no = e.no - 1
"""


class Broken(Exception):
    """The journal on disk is not what was written to it."""


class Busy(Exception):
    """Another process kept the journal to itself for longer than we wait."""


def create(path: Path) -> None:
    """Make an empty journal, unless another process has just made it."""
    remains = any(path.with_name(path.name + suffix).exists() for suffix in ("-wal", "-heads"))
    if remains and not path.exists():
        raise Broken(f"日志文件 {path.name} 不见了,只剩下它的附属文件。请从备份恢复。")
    with tempfile.TemporaryDirectory(prefix=".incoming-", dir=path.parent) as folder:
        fresh = Path(folder) / path.name
        with closing(sqlite3.connect(fresh, isolation_level=None)) as connection:
            connection.execute("pragma journal_mode = wal")
            connection.execute("pragma synchronous = full")
            connection.executescript(_SCHEMA)
        try:
            os.link(fresh, path)  # whole or not at all, and only one of two processes succeeds
        except FileExistsError:
            return
    sync(path.parent)


def connect(path: Path, patience: float = PATIENCE, mode: Literal["ro", "rw"] = "rw") -> sqlite3.Connection:
    """Open an existing journal; raise `Broken` when the file is another program's."""
    # A mode that cannot create: a journal that has gone must not come back empty.
    uri = f"{path.absolute().as_uri()}?mode={mode}"
    connection = sqlite3.connect(
        uri, uri=True, timeout=patience, isolation_level=None, check_same_thread=False
    )
    # Bytes that are no text any more must reach the check of the hash, which names their entry.
    connection.text_factory = lambda raw: raw.decode(errors="replace")
    try:
        connection.execute("pragma synchronous = full")
        if connection.execute("pragma application_id").fetchone() != (_APPLICATION,):
            raise Broken(f"{path.name} 不是本系统的日志文件。")
    except BaseException:
        connection.close()
        raise
    return connection


def heads_path(path: Path) -> Path:
    """Say where the list of the journal's heads lies."""
    return path.with_name(path.name + "-heads")


@contextmanager
def damage_named() -> Iterator[None]:
    """Turn what SQLite says about a damaged or busy file into `Broken` and `Busy`."""
    try:
        yield
    except sqlite3.DatabaseError as fault:
        code = getattr(fault, "sqlite_errorcode", 0) & 0xFF
        if code == sqlite3.SQLITE_BUSY:
            raise Busy("另一处正在登记,请稍候再试。") from fault
        if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
            raise Broken(unreadable(fault)) from fault
        raise


def unreadable(fault: Exception) -> str:
    """Say that the file cannot be read any further."""
    return f"日志文件读不下去({fault})。请先停止登记,从备份恢复。"


def head(connection: sqlite3.Connection) -> tuple[int, str]:
    """Return number and hash of the last entry: 0 and `ROOT` when there is none."""
    row = connection.execute("select no, hash from entry order by no desc limit 1").fetchone()
    return (0, ROOT) if row is None else (row[0], row[1])
