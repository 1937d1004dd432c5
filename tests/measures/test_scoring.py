"""计分: nothing without a document; with one, points by the plan's rules, each deduction with what it is for."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, replace
from typing import Any

import pytest

from lvzhi import measures, planbook, planfile
from lvzhi.plan import Plan
from lvzhi.plan_faults import PlanRefused
from lvzhi.plan_tree import tree_of
from lvzhi.plan_yaml import to_yaml
from lvzhi.trace import behind
from lvzhi.viewer import Viewer
from measures.lives import Lives
from measures.world import World, plan_of
from schemas import FORMS

FORM_IDS = [f.id for f in FORMS]
DOCUMENT: dict[str, Any] = {
    "doc_no": "示民发〔2015〕7号", "name": "履职尽责工作考核办法", "doc_date": dt.date(2015, 6, 10),
    "since": dt.date(2015, 7, 1), "full": 100,
}
RULES: dict[str, Any] = {
    "late_day": 1, "late_most": 5, "missing": 5, "returned": 1, "returned_most": 3, "yellow": 1, "red": 2,
    "red_after_days": 7, "praised_from": 0.9, "named_below": 0.85,
}


def scoring(**rules: Any) -> Plan:
    plan = plan_of("worked")
    return replace(plan, settings=replace(plan.settings, scoring={**DOCUMENT, **rules}))


def played(plan: Plan) -> World:
    """甲 two days late, returned twice; 乙 late but corrected in time; 丙 missing; problems of 甲 and 乙 overdue."""
    world = World(plan)
    back = world.file("甲", "2015-06", "07-08")
    world.decide("return", "07-09", filer="甲", period="2015-06", filing=back, reason="缺印章")
    world.decide("return", "07-10", filer="甲", period="2015-06", filing=back, reason="缺印章")
    world.file("乙", "2015-06", "07-06 22:00", status="rejected")
    world.file("乙", "2015-06", "07-07")
    lives = Lives(world)
    lives.register("P1", "甲", "07-01", "07-28")
    lives.register("P2", "甲", "07-01", "07-10")
    lives.register("P3", "乙", "07-01", "07-28")
    lives.apply("P3", "07-27")
    lives.register("P4", "甲", "07-01", "06-30")
    return world


@pytest.fixture(scope="module")
def world() -> World:
    return played(scoring(**RULES))


def test_without_a_document_nothing_is_scored() -> None:
    off = played(plan_of("worked")).json("scoring", "07-31")
    assert (off["rows"], set(off["totals"].values())) == ([], {0})


def test_points_are_taken_off_by_the_documents_rules(world: World) -> None:
    found = world.json("scoring", "07-31")
    keys = ("score", "deducted", "late", "missing", "returned", "yellow", "red")
    assert {r["unit"]: tuple(r[k] for k in keys) for r in found["rows"]} == {
        "甲": (93, 7, 1, 0, 1, 1, 1), "乙": (100, 0, 0, 0, 0, 0, 0), "丙": (95, 5, 0, 1, 0, 0, 0),
        "丁": (100, 0, 0, 0, 0, 0, 0),
    }
    assert found["totals"] == {
        "deductions": 5, "late": 1, "missing": 1, "returned": 1, "yellow": 1, "red": 1, "praised": 0, "named": 0,
    }


def test_each_deduction_says_for_what(world: World) -> None:
    cursor, day = world.connection.cursor(), world.day("07-31")
    rows = measures.detail(cursor, world.plan, "scoring", "deductions", day)
    assert list(rows.itertuples(index=False, name=None)) == [
        ("甲", "审核退回", "2015-06", 2, 2), ("甲", "红牌", "甲-问题-002", 21, 2), ("甲", "迟报", "2015-06", 2, 2),
        ("甲", "黄牌", "甲-问题-001", 3, 1), ("丙", "未报", "2015-06", 1, 5),
    ]
    own = measures.detail(cursor, world.plan, "scoring", "deductions", day, viewer=Viewer("unit", "丙"))
    assert list(own["unit"]) == ["丙"]


def test_a_deduction_rests_on_cells_and_acts(world: World) -> None:
    held = behind(world.connection.cursor(), world.plan, "scoring", world.day("07-31"))

    def found(figure: str, **keys: str) -> list[Any]:
        sources = held.sources(world.connection.cursor(), figure, keys)
        return [s.value or s.act or s.file for s in sources]

    assert found("red", unit="甲") == ["2015-07-01"]
    assert (found("returned", unit="甲"), found("missing", unit="丙")) == (["return"], ["plan"])
    assert len(found("base", unit="甲")) == 3
    totals = world.json("scoring", "07-31")["totals"]
    figures = ("deductions", "late", "missing", "returned", "yellow", "red")
    assert {f: len(found(f)) for f in figures} == {f: totals[f] for f in figures}


def test_what_the_document_does_not_name_is_not_deducted() -> None:
    found = played(scoring(late_day=1)).json("scoring", "07-31")
    assert {k: v for k, v in found["totals"].items() if v} == {"deductions": 1, "late": 1}


def test_praise_and_naming_go_by_the_rate_of_those_with_enough_problems() -> None:
    world = World(scoring(praised_from=0.9, named_below=0.85))
    lives = Lives(world)
    for n in range(1, 6):
        lives.register(f"P{n}", "甲", "07-01", "08-30")
        lives.register(f"P{n + 10}", "乙", "07-01", "08-30")
        lives.apply(f"P{n}", "07-10")
    lives.register("P30", "丁", "07-01", "08-30")
    assert {r["unit"]: r["notice"] for r in world.json("scoring", "07-31")["rows"]} == {
        "甲": "表扬", "乙": "通报", "丙": None, "丁": None,
    }


def read(scoring: Any) -> Plan:
    tree = tree_of(plan_of("worked"))
    tree["settings"]["scoring"] = scoring
    return planfile.read(to_yaml(tree), FORM_IDS)


def test_a_plan_with_its_document_reads_back_equal_from_file_and_workbook() -> None:
    plan = read({**DOCUMENT, **RULES})
    for again in (planfile.read(planfile.dump(plan), FORM_IDS),
                  planbook.from_workbook(planbook.to_workbook(plan), FORM_IDS)):
        assert asdict(again) == asdict(plan)
    assert plan.settings.scoring == {**DOCUMENT, **RULES}


@pytest.mark.parametrize(("scoring", "message"), [
    (RULES, "尚未填写"), ({**DOCUMENT, "doc_no": "待确认"}, "还没有考核办法的文号"), ("示民发〔2015〕7号", "不在可选内容之内"),
    ({**DOCUMENT, "since": dt.date(2015, 6, 1)}, "早于考核办法的发文日期"), ({**DOCUMENT, "late_day": -1}, "写成0或正数"),
    ({**DOCUMENT, "red": 2}, "逾期超过几天为红牌"), ({**DOCUMENT, "named_below": 95}, "0至1之间"),
    ({**DOCUMENT, "blame": 3}, "不是这里的项目"),
], ids=["no document", "unconfirmed", "a word", "before it", "negative", "red when", "percent", "unknown"])
def test_scoring_without_its_document_is_refused(scoring: Any, message: str) -> None:
    with pytest.raises(PlanRefused) as refused:
        read(scoring)
    assert any(message in p.message for p in refused.value.problems)
