"""Two years beside each other: each unit's figures of the core measures at the end of either, predecessors followed.

Every number is a total of a measure under a filter of units; nothing is added up here. Of a unit that was merged from
several the earlier year's is theirs together, of one that was split off the one it came from as a whole.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb

from lvzhi import measures
from lvzhi.charts.look import percent, share
from lvzhi.lazy import lazy_property
from lvzhi.plan import Filer, Plan

FIGURES: Mapping[str, str] = {
    "completion": "阶段任务完成", "rectification": "已销号/应销号", "satisfaction": "满意和基本满意率(局内)",
    "supervision": "现场督办", "reporting": "报送:按时、迟报、未报",
}
GONE, NEW = "不再填报", "新增"


@dataclass(frozen=True)
class Year:
    """A year to be asked: `plan` the one in force at `as_of`, `plans` all its versions by then."""

    cursor: duckdb.DuckDBPyConnection
    plan: Plan
    plans: tuple[Plan, ...]
    as_of: dt.datetime

    @property
    def label(self) -> str:
        return f"{self.plan.campaign.start.year}年"

    @lazy_property
    def by_unit(self) -> Mapping[str, Mapping[str, Mapping[str, Any]]]:
        """The totals of the measures that part them by unit, by measure and code: worked out for all at once."""
        return {
            name: {row["unit"]: row for row in measures.records(
                measures.parted(self.cursor, self.plan, name, ("unit",), self.as_of))}
            for name in ("completion", "rectification")
        }


@dataclass(frozen=True)
class Line:
    """A unit, or the bureau as a whole: what became of it in words, and its codes in either year."""

    name: str
    note: str
    earlier: tuple[str, ...]
    later: tuple[str, ...]


def lines(before: Sequence[Plan], after: Sequence[Plan]) -> Iterator[Line]:
    """Yield the later year's units, in its plan's order, then those nothing came of; the last plans are in force."""
    old = {u.code: u for u in before[-1].units}
    came = {u.code: u.predecessors for plan in (*before, *after) for u in plan.units if u.predecessors}
    taken: set[str] = set()
    for unit in after[-1].units:
        origins = tuple(dict.fromkeys(_origins(unit.code, old, came, ())))
        taken |= set(origins)
        yield Line(unit.name, _note(unit, origins, old), origins, (unit.code,))
    for code, unit in old.items():
        if code not in taken:
            yield Line(unit.name, GONE, (code,), ())


def _origins(
    code: str, old: Mapping[str, Filer], came: Mapping[str, Sequence[str]], through: tuple[str, ...]
) -> Iterator[str]:
    """Follow a unit back to those of the earlier year it is or came from, over versions in between."""
    if code in old:
        yield code
    elif code not in through:
        for parent in came.get(code, ()):
            yield from _origins(parent, old, came, (*through, code))


def _note(unit: Filer, origins: Sequence[str], old: Mapping[str, Filer]) -> str:
    if not origins:
        return NEW
    if unit.code in old:
        return "" if old[unit.code].name == unit.name else f"原名{old[unit.code].name}"
    return f"由{'、'.join(old[code].name for code in origins)}来"


def table(earlier: Year, later: Year) -> list[dict[str, str]]:
    """Return the rows to show: 全局 first, then unit by unit, each figure of either year in words."""
    whole = _columns("全局", "", earlier, None, later, None)
    held = [_columns(one.name, one.note, earlier, one.earlier, later, one.later)
            for one in lines(earlier.plans, later.plans)]
    return [whole, *held]


def _columns(
    name: str, note: str, earlier: Year, old: Sequence[str] | None, later: Year, new: Sequence[str] | None
) -> dict[str, str]:
    either = (_told(earlier, old), _told(later, new))
    row = {"单位": name, "说明": note}
    for measure, label in FIGURES.items():
        for year, told in zip((earlier, later), either, strict=True):
            row[f"{label} {year.label}"] = told[measure]
    return row


def _parted(year: Year, name: str, chosen: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Return the figures of a single unit out of all units' at once; None where it is not one that is asked for."""
    codes = chosen.get("unit", ())
    return year.by_unit[name].get(codes[0]) if len(codes) == 1 else None


def _told(year: Year, codes: Iterable[str] | None) -> Mapping[str, str]:
    """Return what the measures say of some units, of all where `codes` is None, dashes where there is none."""
    chosen: dict[str, Any] = {} if codes is None else {"unit": tuple(codes)}
    if chosen and not chosen["unit"]:
        return dict.fromkeys(FIGURES, "–")

    def totals(name: str, filters: Mapping[str, Any], **more: Any) -> Mapping[str, Any]:
        return measures.totals(year.cursor, year.plan, name, year.as_of, {**chosen, **filters}, **more)

    done, closed = (_parted(year, name, chosen) or totals(name, {}) for name in ("completion", "rectification"))
    asked = totals("satisfaction", {"kind": "internal"})
    seen = totals("supervision", {}, first_day=year.plan.campaign.start, last_day=year.plan.campaign.end)
    sent = totals("reporting", {"book": "unit"})
    return {
        "completion": share(done["done"], done["applicable"]),
        "rectification": share(closed["closed"], closed["base"]),
        "satisfaction": f"{percent(asked['rate_broad'])}(有效{asked['valid']})" if asked["valid"] else "–",
        "supervision": share(seen["covered_on_site"], seen["assigned"]),
        "reporting": f"{sent['on_time']}、{sent['late']}、{sent['missing']}",
    }
