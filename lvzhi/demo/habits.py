"""When each book comes in, how often it is tried, and what is wrong with it before it is right."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from lvzhi.demo.chance import days, shares
from lvzhi.demo.world import LAST_ENTRY, World
from lvzhi.plan import Filer

DUE_PERIODS = 4
LATE = (12, 8, 7, 10)  # of 52 units, period by period; acceptance after the deadline
FIRST_PASS = (0.45, 0.62, 0.70, 0.74)
AGAIN = {2: 0.75, 3: 0.19, 4: 0.06}  # attempts of books that fail the first time
EARLY, SLOW = 12, 12
# Who goes missing when: (trait, unit type or None, periods without a book).
SILENT = (
    ("综合", None, (0, 2, 3)), ("业务", None, (0, 3)), ("各地", "zone", (0, 1)), ("保障", None, (0, 1)),
)
FAULTS = {
    "year": 18, "empty": 16, "choice": 14, "evidence": 11, "unregistered": 9, "sum": 6, "merged": 5, "header": 4,
    "unit": 4, "foreign": 2, "twice": 2, "sealed": 2, "formula": 2,
}


@dataclass(frozen=True)
class Attempt:
    """One file: the day it is received and the fault planted in it, None for the one that is accepted."""

    day: dt.date
    fault: str | None


@dataclass(frozen=True)
class Sending:
    """All attempts of one filer's book of one period, the last of them right."""

    filer: Filer
    period: int
    attempts: tuple[Attempt, ...]

    @property
    def cutoff(self) -> dt.date:
        """Nothing that happens after the first attempt stands in the book."""
        return self.attempts[0].day

    @property
    def accepted(self) -> dt.date:
        return self.attempts[-1].day


def sendings(world: World, rng: Random) -> tuple[Sending, ...]:
    """Draw every sending of a copy, units first, then groups and office."""
    silent = _silent(world, rng)
    others = [u for u in world.units if u.code not in silent]
    rng.shuffle(others)
    early, slow = others[:EARLY], others[EARLY : EARLY + SLOW]
    found: list[Sending] = []
    for period in range(DUE_PERIODS):
        present = [u for u in world.units if period not in silent.get(u.code, ())]
        late = _late(rng, [u for u in present if u not in early], slow, LATE[period] * len(world.units) // 52)
        faults = _faults(rng, period, len(present))
        for unit, wrong in zip(present, faults, strict=True):
            found.append(_sending(world, rng, unit, period, wrong, unit in early, unit in late))
    return (*found, *_others(world, rng))


def _silent(world: World, rng: Random) -> dict[str, tuple[int, ...]]:
    """Units that go missing and the periods they miss."""
    found: dict[str, tuple[int, ...]] = {}
    for trait, kind, periods in SILENT:
        able = [u for u in world.of(trait) if kind in (None, u.type)]
        known = [u for u in able if not world.plan.projects_of(u.code)] or able
        found[rng.choice(known).code] = periods
    return found


def _late(rng: Random, present: Sequence[Filer], slow: Sequence[Filer], count: int) -> set[Filer]:
    """The slow ones first: half of them, then whoever else."""
    first = [u for u in slow if u in present]
    rng.shuffle(first)
    rest = [u for u in present if u not in slow]
    rng.shuffle(rest)
    half = first[: max(count * 2 // 3, 1)]
    return {*half, *rest[: count - len(half)]}


def _faults(rng: Random, period: int, count: int) -> list[tuple[str, ...]]:
    """For each book the faults of its failed attempts, in order."""
    passed = round(count * FIRST_PASS[period])
    tries = shares(rng, AGAIN, count - passed)
    wrong = [tuple(shares(rng, FAULTS, 100)[: n - 1]) for n in tries]
    found = [*[()] * passed, *wrong]
    rng.shuffle(found)
    return found


def _sending(
    world: World, rng: Random, unit: Filer, period: int, wrong: tuple[str, ...], early: bool, late: bool
) -> Sending:
    due = world.plan.periods[period].due(unit.kind)
    if early:
        accepted = world.working(due - days(rng.randint(3, 6)))
    else:
        accepted = due + days(rng.randint(1, 4)) if late else due - days(rng.choice((0, 0, 0, 1, 2)))
    first = accepted
    if wrong:
        first -= days(rng.randint(0, 1) if not late else rng.randint(0, 3))
    step = (accepted - first).days
    attempts = [Attempt(first + days(step * n // len(wrong)), fault) for n, fault in enumerate(wrong)]
    return Sending(unit, period, (*attempts, Attempt(accepted, None)))


def _others(world: World, rng: Random) -> list[Sending]:
    """Bureau, groups and office: in time, and early for the month that still runs."""
    plan, found = world.plan, []
    filers = [f for f in plan.group_filers if f.code in {g.code for g in world.groups}]
    if world.first:
        filers += [plan.office, plan.bureau]
    for filer in filers:
        for period in range(DUE_PERIODS + (filer.kind != "bureau")):
            if plan.owed(filer.code, plan.periods[period].id):
                due = plan.periods[period].due(filer.kind)
                day = due - days(rng.randint(0, 1)) if period < DUE_PERIODS else world.day(*LAST_ENTRY)
                wrong = ("votes",) if filer.kind == "office" and period == 2 else ()
                found.append(Sending(filer, period, (*(Attempt(day, w) for w in wrong), Attempt(day, None))))
    return found
