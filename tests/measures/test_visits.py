"""What visits found and whether it was closed; whether the plan's windows were kept to."""

from __future__ import annotations

from typing import Any

import pytest

from lvzhi import measures
from lvzhi.trace import behind_of, sources
from measures.lives import Lives
from measures.world import World, plan_of


def visit(n: int, day: str, unit: str, found: int = 0, method: str = "现场", **more: Any) -> dict[str, Any]:
    number = f"一组-督办-{n:03d}"
    return {"key": number, "visit_no": number, "visited_on": day, "unit": unit, "method": method, "lead": "关某",
            "found": found, **more}


def assignment(n: int, day: str, unit: str, due: str, **more: Any) -> dict[str, Any]:
    number = f"一组-交办-{n:03d}"
    return {"key": number, "assignment_no": number, "assigned_on": day, "unit": unit, "due": due, "source": "督办检查",
            "area": "依法行政", "matter": f"第{n}件交办事项的情况说明", "request": "逐户补查", **more}


@pytest.fixture(scope="module")
def world() -> World:
    """一组: 甲 twice (2 and 1 found, 交办 1, 2 and again 1), 乙 by telephone, 丁 of 二组 once (交办 3 by its own 来源编号)."""
    made = World(plan_of("worked"))
    made.file("一组", "2015-09", "09-28", {
        "supervision": [
            visit(1, "09-03", "甲", 2, assignment_nos=["一组-交办-001", "一组-交办-002"]),
            visit(2, "09-15", "乙", method="电话"),
            visit(3, "09-16", "甲", 1, assignment_nos=["一组-交办-001"]),
            visit(4, "09-20", "丁", 1),
            visit(5, "08-20", "丙", 3),
        ],
        "assignments": [
            assignment(1, "09-03", "甲", "09-10"), assignment(2, "09-03", "甲", "09-25"),
            assignment(3, "09-21", "丁", "10-20", source_ref="一组-督办-004"), assignment(4, "09-21", "乙", "10-20"),
        ],
    })
    lives = Lives(made)
    row = {"key": "一组-交办-001", "problem_no": "一组-交办-001", "registered_on": "09-03", "due": "09-10",
           "category": "立行立改", "source": "督办检查", "area": "依法行政", "status": "申请销号", "applied_on": "09-08",
           "responsible_person": ["张某"], "responsible_leader": "赵某"}
    made.file("甲", "2015-09", "09-28", {"rectification": [row]})
    lives.rows["P1"], lives.units["P1"] = row, "甲"
    lives.number = lambda problem: "一组-交办-001"  # type: ignore[method-assign]
    lives.act("P1", "closed", "09-12", "09-28")
    return made


def test_found_handed_over_and_closed(world: World) -> None:
    assert world.json("visit_findings", "09-30")["totals"] == {
        "visits": 3, "found": 4, "handed_over": 3, "closed": 1, "open": 2, "overdue": 1, "closure_rate": 1 / 3,
    }
    assert world.json("visit_findings", "09-30", {"unit": "甲"})["totals"] == {
        "visits": 2, "found": 3, "handed_over": 2, "closed": 1, "open": 1, "overdue": 1, "closure_rate": 1 / 2,
    }
    assert world.json("visit_findings", "09-30")["rows"] == [{
        "group": "一组", "visits": 3, "found": 4, "handed_over": 3, "closed": 1, "open": 2, "overdue": 1,
        "closure_rate": 1 / 3,
    }]


def test_a_problem_stands_once_under_the_first_visit_that_names_it(world: World) -> None:
    found = measures.detail(world.connection.cursor(), world.plan, "visit_findings", "problems", world.day("09-30"))
    assert list(zip(found["assignment_no"], found["visit_no"], found["state"], strict=True)) == [
        ("一组-交办-002", "一组-督办-001", "未销号"), ("一组-交办-003", "一组-督办-004", "未销号"),
        ("一组-交办-001", "一组-督办-001", "已销号"),
    ]


def test_the_window_before(world: World) -> None:
    asked = {"first_day": world.day("07-01"), "last_day": world.day("08-31")}
    assert world.json("visit_findings", "09-30", **asked)["totals"]["found"] == 3


def test_a_window_is_kept_to_by_visits_on_site_of_ones_own_group(world: World) -> None:
    keys = ("first_day", "group", "required", "units", "met", "short", "visits", "on_site")
    assert [tuple(r[k] for k in keys) for r in world.json("rhythm", "09-30")["rows"]] == [
        ("2015-07-01", "一组", 1, 3, 1, 2, 1, 1), ("2015-07-01", "二组", 1, 1, 0, 1, 0, 0),
        ("2015-09-01", "一组", 1, 3, 1, 2, 3, 2), ("2015-09-01", "二组", 1, 1, 0, 1, 0, 0),
    ]
    assert world.json("rhythm", "09-30")["totals"] == {"windows": 2, "due": 8, "met": 2, "short": 6, "rate": 1 / 4}


def test_a_window_that_has_not_begun_asks_nothing_yet(world: World) -> None:
    assert world.json("rhythm", "06-30")["totals"] == {"windows": 0, "due": 0, "met": 0, "short": 0, "rate": None}
    assert world.json("rhythm", "08-31")["totals"]["due"] == 4


@pytest.mark.parametrize("name", ["rhythm", "visit_findings"])
def test_every_figure_leads_to_cells(world: World, name: str) -> None:
    totals = world.json(name, "09-30")["totals"]
    cursor = world.connection.cursor()
    for figure, value in totals.items():
        assert value and sources(cursor, world.plan, name, figure, {}, world.day("09-30")), figure


@pytest.mark.parametrize("name", ["rhythm", "visit_findings"])
def test_sources_stand_in_one_order_whatever_order_the_database_finds_them_in(world: World, name: str) -> None:
    """Lines of the plan that read alike, one per unit, in the plan's order."""
    day, cursor = world.day("09-30"), world.connection.cursor()
    cells = measures.detail(cursor, world.plan, name, "cells", day)
    found = [
        [(s.key, s.column, s.reason) for s in behind_of(shuffled, world.plan, name, day).sources(cursor, None, {})]
        for shuffled in (cells, cells[::-1], *(cells.sample(frac=1, random_state=n) for n in range(3)))
    ]
    assert all(one == found[0] for one in found)
    lines = [str(reason).split(":")[1:] for _, _, reason in found[0] if reason]
    assert lines == sorted(lines, key=lambda line: (line[1], [u.code for u in world.plan.units].index(line[0])))
