"""The figures of the five core measures that a package carries, and their sum over bodies.

What a figure counts, and what a rate is made of, stands in the measure's own file; here only which ones go upward.
Counts are added. A rate is never averaged: it is worked out again from the two sums it is made of; a share of ballots
is weighted by the ballots it rests on, as within one body.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

import duckdb

from lvzhi import measures
from lvzhi.plan import Plan

Figures = Mapping[str, Mapping[str, float | None]]

COUNTS: Mapping[str, tuple[str, ...]] = {
    "completion": ("applicable", "done", "verified", "late", "overdue"),
    "rectification": (
        "registered", "withdrawn", "base", "closed", "applied", "open", "overdue", "overdue_waiting", "due",
        "closed_on_time", "applied_on_time", "found_by_self", "ongoing", "merged_or_withdrawn", "transferred",
    ),
    "satisfaction": ("subjects", "issued", "collected", "valid"),
    "supervision": (
        "assigned", "covered", "covered_on_site", "visits", "with_leader", "feedback_due", "feedback_on_time",
        "cross_group",
    ),
    "reporting": ("expected", "on_time", "late", "missing", "pending", "exempt", "received_on_time"),
}
RATES: Mapping[str, tuple[str, ...]] = {
    "completion": ("rate", "verified_rate"),
    "rectification": ("closure_rate", "applied_rate", "on_time_rate", "applied_on_time_rate"),
    "supervision": ("coverage", "coverage_on_site"),
}
# figure -> the count that weighs it
WEIGHTED: Mapping[str, Mapping[str, str]] = {"satisfaction": {"rate_broad": "valid", "rate_strict": "valid"}}
BALLOTS = ("formal", "internal")  # never added to each other
PARTS = tuple(p for m in COUNTS for p in ((f"{m}.{b}" for b in BALLOTS) if m == "satisfaction" else (m,)))
TOLERANCE = 1e-9  # sums of shares come in any order


def measure_of(part: str) -> str:
    """Return the measure a part of the figures belongs to.

    >>> measure_of("satisfaction.formal")
    'satisfaction'
    """
    return part.partition(".")[0]


def own_figures(cursor: duckdb.DuckDBPyConnection, plan: Plan, as_of: dt.datetime) -> Figures:
    """Return the figures of one bureau's own campaign."""
    found = {}
    for part in PARTS:
        name, _, kind = part.partition(".")
        totals = measures.totals(cursor, plan, name, as_of, {"kind": kind} if kind else {})
        found[part] = {figure: totals[figure] for figure in (*COUNTS[name], *WEIGHTED.get(name, {}))}
    return pooled([found])


def pooled(bodies: Iterable[Figures]) -> Figures:
    """Return the figures of several bodies together; of none, noughts and no rates.

    >>> one, two = ({"completion": {"applicable": n, "done": 1}} for n in (2, 4))
    >>> pooled([one, two])["completion"]["rate"]
    0.3333333333333333
    """
    held = list(bodies)
    return {part: _part(part, [b.get(part, {}) for b in held]) for part in PARTS}


def _part(part: str, bodies: list[Mapping[str, float | None]]) -> dict[str, float | None]:
    name = measure_of(part)
    made: dict[str, float | None] = {c: sum(b.get(c) or 0 for b in bodies) for c in COUNTS[name]}
    made_of = measures.measure(name).made_of
    for rate in RATES.get(name, ()):
        made[rate] = _ratio(*(made[figure] for figure in made_of[rate]))
    for share, weight in WEIGHTED.get(name, {}).items():
        rest = [(b.get(share), b.get(weight) or 0) for b in bodies]
        made[share] = _ratio(sum(s * w for s, w in rest if s is not None), sum(w for s, w in rest if s is not None))
    return made


def _ratio(part: float | None, whole: float | None) -> float | None:
    return part / whole if part is not None and whole else None


def differing(found: Figures, said: Any) -> str | None:
    """Return the first figure that is not as said, as `measure figure`; None when all are."""
    for part, figures in found.items():
        for figure, value in figures.items():
            other = said.get(part, {}).get(figure) if isinstance(said, dict) else None
            if not _same(value, other):
                return f"{part} {figure}"
    return None


def _same(one: Any, other: Any) -> bool:
    if one is None or other is None:
        return one is other
    return isinstance(other, int | float) and abs(one - other) <= TOLERANCE
