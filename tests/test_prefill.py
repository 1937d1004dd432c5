"""What a pre-filled sheet holds: numbers running on, rows that still stand, what others gave, nothing answered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from lvzhi import planfile
from lvzhi.books.prefill import Row, rows
from lvzhi.form import Form
from lvzhi.plan import Plan
from schemas import FORMS
from tests.standing import HeldStanding

PLAN_FILE = Path(__file__).parent.parent / "data" / "plans" / "qianjiang-2015.yaml"
BY_ID = {f.id: f for f in FORMS}
RECT, ASGN, TOPICS = BY_ID["rectification"], BY_ID["assignments"], BY_ID["special_topics"]

PROBLEM = {"filer": "园林", "period": "2015-07", "registered_on": "2015-07-10", "source": "自查自纠",
           "description": "低保金到账比规定晚9天", "responsible_unit": "园林", "due": "2015-07-25"}
ASSIGNED = {"filer": "一组", "period": "2015-07", "assignment_no": "一组-交办-002", "assigned_on": "2015-07-20",
            "source": "督办检查", "unit": "园林", "matter": "窗口无人值守", "request": "三日内改好",
            "due": "2015-08-20"}


@pytest.fixture(scope="module")
def plan() -> Plan:
    return planfile.read(PLAN_FILE.read_bytes(), [f.id for f in FORMS])


def made(plan: Plan, form: str, filer: str, period: str, standing: HeldStanding | None = None) -> tuple[Row, ...]:
    return rows(BY_ID[form], plan, plan.filer(filer), period, standing or HeldStanding())


def column(found: Sequence[Row], name: str) -> list[Any]:
    return [r.values.get(name) for r in found]


def held(form: Form, *filed: Mapping[str, Any], **more: Any) -> HeldStanding:
    return HeldStanding({form: filed}, **more)


def test_first_book_holds_blank_rows_with_numbers_and_constants(plan: Plan) -> None:
    found = made(plan, "rectification", "园林", "2015-07")
    assert len(found) == plan.settings.prenumbered_rows["rectification"]
    assert found[0].values == {"problem_no": "园林-问题-001", "responsible_unit": "园林"}
    assert found[-1].values["problem_no"] == "园林-问题-060"
    assert {r.blank for r in found} == {True}
    assert "problem_no" in found[0].locked and "description" not in found[0].locked


def test_a_survey_of_every_unit_that_serves_people_has_room(plan: Plan) -> None:
    reserve = plan.settings.prenumbered_rows["default"]
    assert len(made(plan, "satisfaction", "履职办", "2015-08")) == 46 + 1 + reserve
    assert len(made(plan, "inspections", "履职办", "2015-08")) == reserve


def test_every_problem_a_groups_units_applied_for_has_room_for_both_its_events(plan: Plan) -> None:
    group, other = plan.groups[:2]
    first, second = [u.code for u in plan.units if u.group == group.code][:2]
    stranger = next(u.code for u in plan.units if u.group == other.code)
    waiting = [{"problem_no": f"{first}-问题-{n:03d}", "unit": first, "state": "待核查"} for n in range(1, 41)]
    waiting.append({"problem_no": f"{second}-问题-001", "unit": second, "state": "待批准"})
    others = [{"problem_no": f"{second}-问题-00{n}", "unit": second, "state": s}
              for n, s in ((2, "未销号"), (3, "已销号"), (4, "退回"))]
    foreign = {"problem_no": f"{stranger}-问题-001", "unit": stranger, "state": "待核查"}
    standing = HeldStanding(problem_rows=[*waiting, *others, foreign])
    reserve = plan.settings.prenumbered_rows["default"]
    found = made(plan, "verification", group.code, "2015-08", standing)
    assert len(found) == 2 * 41 + reserve
    assert found[-1].values["verification_no"] == f"{group.code}-核查-{2 * 41 + reserve:03d}"
    assert len(made(plan, "verification", plan.office.code, "2015-08", standing)) == reserve


def test_numbers_run_on_behind_the_highest_used(plan: Plan) -> None:
    standing = held(RECT, {**PROBLEM, "problem_no": "园林-问题-007"},
                    {**PROBLEM, "filer": "泰丰", "problem_no": "泰丰-问题-031"})
    found = made(plan, "rectification", "园林", "2015-08", standing)
    assert column(found, "problem_no")[:3] == ["园林-问题-007", "园林-问题-008", "园林-问题-009"]
    assert [r.blank for r in found[:3]] == [False, True, True]


def test_closed_problems_are_not_listed_again(plan: Plan) -> None:
    filed = [{**PROBLEM, "problem_no": f"园林-问题-{n:03d}"} for n in (1, 2, 3)]
    known = [{"problem_no": "园林-问题-001", "unit": "园林", "state": "已销号"},
             {"problem_no": "园林-问题-003", "unit": "园林", "state": "退回", "deadline": "2015-09-30",
              "original_due": "2015-07-25"}]
    found = made(plan, "rectification", "园林", "2015-08", held(RECT, *filed, problem_rows=known))
    assert column(found, "problem_no")[:3] == ["园林-问题-002", "园林-问题-003", "园林-问题-004"]
    assert column(found, "closure_state")[:3] == ["未销号", "退回", None]
    assert [str(v)[:10] for v in column(found, "due")[:2]] == ["2015-07-25", "2015-09-30"]
    assert column(found, "supervising_leaders")[0] == plan.leaders_of("园林")


def test_assigned_problem_stands_locked_before_the_blank_rows(plan: Plan) -> None:
    known = [{"problem_no": "一组-交办-002", "unit": "园林", "origin": "assignment", "state": "未销号"}]
    found = made(plan, "rectification", "园林", "2015-08", held(ASGN, ASSIGNED, problem_rows=known))
    first = found[0]
    assert {k: first.values[k] for k in ("problem_no", "description", "assigned_request", "responsible_unit")} == {
        "problem_no": "一组-交办-002", "description": "窗口无人值守", "assigned_request": "三日内改好",
        "responsible_unit": "园林",
    }
    assert {"description", "due", "source"} <= first.locked
    assert not {"measures", "progress", "status"} & first.locked
    assert column(found, "problem_no")[1] == "园林-问题-001"


def test_last_verification_is_told(plan: Plan) -> None:
    event = {"filer": "一组", "period": "2015-08", "verification_no": "一组-核查-001", "problem_no": "园林-问题-001",
             "event": "核查退回", "event_on": "2015-08-03", "verifier_1": "甲某", "verifier_2": "乙某",
             "result": "缺公示照片"}
    standing = HeldStanding({RECT: [{**PROBLEM, "problem_no": "园林-问题-001"}], BY_ID["verification"]: [event]})
    found = made(plan, "rectification", "园林", "2015-08", standing)
    assert found[0].values["last_verification"] == "2015年8月3日 核查退回 甲某、乙某 缺公示照片"


def test_assignment_is_locked_once_answered(plan: Plan) -> None:
    reply = {**PROBLEM, "problem_no": "一组-交办-002", "status": "整改中", "progress": "已排班"}
    open_still = {**ASSIGNED, "assignment_no": "一组-交办-003"}
    standing = HeldStanding({ASGN: [ASSIGNED, open_still], RECT: [reply]})
    found = made(plan, "assignments", "一组", "2015-08", standing)
    assert column(found, "unit_status")[:3] == ["整改中", None, None]
    assert "matter" in found[0].locked and "matter" not in found[1].locked


def test_fixed_rows_carry_what_was_accepted(plan: Plan) -> None:
    done = {"filer": "园林", "period": "2015-06", "task_no": "四(一)1", "status": "已完成", "done_on": "2015-06-12"}
    found = made(plan, "stage_tasks", "园林", "2015-08", held(BY_ID["stage_tasks"], done))
    assert column(found, "task_no") == [t.clause for t in plan.tasks_of("园林")]
    assert column(found, "status")[:2] == ["已完成", "未启动"]
    assert {r.blank for r in found} == {False}


def test_a_conclusion_is_never_prefilled(plan: Plan) -> None:
    form = BY_ID["self_inspection"]
    before = {"filer": "园林", "period": "2015-08", "check_item": "三(一)1", "part": "–", "conclusion": "发现问题"}
    found = made(plan, "self_inspection", "园林", "2015-08", held(form, before))
    assert len(found) > 31 and set(column(found, "conclusion")) == {None}


def test_re_check_asks_only_what_was_found(plan: Plan) -> None:
    form = BY_ID["self_inspection"]
    answers = [("三(一)1", "–", "未发现问题"), ("三(二)3", "②", "发现问题")]
    before = [{"filer": "园林", "period": "2015-08", "check_item": c, "part": p, "conclusion": a}
              for c, p, a in answers]
    found = made(plan, "self_inspection", "园林", "2015-11", held(form, *before))
    assert [(r.values["check_item"], r.values["part"], r.values.get("conclusion")) for r in found] == [
        ("三(二)3", "②", None)]


def test_cover_carries_people_but_not_the_phone(plan: Plan) -> None:
    cover = {"filer": "园林", "unit": "园林", "preparer": "甲某", "phone": "0728-1234567", "nil_return": "是",
             "reviewer": "乙某"}
    filed = [{**cover, "period": "2015-06", "report_month": "2015-06"},
             {**cover, "period": "2015-07", "report_month": "2015-07", "preparer": "丙某"}]
    (found,) = made(plan, "cover", "园林", "2015-08", held(BY_ID["cover"], *filed))
    assert found.values == {"unit": "园林", "report_month": "2015-08", "preparer": "丙某", "reviewer": "乙某"}


def test_cover_carries_what_is_filled_in_once_over_a_month_that_left_it_blank(plan: Plan) -> None:
    cover = {"filer": "园林", "unit": "园林", "preparer": "甲某"}
    filed = [{**cover, "period": "2015-06", "report_month": "2015-06", "kickoff_on": "2015-06-12", "attendance": "36"},
             {**cover, "period": "2015-07", "report_month": "2015-07"}]
    (found,) = made(plan, "cover", "园林", "2015-08", held(BY_ID["cover"], *filed))
    assert (str(found.values["kickoff_on"])[:10], found.values["attendance"]) == ("2015-06-12", 36)


def test_topics_of_the_groups_units_only(plan: Plan) -> None:
    topic = {"filer": "履职办", "period": "2015-07", "title": "医疗补助", "due": "2015-11-30"}
    topics = [
        {**topic, "topic_no": "履职办-点题-001", "units": ("园林", "泰丰"), "status": "推进中"},
        {**topic, "topic_no": "履职办-点题-002", "units": ("园林",), "status": "已办结"},
    ]
    ours = plan.group_of("园林")
    assert ours
    expected = tuple(u for u in ours.units if u in ("园林", "泰丰"))
    found = made(plan, "special_topic_progress", ours.code, "2015-08", held(TOPICS, *topics))
    assert [(r.values["topic_no"], r.values["units"]) for r in found] == [("履职办-点题-001", expected)]


def test_log_prints_earlier_rows_no_more_but_counts_on(plan: Plan) -> None:
    opinion = {"filer": "园林", "period": "2015-07", "opinion_no": "园林-意见-004", "opinion": "多设一个窗口"}
    found = made(plan, "consultations", "园林", "2015-08", held(BY_ID["consultations"], opinion))
    assert found[0].values == {"opinion_no": "园林-意见-005"}


def test_supervisors_count_what_they_took_part_in(plan: Plan) -> None:
    person = {"filer": "园林", "period": "2015-06", "supervisor_no": "园林-名册-001", "name": "甲某", "term": "在聘"}
    visit = {"filer": "履职办", "period": "2015-07", "inspection_no": "履职办-察访-001",
             "supervisor_nos": ("园林-名册-001",)}
    standing = HeldStanding({BY_ID["supervisors"]: [person], BY_ID["inspections"]: [visit]})
    found = made(plan, "supervisors", "园林", "2015-08", standing)
    assert [found[0].values[k] for k in ("activities", "appointed_by", "appointing_unit")] == [1, "本单位", "园林"]


def test_pilots_count_visits_of_their_leader_between_their_days(plan: Plan) -> None:
    pilot = {"filer": "履职办", "period": "2015-06", "pilot_no": "履职办-试点-001", "leader": plan.leaders[0],
             "unit": "园林", "start_on": "2015-07-01", "end_on": "2015-08-31"}
    visit = {"filer": "一组", "period": "2015-07", "unit": "园林", "leaders": (plan.leaders[0],)}
    days = ("2015-06-30", "2015-07-01", "2015-09-01")
    visits = [{**visit, "visit_no": f"一组-督办-{n:03d}", "visited_on": d} for n, d in enumerate(days)]
    standing = HeldStanding({BY_ID["pilots"]: [pilot], BY_ID["supervision"]: visits})
    assert column(made(plan, "pilots", "履职办", "2015-09", standing), "visits")[0] == 1


def test_complaint_shows_its_last_day(plan: Plan) -> None:
    complaint = {"filer": "园林", "period": "2015-07", "complaint_no": "园林-投诉-001", "received_on": "2015-07-06",
                 "category": "投诉", "status": "办理中"}
    found = made(plan, "complaints", "园林", "2015-08", held(BY_ID["complaints"], complaint))
    days = plan.settings.complaint_due_days["投诉"]["days"]
    assert found[0].values["due"].date() == dt.date(2015, 7, 6) + dt.timedelta(days=days)
