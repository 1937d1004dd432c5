"""What only the office knows: surveys, pilots, topics named by others, cases."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

from lvzhi.demo.chance import between
from lvzhi.demo.problem import Problem
from lvzhi.demo.rounds import Inspection
from lvzhi.demo.words import Words
from lvzhi.demo.world import World
from lvzhi.plan import Filer

# (trait, unit type or None, issued, least and most valid, who answers)
SURVEYED = (
    ("各地", "township_office", (60, 60), (44, 55), "服务对象"), ("各地", "zone", (30, 30), (21, 27), "服务对象"),
    ("窗口", None, (50, 50), (38, 46), "服务对象"), ("保障", None, (13, 15), (10, 12), "服务对象"),
    ("业务", None, (24, 24), (19, 23), "基层单位"),
)
FEW = (8, 9)  # valid answers of two 保障 units: too few to compare
ROUNDS = (2, 4)  # months of the two rounds
WORSE = 3  # units less well thought of in the second round
INSTANT = ((3, 120, 200), (0, 60, 90))  # which 窗口 units answer at the counter, and how many a month
TOPICS, TOPICS_DONE, CASES = 4, 2, ("已双查", "只查直接责任人", "不启动")


@dataclass(frozen=True)
class Ballot:
    """One subject of one survey."""

    batch: str
    scoring: str
    day: dt.date
    subject: str
    respondents: str
    counts: Mapping[str, int]


@dataclass(frozen=True)
class Pilot:
    uid: str
    leader: str
    unit: str
    content: str
    summed_up: bool


@dataclass(frozen=True)
class Topic:
    uid: str
    title: str
    day: dt.date
    leader: str
    units: tuple[str, ...]
    problems: tuple[str, ...]
    done_on: dt.date | None


@dataclass(frozen=True)
class Case:
    uid: str
    inspection: Inspection
    day: dt.date
    matter: str
    dual: str


def ballots(world: World, rng: Random) -> tuple[Ballot, ...]:
    """Two rounds over all units that serve somebody, and the counters' own month by month."""
    found: list[Ballot] = []
    worse = {u.code for u in rng.sample([u for u in world.units if u.trait != "综合"], WORSE)}
    few = {u.code for u in rng.sample(world.of("保障"), 2)}
    for trait, kind, issued, valid, who in SURVEYED:
        for unit in (u for u in world.of(trait) if kind in (None, u.type)):
            base, some = rng.uniform(0.62, 0.78), FEW if unit.code in few else valid
            for n, month in enumerate(ROUNDS):
                share = base + n * (rng.uniform(-0.05, -0.02) if unit.code in worse else rng.uniform(0.01, 0.03))
                counts = _counts(rng, rng.randint(*issued), rng.randint(*some), share)
                day = world.day(month, (25, 14)[n])
                found.append(Ballot(_batch(world, month, 1), "局内测评", day, unit.code, who, counts))
    for month in range(5):
        for place, low, high in INSTANT:
            valid_ones = rng.randint(low, high) if month < 4 else rng.randint(low, high) // 2
            counts = _counts(rng, valid_ones, valid_ones - 2, rng.uniform(0.7, 0.85))
            day = world.day(month, 28 if month < 4 else 18)
            subject = world.of("窗口")[place].code
            found.append(Ballot(_batch(world, month, 2), "窗口即时", day, subject, "服务对象", counts))
    return tuple(sorted(found, key=lambda b: (b.day, b.batch)))


def _batch(world: World, month: int, n: int) -> str:
    return f"{world.plan.periods[month].label}第{n}次"


def _counts(rng: Random, issued: int, valid: int, share: float) -> dict[str, int]:
    """Answers of which `valid` say what they think and a few do not know; never everybody satisfied."""
    valid = min(valid, issued)
    unknown = min(issued - valid, round(valid * rng.uniform(0.02, 0.08)))
    invalid = min(issued - valid - unknown, rng.randint(0, 2))
    satisfied = min(valid - 1, round(valid * share))
    dissatisfied = min(valid - satisfied, round(valid * rng.uniform(0.01, 0.06)))
    return {
        "issued": issued, "collected": valid + unknown + invalid, "satisfied": satisfied,
        "basically": valid - satisfied - dissatisfied, "dissatisfied": dissatisfied, "unknown": unknown,
        "invalid": invalid,
    }


def pilots(world: World, rng: Random, words: Words) -> tuple[Pilot, ...]:
    """Every leader of the copy one unit of another than 综合."""
    leaders = [(leader, g) for g in world.groups for leader in g.leaders]
    taken, found = set[str](), []
    for n, (leader, group) in enumerate(leaders):
        unit = rng.choice([u for u in _of_group(world, group.units) if u.code not in taken])
        taken.add(unit.code)
        found.append(Pilot(f"G{n}", leader, unit.code, rng.choice(words["pilot_contents"]), n < 3))
    return tuple(found)


def _of_group(world: World, codes: Sequence[str]) -> list[Filer]:
    return [u for u in world.units if u.code in codes and u.trait != "综合"]


def topics(world: World, rng: Random, words: Words, problems: Sequence[Problem]) -> tuple[Topic, ...]:
    """The topics behind the problems that came of them."""
    led = [p for p in problems if p.source == "点题监督"]
    found = []
    for n, title in enumerate(words["topics"][:TOPICS]):
        own = led[n::TOPICS]
        units = tuple(dict.fromkeys(p.unit for p in own)) or (rng.choice(world.of("业务")).code,)
        first = min((p.registered_on for p in own), default=world.day(2, 10))
        day = max(world.plan.campaign.start, min(first, between(rng, world.day(1, 6), world.day(1, 28))))
        done = between(rng, world.day(3, 15), world.day(4, 12)) if n < TOPICS_DONE else None
        leader = world.group(units[0]).leaders[0]
        found.append(Topic(f"T{n}", title, day, leader, units, tuple(p.uid for p in own), done))
    return tuple(found)


def cases(world: World, rng: Random, words: Words, inspected: Sequence[Inspection]) -> tuple[Case, ...]:
    """Three cases out of inspections that found something."""
    grave = [i for i in inspected if i.problems and i.day < world.day(3, 10)]
    return tuple(
        Case(f"K{n}", i, i.day, words.fill(rng, words["cases"][n]), dual)
        for n, (i, dual) in enumerate(zip(grave, CASES, strict=False))
    )
