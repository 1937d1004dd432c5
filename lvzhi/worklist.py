"""核查销号 as a list to work through: what waits for a decision, in which queue, the most urgent first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
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
_LONG = ("长期坚持", "阶段性完成")


def problems(
    cursor: duckdb.DuckDBPyConnection, plan: Plan, viewer: Viewer | None, as_of: dt.datetime
) -> list[dict[str, Any]]:
    """Return the problems a viewer may see, each with its `queue` and the working days it has `waited` for an answer.

    `as_of`: naive, the campaign's. The bureau's own are among them: its rows are rows like any other's.
    """
    found: pd.DataFrame = cursor.execute(_SQL, {"as_of": as_of, "units": list(visible(plan, {}, viewer))}).df()
    return [r | {"queue": _queue(r), "waited": _waited(r, plan, as_of.date())} for r in map(_days, records(found))]


def _days(record: Mapping[str, Any]) -> dict[str, Any]:
    return {k: v.date() if isinstance(v, dt.datetime) else v for k, v in record.items()}


def _queue(record: Mapping[str, Any]) -> str:
    """In which queue a problem stands: what is asked of the desk, else how it is."""
    if record["state"] in ("待核查", "待批准", "已销号"):
        return str(record["state"])
    if record["state"] in _LONG or record["kind"] == "长期坚持":
        return "长期坚持"
    later = record["extend_to"] is not None and record["extend_to"] > record["deadline"]
    return "申请延期" if record["unit_status"] == "申请延期" and later else "未申请"


def _waited(record: Mapping[str, Any], plan: Plan, today: dt.date) -> int | None:
    pending = record["pending_on"]
    return None if pending is None else plan.working_days_between(pending, today)
