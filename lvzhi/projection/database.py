"""Open a projection file: as it stands, emptied when it is out of date, set aside when it is damaged."""

from __future__ import annotations

import errno
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from lvzhi.chain import ROOT
from lvzhi.form import Form
from lvzhi.journal import Journal
from lvzhi.projection import kept
from lvzhi.projection.schema import create, fingerprint
from lvzhi.projection.slots import Slot, free_slots
from lvzhi.projection.tables import all_tables, quoted

# The operating system's words, which DuckDB hands on with its own.
_SURROUNDINGS = tuple(os.strerror(n) for n in (errno.ENOSPC, errno.EDQUOT, errno.EACCES, errno.EPERM, errno.EROFS))


class NoFile(Exception):
    """Every projection file is in use."""


@dataclass(frozen=True)
class Limits:
    """What a process lets its database use."""

    memory: str = "1GB"
    threads: int = 2


@dataclass(frozen=True)
class Database:
    """An open projection file, applied up to journal entry `no`; `notices` are sentences for people."""

    connection: duckdb.DuckDBPyConnection
    slot: Slot
    no: int
    notices: tuple[str, ...] = ()

    def close(self) -> None:
        """Close the file and let another process have it."""
        self.connection.close()
        self.slot.release()

    def works(self) -> bool:
        """Say whether DuckDB still answers: after some faults, a full disk among them, it gives a file up for good."""
        try:
            with self.connection.cursor() as cursor:
                cursor.execute("select no from projection_state")
        except (duckdb.FatalException, duckdb.ConnectionException):
            return False
        return True


class _InUse(Exception):
    """A program other than this one has the file open."""


class _Outdated(Exception):
    """The file is sound, but was made by other code, from other forms or another journal."""


class _NotOurs(Exception):
    """The file is a database of something else."""


def open_database(first: Path, forms: Sequence[Form], journal: Journal, limits: Limits) -> Database:
    """Open the first projection file that is free; what is wrong with it is mended and noted."""
    for slot in free_slots(first):
        try:
            return _opened(slot, forms, journal, limits)
        except _InUse:
            slot.release()
        except BaseException:
            slot.release()
            raise
    raise NoFile(f"同时打开“{first.parent}”的程序太多。请关掉一些再试。")


def reopen_database(given_up: Database, forms: Sequence[Form], journal: Journal, limits: Limits) -> Database:
    """Open a file that DuckDB has given up once more; its place was ours all the time."""
    given_up.connection.close()
    try:
        return _opened(given_up.slot, forms, journal, limits)
    except _InUse as fault:
        raise NoFile(f"统计库 {given_up.slot.path.name} 正被别的程序使用。请关掉它再试。") from fault


def _opened(slot: Slot, forms: Sequence[Form], journal: Journal, limits: Limits) -> Database:
    made_from = fingerprint(forms)
    try:
        return _as_it_stands(slot, forms, made_from, journal, limits)
    except _Outdated:
        slot.clear()
        notice = "统计库是旧版程序做的,或与日志对不上,已按收到的原件和日志重新做好,不用办理什么。"
    except (_NotOurs, duckdb.Error) as damage:
        if _lies_elsewhere(damage):
            raise
        aside = slot.set_aside()
        notice = (
            "统计库的文件已损坏或不是本系统的,已按收到的原件和日志重新做好;"
            f"原来的文件另存为“{aside.name}”,需要时请系统管理员查看。"
        )
    connection = _connect(slot, limits)
    _make(connection, forms, made_from)
    return Database(connection, slot, 0, (notice,))


def _lies_elsewhere(fault: Exception) -> bool:
    """Tell a fault of the surroundings, which says nothing about the file: that one must stay where it is."""
    if isinstance(fault, duckdb.OutOfMemoryException | duckdb.FatalException):
        return True  # the latter: another thread still holds the file DuckDB gave up
    return isinstance(fault, duckdb.Error) and any(words in str(fault) for words in _SURROUNDINGS)


def _as_it_stands(
    slot: Slot, forms: Sequence[Form], made_from: str, journal: Journal, limits: Limits
) -> Database:
    connection = _connect(slot, limits)
    try:
        if not _tables(connection):
            _make(connection, forms, made_from)
            return Database(connection, slot, 0)
        return Database(connection, slot, _applied(connection, forms, made_from, journal))
    except BaseException:
        connection.close()
        raise


def _connect(slot: Slot, limits: Limits) -> duckdb.DuckDBPyConnection:
    try:
        connection = duckdb.connect(
            slot.path,
            config={
                "enable_external_access": False,
                "memory_limit": limits.memory,
                "threads": limits.threads,
            },
        )
    except duckdb.IOException as fault:
        if "Could not set lock" in str(fault):
            raise _InUse from fault
        raise
    slot.clear_spilled()
    kept.attach(connection)
    connection.execute("set lock_configuration = true")
    return connection


def _tables(connection: duckdb.DuckDBPyConnection) -> set[str]:
    return {name for (name,) in connection.execute("select table_name from duckdb_tables()").fetchall()}


def _make(connection: duckdb.DuckDBPyConnection, forms: Sequence[Form], made_from: str) -> None:
    connection.execute("begin")
    create(connection, forms)
    connection.execute("insert into projection_state values (?, 0, ?, 0)", [made_from, ROOT])
    connection.execute("commit")
    connection.execute("checkpoint")


def _applied(
    connection: duckdb.DuckDBPyConnection, forms: Sequence[Form], made_from: str, journal: Journal
) -> int:
    """Return the number of the last entry applied, after reading every block against its checksum."""
    if "projection_state" not in _tables(connection):
        raise _NotOurs
    state = connection.execute("select fingerprint, no, hash from projection_state").fetchall()
    found, no, hash_ = state[0] if state else ("", 0, "")
    if found != made_from or hash_ != _hash_of(journal, no):
        raise _Outdated
    for table in all_tables(forms):
        connection.execute(f"select bit_xor(hash(t)) from {quoted(table.name)} as t").fetchall()
    return int(no)


def _hash_of(journal: Journal, no: int) -> str | None:
    if no == 0:
        return ROOT
    entry = next(journal.entries(after=no - 1, until=no), None)
    return entry.hash if entry else None
