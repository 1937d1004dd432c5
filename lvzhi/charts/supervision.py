"""Supervision: which units were visited when, group by group."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from lvzhi.charts.drawing import Drawing
from lvzhi.charts.fold import Fold
from lvzhi.charts.look import STATUSES, share, short_day
from lvzhi.charts.matrix import Block, Column, Tile, matrix
from lvzhi.plan import Plan


def visit_matrix(visits: pd.DataFrame, units: pd.DataFrame, coverage: pd.DataFrame, plan: Plan,
                 first: dt.date, last: dt.date, fold: Fold) -> Drawing:
    """Return units × months of visits by their own group, the group's coverage on site behind its name.

    `visits`, `units`, `coverage`: supervision's statements of these names, `coverage` its rows by leader; `first`
    and `last` are the days looked at.
    """
    made: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for visit in visits[visits["own"]].to_dict("records"):
        made.setdefault((visit["unit"], f"{visit['visited_on']:%Y-%m}"), []).append(visit)
    months = [f"{day:%Y-%m}" for day in pd.period_range(first, max(first, last), freq="M")]
    tiles = {(u, m): _tile(u, m, made.get((u, m), []), plan) for u in units["unit"] for m in months}
    columns = [Column(m, f"{int(m[5:])}月") for m in months]
    return matrix(_blocks(units, coverage, plan, fold), columns, fold.tiles(tiles))


def _blocks(units: pd.DataFrame, coverage: pd.DataFrame, plan: Plan, fold: Fold) -> tuple[Block, ...]:
    """Put the last visit behind a unit, and behind a group how many of its units were visited on site."""
    last = {r["unit"]: _last(r) for r in units.to_dict("records")}
    of_group = coverage.drop_duplicates("group")  # the leaders of a group have its coverage, each
    labels = {g.code: g.label for g in plan.groups}
    headings = {labels[r["group"]]: _on_site(r) for r in of_group.to_dict("records")}
    one_of = units.drop_duplicates("group")[["group", "unit"]]  # a row that is no unit's has all units of its groups
    per_row = fold.summed(of_group.merge(one_of, on="group"), "unit", ["covered_on_site", "assigned"])
    sums = {r["key"]: share(r["covered_on_site"], r["assigned"]) for r in per_row.to_dict("records")}
    return fold.noted(sums | last, headings)


def _on_site(row: Mapping[str, Any]) -> str:
    return f"现场 {share(row['covered_on_site'], row['assigned'])}"


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
