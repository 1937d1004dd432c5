"""The worked example of 阶段完成 as it stands."""

from __future__ import annotations

from typing import Any

import pytest

from lvzhi import measures
from measures.tables import table
from measures.world import World, emptied

TASKS = """
| unit | task | status | date | evidence |
|---|---|---|---|---|
| 甲 | 1 | 已完成 | 06-20 | 会议记录 |
| 甲 | 2 | 已完成 | 07-03 | 报纸 |
| 甲 | 3 | 不适用 | | |
| 甲 | 4 | 进行中 | | |
| 乙 | 1 | 已完成 | 06-25 | 方案 |
| 乙 | 2 | 未启动 | | |
| 乙 | 3 | 未启动 | | |
| 乙 | 4 | 未启动 | | |
"""
FIGURES = ("applicable", "done", "late", "overdue", "rate")


def clause(task: str) -> str:
    return f"四(一){task}"


def filed(world: World) -> dict[str, int]:
    entries = {}
    for unit in ("甲", "乙"):
        rows: list[dict[str, Any]] = [
            {"key": clause(r["task"]), "task_no": clause(r["task"]), "status": r["status"],
             "done_on": r["date"] or None, "evidence": r["evidence"] or None}
            for r in table(TASKS) if r["unit"] == unit
        ]
        entries[unit] = world.file(unit, "2015-06", "07-06", {"stage_tasks": rows})
    return entries


def figures(world: World, as_of: str) -> dict[str, tuple[Any, ...]]:
    rows = world.json("completion", as_of)["rows"]
    return {r["unit"]: tuple(r[k] for k in FIGURES) for r in rows if r["stage"] == "动员部署"}


@pytest.fixture
def world() -> World:
    return emptied("worked")


def test_units_as_in_the_worked_example(world: World) -> None:
    filed(world)
    world.decide("accept_not_applicable", "07-10", filer="甲", key=clause("3"))
    assert figures(world, "07-31") == {
        "甲": (3, 2, 1, 1, 2 / 3), "乙": (4, 1, 0, 3, 1 / 4), "丙": (4, 0, 0, 4, 0.0),
    }


def test_totals_are_pooled_with_the_mean_beside(world: World) -> None:
    filed(world)
    world.decide("accept_not_applicable", "07-10", filer="甲", key=clause("3"))
    totals = world.json("completion", "07-31")["totals"]
    assert totals == {
        "applicable": 11, "done": 3, "verified": 0, "late": 1, "overdue": 8, "rate": 3 / 11, "verified_rate": 0.0,
        "mean_rate": pytest.approx((2 / 3 + 1 / 4 + 0) / 3),
    }


def test_not_applicable_counts_until_the_office_approves_it(world: World) -> None:
    filed(world)
    world.decide("accept_not_applicable", "07-10", filer="甲", key=clause("3"))
    assert figures(world, "07-09")["甲"] == (4, 2, 1, 2, 2 / 4)


def test_nobody_is_overdue_before_the_filing_is_due(world: World) -> None:
    assert [r[3] for r in figures(world, "07-05").values()] == [0, 0, 0]
    assert [r[3] for r in figures(world, "07-06").values()] == [0, 0, 0]
    assert [r[3] for r in figures(world, "07-07").values()] == [4, 4, 4]


def test_an_extended_deadline_moves_overdue_with_it(world: World) -> None:
    world.decide("extend_deadline", "07-06", {"until": "2015-07-10"}, period="2015-06")
    assert [r[3] for r in figures(world, "07-10").values()] == [0, 0, 0]
    assert [r[3] for r in figures(world, "07-11").values()] == [4, 4, 4]


def test_verified_are_done_tasks_of_approved_filings(world: World) -> None:
    entries = filed(world)
    world.decide("approve", "07-15", filing=entries["甲"])
    totals = world.json("completion", "07-31")["totals"]
    assert (totals["done"], totals["verified"], totals["verified_rate"]) == (3, 2, 2 / 12)


def test_a_returned_filing_shows_nothing(world: World) -> None:
    entries = filed(world)
    world.decide("return", "07-15", filing=entries["甲"])
    assert figures(world, "07-31")["甲"] == (4, 0, 0, 4, 0.0)


def test_by_stage_and_leader(world: World) -> None:
    filed(world)
    rows = world.json("completion", "07-31", by=("stage",))["rows"]
    assert [(r["stage"], r["applicable"], r["done"]) for r in rows] == [("动员部署", 12, 3)]
    rows = world.json("completion", "07-31", by=("leader",))["rows"]
    assert [(r["leader"], r["applicable"], r["done"]) for r in rows] == [("刘", 12, 3)]


def test_the_bureau_is_counted_only_when_asked_for(world: World) -> None:
    rows = world.json("completion", "07-31", {"unit": "示例局机关"})["rows"]
    assert [(r["unit"], r["stage"], r["applicable"]) for r in rows] == [
        ("示例局机关", "动员部署", 4), ("示例局机关", "查找问题", 1), ("示例局机关", "集中整改", 1),
        ("示例局机关", "集中测评", 1),
    ]


def test_tasks_for_the_matrix(world: World) -> None:
    filed(world)
    from lvzhi import measures

    frame = measures.detail(world.connection, world.plan, "completion", "tasks", world.day("07-31"), {"unit": "甲"})
    assert frame["standing"].tolist() == ["done", "done_late", "overdue", "overdue"]


def test_what_was_done_by_which_day(world: World) -> None:
    filed(world)
    found = measures.detail(world.connection.cursor(), world.plan, "completion", "days", world.day("07-31"))
    assert list(zip(found["stage"], found["day"].dt.strftime("%m-%d"), found["done"], strict=True)) == [
        ("mobilise", "06-20", 1), ("mobilise", "06-25", 2), ("mobilise", "07-03", 3),
    ]
