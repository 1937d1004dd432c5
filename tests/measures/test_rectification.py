"""The worked example of 整改销号 as it stands: its days, its totals, and what an earlier as-of says."""

from __future__ import annotations

import pytest

from measures.lives import Lives
from measures.tables import table
from measures.world import World, plan_of

DAYS = """
| day | registered | applied | returned | closed | reopened | withdrawn | open | overdue | overdue_waiting |
|---|---|---|---|---|---|---|---|---|---|
| 07-01 | 1 | 0 | 0 | 0 | 0 | 0 | 1 | 0 | 0 |
| 07-05 | 2 | 0 | 0 | 0 | 0 | 0 | 3 | 0 | 0 |
| 07-10 | 0 | 1 | 0 | 0 | 0 | 0 | 3 | 0 | 0 |
| 07-12 | 0 | 0 | 0 | 1 | 0 | 0 | 2 | 0 | 0 |
| 08-01 | 1 | 0 | 0 | 0 | 0 | 0 | 3 | 0 | 0 |
| 08-05 | 0 | 0 | 0 | 0 | 0 | 1 | 2 | 0 | 0 |
| 08-15 | 1 | 0 | 0 | 0 | 0 | 0 | 3 | 0 | 0 |
| 08-18 | 0 | 1 | 0 | 0 | 0 | 0 | 3 | 0 | 0 |
| 08-20 | 0 | 0 | 0 | 1 | 0 | 0 | 2 | 0 | 0 |
| 08-25 | 0 | 0 | 0 | 0 | 0 | 1 | 1 | 0 | 0 |
| 09-10 | 0 | 0 | 0 | 0 | 1 | 0 | 2 | 0 | 0 |
| 09-15 | 1 | 0 | 0 | 0 | 0 | 0 | 3 | 0 | 0 |
| 09-20 | 0 | 1 | 0 | 0 | 0 | 0 | 3 | 0 | 0 |
| 09-22 | 0 | 0 | 1 | 0 | 0 | 0 | 3 | 0 | 0 |
| 09-28 | 0 | 1 | 0 | 0 | 0 | 0 | 3 | 0 | 0 |
| 10-01 | 0 | 0 | 0 | 0 | 0 | 0 | 3 | 1 | 1 |
| 10-02 | 0 | 0 | 0 | 1 | 0 | 0 | 2 | 0 | 0 |
| 10-11 | 0 | 0 | 0 | 0 | 0 | 0 | 2 | 1 | 0 |
| 10-31 | 0 | 0 | 0 | 0 | 0 | 0 | 2 | 1 | 0 |
"""
FLOWS = ("registered", "applied", "returned", "closed", "reopened", "withdrawn")
STOCKS = ("open", "overdue", "overdue_waiting")


def worked(world: World) -> Lives:
    lives = Lives(world)
    lives.register("P1", "甲", "07-01", "07-16", "立行立改")
    lives.register("P2", "甲", "07-05", "09-30")
    lives.register("P3", "乙", "07-05", "08-31")
    lives.apply("P1", "07-10")
    lives.act("P1", "closed", "07-12")
    lives.register("P4", "乙", "08-01", "11-20", "长期坚持")
    lives.act("P4", "recognised", "08-05", new_due="11-20")
    lives.register("P5", "乙", "08-15", "10-31")
    lives.apply("P3", "08-18")
    lives.act("P3", "closed", "08-20", received="09-05")
    lives.act("P5", "merged", "08-25")
    lives.act("P3", "reopened", "09-10", new_due="10-10")
    lives.register("P6", "甲", "09-15", "11-30")
    lives.apply("P2", "09-20")
    lives.act("P2", "returned", "09-22")
    lives.apply("P2", "09-28")
    lives.act("P2", "closed", "10-02")
    lives.act("P6", "extended", "11-20", new_due="12-05")
    return lives


@pytest.fixture(scope="module")
def world() -> World:
    made = World(plan_of("worked"))
    worked(made)
    return made


def days(world: World, as_of: str) -> dict[str, dict[str, int]]:
    return {row["day"][5:]: row for row in world.json("rectification", as_of)["rows"]}


def test_every_day_stands_as_in_the_worked_example(world: World) -> None:
    expected = {row.pop("day"): {k: int(v) for k, v in row.items()} for row in table(DAYS)}
    standing = dict.fromkeys(STOCKS, 0)
    for day, row in days(world, "10-31").items():
        if day in expected:
            standing = {k: expected[day][k] for k in STOCKS}
        flows = {k: expected[day][k] for k in FLOWS} if day in expected else dict.fromkeys(FLOWS, 0)
        assert (day, {k: row[k] for k in FLOWS + STOCKS}) == (day, flows | standing)


def test_rows_run_from_the_campaigns_start_to_the_as_of_day(world: World) -> None:
    rows = list(days(world, "10-31"))
    assert (rows[0], rows[-1], len(rows)) == ("06-05", "10-31", 149)


def test_totals(world: World) -> None:
    totals = world.json("rectification", "10-31")["totals"]
    assert {k: totals[k] for k in (
        "registered", "withdrawn", "base", "closed", "applied", "open", "overdue", "overdue_waiting", "due",
        "closed_on_time", "applied_on_time", "closure_rate", "applied_rate", "on_time_rate", "applied_on_time_rate",
    )} == {
        "registered": 6, "withdrawn": 2, "base": 4, "closed": 2, "applied": 2, "open": 2, "overdue": 1,
        "overdue_waiting": 0, "due": 3, "closed_on_time": 1, "applied_on_time": 2, "closure_rate": 2 / 4,
        "applied_rate": 2 / 4, "on_time_rate": 1 / 3, "applied_on_time_rate": 2 / 3,
    }


def test_what_is_beside_the_base_is_told_apart(world: World) -> None:
    totals = world.json("rectification", "10-31")["totals"]
    assert (totals["ongoing"], totals["merged_or_withdrawn"], totals["transferred"]) == (1, 1, 0)


@pytest.mark.parametrize(("as_of", "open_on_0820", "open_then"), [("08-31", 3, 2), ("09-30", 2, 3)])
def test_a_closing_counts_from_its_receipt_on(world: World, as_of: str, open_on_0820: int, open_then: int) -> None:
    rows = days(world, as_of)
    assert (rows["08-20"]["open"], rows[as_of]["open"]) == (open_on_0820, open_then)


@pytest.mark.parametrize(("as_of", "overdue"), [("12-04", {"P3"}), ("12-05", {"P3"}), ("12-06", {"P3", "P6"})])
def test_an_extension_moves_the_deadline_in_force_only(world: World, as_of: str, overdue: set[str]) -> None:
    assert days(world, as_of)[as_of]["overdue"] == len(overdue)


def test_closed_after_the_original_due_is_late_whatever_was_extended() -> None:
    world = World(plan_of("worked"))
    lives = worked(world)
    lives.apply("P6", "12-01")
    lives.act("P6", "closed", "12-03")
    totals = world.json("rectification", "12-06")["totals"]
    assert (totals["due"], totals["closed_on_time"], totals["applied_on_time"]) == (4, 1, 2)


def test_by_unit_gives_the_totals_for_each(world: World) -> None:
    rows = world.json("rectification", "10-31", by=("unit",))["rows"]
    assert [(r["unit"], r["registered"], r["withdrawn"], r["closed"], r["open"], r["closure_rate"]) for r in rows] == [
        ("甲", 3, 0, 2, 1, 2 / 3), ("乙", 3, 2, 0, 1, 0.0), ("丙", 0, 0, 0, 0, None), ("丁", 0, 0, 0, 0, None),
    ]


def test_by_leader_shows_a_group_under_each_of_its_leaders(world: World) -> None:
    rows = world.json("rectification", "10-31", by=("leader",))["rows"]
    assert [(r["leader"], r["registered"]) for r in rows] == [("刘", 6), ("袁", 0), ("陈", 0)]


def test_by_two_keys(world: World) -> None:
    rows = world.json("rectification", "10-31", by=("unit", "kind"))["rows"]
    assert [(r["unit"], r["kind"], r["registered"]) for r in rows] == [
        ("甲", "立行立改", 1), ("甲", "限期整改", 2), ("乙", "长期坚持", 1), ("乙", "限期整改", 2),
    ]


def test_filters_leave_the_named_unit(world: World) -> None:
    totals = world.json("rectification", "10-31", {"unit": "乙", "kind": "限期整改"})["totals"]
    assert (totals["registered"], totals["withdrawn"], totals["open"]) == (2, 1, 1)
