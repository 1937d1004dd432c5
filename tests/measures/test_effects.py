"""Which events of 核查销号 take effect, why others do not, and what registers a problem."""

from __future__ import annotations

from typing import Any

import pytest

from measures.lives import Lives
from measures.world import World, plan_of

WORLD = World(plan_of("worked"))


@pytest.fixture
def lives() -> Lives:
    WORLD.clear()
    made = Lives(WORLD)
    made.register("P1", "甲", "07-01", "07-31")
    return made


def last(as_of: str = "10-31") -> tuple[str, str | None]:
    """State and, when the newest event has no effect, why."""
    rows = WORLD.connection.execute(
        "select state, why from problem_event($as_of) order by n", {"as_of": WORLD.at(f"{as_of} 23:59")}
    ).fetchall()
    state, why = rows[-1]
    return state, why


@pytest.mark.parametrize(("more", "why"), [
    ({"application_on": "07-09"}, "台账中还没有这次申请"),
    ({"verifier_2": None}, "核查人不足两人"),
    ({"verifier_2": "关某"}, "核查人不足两人"),
    ({"verifier_1": "张某"}, "核查人是本问题的责任人"),
    ({"approver": None}, "没有批准人"),
    ({"approver": "赵某"}, "批准人是本问题的责任领导"),
])
def test_a_closing_without_its_conditions_has_no_effect(lives: Lives, more: dict[str, Any], why: str) -> None:
    lives.apply("P1", "07-10")
    lives.act("P1", "closed", "07-12", **more)
    assert last() == ("待核查", why)


def test_a_closing_rests_on_the_checkers_of_its_passing(lives: Lives) -> None:
    lives.apply("P1", "07-10")
    lives.act("P1", "passed", "07-12")
    lives.act("P1", "closed", "07-13", verifier_1=None, verifier_2=None)
    assert last() == ("已销号", None)


def test_a_closing_waits_for_the_application_to_be_received(lives: Lives) -> None:
    lives.rows["P1"] |= {"applied_on": "07-10"}
    lives.act("P1", "closed", "07-12")
    assert last("07-20") == ("未销号", "台账中还没有这次申请")
    lives.apply("P1", "07-10", received="08-05")
    assert last("08-04") == ("未销号", "台账中还没有这次申请")
    assert last("08-05") == ("已销号", None)


def test_a_returned_application_cannot_be_closed_on(lives: Lives) -> None:
    lives.apply("P1", "07-10")
    lives.act("P1", "returned", "07-12")
    lives.act("P1", "closed", "07-13")
    assert last() == ("退回", "所依申请已经答复")


def test_merging_is_the_offices(lives: Lives) -> None:
    lives.act("P1", "merged", "07-12")
    assert last() == ("已归并", None)
    assert WORLD.json("rectification", "10-31")["totals"]["merged_or_withdrawn"] == 1


def test_a_later_filing_changes_neither_the_original_due_nor_the_deadline(lives: Lives) -> None:
    lives.rows["P1"] |= {"due": "09-30"}
    lives.file("P1", "08-05")  # the deadline of July's book is that day
    lives.rows["P1"] |= {"due": "11-30"}
    lives.file("P1", "09-05")
    found = WORLD.connection.execute(
        "select original_due, deadline from problem_at($as_of)", {"as_of": WORLD.at("10-31")}
    ).fetchall()
    assert found == [(WORLD.day("09-30"), WORLD.day("09-30"))]


def test_a_problem_found_by_others_counts_from_the_day_it_was_assigned(lives: Lives) -> None:
    row = {
        "key": "一组-交办-001", "assigned_on": "07-03", "unit": "乙", "source": "督办检查",
        "check_item": "三(三)1", "matter": "值班无人,群众来访等候", "request": "立即整改", "due": "07-20",
    }
    WORLD.file("一组", "2015-07", "07-04", {"assignments": [row]})
    rows = WORLD.json("assignments", "07-25")["rows"]
    assert [(r["unit"], r["assigned_on"], r["area"], r["answered"], r["overdue"]) for r in rows] == [
        ("乙", "2015-07-03", "工作作风", False, True),
    ]
    assert WORLD.json("rectification", "07-25", {"unit": "乙"})["totals"]["registered"] == 1


def test_a_recognised_long_term_problem_is_done_for_now_and_comes_back(lives: Lives) -> None:
    lives.act("P1", "recognised", "07-05", new_due="10-01")
    lives.apply("P1", "08-01", status="阶段性完成")
    lives.act("P1", "passed", "08-03")
    assert last("08-31") == ("阶段性完成", None)
    lives.act("P1", "ended_ongoing", "09-01", new_due="10-10")
    totals = WORLD.json("rectification", "10-31")["totals"]
    assert (last()[0], totals["open"], totals["withdrawn"], totals["overdue"]) == ("未销号", 1, 0, 1)


def test_a_row_withdrawn_by_decision_leaves_the_open_ones(lives: Lives) -> None:
    WORLD.decide("withdraw_row", "07-20", form="rectification", filer="甲", key="甲-问题-001", reason="登记有误")
    rows = {r["day"][5:]: r for r in WORLD.json("rectification", "07-31")["rows"]}
    assert [(rows[d]["open"], rows[d]["withdrawn"]) for d in ("07-19", "07-20", "07-21")] == [(1, 0), (0, 1), (0, 0)]
