"""The worked example of 督办覆盖 as it stands, and which window is meant."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from lvzhi import measures
from measures.tables import table
from measures.world import World, plan_of

VISITS = """
| visit | group | unit | how | led by | leaders present | feedback due | feedback |
|---|---|---|---|---|---|---|---|
| 09-03 | 一组 | 甲 | 现场 | 刘 | 刘 | 09-10 | 09-09 |
| 09-15 | 一组 | 乙 | 电话 | a member | – | 09-20 | 09-25 |
| 09-16 | 一组 | 甲 | 现场 | 刘 | 刘 | – | |
| 09-20 | 一组 | 丁 | 现场 | 刘 | 刘 | – | |
| 09-22 | 二组 | 丁 | 座谈 | 袁 | 袁 | 09-30 | – |
"""


def blank(text: str) -> str | None:
    return None if text in ("", "–") else text


@pytest.fixture(scope="module")
def world() -> World:
    made = World(plan_of("worked"))
    for n, r in enumerate(table(VISITS), 1):
        row: dict[str, Any] = {
            "key": f"{r['group']}-督办-{n:03d}", "visit_no": f"{r['group']}-督办-{n:03d}", "visited_on": r["visit"],
            "unit": r["unit"], "method": r["how"], "lead": r["led by"].replace("a member", "关某"),
            "leaders": [r["leaders present"]] if blank(r["leaders present"]) else None,
            "feedback_due": blank(r["feedback due"]), "feedback_on": blank(r["feedback"]), "found": 1,
        }
        made.file(r["group"], "2015-09", r["visit"], {"supervision": [row]})
    return made


def rows(world: World, as_of: str, **more: Any) -> dict[str, dict[str, Any]]:
    return {r["leader"]: r for r in world.json("supervision", as_of, **more)["rows"]}


def test_liu(world: World) -> None:
    assert rows(world, "09-30")["刘"] == {
        "leader": "刘", "group": "一组", "assigned": 3, "covered": 2, "covered_on_site": 1, "coverage": 2 / 3,
        "coverage_on_site": 1 / 3, "visits": 3, "with_leader": 2, "feedback_due": 2, "feedback_on_time": 1,
        "cross_group": 1, "not_covered": ["丙"],
    }


def test_a_group_with_two_leaders(world: World) -> None:
    found = rows(world, "09-30")
    keys = ("assigned", "covered", "visits", "feedback_due", "coverage", "with_leader")
    assert [found["袁"][k] for k in keys] == [1, 1, 1, 0, 1.0, 1]
    assert [found["陈"][k] for k in keys] == [1, 1, 1, 0, 1.0, 0]


def test_feedback_is_due_the_day_after(world: World) -> None:
    row = rows(world, "10-01")["袁"]
    assert (row["feedback_due"], row["feedback_on_time"]) == (1, 0)


def test_totals_count_a_group_once(world: World) -> None:
    totals = world.json("supervision", "09-30")["totals"]
    assert {k: totals[k] for k in (
        "from", "to", "assigned", "covered", "covered_on_site", "visits", "with_leader", "cross_group", "not_covered",
    )} == {
        "from": "2015-09-01", "to": "2015-09-30", "assigned": 4, "covered": 3, "covered_on_site": 2, "visits": 4,
        "with_leader": 3, "cross_group": 1, "not_covered": ["丙"],
    }


@pytest.mark.parametrize(("as_of", "window"), [
    ("06-10", ("2015-07-01", "2015-08-31")), ("07-15", ("2015-07-01", "2015-08-31")),
    ("09-01", ("2015-09-01", "2015-09-30")), ("12-05", ("2015-09-01", "2015-09-30")),
])
def test_the_window_is_the_plans_unless_said(world: World, as_of: str, window: tuple[str, str]) -> None:
    totals = world.json("supervision", as_of)["totals"]
    assert (totals["from"], totals["to"]) == window


def test_a_window_of_ones_own(world: World) -> None:
    found = rows(world, "09-30", first_day=dt.date(2015, 9, 10), last_day=dt.date(2015, 9, 16))
    assert (found["刘"]["visits"], found["刘"]["covered_on_site"], found["刘"]["not_covered"]) == (2, 1, ["丙"])


def test_leader_filter_leaves_one_row(world: World) -> None:
    found = world.json("supervision", "09-30", {"leader": "陈"})
    assert ([r["leader"] for r in found["rows"]], found["totals"]["assigned"]) == (["陈"], 1)


@pytest.mark.parametrize(("filters", "found"), [
    ({}, ["一组-督办-004"]), ({"group": "一组"}, ["一组-督办-004"]), ({"group": "二组"}, []),
])
def test_visits_across_are_counted_listed_and_traced_as_the_same(
    world: World, filters: dict[str, str], found: list[str]
) -> None:
    asked = world.connection.cursor(), world.plan, "supervision"
    day = world.day("09-30")
    listed, cells = (measures.detail(*asked, statement, day, filters) for statement in ("across", "cells"))
    traced = {c["visit_no"] for c in measures.records(cells) if (c["counts"] or {}).get("cross_group")}
    assert (list(listed["visit_no"]), traced) == (found, set(found))
    assert world.json("supervision", "09-30", filters)["totals"]["cross_group"] == len(found)


def test_a_visit_to_the_bureau_goes_to_no_other_groups_unit() -> None:
    made = World(plan_of("worked"))
    row = {"key": "一组-督办-001", "visit_no": "一组-督办-001", "visited_on": "09-03", "unit": made.plan.bureau.code,
           "method": "现场", "lead": "刘", "found": 0}
    made.file("一组", "2015-09", "09-03", {"supervision": [row]})
    assert made.json("supervision", "09-30")["totals"]["cross_group"] == 0
    assert rows(made, "09-30")["刘"]["cross_group"] == 0
