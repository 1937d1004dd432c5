"""Rules across rows, sheets, filers and versions of the group's and the office's forms: fired and not fired."""

from __future__ import annotations

from dataclasses import replace

import pytest
from form_tables import across, filing, read_table, said_across, seed_plan
from standing import HeldStanding
from test_forms_group import ASSIGNMENT, CASE, EVENT, INSPECTION, PILOT, SURVEY, TOPIC, VISIT

from lvzhi.findings import Severity
from schemas import (
    accountability,
    assignments,
    complaints,
    inspections,
    pilots,
    rectification,
    satisfaction,
    special_topic_progress,
    special_topics,
    supervision,
    supervisors,
    verification,
)

LEDGER = {
    "filer": "优抚", "problem_no": "优抚-问题-001", "category": "限期整改", "status": "申请销号",
    "applied_on": "2015-09-08", "responsible_leader": "余国华", "responsible_person": ("孙某", "李某"),
}
PROBLEM = {"problem_no": "优抚-问题-001", "unit": "优抚", "state": "待核查", "deadline": "2015-09-30"}
ASSIGNED = {"problem_no": "三组-交办-001", "unit": "竹根滩", "state": "未销号", "deadline": "2015-09-30"}
STANDS = HeldStanding(rows={rectification.FORM: [LEDGER]}, problem_rows=[PROBLEM, ASSIGNED])
PASSED = {**EVENT, "verification_no": "一组-核查-001", "filer": "一组", "event_on": "2015-09-12",
          "application_on": "2015-09-08"}


def verified(table, base=EVENT, standing=STANDS, filer="三组", plan=None):
    """What is said of a 核查销号 sheet, less the note about people whose unit the plan does not name."""
    held = filing(verification.FORM, read_table(table, base), filer, standing, plan=plan)
    return [hit for hit in across(held, verification.FORM) if hit != (None, None, "VERI-SECTION")]


def test_two_verifiers_are_asked_of_an_approval_nobody_passed_before():
    rows = """
    | event    | approver | approval_no | verifier_1 | verifier_2 |
    | 批准销号 | 袁作振    | 5号         | 赵静       |            |
    | 批准销号 | 袁作振    | 5号         | 赵静       | 刘惠农     |
    """
    hits = [h for h in verified(rows) if h[2] == "GEN-REQUIRED"]
    assert hits == [(1, "verifier_2", "GEN-REQUIRED")]
    passed = replace(STANDS, rows={**STANDS.rows, verification.FORM: [PASSED]})
    assert [h for h in verified(rows, standing=passed) if h[2] == "GEN-REQUIRED"] == []


def test_nobody_verifies_his_own_problem():
    rows = "| verifier_1 | verifier_2 |\n| 赵静 | 孙某 |"
    assert verified(rows) == [(1, "verifier_2", "VERI-OWNER")]
    assert verified("| verifier_1 | verifier_2 |\n| 赵静 | 刘惠农 |") == []


def test_owner_and_leader_not_yet_known_are_noted():
    base = {**EVENT, "event": "延期", "application_on": "", "result": "涉及外出务工户,难以见面"}
    rows = """
    | problem_no    | verifier_1 | approver | approval_no | new_due    |
    | 三组-交办-001 | 赵静       | 余国华    | 5号         | 2015-10-31 |
    """
    assert verified(rows, base=base) == [(1, "verifier_1", "VERI-OWNER"), (1, "approver", "VERI-APPROVER")]


def test_responsible_leader_does_not_approve():
    rows = "| event | approver | approval_no |\n| 批准销号 | 余国华 | 5号 |"
    assert verified(rows) == [(1, "approver", "VERI-APPROVER")]


def test_an_approver_of_another_group_is_noted():
    rows = "| event | approver | approval_no |\n| 批准销号 | 袁作振 | 5号 |"
    assert verified(rows) == [(1, "approver", "VERI-APPROVER-GROUP")]
    own = replace(STANDS, rows={rectification.FORM: [{**LEDGER, "responsible_leader": "科长某"}]})
    assert verified(rows.replace("袁作振", "余国华"), standing=own) == []


def plan_with_sections(*units):
    plan = seed_plan()
    groups = tuple(replace(g, member_units=units) if g.code == "三组" else g for g in plan.groups)
    return replace(plan, groups=groups)


def test_verifier_of_the_responsible_unit():
    rows = [EVENT]
    told = filing(verification.FORM, rows, "三组", STANDS, plan=plan_with_sections("优抚科", "安置科"))
    assert said_across(told, verification.FORM) == [
        (1, "verifier_1", "VERI-SECTION", "核查人“赵静”是责任单位优抚科的人员。请由其他单位的人员核查。")
    ]
    fine = filing(verification.FORM, rows, "三组", STANDS, plan=plan_with_sections("安置科", "安置科"))
    assert said_across(fine, verification.FORM) == []


def test_people_whose_unit_the_plan_does_not_name_are_listed_once():
    rows = [EVENT, {**EVENT, "event_on": "2015-09-15", "event": "核查退回", "result": "公示照片仍无日期,退回补充"}]
    said = said_across(filing(verification.FORM, rows, "三组", STANDS), verification.FORM)
    assert [s for s in said if s[2] == "VERI-SECTION"] == [
        (None, None, "VERI-SECTION", "方案没有写明赵静、刘惠农所在单位,请自行核对核查人不是责任单位的人员。")
    ]


def test_application_that_is_not_in_the_ledger():
    rows = "| application_on | event_on |\n| 2015-09-09 | 2015-09-14 |\n| 2015-09-08 | 2015-09-15 |"
    assert verified(rows) == [(1, "application_on", "VERI-NO-APPLICATION")]


def test_application_of_an_earlier_version_counts():
    later = {**LEDGER, "status": "整改中", "applied_on": None}
    standing = replace(STANDS, rows={rectification.FORM: [later]}, history={rectification.FORM: [LEDGER, later]})
    assert verified("| application_on |\n| 2015-09-08 |", standing=standing) == []


@pytest.mark.parametrize(("state", "event", "fits"), [
    ("待核查", "核查通过", True), ("已销号", "核查通过", False), ("长期坚持", "核查通过", True),
    ("待批准", "核查退回", True), ("已销号", "核查退回", False),
    ("待批准", "批准销号", True), ("退回", "批准销号", False),
    ("已销号", "重新挂号", True), ("未销号", "重新挂号", False),
    ("未销号", "长期认定", True), ("已归并", "长期认定", False),
    ("长期坚持", "取消长期", True), ("未销号", "取消长期", False),
    ("重新挂号", "归并", True), ("已移交", "归并", False),
])
def test_events_start_from_their_states(state, event, fits):
    standing = HeldStanding(
        rows={rectification.FORM: [{**LEDGER, "category": "长期坚持"}]}, problem_rows=[{**PROBLEM, "state": state}]
    )
    row = {**EVENT, "event": event, "new_due": "2015-11-30", "merged_into": "优抚-问题-002"}
    hits = verified("| remark |\n| |", base=row, standing=standing, filer="履职办")
    assert hits == ([] if fits else [(1, "event", "VERI-NO-EFFECT")])


def test_events_of_one_book_build_on_each_other_in_the_order_of_their_days():
    rows = """
    | event    | event_on   | approver | approval_no | new_due    | result             |
    | 重新挂号 | 2015-10-10 |          |             | 2015-11-20 | 回访发现又有2户未发放  |
    | 批准销号 | 2015-09-16 | 袁作振    | 5号         |            |                    |
    | 核查通过 | 2015-09-14 |          |             |            |                    |
    | 核查通过 | 2015-10-12 |          |             |            |                    |
    """
    hits = [h for h in verified(rows) if h[2] != "VERI-APPROVER-GROUP"]
    assert hits == [(4, "event", "VERI-NO-EFFECT")]


def test_accepted_events_are_not_judged_again():
    row = {**EVENT, "verification_no": "三组-核查-001", "filer": "三组", "event_on": "2015-09-14"}
    standing = replace(
        STANDS, rows={**STANDS.rows, verification.FORM: [row]}, problem_rows=[{**PROBLEM, "state": "已销号"}]
    )
    assert verified("| remark |\n| |", standing=standing) == []


def test_extension_must_reach_beyond_the_deadline_in_force():
    base = {**EVENT, "event": "延期", "approver": "袁作振", "approval_no": "5号", "result": "涉及外出务工户,难以见面"}
    rows = """
    | event_on   | new_due    |
    | 2015-09-14 | 2015-09-30 |
    | 2015-09-15 | 2015-10-31 |
    | 2015-09-16 | 2015-10-31 |
    """
    hits = [h for h in verified(rows, base=base) if h[2] != "VERI-APPROVER-GROUP"]
    assert hits == [(1, "new_due", "VERI-EXTEND-EARLIER"), (3, "new_due", "VERI-EXTEND-EARLIER")]


def test_recognised_as_long_term_without_a_claim():
    row = {**EVENT, "event": "长期认定", "new_due": "2015-11-30", "result": "需每月与派出所核对,长期坚持"}
    assert verified("| remark |\n| |", base=row) == [(1, "event", "VERI-LONG-NOT-CLAIMED")]
    claimed = replace(STANDS, rows={rectification.FORM: [{**LEDGER, "category": "长期坚持"}]})
    assert verified("| remark |\n| |", base=row, standing=claimed) == []


@pytest.mark.parametrize(("unit", "filer", "hits"), [
    ("办公室", "一组", [(1, "problem_no", "VERI-OWN-HOUSE")]), ("办公室", "三组", []), ("局机关", "一组", []),
    ("园林", "一组", []),
])
def test_own_house_is_verified_by_another_group(unit, filer, hits):
    number = f"{unit}-问题-001"
    standing = HeldStanding(
        rows={rectification.FORM: [{**LEDGER, "filer": unit, "problem_no": number}]},
        problem_rows=[{**PROBLEM, "problem_no": number, "unit": unit}],
    )
    assert verified(f"| problem_no |\n| {number} |", standing=standing, filer=filer) == hits


def test_the_same_event_twice():
    rows = "| remark |\n| 甲 |\n| 乙 |"
    assert [h for h in verified(rows) if h[2] == "VERI-TWICE"] == [(2, "event", "VERI-TWICE")]
    other = replace(STANDS, rows={**STANDS.rows, verification.FORM: [{**PASSED, "event_on": "2015-09-14"}]})
    held = filing(verification.FORM, [EVENT], "三组", other)
    said = [s for s in said_across(held, verification.FORM) if s[2] == "VERI-TWICE"]
    assert said == [
        (1, "event", "VERI-TWICE", "第一工作组已登记同一问题、同一日期的“核查通过”(一组-核查-001),只按一次计算。")
    ]


def test_an_event_entered_in_an_earlier_book_is_not_entered_again_under_a_new_number():
    row = {**EVENT, "verification_no": "三组-核查-009", "filer": "三组", "event_on": "2015-09-14"}
    standing = replace(STANDS, rows={**STANDS.rows, verification.FORM: [row]})
    assert verified("| remark |\n| |", standing=standing) == [(1, "event", "VERI-TWICE")]


def test_approval_before_its_verification():
    rows = """
    | event    | event_on   | approver | approval_no |
    | 核查通过 | 2015-09-14 |          |             |
    | 批准销号 | 2015-09-13 | 袁作振    | 5号         |
    """
    assert [h for h in verified(rows) if h[2] == "VERI-ORDER"] == [(2, "event_on", "VERI-ORDER")]
    later = rows.replace("2015-09-13", "2015-09-14")
    assert [h for h in verified(later) if h[2] == "VERI-ORDER"] == []


# --- assignments -------------------------------------------------------------------------------------

GIVEN = {
    "assignment_no": "三组-交办-001", "filer": "三组", "assigned_on": "2015-08-20", "source_ref": "三组-督办-003",
    "unit": "竹根滩", "matter": ASSIGNMENT["matter"], "due": "2015-09-20",
}
ANSWER = {**LEDGER, "filer": "竹根滩", "problem_no": "三组-交办-001"}


def test_an_answered_assignment_stays_as_it_was():
    rows = read_table("""
    | assigned_on | unit       | due        |
    | 2015-08-21  | 总口管理区  | 2015-10-20 |
    """, ASSIGNMENT)
    answered = HeldStanding(rows={assignments.FORM: [GIVEN], rectification.FORM: [ANSWER]})
    said = said_across(filing(assignments.FORM, rows, "三组", answered), assignments.FORM)
    assert said == [
        (1, "unit", "ASGN-CHANGED",
         "承办单位已经答复,承办单位不再改动(原为“竹根滩镇”)。登记有误的,请局履职办登记“撤销”后另行交办。"),
        (1, "assigned_on", "ASGN-CHANGED",
         "承办单位已经答复,交办日期不再改动(原为“2015年8月20日”)。登记有误的,请局履职办登记“撤销”后另行交办。"),
    ]
    waiting = HeldStanding(rows={assignments.FORM: [GIVEN]})
    assert across(filing(assignments.FORM, rows, "三组", waiting), assignments.FORM) == []


def test_a_whistle_is_not_assigned_to_the_accused():
    rows = read_table("""
    | source       | source_ref      | unit       |
    | 群众投诉举报 | 履职办-投诉-007 | 竹根滩镇    |
    | 群众投诉举报 | 履职办-投诉-007 | 监察室      |
    | 群众投诉举报 | 履职办-投诉-008 | 竹根滩镇    |
    """, ASSIGNMENT)
    told = {"filer": "履职办", "subject_unit": "竹根滩"}
    standing = HeldStanding(rows={complaints.FORM: [
        {**told, "complaint_no": "履职办-投诉-007", "category": "举报"},
        {**told, "complaint_no": "履职办-投诉-008", "category": "投诉"},
    ]})
    assert across(filing(assignments.FORM, rows, "三组", standing), assignments.FORM) == [(1, "unit", "ASGN-WHISTLE")]


def test_the_same_thing_assigned_twice():
    rows = read_table("""
    | source_ref    | matter                    |
    | 三组-督办-004 | 抽查6户低保档案,1户照片无日期 |
    | 三组-督办-004 | 抽查6户低保档案,1户照片无日期 |
    | 三组-督办-003 | 抽查6户低保档案,2户缺入户调查表 |
    """, ASSIGNMENT)
    standing = HeldStanding(rows={assignments.FORM: [{**GIVEN, "assignment_no": "履职办-交办-009", "filer": "履职办"}]})
    said = said_across(filing(assignments.FORM, rows, "三组", standing), assignments.FORM)
    assert [(row, code, text[:14]) for row, _, code, text in said] == [
        (2, "ASGN-TWICE", "本条与三组-交办-001的来"), (3, "ASGN-TWICE", "本条与履职办-交办-009的"),
    ]


# --- topics ------------------------------------------------------------------------------------------

HELD_TOPIC = {
    "filer": "履职办", "topic_no": "履职办-点题-001", "title": "优抚对象医疗补助",
    "units": ("优抚", "救助局", "光荣院"), "due": "2015-09-30", "status": "推进中",
}


def test_a_topic_settled_while_its_problem_is_open():
    rows = [{**TOPIC, "problem_nos": "优抚-问题-001"}, {**TOPIC, "problem_nos": "优抚-问题-002"},
            {**TOPIC, "problem_nos": "优抚-问题-001", "status": "推进中"}]
    closed = {**PROBLEM, "problem_no": "优抚-问题-002", "state": "已销号"}
    held = filing(special_topics.FORM, rows, "履职办", HeldStanding(problem_rows=[PROBLEM, closed]))
    assert said_across(held, special_topics.FORM) == [
        (1, "status", "TOPI-DONE-OPEN", "对应问题优抚-问题-001尚未销号,请说明。")
    ]


def test_the_groups_topics_are_those_in_progress_with_units_of_the_group():
    standing = HeldStanding(rows={special_topics.FORM: [
        HELD_TOPIC, {**HELD_TOPIC, "topic_no": "履职办-点题-002", "status": "已办结"},
        {**HELD_TOPIC, "topic_no": "履职办-点题-003", "units": ("园林",)},
    ]})
    rows = special_topic_progress.FORM.standing_rows(seed_plan(), "三组", "2015-10", standing)
    assert [(r["topic_no"], r["title"], r["units"]) for r in rows] == [
        ("履职办-点题-001", "优抚对象医疗补助", ("优抚", "光荣院"))
    ]
    assert special_topic_progress.FORM.standing_rows(seed_plan(), "六组", "2015-10", standing) == ()


@pytest.mark.parametrize(("cells", "received_on", "hits"), [
    ({"done_on": "2015-09-25", "problem_nos": "优抚-问题-001"}, "2015-10-20", [(1, "done_on", "TOPP-DONE-OPEN")]),
    ({"done_on": "2015-09-25"}, "2015-10-20", []),
    ({}, "2015-10-01", [(1, "done_on", "TOPP-OVERDUE")]),
    ({}, "2015-09-30", []),
])
def test_progress_of_a_topic(cells, received_on, hits):
    standing = HeldStanding(rows={special_topics.FORM: [HELD_TOPIC]}, problem_rows=[PROBLEM])
    row = {"topic_no": "履职办-点题-001", "progress": "已接通2家医院", **cells}
    held = filing(special_topic_progress.FORM, [row], "三组", standing, received_on=received_on)
    assert across(held, special_topic_progress.FORM) == hits


# --- surveys, inspections, pilots --------------------------------------------------------------------


def test_one_batch_has_one_type():
    rows = read_table("""
    | batch            | scoring  | dimension |
    | 2015年8月第1次   | 局内测评 | 总体       |
    | 2015年8月第1次   | 窗口即时 | 服务质量    |
    | 2015年10月第1次  | 窗口即时 | 总体       |
    """, SURVEY)
    stands = {"filer": "履职办", "batch": "2015年10月第1次", "scoring": "局内测评", "subject": "园林",
              "respondents": "服务对象", "dimension": "总体"}
    held = filing(satisfaction.FORM, rows, "履职办", HeldStanding(rows={satisfaction.FORM: [stands]}))
    assert across(held, satisfaction.FORM) == [(2, "scoring", "SATI-BATCH-TYPE"), (3, "scoring", "SATI-BATCH-TYPE")]


def test_fewer_collected_than_accepted():
    stands = {"filer": "履职办", "batch": "2015年8月第1次", "scoring": "局内测评", "subject": "竹根滩",
              "respondents": "服务对象", "dimension": "总体", "collected": 60}
    standing = HeldStanding(rows={satisfaction.FORM: [stands]})
    said = said_across(filing(satisfaction.FORM, [SURVEY], "履职办", standing), satisfaction.FORM)
    assert said == [(1, "collected", "SATI-FEWER", "收回份数由上期60份减为52份。请说明原因。")]
    as_many = HeldStanding(rows={satisfaction.FORM: [{**stands, "collected": 52}]})
    assert across(filing(satisfaction.FORM, [SURVEY], "履职办", as_many), satisfaction.FORM) == []


@pytest.mark.parametrize(("term", "term_to", "hits"), [
    ("在聘", "2015-12-31", []), ("在聘", "2015-08-11", [(1, "supervisor_nos", "INSP-SUPERVISOR")]),
    ("期满", "2015-08-12", []), ("解聘", "2015-12-31", [(1, "supervisor_nos", "INSP-SUPERVISOR")]),
])
def test_supervisors_serve_on_the_day(term, term_to, hits):
    person = {"filer": "履职办", "supervisor_no": "履职办-名册-003", "term_from": "2015-06-15", "term_to": term_to}
    standing = HeldStanding(rows={supervisors.FORM: [{**person, "term": term}]})
    rows = [{**INSPECTION, "supervisor_nos": "履职办-名册-003"}]
    assert across(filing(inspections.FORM, rows, "履职办", standing), inspections.FORM) == hits


def test_every_leader_has_a_pilot_and_no_unit_two():
    units = ("园林办事处", "泰丰办事处", "高场办事处", "总口管理区", "王场镇", "老新镇")
    leaders = seed_plan().leaders
    rows = [{**PILOT, "leader": leader, "unit": unit} for leader, unit in zip(leaders, units, strict=False)]
    last = {"filer": "履职办", "pilot_no": "履职办-试点-007", "leader": leaders[6], "unit": "渔洋"}
    standing = HeldStanding(rows={pilots.FORM: [last]})
    assert across(filing(pilots.FORM, rows, "履职办", standing), pilots.FORM) == []
    both = [{**rows[0], "unit": "泰丰办事处"}, *rows[1:]]
    assert said_across(filing(pilots.FORM, both, "履职办"), pilots.FORM) == [
        (1, "unit", "PILO-TWICE", "泰丰办事处同时是刘俊、袁作振的联系单位,请核对。"),
        (2, "unit", "PILO-TWICE", "泰丰办事处同时是刘俊、袁作振的联系单位,请核对。"),
        (None, None, "PILO-LEADER-MISSING", "李红华还没有试点联系单位,请核对。"),
    ]


def test_severities():
    forms = [m.FORM for m in (supervision, assignments, verification, special_topic_progress, satisfaction,
                              inspections, pilots, special_topics, accountability)]
    rules = {(r.code, r.severity) for f in forms for r in f.cross_rules}
    assert {c for c, s in rules if s is Severity.QUERY} == {"SATI-FEWER", "TOPI-DONE-OPEN"}
    assert {c for c, s in rules if s is Severity.ERROR} == {
        "GEN-REQUIRED", "VERI-OWNER", "VERI-APPROVER", "VERI-SECTION", "VERI-EXTEND-EARLIER", "VERI-TWICE",
        "VERI-ORDER", "ASGN-CHANGED", "ASGN-WHISTLE", "SATI-BATCH-TYPE",
    }
    assert {c for c, s in rules if s is Severity.NOTE} == {
        "VERI-OWNER", "VERI-APPROVER", "VERI-SECTION", "VERI-NO-APPLICATION", "VERI-NO-EFFECT",
        "VERI-LONG-NOT-CLAIMED", "VERI-APPROVER-GROUP", "VERI-OWN-HOUSE", "VERI-TWICE", "ASGN-TWICE",
        "TOPP-DONE-OPEN", "TOPP-OVERDUE", "INSP-SUPERVISOR", "PILO-TWICE", "PILO-LEADER-MISSING",
    }


@pytest.mark.parametrize(("module", "row", "filer"), [(supervision, VISIT, "三组"), (accountability, CASE, "履职办")])
def test_forms_without_rules_across(module, row, filer):
    assert across(filing(module.FORM, [row], filer), module.FORM) == []
