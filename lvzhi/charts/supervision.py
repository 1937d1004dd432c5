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
    months = {f"{day:%Y-%m}": f"{day.month}月" for day in pd.period_range(first, max(first, last), freq="M")}
    own = visits[visits["own"]]
    own = own.assign(month=_month(own["visited_on"]))
    made: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for visit in fold.own(own, "unit").to_dict("records"):
        made.setdefault((visit["unit"], visit["month"]), []).append(visit)
    tiles = fold.tiles(
        _cells(units["unit"], list(months), own), "unit", "month",
        lambda line: _tile(line, made.get((line["unit"], line["month"]), []), plan),
    )
    return matrix(_blocks(units, coverage, plan, fold), [Column(m, label) for m, label in months.items()], tiles)


def _month(days: pd.Series) -> pd.Series:
    """2015-09"""
    return days.map({day: f"{day:%Y-%m}" for day in days.unique()}).astype("object")


def _cells(units: pd.Series, months: Sequence[str], own: pd.DataFrame) -> pd.DataFrame:
    """Return unit, month and status of each unit in each month: one visit on site makes it on site."""
    every = pd.MultiIndex.from_product([units.unique(), months], names=["unit", "month"]).to_frame(index=False)
    on_site = own.groupby(["unit", "month"])["on_site"].any().reset_index()
    cells = every.merge(on_site, on=["unit", "month"], how="left")
    status = cells["on_site"].map({True: "on_site", False: "off_site"}).fillna("not_visited")
    return cells.assign(status=status)


def _blocks(units: pd.DataFrame, coverage: pd.DataFrame, plan: Plan, fold: Fold) -> tuple[Block, ...]:
    """Put the last visit behind a unit, and behind a group how many of its units were visited on site."""
    last = {r["unit"]: _last(r) for r in fold.own(units, "unit").to_dict("records")}
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


def _tile(cell: Mapping[str, Any], visits: Sequence[Mapping[str, Any]], plan: Plan) -> Tile:
    status, month = str(cell["status"]), int(cell["month"][5:])
    head = f"{plan.filer(cell['unit']).name} · {month}月"
    if not visits:
        return Tile(status, f"{head}<br>{STATUSES[status].word}")
    said = [f"{short_day(v['visited_on'])} {v['method']}" for v in visits]
    return Tile(status, "<br>".join([head, *said]), str(len(visits)))
