"""Rules over one row of the unit book's forms: each broken once, its neighbour fine."""

from __future__ import annotations

from dataclasses import replace

import pytest
from form_tables import in_rows, said_in_rows, seed_plan

from lvzhi.books.entry import mark
from lvzhi.findings import Severity
from schemas import (
    commitments,
    complaints,
    consultations,
    coordination_list,
    cover,
    duty_list,
    projects,
    rectification,
    self_inspection,
    stage_tasks,
    supervisors,
)

COVER = {
    "preparer": "王某", "phone": "0728-6240001", "reviewer": "刘某某", "head": "陈某", "liaison": "王某",
}
TASK = {"task_no": "四(一)1", "status": "进行中", "result": "已印发本单位方案"}
PROBLEM = {
    "registered_on": "2015-07-10", "source": "自查自纠", "check_item": "三(二)3",
    "description": "二季度农村低保金到账比规定晚9天,3个村群众来询问", "responsible_unit": "园林办事处",
    "responsible_leader": "陈某", "responsible_person": "王某", "category": "立行立改",
    "measures": "每季首月10日前送达发放表,到账当日公开", "due": "2015-07-20", "status": "未启动",
}
PROMISE = {
    "batch": "首批承诺", "promise": "临时救助申请10个工作日内书面答复", "target": "答复率100%", "due": "2015-11-20",
    "channels": "公示栏", "published_on": "2015-06-25", "published_evidence": "照片2张",
    "responsible_leader": "陈某", "responsible_person": "王某", "progress": "受理11件均已答复", "status": "推进中",
}
ITEM = {"check_item": "三(二)3", "part": "④", "conclusion": "未发现问题"}
DUTY = {
    "name": "低保年度复核", "basis": "社会救助办法", "duty_kind": "法定职责", "target": "逐户复核一遍",
    "due": "2015-09-30", "status": "已完成", "post": "救助岗", "responsible_person": "王某", "openness": "已公开",
    "updated_on": "2015-06-20",
}
SHARED = {
    "name": "流浪人员救助", "basis": "救助管理办法", "lead_body": "救助站", "partner_bodies": "园林办事处、公安局",
    "content": "发现后2小时内护送", "due": "长期", "contact": "王某", "post": "事务岗",
    "responsible_person": "王某", "openness": "内部", "updated_on": "2015-06-20",
}
COMPLAINT = {
    "received_on": "2015-09-28", "channel": "来访", "named": "是", "subject_unit": "园林办事处",
    "summary": "临时救助申请交件27天没有答复", "category": "投诉", "area": "收集解决",
    "handling_unit": "园林办事处", "handler": "王某", "status": "办结", "result": "当日补办书面答复",
    "truth": "不属实", "answered_on": "2015-09-28", "feedback": "满意",
}
OPINION = {
    "held_on": "2015-07-18", "method": "座谈会", "consulted": "人大", "opinion": "低保公示栏移到村口",
    "decision": "采纳", "problem_nos": "园林-问题-002",
}
WORKS = {
    "project": "烈士陵园(项目)", "place": "全市", "budget": "320", "received": "200", "spent": "126.5",
    "works": "在建", "progress": "45",
}
PERSON = {
    "name": "周某某", "kind": "人大代表", "workplace": "刘岭社区", "term_from": "2015-06-15",
    "term_to": "2016-06-14", "term": "在聘",
}
APPLIED = {"status": "申请销号", "progress": "已送达三季度发放表", "evidence": "发放表", "applied_on": "2015-07-18"}

CASES = [
    (cover, "园林", COVER, "COVER-SAME-PERSON", """
     | preparer | reviewer |
     | 王某     | 王某     |
     | 王某     | 刘某某   |
     """, [(1, "reviewer")]),
    (stage_tasks, "园林", TASK, "TASK-DATE-NOT-DONE", """
     | status | done_on    | evidence |
     | 进行中 | 2015-06-20 |          |
     | 已完成 | 2015-06-20 | 会议记录 |
     | 进行中 |            |          |
     """, [(1, "done_on")]),
    (stage_tasks, "园林", {**TASK, "status": "已完成", "evidence": "台账"}, "TASK-BEFORE-STAGE", """
     | task_no | done_on    |
     | 四(二)2 | 2015-06-30 |
     | 四(二)2 | 2015-07-01 |
     | 四(五)  | 2015-10-19 |
     """, [(1, "done_on")]),
    (stage_tasks, "园林", {**TASK, "result": ""}, "TASK-NA", """
     | status | not_applicable_reason |
     | 不适用 | 本科室没有对外窗口     |
     | 未启动 |                       |
     """, [(1, "status")]),
    (rectification, "园林", PROBLEM, "RECT-DUE-BEFORE-REG", """
     | due        |
     | 2015-07-09 |
     | 2015-07-10 |
     """, [(1, "due")]),
    (rectification, "园林", {**PROBLEM, **APPLIED}, "RECT-APPLY-BEFORE-REG", """
     | applied_on |
     | 2015-07-09 |
     | 2015-07-11 |
     """, [(1, "applied_on")]),
    (rectification, "园林",
     {**PROBLEM, "status": "申请延期", "progress": "已谈妥2人", "applied_on": "2015-07-18",
      "extend_reason": "招聘公告尚未获批"}, "RECT-EXTEND-NOT-LATER", """
     | extend_to  |
     | 2015-07-20 |
     | 2015-07-21 |
     """, [(1, "extend_to")]),
    (rectification, "园林", PROBLEM, "RECT-AREA-ITEM", """
     | check_item | area     |
     | 三(二)3    | 工作作风 |
     | 三(二)3④   | 工作作风 |
     | 三(二)3    | 服务民生 |
     | 三(二)3    |          |
     """, [(1, "area"), (2, "area")]),
    (rectification, "园林",
     {**PROBLEM, **APPLIED, "cause": "编制少,夜班没有排定", "status": "阶段性完成"}, "RECT-INTERIM-NOT-LONG", """
     | category | goal           |
     | 限期整改 |                |
     | 长期坚持 | 年底核对率100% |
     """, [(1, "status")]),
    (rectification, "园林", {**PROBLEM, "cause": "编制少,夜班没有排定"}, "RECT-GOAL-NOT-LONG", """
     | category | goal           |
     | 限期整改 | 年底核对率100% |
     | 长期坚持 | 年底核对率100% |
     """, [(1, "goal")]),
    (rectification, "园林", PROBLEM, "GEN-UNIT", """
     | co_units           |
     | 救助站、园林办事处 |
     | 救助站             |
     |                    |
     """, [(1, "co_units")]),
    (rectification, "园林", {**PROBLEM, **APPLIED}, "RECT-SAME-DAY", """
     | applied_on |
     | 2015-07-10 |
     | 2015-07-11 |
     """, [(1, "applied_on")]),
    (rectification, "园林", {**PROBLEM, "cause": "编制少,夜班没有排定"}, "RECT-DUE-LATE", """
     | category | due        | goal           |
     | 限期整改 | 2015-12-01 |                |
     | 限期整改 | 2015-11-30 |                |
     | 长期坚持 | 2015-12-01 | 年底核对率100% |
     """, [(1, "due")]),
    (rectification, "园林", PROBLEM, "RECT-IMMEDIATE-LONG", """
     | due        |
     | 2015-07-26 |
     | 2015-07-25 |
     """, [(1, "due")]),
    (rectification, "园林", PROBLEM, "RECT-OWNER-OTHER", """
     | responsible_unit |
     | 泰丰办事处       |
     | 园林办事处       |
     """, [(1, "responsible_unit")]),
    (rectification, "园林", PROBLEM, "RECT-WEAK-MEASURES", """
     | measures                             |
     | 加强学习,提高认识,强化服务意识     |
     | 进一步加强领导,切实提升工作能力    |
     | 加强学习,每周五下午集中学习2小时    |
     """, [(1, "measures"), (2, "measures")]),
    (rectification, "园林", PROBLEM, "RECT-SOURCE-REF-EMPTY", """
     | source   | source_ref     |
     | 明察暗访 |                |
     | 明察暗访 | 履职办-察访-001 |
     | 上级交办 |                |
     """, [(1, "source_ref")]),
    (commitments, "园林", PROMISE, "PROM-DUE-BEFORE-PUBLISHED", """
     | due        | status   | not_kept_reason  |
     | 2015-06-24 | 部分兑现 | 发放系统升级停用 |
     | 2015-06-25 | 部分兑现 | 发放系统升级停用 |
     """, [(1, "due")]),
    (commitments, "园林", {**PROMISE, "status": "已兑现"}, "PROM-KEPT-BEFORE-PUBLISHED", """
     | kept_on    |
     | 2015-06-24 |
     | 2015-06-25 |
     """, [(1, "kept_on")]),
    (commitments, "园林", PROMISE, "PROM-DATE-NOT-KEPT", """
     | status | kept_on    |
     | 推进中 | 2015-07-08 |
     | 已兑现 | 2015-07-08 |
     | 推进中 |            |
     """, [(1, "kept_on")]),
    (commitments, "园林", {**PROMISE, "status": "未到期"}, "PROM-NOT-DUE-PAST", """
     | due        |
     | 2015-10-19 |
     | 2015-10-20 |
     """, [(1, "status")]),
    (commitments, "园林", PROMISE, "PROM-PAST-PENDING", """
     | due        |
     | 2015-10-19 |
     | 2015-10-20 |
     """, [(1, "status")]),
    (commitments, "园林", PROMISE, "PROM-DUE-LATE", """
     | due        |
     | 2015-12-01 |
     | 2015-11-30 |
     """, [(1, "due")]),
    (self_inspection, "园林", ITEM, "SELF-NA", """
     | conclusion | not_applicable_reason |
     | 不适用     | 本镇没有行政审批事项   |
     | 未发现问题 |                       |
     """, [(1, "conclusion")]),
    (self_inspection, "园林",
     {**ITEM, "part": "–", "conclusion": "线索已按规定移交", "transferred_on": "2015-08-20"}, "SELF-TRANSFER-ITEM", """
     | check_item |
     | 三(三)1    |
     | 三(一)4    |
     | 三(四)5    |
     """, [(1, "conclusion")]),
    (self_inspection, "园林", ITEM, "SELF-TEXT-WITHOUT-FINDING", """
     | conclusion | manifestation                  | problem_nos   |
     | 未发现问题 | 二季度低保金到账比规定晚9天     |               |
     | 未发现问题 |                                | 园林-问题-001 |
     | 发现问题   | 二季度低保金到账比规定晚9天     | 园林-问题-001 |
     | 未发现问题 |                                |               |
     """, [(1, "conclusion"), (2, "conclusion")]),
    (duty_list, "园林", DUTY, "DUTY-LATE", """
     | done_on    |
     | 2015-10-01 |
     | 2015-09-30 |
     """, [(1, "done_on")]),
    (duty_list, "园林", DUTY, "DUTY-DATE-NOT-DONE", """
     | status | done_on    |
     | 进行中 | 2015-09-20 |
     | 已完成 | 2015-09-20 |
     | 进行中 |            |
     """, [(1, "done_on")]),
    (coordination_list, "园林", SHARED, "COOR-NOT-IN-IT", """
     | lead_body        | partner_bodies         |
     | 救助站           | 公安局                 |
     | 救助站           | 公安局、园林办事处民政办 |
     | 园林办事处       | 公安局                 |
     """, [(1, "partner_bodies")]),
    (coordination_list, "工青妇", SHARED, "COOR-NOT-IN-IT", """
     | partner_bodies |
     | 公安局         |
     | 工、青、妇     |
     """, [(1, "partner_bodies")]),
    (complaints, "园林", {**COMPLAINT, "truth": "属实", "held_to_account": "否", "problem_no": "园林-问题-001"},
     "COMP-WHISTLE-UNIT", """
     | category | handling_unit |
     | 举报     | 救助站        |
     | 投诉     | 救助站        |
     """, [(1, "category")]),
    (complaints, "园林", COMPLAINT, "COMP-ANSWER-BEFORE", """
     | answered_on |
     | 2015-09-27  |
     | 2015-09-28  |
     """, [(1, "answered_on")]),
    (complaints, "园林", {**COMPLAINT, "truth": "", "result": "", "answered_on": "", "feedback": ""},
     "COMP-OVERDUE", """
     | received_on | category | status | result           | answered_on |
     | 2015-10-04  | 投诉     | 办理中 |                  |             |
     | 2015-10-05  | 投诉     | 办理中 |                  |             |
     | 2015-10-04  | 投诉     | 退回   | 不属于本单位职责 |             |
     | 2015-10-10  | 咨询     | 受理   |                  |             |
     | 2015-10-13  | 咨询     | 受理   |                  |             |
     """, [(1, "status"), (4, "status")]),
    (complaints, "园林", COMPLAINT, "COMP-PENDING-CLOSED", """
     | truth  |
     | 待查   |
     | 不属实 |
     """, [(1, "status")]),
    (complaints, "园林", {**COMPLAINT, "held_to_account": "否"}, "COMP-NO-PROBLEM", """
     | truth    | problem_no    |
     | 属实     |               |
     | 部分属实 |               |
     | 属实     | 园林-问题-001 |
     | 不属实   |               |
     """, [(1, "problem_no"), (2, "problem_no")]),
    (complaints, "履职办", COMPLAINT, "COMP-ACCUSED-HANDLES", """
     | category | handling_unit |
     | 举报     | 园林办事处    |
     | 举报     | 监察室        |
     | 投诉     | 园林办事处    |
     """, [(1, "handling_unit")]),
    (consultations, "园林", {**OPINION, "method": "问卷调查"}, "CONS-COLLECTED", """
     | held_on    | issued | collected |
     | 2015-07-18 | 60     | 63        |
     | 2015-07-19 | 60     | 60        |
     """, [(1, "collected")]),
    (consultations, "园林", {**OPINION, "problem_nos": ""}, "CONS-NO-WHY", """
     | decision | remark           |
     | 不采纳   |                  |
     | 解释说明 |                  |
     | 不采纳   | 与现行政策不一致 |
     """, [(1, "remark"), (2, "remark")]),
    (consultations, "园林", {**OPINION, "remark": "当场说明"}, "CONS-NO-PROBLEM", """
     | decision | problem_nos   |
     | 采纳     |               |
     | 采纳     | 园林-问题-002 |
     | 不采纳   |               |
     """, [(1, "problem_nos")]),
    (projects, "烈士园", WORKS, "PROJ-SPENT", """
     | spent  |
     | 200.01 |
     | 200    |
     """, [(1, "spent")]),
    (projects, "烈士园", WORKS, "PROJ-RECEIVED", """
     | received | budget |
     | 321      | 320    |
     | 320      | 320    |
     | 321      |        |
     """, [(1, "received")]),
    (projects, "烈士园", WORKS, "PROJ-WORKS-RATE", """
     | works  | progress |
     | 竣工   | 99       |
     | 投用   | 100      |
     | 未启动 | 1        |
     | 未启动 | 0        |
     """, [(1, "progress"), (3, "progress")]),
    (supervisors, "园林", PERSON, "SUPR-TERM", """
     | term_from  | term_to    |
     | 2016-01-02 | 2016-01-01 |
     | 2016-01-01 | 2016-01-01 |
     """, [(1, "term_to")]),
    (supervisors, "园林", PERSON, "SUPR-EXPIRED", """
     | term_to    | term |
     | 2015-09-30 | 在聘 |
     | 2015-10-01 | 在聘 |
     | 2015-09-30 | 期满 |
     """, [(1, "term")]),
    (supervisors, "园林", PERSON, "SUPR-OWN-STAFF", """
     | workplace        |
     | 园林办事处民政所 |
     | 园林办事处刘岭社区 |
     """, [(1, "workplace")]),
]


@pytest.mark.parametrize(("module", "filer", "base", "code", "table", "places"), CASES, ids=[c[3] for c in CASES])
def test_rule_finds_its_rows_and_nothing_else(module, filer, base, code, table, places):
    assert in_rows(module.FORM, table, base, filer) == [(row, column, code) for row, column in places]


def test_every_row_rule_has_its_table():
    declared = {rule.code for module in {c[0] for c in CASES} for rule in module.FORM.rules}
    assert declared == {c[3] for c in CASES}


SEVERITIES = {
    Severity.QUERY: {
        "TASK-NA", "RECT-SAME-DAY", "RECT-DUE-LATE", "RECT-OWNER-OTHER", "PROM-PAST-PENDING", "PROM-DUE-LATE",
        "SELF-NA", "COOR-NOT-IN-IT", "COMP-NO-PROBLEM", "PROJ-RECEIVED", "PROJ-WORKS-RATE", "SUPR-OWN-STAFF",
    },
    Severity.NOTE: {
        "COVER-SAME-PERSON", "TASK-BEFORE-STAGE", "RECT-IMMEDIATE-LONG", "RECT-WEAK-MEASURES",
        "RECT-SOURCE-REF-EMPTY", "DUTY-LATE", "COMP-OVERDUE", "CONS-NO-WHY", "CONS-NO-PROBLEM", "SUPR-EXPIRED",
    },
}


@pytest.mark.parametrize("severity", SEVERITIES)
def test_severities(severity):
    rules = {rule for module in {c[0] for c in CASES} for rule in module.FORM.rules}
    assert {r.code for r in rules if r.severity is severity} == SEVERITIES[severity]


SHOWN_TASK = {**TASK, "result": ""}
REQUIRED = [
    (stage_tasks, "园林", SHOWN_TASK, "result", "| status |\n| 进行中 |\n| 未启动 |", [1]),
    (stage_tasks, "园林", {**TASK, "done_on": "2015-06-20"}, "evidence", "| status |\n| 已完成 |", [1]),
    (stage_tasks, "园林", {**TASK, "evidence": "记录"}, "done_on", "| status |\n| 已完成 |\n| 进行中 |", [1]),
    (stage_tasks, "园林", SHOWN_TASK, "not_applicable_reason", "| status |\n| 不适用 |\n| 未启动 |", [1]),
    (rectification, "园林", {**PROBLEM, "check_item": "", "area": "服务民生"}, "check_item",
     "| source |\n| 自查自纠 |\n| 上级交办 |", [1]),
    (rectification, "园林", PROBLEM, "source_ref", "| source |\n| 征求意见 |\n| 群众投诉举报 |\n| 其他 |", [1, 2]),
    (rectification, "园林", {**PROBLEM, "source": "上级交办"}, "area",
     "| check_item |\n| |\n| 三(二)3 |", [1]),
    (rectification, "园林", PROBLEM, "cause", "| category |\n| 限期整改 |\n| 立行立改 |", [1]),
    (rectification, "园林", {**PROBLEM, "cause": "编制少,夜班没有排定"}, "goal",
     "| category |\n| 长期坚持 |\n| 限期整改 |", [1]),
    (rectification, "园林", PROBLEM, "progress", "| status |\n| 整改中 |\n| 未启动 |", [1]),
    (rectification, "园林", {**PROBLEM, **APPLIED, "evidence": ""}, "evidence", "| status |\n| 申请销号 |", [1]),
    (rectification, "园林", {**PROBLEM, **APPLIED, "source_ref": "园林-投诉-001"}, "feedback",
     "| source |\n| 群众投诉举报 |\n| 自查自纠 |", [1]),
    (commitments, "园林", PROMISE, "media", "| channels |\n| 公示栏、网络 |\n| 公示栏、窗口 |", [1]),
    (commitments, "园林", {**PROMISE, "published_evidence": "", "media": "市报"}, "published_evidence",
     "| channels |\n| 公示栏 |\n| 公示栏、报纸 |", [1]),
    (duty_list, "园林", {**DUTY, "status": "进行中", "due": ""}, "due",
     "| duty_kind |\n| 省厅下达 |\n| 法定职责 |", [1]),
    (complaints, "园林", {**COMPLAINT, "area": "", "truth": "", "feedback": "", "status": "已答复"}, "area",
     "| category |\n| 投诉 |\n| 求决 |\n| 咨询 |", [1, 2]),
    (complaints, "园林", {**COMPLAINT, "problem_no": "园林-问题-001"}, "held_to_account",
     "| truth |\n| 属实 |\n| 不属实 |", [1]),
    (complaints, "园林", {**COMPLAINT, "truth": ""}, "truth",
     "| category | status |\n| 投诉 | 办结 |\n| 求决 | 办结 |\n| 投诉 | 已答复 |", [1]),
]


@pytest.mark.parametrize(("module", "filer", "base", "column", "table", "rows"), REQUIRED)
def test_a_cell_is_asked_for_where_its_condition_holds(module, filer, base, column, table, rows):
    found = [f for f in in_rows(module.FORM, table, base, filer) if f[2] == "GEN-REQUIRED"]
    assert found == [(row, column, "GEN-REQUIRED") for row in rows]


def test_evidence_of_an_application_is_asked_for_where_the_plan_asks_for_it():
    row = {**PROBLEM, **APPLIED, "evidence": ""}
    waived = replace(seed_plan(), settings=replace(seed_plan().settings, evidence_required_to_apply=False))
    asked = [{b.code for b in said_in_rows(rectification.FORM, "| due |\n| 2015-08-01 |", row, "园林", plan=plan)}
             for plan in (seed_plan(), waived)]
    assert ["GEN-REQUIRED" in codes for codes in asked] == [True, False]
    evidence = next(c for c in rectification.FORM.columns if c.id == "evidence")
    assert [mark(evidence, plan) for plan in (seed_plan(), waived)] == ["◇", "○"]


def test_messages_say_what_stands_there_and_the_plans_own_numbers():
    late = {**PROBLEM, "due": "2015-12-01", "area": "工作作风"}
    said = said_in_rows(rectification.FORM, "| due |\n| 2015-12-01 |", late, "园林")
    assert [(b.code, b.message, b.suggestion) for b in said] == [
        ("RECT-AREA-ITEM",
         "检查项“三(二)3 优抚、安置、救灾、社会救…”不属于“工作作风”,请改填“服务民生”,或核对检查项。",
         "服务民生"),
        ("RECT-DUE-LATE",
         "整改时限“2015年12月1日”晚于集中整改结束的2015年11月30日。请说明原因和能够完成的日期。", None),
        ("RECT-IMMEDIATE-LONG",
         "本条是“立行立改”,整改时限“2015年12月1日”在登记15天以后。需要较长时间的请选“限期整改”。", None),
    ]


def test_very_many_rows_are_each_judged_at_their_place():
    """Pandera gets a thousand rows at a time: what is wrong far below is still said of its row, and in order."""
    left_out = (1, 1000, 1001, 2500)
    table = "\n".join(["| progress |", *("|  |" if n in left_out else "| 均已答复 |" for n in range(1, 2501))])
    found = in_rows(commitments.FORM, table, PROMISE, "园林")
    assert [f for f in found if f[2] == "GEN-REQUIRED"] == [(n, "progress", "GEN-REQUIRED") for n in left_out]
