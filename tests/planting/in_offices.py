"""Faults in the rows of the groups' and the office's books."""

from __future__ import annotations

from typing import Any

from tests.planting.drafts import Draft
from tests.planting.faults import Row, past
from tests.planting.in_units import first_clause, stranger, wrong_area


def leader(draft: Draft) -> str:
    return (draft.world.plan.leaders_of(draft.world.filer.code) or draft.world.plan.leaders)[0]


def unit_of_another(draft: Draft) -> str:
    return next(u.name for u in draft.world.plan.units if u.group != draft.world.filer.code)


def pending(draft: Draft) -> dict[str, Any]:
    """The problem that waits for verification."""
    return next(p for p in draft.world.problem_rows if p["state"] == "待核查")


def waiting(draft: Draft) -> dict[str, Any]:
    """A problem of the ledger that has not applied."""
    return next(p for p in draft.world.problem_rows if p["state"] == "未销号")


def number(draft: Draft) -> str:
    return str(pending(draft)["problem_no"])


def applied(draft: Draft) -> Any:
    return pending(draft)["pending_on"].date()


def owner(draft: Draft) -> str:
    rows = draft.world.rows["rectification"]
    return next(r["responsible_person"][0] for r in rows if r["problem_no"] == number(draft))


def has_pending(draft: Draft) -> bool:
    return any(p["state"] == "待核查" for p in draft.world.problem_rows)


PASS = {
    "problem_no": number,
    "event": "核查通过",
    "application_on": applied,
    "event_on": past(0),
    "new_due": None,
    "approver": None,
    "merged_into": None,
}
INTERNAL = {"scoring": "局内测评"}
FORMAL = {
    "scoring": "市级正式",
    "subject": "全局",
    "issued": None,
    "collected": None,
    "satisfied": None,
    "basically": None,
    "dissatisfied": None,
    "unknown": None,
    "invalid": None,
    "organiser": None,
    "formal_organiser": "市纠风办",
    "announced_score": "91.26",
    "announced_rank": 7,
    "departments": 46,
}
COUNTS = {
    "issued": 60,
    "collected": 50,
    "satisfied": 30,
    "basically": 10,
    "dissatisfied": 5,
    "unknown": 4,
    "invalid": 1,
}

ROWS = (
    # 督办记录
    Row("SUPV-FEEDBACK-ORDER", "supervision", {"visited_on": past(2), "feedback_on": past(3)}, "feedback_on"),
    Row(
        "SUPV-FEEDBACK-ORDER",
        "supervision",
        {"visited_on": past(2), "found": 0, "feedback_due": past(3), "feedback_on": None},
        "feedback_due",
    ),
    Row("SUPV-OTHER-GROUP", "supervision", {"unit": unit_of_another}, "unit"),
    Row("SUPV-LEADER-LEADS", "supervision", {"lead": leader, "leaders": None}, "leaders"),
    Row("SUPV-UNASSIGNED", "supervision", {"found": 2, "visited_on": past(2)}, "assignment_nos"),
    Row(
        "GEN-REQUIRED",
        "supervision",
        {"found": 1, "visited_on": past(2), "feedback_due": None},
        "feedback_due",
        also=(("SUPV-UNASSIGNED", "assignment_nos"),),
    ),
    Row("GEN-LEADER", "supervision", {"leaders": "王大明"}, "leaders"),
    Row("GEN-REF", "supervision", {"assignment_nos": lambda d: f"{d.world.filer.code}-交办-999"}, "assignment_nos"),
    # 交办事项
    Row("ASGN-DUE-BEFORE", "assignments", {"assigned_on": past(2), "due": past(3)}, "due"),
    Row("ASGN-AREA-ITEM", "assignments", {"check_item": first_clause, "area": wrong_area}, "area"),
    Row("ASGN-OTHER-GROUP", "assignments", {"unit": unit_of_another}, "unit", book="group"),
    Row("GEN-REQUIRED", "assignments", {"source": "明察暗访"}, "source_ref"),
    # 核查销号
    Row(
        "VERI-SAME-PERSON",
        "verification",
        {**PASS, "verifier_1": "何向前", "verifier_2": "何向前", "event_on": past(0)},
        "verifier_2",
        also=(("VERI-TWICE", "event"), ("VERI-NO-EFFECT", "event")),
        when=has_pending,
    ),
    Row(
        "VERI-MERGE-SELF",
        "verification",
        {
            "problem_no": number,
            "event": "归并",
            "merged_into": number,
            "approver": None,
            "event_on": past(0),
            "verifier_1": None,
            "verifier_2": None,
            "new_due": None,
        },
        "merged_into",
        book="office",
        when=has_pending,
    ),
    Row(
        "VERI-OFFICE-ONLY",
        "verification",
        {"problem_no": lambda d: waiting(d)["problem_no"], "event": "撤销", "approver": None, "event_on": past(0)},
        "event",
        book="group",
    ),
    Row("GEN-CHOICE", "verification", {**PASS, "event": "已整改", "application_on": None}, "event", when=has_pending),
    # 点题进展
    Row(
        "TOPP-DONE-OPEN",
        "special_topic_progress",
        {"done_on": past(0), "problem_nos": lambda d: waiting(d)["problem_no"]},
        "done_on",
    ),
    # 满意度测评
    Row("SATI-SUM", "satisfaction", {**INTERNAL, **COUNTS, "invalid": 2}, "collected"),
    Row("SATI-COLLECTED", "satisfaction", {**INTERNAL, **COUNTS, "issued": 49}, "collected"),
    Row("SATI-FORMAL-SUBJECT", "satisfaction", {**FORMAL, "subject": stranger}, "subject"),
    Row("SATI-INTERNAL-SUBJECT", "satisfaction", {**INTERNAL, "subject": "全局"}, "subject"),
    Row("SATI-FORMAL-EMPTY", "satisfaction", {**FORMAL, "announced_score": None, "announced_rank": None}, "scoring"),
    Row("SATI-FORMAL-PART", "satisfaction", {**FORMAL, "collected": 50}, "scoring"),
    Row("SATI-RANK", "satisfaction", {**FORMAL, "announced_rank": 47}, "announced_rank"),
    Row("SATI-FORMAL-COLUMNS", "satisfaction", {**INTERNAL, "announced_score": "91.26"}, "scoring"),
    Row(
        "SATI-ALL-SATISFIED",
        "satisfaction",
        {**INTERNAL, **dict.fromkeys(COUNTS, 0), "issued": 60, "collected": 10, "satisfied": 10},
        "satisfied",
    ),
    Row(
        "SATI-NO-SERVED",
        "satisfaction",
        {
            **INTERNAL,
            "respondents": "服务对象",
            "subject": lambda d: next(u.name for u in d.world.plan.units if u.trait == "综合"),
        },
        "respondents",
    ),
    Row("", "satisfaction", {**FORMAL, **COUNTS}, None),
    Row("GEN-CODE", "satisfaction", {**INTERNAL, "batch": "8月"}, "batch"),
    # 明察暗访
    Row("INSP-TWO", "inspections", {"inspectors": "李向东、李向东"}, "inspectors"),
    Row(
        "INSP-NONE-BUT-TEXT", "inspections", {"found": "无", "description": "窗口一人离岗四十分钟未挂牌"}, "description"
    ),
    Row("INSP-UNASSIGNED", "inspections", {"found": "有"}, "assignment_nos"),
    # 试点示范
    Row(
        "PILO-DATES",
        "pilots",
        {"start_on": past(2), "end_on": past(3), "unit": "军休所"},
        "end_on",
        when=lambda d: "军休所" not in d.world.chance.kept,
    ),
    # 点题监督
    Row("TOPI-DUE-BEFORE", "special_topics", {"raised_on": past(2), "due": past(3)}, "due"),
    Row(
        "TOPI-ORDER",
        "special_topics",
        {"status": "已办结", "raised_on": past(2), "done_on": past(3), "answered_on": past(1)},
        "done_on",
    ),
    Row(
        "TOPI-ORDER",
        "special_topics",
        {"status": "已办结", "raised_on": past(2), "done_on": past(1), "answered_on": past(3)},
        "answered_on",
    ),
    Row("TOPI-LEAD-NOT-IN", "special_topics", {"lead_unit": "军休所", "units": "优抚科、安置科"}, "units"),
    Row(
        "TOPI-DONE-OPEN",
        "special_topics",
        {"status": "已办结", "problem_nos": lambda d: waiting(d)["problem_no"]},
        "status",
        when=lambda d: d.world.before is not None,
    ),
    # 典型案例
    Row(
        "CASE-SAME-PERSON",
        "accountability",
        {"dual": "已双查", "direct_persons": "赵志强、钱海", "leading_persons": "钱海", "problem_no": None},
        "leading_persons",
        also=(("CASE-NOT-IN-LEDGER", "problem_no"),),
    ),
    Row(
        "CASE-EXPOSED-BEFORE",
        "accountability",
        {"exposure": "公开通报", "occurred_on": past(2), "exposed_on": past(3), "problem_no": None},
        "exposed_on",
        also=(("CASE-NOT-IN-LEDGER", "problem_no"),),
    ),
    Row(
        "CASE-LEADER-NOT-DUAL",
        "accountability",
        {"dual": "不启动", "leading_persons": "钱海", "problem_no": None},
        "leading_persons",
        also=(("CASE-NOT-IN-LEDGER", "problem_no"),),
    ),
    Row("CASE-NOT-IN-LEDGER", "accountability", {"problem_no": None}, "problem_no"),
)
