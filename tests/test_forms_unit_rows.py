"""The unit book's forms: cells the system fills, rows the plan fixes, rows that come again."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from form_tables import seed_plan, typed_frame
from standing import HeldStanding

from lvzhi.findings import Refused
from lvzhi.intake.filing import Filing, SheetRows, empty_frame
from lvzhi.kinds import Reading
from lvzhi.plan_tree import build
from lvzhi.plan_yaml import parse
from schemas import (
    BOOKS,
    FORMS,
    complaints,
    coordination_list,
    projects,
    rectification,
    self_inspection,
    service_list,
    stage_tasks,
    summaries,
    supervisors,
)

PROBLEM = {"source": "自查自纠", "check_item": "三(二)3", "description": "二季度农村低保金到账晚9天"}
COMPLAINT = {"channel": "来访", "named": "是", "summary": "临时救助申请27天没有答复", "status": "受理"}


@pytest.mark.parametrize("text", ["已销号", "销 号"])
def test_a_unit_does_not_close_its_own_problem(text):
    plan = seed_plan()
    with pytest.raises(Refused) as refused:
        rectification.FORM.by_id["status"].kind.parse(text, Reading(plan, plan.filer("园林")))
    assert (refused.value.code, refused.value.message, refused.value.suggestion) == (
        "RECT-CLOSED-BY-UNIT", "“已销号”由局履职办核查后登记,请改选“申请销号”。", "申请销号",
    )


def test_not_applicable_is_answered_by_its_own_column():
    answered = {f.id: [(r.code, r.reason_in) for r in f.rules if r.reason_in]
                for f in (stage_tasks.FORM, self_inspection.FORM)}
    assert answered == {"stage_tasks": [("TASK-NA", "not_applicable_reason")],
                        "self_inspection": [("SELF-NA", "not_applicable_reason")]}


@pytest.mark.parametrize(("received", "category", "due"), [
    ("2015-09-29", "咨询", "2015-10-12"),  # five working days: the holiday left out, Saturday 10-10 worked
    ("2015-07-06", "投诉", "2015-07-21"),
    ("2015-07-06", "求决", "2015-09-04"),
])
def test_complaints_are_due_by_their_category(received, category, due):
    column = complaints.FORM.by_id["due"]
    plan = seed_plan()
    row = typed_frame(complaints.FORM, [{**COMPLAINT, "received_on": received, "category": category}], "园林")
    given = row[["received_on", "category"]].iloc[0].to_dict()
    assert f"{column.computed(given, plan, plan.filer('园林')):%Y-%m-%d}" == due


@pytest.mark.parametrize(("filer", "known"), [("园林", ("本单位", "园林")), ("履职办", ("市局", "履职办"))])
def test_supervisors_are_appointed_by_the_filer(filer, known):
    plan = seed_plan()
    columns = (supervisors.FORM.by_id[c] for c in ("appointed_by", "appointing_unit"))
    assert tuple(c.computed({}, plan, plan.filer(filer)) for c in columns) == known


@pytest.mark.parametrize(("filer", "code"), [("园林", "园林"), ("局机关", "局机关"), ("履职办", None)])
def test_only_a_units_book_is_pre_filled_with_its_own_filer(filer, code):
    assert complaints.FORM.by_id["subject_unit"].prefilled(seed_plan().filer(filer)) == code


def test_outside_bodies_stay_as_typed_and_units_get_the_plans_name():
    plan = seed_plan()
    kind = coordination_list.FORM.by_id["partner_bodies"].kind
    at = Reading(plan, plan.filer("园林"))
    assert [kind.parse(t, at) for t in ("公安局，园林办事处民政所", "工、青、妇")] == ["公安局、园林办事处", "工青妇"]


@pytest.mark.parametrize(("text", "kept"), [("长期", "长期"), ("2015-11-30", "2015年11月30日")])
def test_joint_work_ends_on_a_day_or_never(text, kept):
    plan = seed_plan()
    assert coordination_list.FORM.by_id["due"].kind.parse(text, Reading(plan, plan.filer("园林"))) == kept


# --- rows the plan fixes ---------------------------------------------------------------------------


def test_tasks_are_those_of_the_filer():
    numbers = {
        code: [r["task_no"] for r in stage_tasks.FORM.fixed_rows(seed_plan(), code, "2015-06")]
        for code in ("办公室", "园林")
    }
    assert numbers == {
        "办公室": ["四(一)1", "四(二)2", "四(三)1", "四(五)"],
        "园林": ["四(一)1", "四(一)2", "四(一)3", "四(一)4", "四(二)1", "四(二)2", "四(三)1", "四(三)3", "四(五)"],
    }


def test_all_filers_together_own_408_tasks():
    plan = seed_plan()
    assert sum(len(stage_tasks.FORM.fixed_rows(plan, u.code, "2015-06")) for u in plan.units) == 408


def test_an_item_of_several_parts_has_a_row_for_each():
    rows = self_inspection.FORM.fixed_rows(seed_plan(), "财务", "2015-08")
    funds = [(r["part"], r["question"]) for r in rows if r["check_item"] == "三(二)3"]
    text = "是否按规定发放、使用和管理"
    assert funds == [
        (mark, f"优抚、安置、救灾、社会救助等民政资金{text}（{fund}）")
        for mark, fund in zip("①②③④", ("优抚", "安置", "救灾", "社会救助"), strict=True)
    ]
    assert [(r["area"], r["part"]) for r in rows if r["check_item"] == "三(一)1"] == [("依法行政", "–")]


def test_projects_are_those_of_the_owner():
    assert projects.FORM.fixed_rows(seed_plan(), "殡管", "2015-06") == (
        {"project": "兴隆河沿线农村公益性公墓", "place": "全市", "responsible_unit": "殡管"},
        {"project": "城市公益性公墓", "place": "全市", "responsible_unit": "殡管"},
    )


@pytest.mark.parametrize(("period", "version"), [("2015-10", "初稿"), ("2015-11", "定稿")])
def test_the_summary_due_is_the_draft_first(period, version):
    assert summaries.FORM.fixed_rows(seed_plan(), "园林", period) == ({"version": version},)


@pytest.mark.parametrize(("state", "again"), [
    ("未销号", True), ("待核查", True), ("退回", True), ("待批准", True), ("重新挂号", True), ("长期坚持", True),
    ("", True), ("已销号", False), ("已归并", False), ("已撤销", False), ("已移交", False), ("阶段性完成", False),
])
def test_problems_stay_in_the_book_until_they_have_left(state, again):
    frame = typed_frame(rectification.FORM, [{**PROBLEM, "closure_state": state}], "园林")
    assert list(rectification.FORM.relist.holds(frame)) == [again]


def test_service_days_lie_between_one_and_sixty():
    bound = service_list.FORM.by_id["days"].kind.bounds(seed_plan())[0]
    assert [bound.fits(days, dt.datetime(2015, 9, 1)) for days in (0, 1, 60, 61)] == [False, True, True, False]


# --- another bureau, another year ------------------------------------------------------------------


def other_plan():
    return build(parse((Path(__file__).parent / "plans" / "small.yaml").read_bytes()).tree)


def test_fixed_rows_come_from_whatever_plan_there_is():
    plan = other_plan()
    tasks = {f.code: [r["task_no"] for r in stage_tasks.FORM.fixed_rows(plan, f.code, "2031-03")] for f in plan.units}
    assert tasks == {
        "供水": ["二(一)1", "二(一)2", "二(二)1"], "河道": ["二(一)1", "二(二)1"],
        "节水": ["二(一)1", "二(一)2", "二(二)1"],
    }


@pytest.mark.parametrize("code", ["供水", "县局", "东片", "督查办"])
def test_empty_books_of_another_bureau_break_no_cross_rule(code):
    plan = other_plan()
    filer, received = plan.filer(code), dt.date(2031, 4, 3)
    forms = {form.id: form for form in FORMS}
    sheets = {f: SheetRows(forms[f], forms[f].title, empty_frame(forms[f])) for f in BOOKS[filer.book]}
    for period in plan.periods:
        book = Filing(plan, filer, period.id, received, sheets, HeldStanding())
        hits = [(r.code, h.row) for s in sheets.values() for r in s.form.cross_rules for h in r.check(book)]
        assert [h for h in hits if h[0] not in ("RECT-NONE-FOUND", "PILO-LEADER-MISSING")] == []
