"""The append-only, hash-chained journal: what was received and decided, in the order it was acknowledged.

One SQLite file, safe between threads and processes. An entry is on disk when `append` returns. Reading checks
every entry against its hash and its predecessor; nothing damaged is passed on.
"""

from __future__ import annotations

import json
import logging
import os
import sqlite3
import tempfile
import threading
from collections.abc import Collection, Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from lvzhi.chain import EVERYONE, KINDS, ROOT, Draft, Entry, Kind, NotRecordable, UnknownKind
from lvzhi.chain import canonical, check, fingerprint, known_kind, linked
from lvzhi.heads import Heads
from lvzhi.vault import sync_folder

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

_APPLICATION = 0x4C565A48  # "LVZH": tells our file from another program's
_PATIENCE = 30.0  # seconds to wait for another process that is writing
_PAGE = 500  # entries read at a time, so that a long read holds up no writer

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
_FENCE = {"entry_stays", "entry_remains", "entry_follows"}
_ROWS = """
select e.no, e.at, e.kind, e.actor, e.concerns, e.body, e.prev, e.hash, p.hash
from entry as e
left join entry as p on p.no = e.no - 1
"""


class Moved(Exception):
    """What the draft was based on has changed since its author looked; look again and decide again."""


class Broken(Exception):
    """The journal on disk is not what was written to it."""


class Busy(Exception):
    """Another process kept the journal to itself for longer than we wait."""


class Journal:
    """The journal in the file at `path`, made when there is none yet; usable from every thread of a process."""

    def __init__(self, path: Path, patience: float = _PATIENCE) -> None:
        """Open the journal; raise `Broken` when the file is damaged or its last entries have gone."""
        self.path = path
        self._heads = Heads(_heads_path(path))
        self._lock = threading.RLock()
        self._process = os.getpid()
        if not path.exists():
            _create(path)
        # Read the note before the journal: another process may append in between.
        noted = self._heads.last()
        with _damage_named():
            self._connection = _connect(path, patience)
            _refuse_lost_tail(self._connection, noted)

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
            _refuse_lost_tail(connection, noted)
            for draft in ready:
                _refuse_moved(connection, draft)
            entries = list(linked(ready, *_head(connection)))
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
                yield _entry(row)
            after = page[-1][0]

    def last_no(self) -> int:
        """Return the number of the last entry, 0 when there is none."""
        return self.head()[0]

    def head(self) -> tuple[int, str]:
        """Return number and hash of the last entry: 0 and `ROOT` when there is none."""
        with self._using() as connection:
            return _head(connection)

    def verify(self) -> list[str]:
        """Recompute the whole chain; see the function of this name."""
        return verify(self.path)

    def backup(self, path: Path) -> None:
        """Copy the journal into a new file while others go on writing to it."""
        if path.exists():
            raise FileExistsError(f"{path.name} 已经存在,备份不覆盖原有文件。")
        # A connection of its own: a long copy then holds up no thread.
        with closing(_connect(self.path)) as source, closing(sqlite3.connect(path)) as copy:
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
        with self._lock, _damage_named():
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
        query, values = _ROWS + "where e.no > ?", [after, *(kinds or ())]
        if kinds is not None:
            query += f" and e.kind in ({', '.join('?' * len(kinds))})"
        if until is not None:
            query, values = query + " and e.no <= ?", [*values, until]
        with self._using() as connection:
            return connection.execute(f"{query} order by e.no limit {_PAGE}", values).fetchall()

    def _note(self, entry: Entry) -> None:
        try:
            self._heads.note(entry.no, entry.hash)
        except OSError:
            # The entry is on disk and must be acknowledged; the note may lag behind.
            logging.getLogger(__name__).warning("head %d could not be noted", entry.no, exc_info=True)


def verify(path: Path) -> list[str]:
    """Name every entry of a journal that is altered, missing or replaced; empty when all is well.

    Works on a file that `Journal` refuses to open, and changes nothing in it.
    """
    if not path.exists():
        return [f"日志文件 {path.name} 不见了。请从备份恢复。"]
    problems: list[str] = []
    noted = Heads(_heads_path(path)).all()
    try:
        with closing(_connect(path)) as connection:
            connection.execute("begin")  # one snapshot, whoever writes meanwhile
            problems += _fence_problems(connection)
            problems += _chain_problems(connection, dict(noted))
            problems += _tail_problems(noted, _head(connection)[0])
            problems += _file_problems(connection)
    except (sqlite3.DatabaseError, Broken) as fault:
        problems.append(_unreadable(fault))
    return problems


def _create(path: Path) -> None:
    if any(path.with_name(path.name + suffix).exists() for suffix in ("-wal", "-heads")):
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
    sync_folder(path.parent)


def _connect(path: Path, patience: float = _PATIENCE) -> sqlite3.Connection:
    # mode=rw: a journal that has gone must not come back empty.
    uri = path.absolute().as_uri() + "?mode=rw"
    connection = sqlite3.connect(
        uri, uri=True, timeout=patience, isolation_level=None, check_same_thread=False
    )
    try:
        connection.execute("pragma synchronous = full")
        if connection.execute("pragma application_id").fetchone() != (_APPLICATION,):
            raise Broken(f"{path.name} 不是本系统的日志文件。")
    except BaseException:
        connection.close()
        raise
    return connection


def _heads_path(path: Path) -> Path:
    return path.with_name(path.name + "-heads")


@contextmanager
def _damage_named() -> Iterator[None]:
    try:
        yield
    except sqlite3.DatabaseError as fault:
        code = getattr(fault, "sqlite_errorcode", 0) & 0xFF
        if code == sqlite3.SQLITE_BUSY:
            raise Busy("另一处正在登记,请稍候再试。") from fault
        if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
            raise Broken(_unreadable(fault)) from fault
        raise


def _unreadable(fault: Exception) -> str:
    return f"日志文件读不下去({fault})。请先停止登记,从备份恢复。"


def _head(connection: sqlite3.Connection) -> tuple[int, str]:
    row = connection.execute("select no, hash from entry order by no desc limit 1").fetchone()
    return (0, ROOT) if row is None else (row[0], row[1])


def _refuse_moved(connection: sqlite3.Connection, draft: Draft) -> None:
    if draft.seen is None:
        return
    later = "select no from entry where concerns in (?, ?) and no > ? order by no limit 1"
    row = connection.execute(later, (draft.concerning, EVERYONE, draft.seen)).fetchone()
    if row is not None:
        raise Moved(f"核对之后,又有新的登记(第{row[0]}条)。请按最新情况重新核对。")


def _refuse_lost_tail(connection: sqlite3.Connection, noted: tuple[int, str] | None) -> None:
    last = connection.execute(_ROWS + "order by e.no desc limit 1").fetchone()
    if last is not None:
        _entry(last)
    if noted is None:
        return
    row = connection.execute("select hash from entry where no = ?", (noted[0],)).fetchone()
    problems = _tail_problems([noted], last[0] if last else 0)
    if row != (noted[1],):
        raise Broken((problems or [_replaced(noted[0])])[0] + "请先停止登记,从备份恢复。")


def _row(entry: Entry) -> tuple[Any, ...]:
    body = canonical(entry.body)
    return entry.no, entry.at, entry.kind, entry.actor, entry.concerning, body, entry.prev, entry.hash


def _entry(row: tuple[Any, ...]) -> Entry:
    no, at, kind, actor, concerning, body, prev, hash_, before = row
    if hash_ != fingerprint(no, at, kind, actor, concerning, body, prev):
        raise Broken(_altered(no) + "请先停止登记,从备份恢复。")
    if prev != (ROOT if no == 1 else before):
        raise Broken(_unlinked(no) + "请先停止登记,从备份恢复。")
    return Entry(no, at, kind, actor, json.loads(body), prev, hash_, concerning)


def _fence_problems(connection: sqlite3.Connection) -> Iterator[str]:
    standing = {name for (name,) in connection.execute("select name from sqlite_master where type = 'trigger'")}
    if not standing >= _FENCE:
        yield "日志文件的防改保护已被拆除。请查明原因。"


def _chain_problems(connection: sqlite3.Connection, noted: dict[int, str]) -> Iterator[str]:
    last = 0
    for no, at, kind, actor, concerning, body, prev, hash_, before in connection.execute(
        _ROWS + "order by e.no"
    ):
        if no != last + 1:
            yield _gone(last + 1, no - 1)
        elif prev != (ROOT if no == 1 else before):
            yield _unlinked(no)
        if hash_ != fingerprint(no, at, kind, actor, concerning, body, prev):
            yield _altered(no)
        elif noted.get(no, hash_) != hash_:
            yield _replaced(no)
        last = no


def _tail_problems(noted: list[tuple[int, str]], last: int) -> list[str]:
    return [_gone(last + 1, noted[-1][0])] if noted and noted[-1][0] > last else []


def _file_problems(connection: sqlite3.Connection) -> Iterator[str]:
    for (line,) in connection.execute("pragma integrity_check"):
        if line != "ok":
            yield f"日志文件内部结构有损坏({line})。"


def _gone(first: int, last: int) -> str:
    return f"日志第{first}条不见了。" if first == last else f"日志第{first}至{last}条不见了。"


def _altered(no: int) -> str:
    return f"日志第{no}条与登记时不一致,被改动过。"


def _unlinked(no: int) -> str:
    return f"日志第{no}条与前一条接不上。"


def _replaced(no: int) -> str:
    return f"日志第{no}条与当时留下的校验码不一致,被整条替换过。"
