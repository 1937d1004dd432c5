"""Promises made in public, publicity, and the supervisors each unit and the bureau appointed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from random import Random

from lvzhi.demo.cast import Cast
from lvzhi.demo.chance import between, days, parts, shares
from lvzhi.demo.words import Words
from lvzhi.demo.world import World
from lvzhi.plan import Filer

# (trait, unit type or None, least and most of a unit, all together); with the bureau's own six they are 142
PROMISES = (
    ("各地", "township_office", 3, 5, 64), ("各地", "zone", 2, 3, 20), ("窗口", None, 3, 4, 24),
    ("保障", None, 2, 3, 12), ("业务", None, 1, 2, 16),
)
BUREAU = 6
DUE = {3: 20, 4: 25, 5: 55}  # due at the end of which month
OUTCOMES = {"已兑现": 21, "部分兑现": 3, "未兑现": 4}
KEPT_EARLY = 36
SUPERVISORS, KINDS = 58, ("人大代表", "政协委员", "服务对象", "群众代表", "社会组织")
OF_BUREAU = {
    "党代表": 2, "人大代表": 3, "政协委员": 3, "民主党派": 1, "新闻媒体": 2, "社会组织": 2, "服务对象": 3,
}


@dataclass(frozen=True)
class Promise:
    uid: str
    unit: str
    text: str
    target: str
    due: dt.date
    published_on: dt.date
    outcome: str | None
    settled_on: dt.date | None
    reason: str


@dataclass(frozen=True)
class Item:
    """One line of 宣传信息."""

    uid: str
    unit: str
    day: dt.date
    kind: str
    title: str
    media: str


@dataclass(frozen=True)
class Supervisor:
    uid: str
    filer: str
    name: str
    kind: str
    workplace: str


def promises(world: World, rng: Random, words: Words) -> tuple[Promise, ...]:
    """Draw the promises; what is due is kept, kept in part or not, and some are kept early."""
    owners: list[Filer] = []
    for trait, kind, low, high, total in PROMISES:
        units = [u for u in world.of(trait) if kind in (None, u.type)]
        for unit, count in zip(units, parts(rng, total, len(units), low, high), strict=True):
            owners += [unit] * count
    owners += [world.plan.bureau] * BUREAU if world.first else []
    months = shares(rng, DUE, len(owners))
    outcomes = iter(shares(rng, OUTCOMES, months.count(3)))
    later = [n for n, month in enumerate(months) if month != 3]
    early = set(rng.sample(later, min(KEPT_EARLY, len(later))))
    found = []
    for n, (owner, month) in enumerate(zip(owners, months, strict=True)):
        end = world.plan.periods[month + 1].first_day - days(1) if month < 5 else world.plan.settings.final_due
        published = between(rng, world.day(0, 15), world.day(0, 25)) if n % 5 else between(
            rng, world.day(1, 5), world.day(2, 10))
        outcome = next(outcomes) if month == 3 else "已兑现" if n in early else None
        settled = between(rng, published + days(20), min(end, world.day(3, 25))) if outcome else None
        found.append(Promise(
            f"Z{n}", owner.code, words.say(rng, "promises"), rng.choice(words["targets"]), end, published, outcome,
            settled, rng.choice(words["promise_reasons"]),
        ))
    return tuple(found)


def publicity(world: World, rng: Random, words: Words) -> tuple[Item, ...]:
    found: list[Item] = []
    for unit in (u for u in world.units if u.trait in ("窗口", "各地")):
        for k in range(rng.randint(1, 4)):
            day = between(rng, world.day(0, 12), world.day(0, 28)) if k == 0 else between(
                rng, world.day(1, 1), world.day(3, 28))
            kind = rng.choice(("媒体宣传", "媒体宣传", "整改成果宣传", "信息报送"))
            title = f"{unit.name}{rng.choice(words['news'])}"
            found.append(Item(f"N{len(found)}", unit.code, day, kind, title, rng.choice(words["media"])))
    return tuple(sorted(found, key=lambda i: (i.day, i.uid)))


def supervisors(world: World, rng: Random, words: Words, cast: Cast) -> tuple[Supervisor, ...]:
    units = [u for u in world.units if u.trait in ("窗口", "各地")]
    appointed = [u for u, count in zip(units, parts(rng, SUPERVISORS, len(units), 1, 3), strict=True)
                 for _ in range(count)]
    told = [(u.code, rng.choice(KINDS)) for u in appointed]
    if world.first:
        told += [(world.plan.office.code, kind) for kind, count in OF_BUREAU.items() for _ in range(count)]
    return tuple(
        Supervisor(f"S{n}", filer, cast.name(), kind, words.say(rng, "workplaces"))
        for n, (filer, kind) in enumerate(told)
    )


