"""Problems found: which unit, when, by whom, what, and by when they are to be put right."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from random import Random

from lvzhi.demo.chance import between, days, parts, shares
from lvzhi.demo.habits import Sending
from lvzhi.demo.problem import BOUND, IMMEDIATE, LONG, Problem
from lvzhi.demo.words import Words
from lvzhi.demo.world import World
from lvzhi.plan import Filer

# (trait, unit type or None, least and most of a unit, all together, one unit with none)
COUNTS = (
    ("综合", None, 0, 4, 11, True), ("业务", None, 2, 6, 38, False), ("窗口", None, 4, 10, 46, False),
    ("保障", None, 2, 5, 17, False), ("各地", "township_office", 4, 14, 136, False), ("各地", "zone", 1, 7, 30, True),
)
MONTHS = {0: 6, 1: 29, 2: 40, 3: 20, 4: 5}
SOURCES = {
    "自查自纠": 46, "征求意见": 17, "明察暗访": 9, "督办检查": 9, "群众投诉举报": 8, "点题监督": 3, "第三方监督": 3,
    "行风热线": 2, "上级交办": 2, "测评反馈": 1,
}
CATEGORIES = {IMMEDIATE: 42, BOUND: 48, LONG: 10}
AREAS = {"三(一)": 9, "三(二)": 38, "三(三)": 28, "三(四)": 9, "三(五)": 16}
AREAS_WITHIN = {"三(三)": 50, "三(四)": 25, "三(五)": 15, "三(二)": 10}
NOT_WITHIN = frozenset({"征求意见", "群众投诉举报", "点题监督", "第三方监督", "行风热线"})  # 综合 serve nobody
ASSIGNED = ("明察暗访", "督办检查")
POOR, POORLY = 0.03, -1  # problems told in empty words, once a unit at the most; their place among its sentences


def find(world: World, rng: Random, words: Words, sent: Sequence[Sending]) -> tuple[Problem, ...]:
    """Draw the problems known to the books up to today, in the order of their days."""
    last = last_days(sent)
    units = [u for u, count in _counts(world, rng, last) for _ in range(count)]
    rng.shuffle(units)
    months, sources = shares(rng, MONTHS, len(units)), _sources(rng, units, world.first)
    categories, used = shares(rng, CATEGORIES, len(units)), {u.code: set[int]() for u in world.units}
    found = []
    for n, (unit, month, source, category) in enumerate(zip(units, months, sources, categories, strict=True)):
        day = _day(world, rng, month, last[unit.code])
        item, description, cause, measures = _sentence(rng, words, unit, used[unit.code])
        group = world.group(unit.code).code
        problem = Problem(
            f"P{n}", unit.code, group, day, source, item, description, cause, measures, category,
            _due(world, rng, category, day), goal=words.say(rng, "goals") if category == LONG else None,
            request=words.say(rng, "requests"),
        )
        found.append(_assigned(world, rng, problem) if source in ASSIGNED else problem)
    return tuple(sorted(_together(found), key=lambda p: (p.registered_on, p.uid)))


def _together(found: Sequence[Problem]) -> Iterator[Problem]:
    """What inspections found out about one unit comes from one inspection."""
    days_of: dict[str, dt.date] = {}
    for p in found:
        if p.source != "明察暗访":
            yield p
            continue
        day = days_of.setdefault(p.unit, p.registered_on)
        yield replace(p, registered_on=day, due=max(p.due, day + days(10)))


def last_days(sent: Sequence[Sending]) -> dict[str, dt.date]:
    """Filer -> the day up to which its last book tells."""
    found: dict[str, dt.date] = {}
    for one in sent:
        found[one.filer.code] = max(found.get(one.filer.code, one.cutoff), one.cutoff)
    return found


def _counts(world: World, rng: Random, last: Mapping[str, dt.date]) -> list[tuple[Filer, int]]:
    """How many problems each unit has; a unit without any is one that could still be heard to say so."""
    found: list[tuple[Filer, int]] = []
    for trait, kind, low, high, total, spared in COUNTS:
        units = [u for u in world.of(trait) if kind in (None, u.type)]
        rng.shuffle(units)
        if spared:
            units.sort(key=lambda u: last[u.code])
            found.append((units.pop(0), 0))
        drawn = parts(rng, total, len(units), max(low, 1), high)
        found += zip(units, drawn, strict=True)
    return found


def _sources(rng: Random, units: Sequence[Filer], first: bool) -> list[str]:
    """Exact shares; a unit that serves nobody has none of the public's, copies without an office no inspections."""
    drawn = shares(rng, SOURCES, len(units))
    drawn = [s if first or s not in ("明察暗访", "点题监督") else "督办检查" for s in drawn]
    _pair(units, drawn)
    for n, unit in enumerate(units):
        if unit.trait == "综合" and drawn[n] in NOT_WITHIN:
            other = next(k for k, u in enumerate(units) if u.trait != "综合" and drawn[k] not in NOT_WITHIN)
            drawn[n], drawn[other] = drawn[other], drawn[n]
    return drawn


def _pair(units: Sequence[Filer], drawn: list[str]) -> None:
    """Let what inspections find fall on few units: about five problems in three inspections."""
    found = [n for n, source in enumerate(drawn) if source == "明察暗访"]
    leads = found[: len(found) * 16 // 25]
    for n in found[len(leads) :]:
        there = (k for lead in leads for k, u in enumerate(units) if u is units[lead] and drawn[k] == "自查自纠")
        other = next(there, None)
        if other is not None:
            drawn[n], drawn[other] = "自查自纠", "明察暗访"
            leads = [lead for lead in leads if units[lead] is not units[other]]


def _day(world: World, rng: Random, month: int, last: dt.date) -> dt.date:
    """A day of the month that the unit's last book still tells of."""
    first, final = world.day(month, 1), last - days(2)
    end = world.day(month, 28)
    start = world.plan.campaign.start + days(6)
    if first > final:
        return world.working(between(rng, world.day(1, 3), final))
    return max(start, world.working(between(rng, max(first, start), min(end, final))))


def _sentence(rng: Random, words: Words, unit: Filer, used: set[int]) -> tuple[str, str, str, str]:
    """A problem of the unit's kind that it does not have yet, of an area as often as its share says."""
    if rng.random() < POOR and POORLY not in used:
        used.add(POORLY)
        item, description, cause, measures = words["poor"]
        return item, description, cause, measures
    pool = words["problems"][unit.trait]
    left = [n for n in range(len(pool)) if n not in used]
    weights = AREAS_WITHIN if unit.trait == "综合" else AREAS
    drawn = [weights.get(pool[n][0][:4], 1) / sum(pool[k][0][:4] == pool[n][0][:4] for k in left) for n in left]
    chosen = rng.choices(left, drawn)[0]
    used.add(chosen)
    item, *texts = pool[chosen]
    description, cause, measures = (words.fill(rng, text) for text in texts)
    return item, description, cause, measures


def _due(world: World, rng: Random, category: str, day: dt.date) -> dt.date:
    final = world.plan.settings.final_due
    if category == IMMEDIATE:
        return day + days(world.plan.settings.immediate_days)
    if category == LONG:
        return between(rng, world.day(5, 10), world.day(5, 28))
    kind = rng.choices(range(4), (30, 15, 25, 30))[0]
    found = (day + days(rng.choice((30, 45, 60))), world.day(3, 30), world.day(4, 31), final)[kind]
    return min(max(found, day + days(20)), final)


def _assigned(world: World, rng: Random, problem: Problem) -> Problem:
    """A problem found by others comes by assignment, from the second month on; the unit answers it later."""
    by = world.plan.office.code if problem.source == "明察暗访" else problem.group
    day = problem.registered_on
    if day < world.day(1, 6):
        day = world.working(between(rng, world.day(1, 6), world.day(2, 25)))
    elif day >= world.day(4, 1):
        day = world.working(between(rng, world.day(4, 9), world.day(4, 17)))
    moved = problem.due + (day - problem.registered_on) if problem.category == IMMEDIATE else problem.due
    return replace(problem, registered_on=day, due=max(moved, day + days(10)), assigned_by=by)
