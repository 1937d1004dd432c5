"""Whether a journal still says what was written to it; every finding names its entry."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from lvzhi.chain import ROOT, Entry, fingerprint
from lvzhi.heads import Heads
from lvzhi.journal_file import ROWS, Broken, connect, head, heads_path, unreadable

_FENCE = {"entry_stays", "entry_remains", "entry_follows"}
_STOP = "请先停止登记,从备份恢复。"


def verify(path: Path) -> list[str]:
    """Name every entry of a journal that is altered, missing or replaced; empty when all is well.

    Works on a file that `Journal` refuses to open, and changes nothing in it.
    """
    if not path.exists():
        return [f"日志文件 {path.name} 不见了。请从备份恢复。"]
    problems: list[str] = []
    noted = Heads(heads_path(path)).all()
    try:
        with closing(connect(path, mode="ro")) as connection:
            connection.execute("begin")  # one snapshot, whoever writes meanwhile
            problems += _fence_problems(connection)
            problems += _chain_problems(connection, dict(noted))
            problems += _tail_problems(noted, head(connection)[0])
            problems += _file_problems(connection)
    except (sqlite3.DatabaseError, Broken) as fault:
        problems.append(unreadable(fault))
    return problems


def entry(row: tuple[Any, ...]) -> Entry:
    """Make an entry of a row of `ROWS`; raise `Broken` when it is not what was written."""
    no, at, kind, actor, concerning, body, prev, hash_, before = row
    if hash_ != fingerprint(no, at, kind, actor, concerning, body, prev):
        raise Broken(_altered(no) + _STOP)
    if prev != (ROOT if no == 1 else before):
        raise Broken(_unlinked(no) + _STOP)
    return Entry(no, at, kind, actor, json.loads(body), prev, hash_, concerning)


def refuse_lost_tail(connection: sqlite3.Connection, noted: tuple[int, str] | None) -> None:
    """Raise `Broken` unless the last entry is sound and the head once noted is still there."""
    last = connection.execute(ROWS + "order by e.no desc limit 1").fetchone()
    if last is not None:
        entry(last)
    if noted is None:
        return
    row = connection.execute("select hash from entry where no = ?", (noted[0],)).fetchone()
    problems = _tail_problems([noted], last[0] if last else 0)
    if row != (noted[1],):
        raise Broken((problems or [_replaced(noted[0])])[0] + _STOP)


def _fence_problems(connection: sqlite3.Connection) -> Iterator[str]:
    standing = {
        name for (name,) in connection.execute("select name from sqlite_master where type = 'trigger'")
    }
    if not standing >= _FENCE:
        yield "日志文件的防改保护已被拆除。请查明原因。"


def _chain_problems(connection: sqlite3.Connection, noted: dict[int, str]) -> Iterator[str]:
    last = 0
    for no, at, kind, actor, concerning, body, prev, hash_, before in connection.execute(
        ROWS + "order by e.no"
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
