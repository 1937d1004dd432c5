"""Supervision: which units were visited when, group by group."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from lvzhi.charts.look import STATUSES, share, short_day
from lvzhi.charts.matrix import Block, Column, Tile, matrix
from lvzhi.plan import Plan


def visit_matrix(visits: pd.DataFrame, units: pd.DataFrame, coverage: pd.DataFrame, plan: Plan,
                 first: dt.date, last: dt.date) -> go.Figure:
    """Return units × months of visits by their own group, the group's coverage on site behind its name.

    `visits`, `units`, `coverage`: supervision's statements of these names, `coverage` its rows by leader; `first`
    and `last` are the days looked at.
    """
    made: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for visit in visits[visits["own"]].to_dict("records"):
        made.setdefault((visit["unit"], f"{visit['visited_on']:%Y-%m}"), []).append(visit)
    months = [f"{day:%Y-%m}" for day in pd.period_range(first, max(first, last), freq="M")]
    known = {r["unit"]: r for r in units.to_dict("records")}
    tiles = {(u, m): _tile(u, m, made.get((u, m), []), plan) for u in known for m in months}
    columns = [Column(m, f"{int(m[5:])}月") for m in months]
    return matrix(_blocks(known, coverage, plan), columns, tiles)


def _blocks(known: Mapping[str, Mapping[str, Any]], coverage: pd.DataFrame, plan: Plan) -> list[Block]:
    figures = {r["group"]: r for r in coverage.to_dict("records")}
    return [
        Block(
            g.label, [(u, plan.filer(u).name) for u in units],
            _on_site(figures.get(g.code)),
            {u: _last(known[u]) for u in units},
        )
        for g in plan.groups
        if (units := [u for u in g.units if u in known])
    ]


def _on_site(row: Mapping[str, Any] | None) -> str:
    return f"现场 {share(row['covered_on_site'], row['assigned'])}" if row else ""


def _last(row: Mapping[str, Any]) -> str:
    day = row["last_visit"]
    return "–" if pd.isna(day) else f"{day.month}/{day.day} {row['last_method']}"


def _tile(unit: str, month: str, visits: Sequence[Mapping[str, Any]], plan: Plan) -> Tile:
    head = f"{plan.filer(unit).name} · {int(month[5:])}月"
    if not visits:
        return Tile("not_visited", f"{head}<br>{STATUSES['not_visited'].word}")
    status = "on_site" if any(v["on_site"] for v in visits) else "off_site"
    said = [f"{short_day(v['visited_on'])} {v['method']}" for v in visits]
    return Tile(status, "<br>".join([head, *said]), str(len(visits)))
