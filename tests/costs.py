"""What a page costs the projection: statements run and rows fetched while it opens, with nothing kept from before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import duckdb
import pandas as pd
import pytest

from lvzhi.store import Store

# page -> at most so many statements and rows, a little above what the example needs; what needs more says why.
LIMITS: Mapping[str, tuple[int, int]] = {
    "filing": (50, 450), "overview": (50, 600), "stages": (50, 1200), "rectification": (45, 1650),
    "satisfaction": (25, 550), "supervision": (50, 750), "reporting": (25, 650), "unit": (15, 400),
    "commitments": (25, 600), "self_inspection": (25, 1700), "lists": (25, 650), "complaints": (25, 550),
    "assignments": (25, 500), "inspections": (25, 500), "projects": (25, 400), "accountability": (25, 400),
    "supervisors": (25, 500), "consultations": (25, 600), "publicity": (35, 600), "closing": (20, 300),
    "assigning": (20, 450), "recheck": (10, 50), "load": (10, 50), "objections": (15, 50),
    "consolidated": (15, 400), "below": (20, 400), "plan": (15, 400), "accounts": (10, 50), "audit": (10, 50),
    "backups": (10, 50), "papers": (55, 1000), "handover": (25, 100), "account": (10, 50),
}


_FREE = ("begin", "rollback", "commit", "create or replace temp view", "drop view", "select changed")


@dataclass
class Costs:
    """`statements` run and `rows` fetched so far; what only begins, ends or names kept rows asks nothing."""

    statements: int = 0
    rows: int = 0


class _Counting:
    """A cursor that counts; whatever else is asked of it, the cursor answers."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection, costs: Costs) -> None:
        self._cursor, self._costs, self._free = cursor, costs, False

    def __enter__(self) -> _Counting:
        return self

    def __exit__(self, *_: object) -> None:
        self._cursor.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._cursor, name)

    def execute(self, *asked: Any) -> _Counting:
        self._free = asked[0].startswith(_FREE)
        self._costs.statements += not self._free
        self._cursor.execute(*asked)
        return self

    def df(self) -> pd.DataFrame:
        found: pd.DataFrame = self._cursor.df()
        self._costs.rows += len(found)
        return found

    def fetchall(self) -> list[Any]:
        found = self._cursor.fetchall()
        self._costs.rows += 0 if self._free else len(found)
        return found

    def fetchone(self) -> Any:
        self._costs.rows += not self._free
        return self._cursor.fetchone()


@contextmanager
def counting() -> Iterator[Costs]:
    """Count what is asked of every projection in this block."""
    costs, cursor = Costs(), Store.cursor
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Store, "cursor", lambda store: _Counting(cursor(store), costs))
        yield costs
