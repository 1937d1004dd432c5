"""From figures to cells: the worked problems, a decision, a file as a whole."""

from __future__ import annotations

from typing import Any

import pytest

from lvzhi.trace import NotTraceable, trace
from measures.test_rectification import worked
from measures.world import TABLES, World, plan_of


@pytest.fixture(scope="module")
def world() -> World:
    made = World(plan_of("worked"))
    worked(made)
    return made


def traced(world: World, measure: str, figure: str, **keys: str) -> list[dict[str, Any]]:
    return trace(world.connection.cursor(), world.plan, measure, figure, keys, world.day("10-31"))


def letter(form: str, column: str) -> str:
    names = [name for name, _ in TABLES[f"rows_{form}"].columns][6:-1]
    return chr(ord("B") + names.index(column) % 20)


def test_a_closing_of_a_day_is_the_verification_rows_day(world: World) -> None:
    cells = traced(world, "rectification", "closed", day="2015-07-12")
    assert [(c["filer"], c["sheet"], c["cell"], c["value"]) for c in cells] == [
        ("一组", "verification", letter("verification", "event_on") + "4", "2015-07-12"),
    ]


def test_the_totals_of_a_unit(world: World) -> None:
    cells = traced(world, "rectification", "registered", unit="乙")
    cell = letter("rectification", "registered_on") + "4"
    assert [(c["filer"], c["cell"], c["value"]) for c in cells] == [
        ("乙", cell, "2015-07-05"), ("乙", cell, "2015-08-01"), ("乙", cell, "2015-08-15"),
    ]


def test_every_figure_of_the_totals_has_cells_when_it_is_not_zero(world: World) -> None:
    totals = world.json("rectification", "10-31")["totals"]
    for figure in ("registered", "withdrawn", "base", "closed", "applied", "open", "overdue", "due", "closed_on_time",
                   "applied_on_time"):
        problems = {c["sha256"] for c in traced(world, "rectification", figure)}
        assert len(problems) >= totals[figure], figure


def test_a_decision_is_named_where_there_is_no_file() -> None:
    world = World(plan_of("worked"))
    entry = world.decide("nil_return", "07-06", filer="丙", period="2015-06")
    assert traced(world, "reporting", "on_time", filer="丙", period="2015-06") == [{
        "decision": entry, "act": "nil_return", "at": "2015-07-06T12:00:00+08:00", "actor": "局履职办", "reason": None,
    }]


def test_a_filing_as_a_whole() -> None:
    world = World(plan_of("worked"))
    world.file("甲", "2015-06", "07-04", {"stage_tasks": []})
    cells = traced(world, "reporting", "on_time", filer="甲", period="2015-06")
    assert [(c["file"], c["filer"], c["cell"]) for c in cells] == [("甲.xlsx", "甲", None)]


def test_completion_by_unit_and_stage() -> None:
    world = World(plan_of("worked"))
    row = {"key": "四(一)1", "status": "已完成", "done_on": "06-20", "raw": '{"done_on": "6月20日"}'}
    world.file("甲", "2015-06", "07-04", {"stage_tasks": [row]})
    cells = traced(world, "completion", "done", unit="甲", stage="动员部署")
    assert [c["value"] for c in cells] == ["6月20日", "已完成"]


def test_what_cannot_be_traced_is_said(world: World) -> None:
    with pytest.raises(NotTraceable, match="不是“整改销号”各行的标识"):
        traced(world, "rectification", "closed", colour="红")


@pytest.mark.parametrize(("figure", "keys", "said"), [
    ("nothing", {}, "“整改销号”没有“nothing”这个数。可用的有:registered、"),
    ("closed", {"day": "昨天"}, "“昨天”不是日期。请写成 2015-09-01。"),
    ("closed", {"unit": "周矶"}, "“周矶”不是方案中单位的名称。请从下拉列表中选定。"),
    ("closed", {"leader": "钱七"}, "“钱七”不是方案中的局领导。可用的有:"),
])
def test_what_is_no_figure_and_no_row_is_said(world: World, figure: str, keys: dict[str, str], said: str) -> None:
    with pytest.raises(NotTraceable) as refused:
        traced(world, "rectification", figure, **keys)
    assert str(refused.value).startswith(said)


def test_a_figure_that_rests_on_no_cell_has_none(world: World) -> None:
    assert traced(world, "rectification", "closed", day="2015-07-01") == []
