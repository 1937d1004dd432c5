"""Filings: the matrix of filers × periods."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from lvzhi.charts.look import STATUSES, short_day
from lvzhi.charts.matrix import Block, Column, Tile, matrix
from lvzhi.plan import Plan


def filing_matrix(rows: pd.DataFrame, plan: Plan) -> go.Figure:
    """Return filers × periods; `rows` are reporting's rows."""
    records = rows.to_dict("records")
    tiles = {(r["filer"], r["period"]): _tile(r, plan) for r in records}
    filers = set(rows["filer"])
    periods = [p for p in plan.periods if p.id in set(rows["period"])]
    columns = [Column(p.id, f"{p.first_day.month}月") for p in periods]
    return matrix(_blocks(filers, records, plan), columns, tiles)


def _blocks(filers: set[str], records: Sequence[Mapping[str, Any]], plan: Plan) -> list[Block]:
    held = [(g.label, [u for u in (*g.units, g.code) if u in filers]) for g in plan.groups]
    held.append((plan.office.name, [f.code for f in (plan.bureau, plan.office) if f.code in filers]))
    return [
        Block(heading, [(u, plan.filer(u).name) for u in units], notes={u: _note(u, records) for u in units})
        for heading, units in held if units
    ]


def _note(filer: str, records: Sequence[Mapping[str, Any]]) -> str:
    """On time of those due: 3/4."""
    past = [r for r in records if r["filer"] == filer and r["state"] in ("on_time", "late", "missing")]
    return f"{sum(bool(r['received_on_time']) for r in past)}/{len(past)}" if past else "–"


def status_of(row: Mapping[str, Any]) -> str:
    """Return the status shown for a row: late but in before the deadline is 按时(补正通过)."""
    return "corrected" if row["state"] == "late" and row["received_on_time"] else str(row["state"])


def _tile(row: Mapping[str, Any], plan: Plan) -> Tile:
    status = status_of(row)
    lines = [f"{plan.filer(row['filer']).name} · {plan.period(row['period']).label}", STATUSES[status].word]
    lines.append(f"截止 {short_day(row['due'])}")
    if not pd.isna(row["accepted_at"]):
        lines.append(f"接收 {short_day(row['accepted_at'])},第 {int(row['attempts'])} 次通过")
    elif row["attempts"]:
        lines.append(f"已传 {int(row['attempts'])} 次,尚未通过")
    return Tile(status, "<br>".join(lines))
