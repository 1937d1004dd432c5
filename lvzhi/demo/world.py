"""One copy of the campaign's units with their people, and the calendar by which they act."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from lvzhi.demo.cast import Cast, Staff, staff
from lvzhi.lazy import lazy_property
from lvzhi.plan import Filer, Group, Plan

TODAY = (4, 20)  # the twentieth of the fifth month: four books are due, the fifth is not
LAST_ENTRY = (4, 19)  # the day on which groups and office file that month's book early


@dataclass(frozen=True, eq=False)
class World:
    """Units and groups of one copy; the first copy has the office and the bureau."""

    plan: Plan
    units: tuple[Filer, ...]
    groups: tuple[Group, ...]
    first: bool
    staff: Mapping[str, Staff]

    @lazy_property
    def filers(self) -> tuple[Filer, ...]:
        """The units and, in the first copy, the bureau: who files the unit book."""
        return (*self.units, self.plan.bureau) if self.first else self.units

    def day(self, month: int, day: int) -> dt.date:
        return day_of(self.plan, month, day)

    @property
    def today(self) -> dt.date:
        return self.day(*TODAY)

    def of(self, trait: str) -> tuple[Filer, ...]:
        return tuple(u for u in self.units if u.trait == trait)

    def group(self, unit: str) -> Group:
        return next(g for g in self.groups if unit in g.units)

    def working(self, day: dt.date) -> dt.date:
        """The day itself, else the working day before it."""
        while not self.plan.is_working_day(day) and day > self.plan.campaign.start:
            day -= dt.timedelta(days=1)
        return day


def day_of(plan: Plan, month: int, day: int) -> dt.date:
    """A day of the month-th report period."""
    return plan.periods[month].first_day.replace(day=day)


def worlds(plan: Plan, scale: int, cast: Cast) -> tuple[World, ...]:
    """Cut a multiplied plan into its copies, in the plan's order."""
    size = len(plan.groups) // scale
    found = []
    for n in range(scale):
        groups = plan.groups[n * size : (n + 1) * size]
        units = tuple(plan.filer(code) for g in groups for code in g.units)
        filers = (*units, plan.bureau, plan.office) if n == 0 else units
        hired = {f.code: staff(cast, n * 100 + k) for k, f in enumerate(filers)}
        found.append(World(plan, units, groups, n == 0, hired))
    return tuple(found)
