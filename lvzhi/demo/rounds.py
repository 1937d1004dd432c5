"""Visits of the groups and inspections of the office, and the assignments that came of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from lvzhi.demo.chance import between, days, shares
from lvzhi.demo.problem import Problem
from lvzhi.demo.words import Words
from lvzhi.demo.world import World
from lvzhi.plan import Group

VISITS, COVERED = (9, 24, 15, 22, 14, 18), (3, 9, 7, 9, 6, 8)  # group by group; covered in the first window
METHODS = {"现场": 70, "座谈": 10, "听汇报": 8, "查资料": 6, "电话": 4, "书面": 2}
WITH_LEADER = (0.9, 0.55, 0.7, 0.6, 0.35, 0.8)
FEEDBACK_ASKED, FEEDBACK_ON_TIME = 0.5, 0.8
CROSS_GROUPS = (1, 2, 3, 5)  # the groups that once visit a unit of another
INSPECTIONS = {1: 6, 2: 9, 3: 8, 4: 4}
DRAWN = 12


@dataclass(frozen=True)
class Visit:
    uid: str
    group: str
    unit: str
    day: dt.date
    method: str
    lead: str
    leaders: tuple[str, ...]
    people: tuple[str, ...]
    matters: str
    problems: tuple[str, ...] = ()
    feedback_due: dt.date | None = None
    feedback_on: dt.date | None = None
    feedback: str = ""


@dataclass(frozen=True)
class Inspection:
    uid: str
    unit: str
    day: dt.date
    method: str
    drawn: bool
    place: str
    description: str | None
    problems: tuple[str, ...] = ()


def visits(world: World, rng: Random, words: Words, problems: Sequence[Problem]) -> tuple[Visit, ...]:
    """Every group's visits: those that led to assignments, those that cover the first window, and others."""
    found: list[Visit] = []
    for n, group in enumerate(world.groups):
        number, covered = VISITS[n % len(VISITS)], COVERED[n % len(COVERED)]
        told = _days(world, rng, group, problems, number, covered)
        if n % len(VISITS) in CROSS_GROUPS:
            other = rng.choice([u.code for u in world.units if u.code not in group.units])
            told[-1] = (other, told[-1][1], ())
        methods = shares(rng, METHODS, len(told))
        for (unit, day, uids), method in zip(told, methods, strict=True):
            share = WITH_LEADER[n % len(WITH_LEADER)]
            found.append(_visit(world, rng, words, group, f"V{len(found)}", unit, day, method, share, uids))
    return tuple(sorted(found, key=lambda v: (v.day, v.uid)))


def _days(
    world: World, rng: Random, group: Group, problems: Sequence[Problem], number: int, covered: int
) -> list[tuple[str, dt.date, tuple[str, ...]]]:
    """(unit, day, uids of problems assigned) of a group's visits; the last one found nothing."""
    split, found = world.day(3, 1), dict[tuple[str, dt.date], list[str]]()
    for p in problems:
        if p.assigned_by == group.code:
            found.setdefault((p.unit, p.registered_on), []).append(p.uid)
    told = [(unit, day, tuple(uids)) for (unit, day), uids in found.items()]
    seen = list(dict.fromkeys(unit for unit, day, _ in told if day < split))
    others = [u for u in group.units if u not in seen]
    rng.shuffle(others)
    chosen = [*seen, *others[: max(0, covered - len(seen))]]
    told += [(u, _workday(world, rng, world.day(1, 2), world.day(2, 29)), ()) for u in chosen if u not in seen]
    rest = max(1, number - len(told))
    early = rest // 3
    told += [(rng.choice(chosen), _workday(world, rng, world.day(1, 2), world.day(2, 29)), ()) for _ in range(early)]
    late = [(rng.choice(group.units), _workday(world, rng, split, world.day(4, 17)), ()) for _ in range(rest - early)]
    return [*told, *late]


def _workday(world: World, rng: Random, first: dt.date, last: dt.date) -> dt.date:
    return max(first, world.working(between(rng, first, last)))


def _visit(
    world: World, rng: Random, words: Words, group: Group, uid: str, unit: str, day: dt.date, method: str,
    with_leader: float, problems: tuple[str, ...],
) -> Visit:
    leaders = (rng.choice(group.leaders),) if rng.random() < with_leader else ()
    lead = leaders[0] if leaders and rng.random() < 0.6 else rng.choice(group.members)
    people = tuple(dict.fromkeys((lead, *group.members, *leaders)))
    asked = bool(problems) or rng.random() < FEEDBACK_ASKED
    due = min(day + days(rng.randint(10, 18)), world.plan.settings.final_due) if asked else None
    answered = None
    if due and rng.random() < 0.95:
        late = rng.random() > FEEDBACK_ON_TIME
        answered = due + days(rng.randint(1, 9)) if late else due - days(rng.randint(0, 5))
    said = words.say(rng, "feedback", m=answered.month, d=answered.day) if answered else ""
    return Visit(uid, group.code, unit, day, method, lead, leaders, people, words.say(rng, "visits"), problems, due,
                 answered, said)


def inspections(world: World, rng: Random, words: Words, problems: Sequence[Problem]) -> tuple[Inspection, ...]:
    """Those with findings as the assignments tell, and others that found nothing."""
    if not world.first:
        return ()
    found: dict[tuple[str, dt.date], list[Problem]] = {}
    for p in problems:
        if p.assigned_by == world.plan.office.code:
            found.setdefault((p.unit, p.registered_on), []).append(p)
    told = [(unit, day, tuple(held)) for (unit, day), held in found.items()]
    for month, count in INSPECTIONS.items():
        have = sum(day.month == world.day(month, 1).month for _, day, _ in told)
        last = 17 if month == 4 else 28
        for _ in range(count - have):
            day = _workday(world, rng, world.day(month, 1), world.day(month, last))
            told.append((rng.choice(world.units).code, day, ()))
    lots = set(rng.sample(range(len(told)), min(DRAWN, len(told))))
    drawn = [_inspection(rng, words, n, *one, n in lots) for n, one in enumerate(told)]
    return tuple(sorted(drawn, key=lambda i: (i.day, i.uid)))


def _inspection(
    rng: Random, words: Words, n: int, unit: str, day: dt.date, problems: tuple[Problem, ...], by_lot: bool
) -> Inspection:
    description = ";".join(p.description for p in problems) or None
    method = rng.choice(("暗访", "暗访", "明察", "电话"))
    return Inspection(f"I{n}", unit, day, method, by_lot, rng.choice(words["places"]), description,
                      tuple(p.uid for p in problems))
