"""核查销号 as a list to work through: what waits for a decision, in which queue, the most urgent first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from lvzhi.measures import records
from lvzhi.plan import Plan
from lvzhi.selection import visible
from lvzhi.viewer import Viewer

_SQL = (Path(__file__).parent / "sql" / "worklist.sql").read_text(encoding="utf-8")
QUEUES = ("待核查", "待批准", "申请延期", "长期坚持", "未申请", "已销号")
_DAY = "datetime64[s]"

Problem = Mapping[str, Any]


@dataclass(frozen=True)
class Worklist:
    """Problems in the order they are worked through; `rows` has one each. What is shown of them is made plain values.

    `queue`: what is asked of the desk, else how a problem is; `waited`: working days it has waited for an answer.
    """

    rows: pd.DataFrame

    def of_group(self, group: str) -> Worklist:
        """Return those of the units of a group."""
        return Worklist(self.rows[self.rows["group"] == group])

    def counts(self) -> Mapping[str, int]:
        """Return how many stand in each queue."""
        held = self.rows["queue"].value_counts()
        return {queue: int(held.get(queue, 0)) for queue in QUEUES}

    def queue(self, name: str) -> Mapping[str, Problem]:
        """Return the problems of a queue by their numbers, in order."""
        return _numbered(self.rows[self.rows["queue"] == name])

    def named(self, numbers: Iterable[str]) -> Mapping[str, Problem]:
        """Return those of some numbers that are among them."""
        return _numbered(self.rows[self.rows["problem_no"].isin(list(numbers))])

    def beside(self, problem: Problem) -> list[str]:
        """Return the numbers of the open problems that one may be merged into: the same unit's first."""
        others = self.rows[self.rows["is_open"] & (self.rows["problem_no"] != problem["problem_no"])]
        own = others["unit"] == problem["unit"]
        return [*others.loc[own, "problem_no"], *others.loc[~own, "problem_no"]]


def _numbered(rows: pd.DataFrame) -> dict[str, Problem]:
    return {r["problem_no"]: r for r in records(rows)}


def problems(cursor: duckdb.DuckDBPyConnection, plan: Plan, viewer: Viewer | None, as_of: dt.datetime) -> Worklist:
    """Return the problems a viewer may see.

    `as_of`: naive, the campaign's. The bureau's own are among them: its rows are rows like any other's.
    """
    asked = cursor.execute(_SQL, {"as_of": as_of, "units": list(visible(plan, {}, viewer))})
    days = [name for name, kind, *_ in asked.description if str(kind) == "DATE"]
    found: pd.DataFrame = asked.df().astype(dict.fromkeys(days, _DAY))
    return Worklist(found.assign(waited=_waited(found["pending_on"], plan, as_of.date())))


def _waited(pending: pd.Series, plan: Plan, today: dt.date) -> pd.Series:
    days = {day: plan.working_days_between(day.date(), today) for day in pending.dropna().unique()}
    return pending.map(days).astype("Int64")
