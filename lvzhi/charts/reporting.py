"""Filings: the matrix of filers × periods."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from lvzhi.charts.drawing import Drawing
from lvzhi.charts.fold import Fold
from lvzhi.charts.look import STATUSES, share, short_day
from lvzhi.charts.matrix import Column, Tile, matrix
from lvzhi.plan import Plan


def filing_matrix(rows: pd.DataFrame, plan: Plan, fold: Fold) -> Drawing:
    """Return filers × periods; `rows` are reporting's rows."""
    met = set(rows["period"])
    columns = [Column(p.id, f"{p.first_day.month}月") for p in plan.periods if p.id in met]
    tiles = fold.tiles(_with_status(rows), "filer", "period", lambda line: _tile(line, plan))
    return matrix(fold.noted(_notes(rows, fold)), columns, tiles)


def _notes(rows: pd.DataFrame, fold: Fold) -> dict[str, str]:
    """On time of those due, by row: 3/4."""
    due = rows["state"].isin(["on_time", "late", "missing"])
    counted = rows.assign(due=due, in_time=due & rows["received_on_time"].fillna(False).astype(bool))
    sums = fold.summed(counted, "filer", ["in_time", "due"]).to_dict("records")
    return {r["key"]: share(r["in_time"], r["due"]) for r in sums}


def _with_status(rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows with the status shown: late but in before the deadline is 按时(补正通过)."""
    in_time = (rows["state"] == "late") & rows["received_on_time"].fillna(False).astype(bool)
    return rows.assign(status=rows["state"].mask(in_time, "corrected"))


def _tile(row: Mapping[str, Any], plan: Plan) -> Tile:
    status = str(row["status"])
    lines = [f"{plan.filer(row['filer']).name} · {plan.period(row['period']).label}", STATUSES[status].word]
    lines.append(f"截止 {short_day(row['due'])}")
    if not pd.isna(row["accepted_at"]):
        lines.append(f"接收 {short_day(row['accepted_at'])},第 {int(row['attempts'])} 次通过")
    elif row["attempts"]:
        lines.append(f"已传 {int(row['attempts'])} 次,尚未通过")
    return Tile(status, "<br>".join(lines))
