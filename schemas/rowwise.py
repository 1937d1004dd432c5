"""Ways a row breaks a rule, as functions of the typed frame and the plan; a blank cell breaks nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd

from lvzhi.conditions import When
from lvzhi.plan import Plan

Violated = Callable[[pd.DataFrame, Plan], pd.Series]


def before(one: str, other: str) -> Violated:
    """The first day (or number) lies before the second."""
    return lambda frame, plan: frame[one] < frame[other]


def not_after(one: str, other: str) -> Violated:
    """The first day does not lie after the second."""
    return lambda frame, plan: frame[one] <= frame[other]


def more(one: str, other: str) -> Violated:
    """The first number exceeds the second."""
    return lambda frame, plan: frame[one] > frame[other]


def same(one: str, other: str) -> Violated:
    """Two filled cells say the same."""
    return lambda frame, plan: frame[one].notna() & (frame[one] == frame[other])


def when(condition: When) -> Violated:
    """The condition itself is what must not be."""
    return lambda frame, plan: condition.holds(frame)


def area_differs(frame: pd.DataFrame, plan: Plan) -> pd.Series:
    """所属方面 is not the one 检查项 belongs to."""
    belongs = frame["check_item"].map(areas_of_clauses(plan))
    return frame["area"].notna() & belongs.notna() & (frame["area"] != belongs)


def area_of_item(row: Mapping[str, Any], plan: Plan) -> str | None:
    """The area of the row's 检查项."""
    return areas_of_clauses(plan).get(row["check_item"])


def areas_of_clauses(plan: Plan) -> dict[str, str]:
    """clause of an item or of a part -> the area's short name."""
    shorts = {area.id: area.short for area in plan.areas}
    return {
        clause: shorts[item.area]
        for item in plan.check_items
        for clause in (item.clause, *item.part_clauses)
    }


def unit_of_other_group(frame: pd.DataFrame, plan: Plan) -> pd.Series:
    """A group names a unit that another group looks after; the bureau belongs to none."""
    theirs = frame["unit"].map({unit.code: unit.group for unit in plan.units})
    ours = frame["_filer"].where(frame["_book"] == "group")
    return theirs.notna() & ours.notna() & (theirs != ours)
