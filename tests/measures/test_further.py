"""The further measures, each on a few rows."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from lvzhi import planfile
from lvzhi.viewer import Viewer
from measures.world import PLANS, TABLES, World, plan_of

WORLD = World(plan_of("worked"))
_FORMS = [name.removeprefix("rows_") for name in TABLES if name.startswith("rows_")]
SEED = World(planfile.read((PLANS.parent.parent / "data" / "plans" / "qianjiang-2015.yaml").read_bytes(), _FORMS))


@pytest.fixture(autouse=True)
def empty() -> None:
    WORLD.clear()
    SEED.clear()


def test_the_seeds_plan_has_408_unit_tasks() -> None:
    totals = SEED.json("completion", "06-10")["totals"]
    assert (totals["applicable"], totals["overdue"], totals["rate"]) == (408, 0, 0.0)
    assert SEED.json("supervision", "06-10")["totals"]["assigned"] == 52


def test_commitments_are_kept_of_those_due() -> None:
    rows = [
        {"key": "甲-承诺-001", "batch": "首批承诺", "due": "07-31", "status": "已兑现", "kept_on": "07-30"},
        {"key": "甲-承诺-002", "batch": "首批承诺", "due": "07-31", "status": "已兑现", "kept_on": "08-02"},
        {"key": "甲-承诺-003", "batch": "首批承诺", "due": "07-31", "status": "未兑现"},
        {"key": "甲-承诺-004", "batch": "后续承诺", "due": "11-30", "status": "已兑现", "kept_on": "08-02"},
    ]
    WORLD.file("甲", "2015-07", "08-05", {"commitments": rows})
    assert WORLD.json("commitments", "08-31")["totals"] == {
        "promised": 4, "due": 3, "kept": 2, "kept_on_time": 1, "kept_early": 1, "broken": 1, "units": 1, "rate": 2 / 3,
    }


def test_complaints_are_due_by_category_and_whistle_blowing_is_left_out() -> None:
    common = {"handling_unit": "甲", "received_on": "07-01", "channel": "来信", "status": "受理"}
    rows = [
        common | {"key": "甲-投诉-001", "category": "投诉", "status": "办结", "answered_on": "07-16", "truth": "属实"},
        common | {"key": "甲-投诉-002", "category": "咨询"},
        common | {"key": "甲-投诉-003", "category": "求决"},
        common | {"key": "履职办-投诉-001", "category": "举报"},
    ]
    WORLD.file("甲", "2015-07", "07-05", {"complaints": rows})
    totals = WORLD.json("complaints", "07-20")["totals"]
    assert totals == {
        "received": 3, "inquiries": 1, "finished": 1, "due": 2, "on_time": 1, "overdue": 1, "upheld": 1,
        "on_time_rate": 1 / 2,
    }
    days = WORLD.connection.execute(
        "select complaint_no, due from complaint_at($as_of) order by 1", {"as_of": WORLD.at("07-20")}
    ).fetchall()
    assert [(number, f"{due:%m-%d}") for number, due in days] == [
        ("甲-投诉-001", "07-16"), ("甲-投诉-002", "07-08"), ("甲-投诉-003", "08-30"),
    ]


def test_an_items_conclusion_is_its_worst_part() -> None:
    def part(clause: str, mark: str, conclusion: str) -> dict[str, str]:
        return {"key": f"{clause} × {mark}", "check_item": clause, "part": mark, "conclusion": conclusion}

    WORLD.file("甲", "2015-08", "09-05", {"self_inspection": [
        part("三(二)1", "①", "未发现问题"), part("三(二)1", "②", "发现问题"), part("三(一)1", "–", "未发现问题"),
    ]})
    WORLD.file("乙", "2015-08", "09-05", {"self_inspection": [part("三(二)1", "①", "未发现问题")]})
    rows = {r["clause"]: r for r in WORLD.json("self_inspection", "09-30")["rows"]}
    keys = ("asks", "applicable", "answered", "found", "none_found")
    assert [rows["三(二)1"][k] for k in keys] == ["good", 3, 1, 1, 0]
    assert [rows["三(一)1"][k] for k in keys] == ["good", 4, 1, 0, 1]


def test_of_one_conclusion_the_answers_with_it_alone_are_counted() -> None:
    WORLD.file("甲", "2015-08", "09-05", {"self_inspection": [
        {"key": f"{clause} × –", "check_item": clause, "part": "–", "conclusion": conclusion}
        for clause, conclusion in (("三(一)1", "未发现问题"), ("三(一)2", "发现问题"))
    ]})
    found = WORLD.json("self_inspection", "09-30", {"conclusion": "发现问题"})
    counted = {r["clause"]: (r["answered"], r["found"], r["none_found"]) for r in found["rows"] if r["answered"]}
    assert counted == {"三(一)2": (1, 1, 0)}
    assert [found["totals"][k] for k in ("applicable", "answered", "found", "none_found")] == [1, 1, 1, 0]


def test_lists_are_reported_or_not() -> None:
    WORLD.file("甲", "2015-06", "07-05", {"duty_list": [{"key": "甲-履职-001", "name": "救助"}]})
    rows = WORLD.json("lists", "07-31")["rows"]
    assert [(r["unit"], r["duty_list"], r["service_list"]) for r in rows] == [
        ("甲", "已报", None), ("乙", "未报", None), ("丙", "未报", None),
    ]


def test_a_list_is_reported_as_empty_only_when_it_is_due_and_the_reason_is_asked_for() -> None:
    for unit, period, day, nil in (("甲", "2015-06", "07-05", "是"), ("乙", "2015-07", "08-05", None)):
        WORLD.file(unit, period, day, {"cover": [{"key": "封面", "nil_return": nil}], "duty_list": []})
    WORLD.connection.execute("update sheet set nil = true where form = 'duty_list' and entry = $last", {"last": WORLD.entry})
    rows = WORLD.json("lists", "08-31")["rows"]
    assert {r["unit"]: r["duty_list"] for r in rows} == {"甲": "已报", "乙": "未报", "丙": "未报"}


def test_a_pilot_is_its_leaders_in_whatever_group_the_unit_is() -> None:
    pilot = {"key": "试点-001", "leader": "刘", "unit": "丁", "start_on": "07-01", "end_on": "09-30", "status": "开展中"}
    WORLD.file("履职办", "2015-07", "08-05", {"pilots": [pilot]})
    asked = ({"leader": "刘"}, {"leader": "袁"}, {"group": "一组"}, {"group": "二组"}, {"leader": "刘", "unit": "甲"})
    assert [WORLD.json("pilots", "08-31", filters)["totals"]["pilots"] for filters in asked] == [1, 0, 0, 1, 0]
    assert [r["unit"] for r in WORLD.json("pilots", "08-31", {"leader": "刘"})["rows"]] == ["丁"]
    assert WORLD.json("pilots", "08-31", {"leader": "刘"}, viewer=Viewer("group", "一组"))["rows"] == []


def test_money_spent_is_compared_with_what_the_same_rows_received() -> None:
    world = _with_places("worked", "丙", "丁")
    common = {"project": "示例危房改造", "works": "在建"}
    world.file("丁", "2015-09", "10-05", {"projects": [common | {"key": "a", "place": "丁", "spent": 30.0}]})
    assert world.json("projects", "10-31")["totals"]["spent_rate"] is None
    world.file("丙", "2015-09", "10-05", {"projects": [
        common | {"key": "b", "place": "丙", "received": 100.0, "spent": 90.0}]})
    totals = world.json("projects", "10-31")["totals"]
    assert (totals["received"], totals["spent"], totals["spent_rate"]) == (100.0, 120.0, 0.9)


def _with_places(plan: str, *places: str) -> World:
    """A world whose plan has one project, at these places."""
    made = plan_of(plan)
    return World(replace(made, projects=(replace(made.projects[0], places=places),)))


def test_a_project_reported_under_a_places_other_name_is_that_filers() -> None:
    spelt = SEED.plan.filer("园林").seal_name
    [project, *_] = SEED.plan.projects
    world = World(replace(SEED.plan, projects=(replace(project, places=(spelt,)),)))
    world.file("园林", "2015-09", "10-05", {"projects": [
        {"key": "a", "project": project.name, "place": spelt, "received": 50.0, "spent": 20.0, "works": "在建"}]})
    assert spelt not in ("园林", SEED.plan.filer("园林").name)
    assert [(r["unit"], r["spent"]) for r in world.json("projects", "10-31")["rows"]] == [("园林办事处", 20.0)]


def test_a_summary_returned_later_came_in_time() -> None:
    final = [{"key": "定稿", "version": "定稿"}]
    entry = SEED.file("园林", "2015-11", "11-28", {"summaries": final})
    SEED.decide("return", "12-02", filing=entry)
    state = {"unit": "园林"}
    assert [SEED.json("summaries", "12-03", state)["rows"][0][k] for k in ("final_at", "final_state")] == [None, "on_time"]
    SEED.file("园林", "2015-11", "12-04", {"summaries": final})
    assert SEED.json("summaries", "12-05", state)["rows"][0]["final_state"] == "on_time"


def test_no_summary_is_late_where_the_plan_names_no_day() -> None:
    asked = "select summary_state($at, null::date, timestamp '2015-12-31')"
    cursor = WORLD.connection.cursor()
    said = [cursor.execute(asked, {"at": at}).fetchone() for at in (dt.datetime(2015, 12, 1), None)]
    assert said == [("on_time",), ("pending",)]


def test_projects_count_the_whole_once() -> None:
    WORLD.file("乙", "2015-09", "10-05", {"projects": [
        {"key": "示例危房改造 × 全市", "project": "示例危房改造", "place": "全市", "budget": 100.0, "received": 50.0,
         "spent": 20.0, "works": "在建", "progress": 0.4},
    ]})
    WORLD.file("丁", "2015-09", "10-05", {"projects": [
        {"key": "示例危房改造 × 丁", "project": "示例危房改造", "place": "丁", "budget": 30.0, "received": 10.0,
         "spent": 5.0, "works": "在建", "progress": 0.5},
    ]})
    found = WORLD.json("projects", "10-31")
    assert [(r["place"], r["unit"], r["spent"]) for r in found["rows"]] == [("全市", "乙", 20.0), ("丁", "丁", 5.0)]
    assert (found["totals"]["projects"], found["totals"]["budget"], found["totals"]["spent_rate"]) == (1, 100.0, 0.4)


def test_copies_are_those_of_questionnaires() -> None:
    common = {"held_on": "07-02", "consulted": "民政对象", "decision": "采纳"}
    WORLD.file("甲", "2015-07", "08-01", {"consultations": [
        common | {"key": "甲-意见-001", "method": "问卷调查", "issued": 60, "collected": 54},
        common | {"key": "甲-意见-002", "method": "信函", "collected": 20},
    ]})
    totals = WORLD.json("consultations", "08-31")["totals"]
    assert (totals["issued"], totals["collected"], totals["response"]) == (60, 54, 0.9)


def test_one_survey_counts_once() -> None:
    common = {"held_on": "07-02", "method": "问卷调查", "consulted": "民政对象", "decision": "采纳"}
    WORLD.file("甲", "2015-07", "08-01", {"consultations": [
        common | {"key": "甲-意见-001", "issued": 60, "collected": 45}, common | {"key": "甲-意见-002"},
    ]})
    totals = WORLD.json("consultations", "08-31")["totals"]
    assert totals == {
        "opinions": 2, "adopted": 2, "to_problems": 0, "units": 1, "issued": 60, "collected": 45, "response": 0.75,
    }
