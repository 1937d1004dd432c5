"""Units merged, renamed, split while their problems live on, closed and re-opened: the past stays, rates stay rates."""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Iterator
from random import Random
from typing import Any

import pytest

from lvzhi import measures
from lvzhi.plan import Plan
from lvzhi.plan_tree import tree_of
from lvzhi.projection.plan_rows import plan_rows
from tests.measures.lives import Lives
from tests.measures.world import World, plan_of
from tests.test_plan_years import CORE, Tree, checked, merge, rename, split, units

CHANGED, BEFORE, AFTER = "10-01", dt.date(2015, 9, 20), dt.date(2015, 10, 20)
OTHERS = {"甲": "乙", "乙": "甲", "丙": "甲", "丁": "甲"}


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    made = World(plan_of("worked"))
    yield made
    made.connection.close()


def lived(world: World, rng: Random) -> None:
    """Problems registered, applied for, returned, closed, re-opened, each as far as it comes by 18 October."""
    lives = Lives(world)
    for n in range(1, 9):
        name, day = f"P{n}", dt.date(2015, 7, 1) + dt.timedelta(days=rng.randrange(40))
        lives.register(name, rng.choice(list(OTHERS)), f"{day:%m-%d}", f"{day + dt.timedelta(days=rng.randrange(20, 60)):%m-%d}")
        while (day := day + dt.timedelta(days=rng.randrange(1, 15))) < dt.date(2015, 10, 18) and rng.random() < 0.95:
            _next(lives, name, day, rng)


def _next(lives: Lives, name: str, day: dt.date, rng: Random) -> None:
    """One more event: an application, its answer the same day, or later a re-opening of what was closed."""
    on, row = f"{day:%m-%d}", lives.rows[name]
    if row.pop("closed", False) and rng.random() < 0.7:
        lives.act(name, "reopened", on, new_due=day + dt.timedelta(days=20))
        return
    lives.apply(name, on)
    if rng.random() < 0.75:
        lives.act(name, "closed", on)
        row["closed"] = True
    elif rng.random() < 0.5:
        lives.act(name, "returned", on)


def reorganised(plan: Plan, rng: Random) -> Tree:
    of: Tree = copy.deepcopy(tree_of(plan))
    for mark in "子丑寅"[: rng.randrange(1, 4)]:
        codes = [u["code"] for _, u in units(of)]
        one, kind = rng.choice(codes), rng.choice(("rename", "split", "merge"))
        if kind == "rename":
            rename(of, one, f"新名{mark}")
        elif kind == "split":
            split(of, one, f"分{mark}东", f"分{mark}西")
        elif len(codes) > 2:
            merge(of, one, rng.choice([c for c in codes if c != one]), f"合{mark}")
    return of


def figures(world: World, plan: Plan, day: dt.date) -> dict[str, Any]:
    cursor = world.connection.cursor()
    return {name: measures.as_json(measures.run(cursor, plan, name, day), plan) for name in CORE}


def followed(world: World, plan: Plan) -> None:
    """Put a second version of the plan in force on 1 October."""
    world.entry += 1
    world._insert("plan_version", [(2, world.entry, world.at(CHANGED))])
    for table, rows in plan_rows(plan, 2).items():
        world._insert(table, rows)


def forgotten(world: World) -> None:
    world.clear()
    for table in ("plan_version", *plan_rows(world.plan, 2)):
        world.connection.execute(f'delete from "{table}" where version = 2')


def one_year(world: World, seed: int) -> tuple[int, int]:
    """Live a year, reorganise, and hold both days against what must be; return what was closed and re-opened by then."""
    rng = Random(seed)
    forgotten(world)
    lived(world, rng)
    known, plan = figures(world, world.plan, BEFORE), checked(reorganised(world.plan, rng))
    followed(world, plan)
    assert figures(world, world.plan, BEFORE) == known, seed
    now = figures(world, plan, AFTER)
    rates = [v for m in now.values() for row in (*m["rows"], m["totals"]) for k, v in row.items()
             if k.endswith("rate") or k.startswith("coverage")]
    assert rates and all(v is None or 0 <= v <= 1 for v in rates), seed
    held = 0
    for row in now["rectification"]["rows"]:
        held += row["registered"] + row["reopened"] - row["closed"] - row["withdrawn"]
        assert row["open"] == held >= 0, (seed, row["day"])
    assert now["rectification"]["totals"]["open"] == held
    return tuple(sum(r[k] for r in known["rectification"]["rows"]) for k in ("closed", "reopened"))  # type: ignore[return-value]


def test_a_reorganisation_changes_nothing_before_it(world: World) -> None:
    found = [one_year(world, seed) for seed in (1, 2)]
    assert all(closed and reopened for closed, reopened in found)


@pytest.mark.soak
@pytest.mark.parametrize("piece", range(4))
def test_so_it_is_over_a_hundred_years(world: World, piece: int) -> None:
    found = [one_year(world, seed) for seed in range(piece * 25, piece * 25 + 25)]
    closed, reopened = map(sum, zip(*found, strict=True))
    print(f"seeds {piece * 25} to {piece * 25 + 24}: {closed} closed and {reopened} re-opened before the reorganisation")
    assert closed > 50 and reopened > 25
