"""The worked example of 报送情况 as it stands, and what decisions change."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from lvzhi import measures
from measures.world import World, emptied, plan_of

JUNE = {"period": "2015-06"}


@pytest.fixture
def world() -> World:
    made = emptied("worked")
    made.file("甲", "2015-06", "07-03", status="rejected")
    made.file("甲", "2015-06", "07-04", {"stage_tasks": [], "duty_list": []})
    made.file("乙", "2015-06", "07-06 22:00", status="rejected")
    made.file("乙", "2015-06", "07-07", {"stage_tasks": []})
    made.file("甲", "2015-06", "07-20", {"stage_tasks": []})
    return made


def rows(world: World, as_of: str, **more: Any) -> dict[str, dict[str, Any]]:
    return {r["filer"]: r for r in world.json("reporting", as_of, JUNE, **more)["rows"]}


def test_states_as_in_the_worked_example(world: World) -> None:
    found = rows(world, "07-31")
    keys = ("book", "period", "state", "received_on_time", "attempts", "accepted_at", "due", "approval")
    assert {filer: tuple(r[k] for k in keys) for filer, r in found.items()} == {
        "甲": ("单位报送簿", "2015-06", "on_time", True, 2, "2015-07-04T12:00:00+08:00", "2015-07-06", "accepted"),
        "乙": ("单位报送簿", "2015-06", "late", True, 2, "2015-07-07T12:00:00+08:00", "2015-07-06", "accepted"),
        "丙": ("单位报送簿", "2015-06", "missing", False, 0, None, "2015-07-06", None),
    }


def test_totals(world: World) -> None:
    assert world.json("reporting", "07-31", JUNE)["totals"] == {
        "expected": 3, "on_time": 1, "late": 1, "missing": 1, "pending": 0, "exempt": 0, "received_on_time": 2,
    }


def test_before_the_deadline_books_are_pending(world: World) -> None:
    totals = world.json("reporting", "07-06", JUNE)["totals"]
    assert (totals["on_time"], totals["pending"], totals["missing"]) == (1, 2, 0)
    assert rows(world, "07-06")["乙"]["attempts"] == 1


def test_sheets_due_and_not_filed_are_named(world: World) -> None:
    titles = {"commitments": "公开承诺台账", "duty_list": "履职清单", "stage_tasks": "阶段任务"}
    found = rows(world, "07-31", titles=titles)
    assert {k: r["missing_sheets"] for k, r in found.items()} == {
        "甲": ["公开承诺台账"], "乙": ["公开承诺台账", "履职清单"], "丙": ["公开承诺台账", "履职清单", "阶段任务"],
    }


def test_correction_after_two_working_days_is_not_received_on_time() -> None:
    world = World(plan_of("worked"))
    for unit, accepted in (("甲", "07-08"), ("乙", "07-09")):
        world.file(unit, "2015-06", "07-06", status="rejected")
        world.file(unit, "2015-06", accepted, {"stage_tasks": []})
    found = {k: r["received_on_time"] for k, r in rows(world, "07-31").items()}
    assert found == {"甲": True, "乙": False, "丙": False}


def test_decisions_exempt_extend_and_report_nil(world: World) -> None:
    world.decide("exempt", "07-10", filer="丙", period="2015-06")
    assert rows(world, "07-31")["丙"]["state"] == "exempt"
    world.decide("extend_deadline", "07-06", {"until": "2015-07-07"}, period="2015-06")
    assert (rows(world, "07-31")["乙"]["state"], rows(world, "07-31")["乙"]["due"]) == ("on_time", "2015-07-07")


def test_nil_return_from_the_page_is_an_acceptance() -> None:
    world = World(plan_of("worked"))
    world.decide("nil_return", "07-06", filer="丙", period="2015-06")
    row = rows(world, "07-31")["丙"]
    assert (row["state"], row["attempts"], row["accepted_at"], row["missing_sheets"]) == (
        "on_time", 0, "2015-07-06T12:00:00+08:00", [],
    )


def test_approval_and_return(world: World) -> None:
    world.decide("approve", "07-21", filing=world.entry)
    assert rows(world, "07-31")["甲"]["approval"] == "approved"
    other = World(plan_of("worked"))
    entry = other.file("甲", "2015-06", "07-03", {"stage_tasks": []})
    other.decide("return", "07-10", filing=entry)
    row = rows(other, "07-31")["甲"]
    assert (row["approval"], row["state"], row["missing_sheets"]) == (
        "returned", "on_time", ["commitments", "duty_list", "stage_tasks"],
    )


def test_a_book_filed_again_after_unlocking_is_not_approved_yet() -> None:
    world = World(plan_of("worked"))
    first = world.file("甲", "2015-06", "07-03", {"stage_tasks": []})
    world.decide("approve", "07-04", filing=first)
    world.decide("unlock", "07-05", filer="甲", period="2015-06")
    world.file("甲", "2015-06", "07-06", {"stage_tasks": []})
    assert [rows(world, day)["甲"]["approval"] for day in ("07-05", "07-06")] == ["approved", "accepted"]


@pytest.mark.parametrize("as_of", ["07-31", dt.date(2016, 12, 1), dt.date(2026, 11, 28)])
def test_what_was_in_time_stays_so_however_much_later_it_is_asked(world: World, as_of: Any) -> None:
    found = measures.run(world.connection.cursor(), world.plan, "reporting", world.day(as_of), {"period": "2015-06"})
    assert found.totals["received_on_time"] == 2


def test_groups_and_office_have_books_of_their_own(world: World) -> None:
    found = world.json("reporting", "07-31", {"period": "2015-07"})["rows"]
    assert [(r["filer"], r["book"], r["state"], r["due"]) for r in found] == [
        ("甲", "单位报送簿", "pending", "2015-08-05"), ("乙", "单位报送簿", "pending", "2015-08-05"),
        ("丙", "单位报送簿", "pending", "2015-08-05"), ("丁", "单位报送簿", "pending", "2015-08-05"),
        ("一组", "督办组工作簿", "pending", "2015-08-10"), ("二组", "督办组工作簿", "pending", "2015-08-10"),
        ("局履职办", "局履职办工作簿", "pending", "2015-08-10"),
    ]


@pytest.mark.parametrize(("as_of", "settled"), [
    ("07-06 23:59", "2015-07-06T22:00"), ("07-07 09:00", "2015-07-07T00:00"), ("07-07 11:59", "2015-07-07T00:00"),
    ("07-07 12:00", "2015-07-07T12:00"), ("07-07 20:00", "2015-07-07T12:00"), ("07-09 08:00", "2015-07-09T00:00"),
])
def test_an_answer_holds_until_something_comes_in_or_the_day_ends(world: World, as_of: str, settled: str) -> None:
    at = measures.settled(world.connection.cursor(), world.plan, world.at(as_of))
    assert at.isoformat(timespec="minutes") == settled
    now, then = (
        measures.run(world.connection.cursor(), world.plan, "reporting", when, JUNE).rows for when in (world.at(as_of), at)
    )
    assert then.equals(now)
