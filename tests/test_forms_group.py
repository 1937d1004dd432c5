"""Rules over one row of the group's and the office's forms: each broken once, its neighbour fine."""

from __future__ import annotations

import pytest
from form_tables import in_rows, said_in_rows, seed_plan, typed_frame

from lvzhi.findings import Severity
from schemas import (
    accountability,
    assignments,
    inspections,
    pilots,
    satisfaction,
    special_topic_progress,
    special_topics,
    supervision,
    verification,
)

VISIT = {
    "visited_on": "2015-08-20", "lead": "赵静", "leaders": "余国华", "participants": "赵静、刘惠农",
    "unit": "竹根滩镇", "method": "现场", "matters": "抽查6户低保档案", "found": "0",
}
ASSIGNMENT = {
    "assigned_on": "2015-08-20", "source": "督办检查", "source_ref": "三组-督办-003", "unit": "竹根滩镇",
    "check_item": "三(二)3", "matter": "抽查6户低保档案,2户缺入户调查表", "request": "逐户补查并签字",
    "due": "2015-09-20",
}
EVENT = {
    "problem_no": "优抚-问题-001", "event": "核查通过", "event_on": "2015-09-14", "application_on": "2015-09-08",
    "method": "现场", "verifier_1": "赵静", "verifier_2": "刘惠农", "entered_by": "赵静",
}
SURVEY = {
    "batch": "2015年8月第1次", "scoring": "局内测评", "subject": "竹根滩镇", "respondents": "服务对象",
    "dimension": "总体", "issued": "60", "collected": "52", "satisfied": "36", "basically": "11",
    "dissatisfied": "2", "unknown": "2", "invalid": "1", "organiser": "市局",
}
FORMAL = {
    "batch": "2015年11月第1次", "scoring": "市级正式", "subject": "全局", "respondents": "社会各界",
    "dimension": "总体", "formal_organiser": "市纠风办", "announced_score": "91.26",
}
INSPECTION = {
    "inspected_on": "2015-08-12", "unit": "竹根滩镇", "place": "3号窗口", "method": "暗访",
    "inspectors": "赵静、王君", "inspected": "在岗纪律、服务态度", "found": "有",
    "description": "上班时间窗口1人离岗40分钟", "on_the_spot": "责令整改", "made_known": "否",
    "assignment_nos": "履职办-交办-005",
}
PILOT = {
    "leader": "余国华", "unit": "婚姻登记处", "content": "推行电话预约登记", "start_on": "2015-07-01",
    "end_on": "2015-10-31", "status": "开展中",
}
TOPIC = {
    "party": "政协", "title": "婚姻登记高峰日排队", "topic_class": "社会关注的焦点问题", "raised_on": "2015-07-15",
    "lead_leader": "吴铭华", "lead_unit": "婚姻登记处", "units": "婚姻登记处、民间组织管理局",
    "measures": "增设1个窗口,推行电话预约", "due": "2015-09-30", "status": "已办结", "done_on": "2015-09-20",
    "answered_on": "2015-09-25",
}
CASE = {
    "source": "督办检查", "source_ref": "三组-督办-009", "unit": "总口管理区", "occurred_on": "2015-08-06",
    "matter": "救灾棉被账面60床、实存52床", "case_class": "履职不力", "direct_persons": "赵某", "punisher": "局党委",
    "punishment": "通报、诫勉", "dual": "已双查", "leading_persons": "钱某", "leader_duty": "分管责任",
    "exposure": "公开通报", "exposed_on": "2015-08-28", "problem_no": "三组-交办-006",
}

CASES = [
    (supervision, "三组", VISIT, "SUPV-FEEDBACK-ORDER", """
     | feedback_due | feedback_on | feedback   |
     | 2015-08-19   |             |            |
     | 2015-08-20   | 2015-08-19  | 已补查2户档案 |
     | 2015-08-20   | 2015-08-20  | 已补查2户档案 |
     """, [(1, "feedback_due"), (2, "feedback_on")]),
    (supervision, "三组", VISIT, "SUPV-OTHER-GROUP", """
     | unit       |
     | 渔洋镇      |
     | 竹根滩镇    |
     | 市民政局机关 |
     """, [(1, "unit")]),
    (supervision, "三组", VISIT, "SUPV-LEADER-LEADS", """
     | lead   | leaders |
     | 余国华 |         |
     | 余国华 | 余国华   |
     | 赵静   |         |
     """, [(1, "leaders")]),
    (supervision, "三组", VISIT, "SUPV-UNASSIGNED", """
     | found | feedback_due | assignment_nos              |
     | 2     | 2015-09-20   | 三组-交办-001               |
     | 1     | 2015-09-20   |                             |
     | 2     | 2015-09-20   | 三组-交办-001、三组-交办-002 |
     """, [(1, "assignment_nos"), (2, "assignment_nos")]),
    (assignments, "三组", ASSIGNMENT, "ASGN-DUE-BEFORE", """
     | due        |
     | 2015-08-19 |
     | 2015-08-20 |
     """, [(1, "due")]),
    (assignments, "三组", ASSIGNMENT, "ASGN-AREA-ITEM", """
     | check_item | area     |
     | 三(二)3    | 工作作风 |
     | 三(二)3①  | 工作作风 |
     | 三(二)3    | 服务民生 |
     |            | 工作作风 |
     | 三(二)3    |          |
     """, [(1, "area"), (2, "area")]),
    (assignments, "三组", ASSIGNMENT, "ASGN-OTHER-GROUP", """
     | unit    |
     | 渔洋镇   |
     | 竹根滩镇 |
     """, [(1, "unit")]),
    (verification, "三组", EVENT, "VERI-SAME-PERSON", """
     | verifier_1 | verifier_2 |
     | 赵静       | 赵 静      |
     | 赵静       | 刘惠农     |
     """, [(1, "verifier_2")]),
    (verification, "三组", EVENT, "VERI-BEFORE-APPLICATION", """
     | event_on   |
     | 2015-09-07 |
     | 2015-09-08 |
     """, [(1, "event_on")]),
    (verification, "三组", {**EVENT, "event": "重新挂号", "result": "回访发现又有2户未按期发放"}, "VERI-NEW-DUE", """
     | new_due    |
     | 2015-09-14 |
     | 2015-09-15 |
     """, [(1, "new_due")]),
    (verification, "履职办", {**EVENT, "event": "归并", "result": "与另一条为同一问题,并案整改"}, "VERI-MERGE-SELF", """
     | merged_into   |
     | 优抚-问题-001 |
     | 优抚-问题-002 |
     """, [(1, "merged_into")]),
    (verification, "三组", {**EVENT, "result": "与另一条为同一问题,并案整改"}, "VERI-OFFICE-ONLY", """
     | event    | merged_into   |
     | 归并     | 优抚-问题-002 |
     | 撤销     |               |
     | 移交     |               |
     | 核查通过 |               |
     """, [(1, "event"), (2, "event"), (3, "event")]),
    (satisfaction, "履职办", SURVEY, "SATI-SUM", """
     | collected | satisfied |
     | 52        | 43        |
     | 52        | 36        |
     """, [(1, "collected")]),
    (satisfaction, "履职办", {**SURVEY, "satisfied": "47"}, "SATI-COLLECTED", """
     | issued | collected |
     | 60     | 63        |
     | 63     | 63        |
     """, [(1, "collected")]),
    (satisfaction, "履职办", FORMAL, "SATI-FORMAL-SUBJECT", """
     | subject     |
     | 竹根滩镇     |
     | 全局        |
     | 市民政局机关 |
     """, [(1, "subject")]),
    (satisfaction, "履职办", SURVEY, "SATI-INTERNAL-SUBJECT", """
     | subject |
     | 全局    |
     | 竹根滩镇 |
     """, [(1, "subject")]),
    (satisfaction, "履职办", FORMAL, "SATI-FORMAL-EMPTY", """
     | announced_score | announced_rank |
     |                 |                |
     | 91.26           |                |
     |                 | 7              |
     """, [(1, "scoring")]),
    (satisfaction, "履职办", FORMAL, "SATI-FORMAL-PART", """
     | issued | collected | satisfied | basically | dissatisfied | unknown | invalid |
     | 100    | 90        | 80        |           |              |         |         |
     | 100    | 90        | 80        | 10        | 0            | 0       | 0       |
     |        |           |           |           |              |         |         |
     """, [(1, "scoring")]),
    (satisfaction, "履职办", FORMAL, "SATI-RANK", """
     | announced_rank | departments |
     | 47             | 46          |
     | 46             | 46          |
     | 47             |             |
     """, [(1, "announced_rank")]),
    (satisfaction, "履职办", SURVEY, "SATI-FORMAL-COLUMNS", """
     | formal_organiser | announced_score | notice_no          |
     | 市纠风办         |                 |                    |
     |                  | 91              |                    |
     |                  |                 | 纠风办〔2015〕12号 |
     |                  |                 |                    |
     """, [(1, "scoring"), (2, "scoring"), (3, "scoring")]),
    (satisfaction, "履职办", {**SURVEY, "basically": "0", "dissatisfied": "0", "unknown": "0", "invalid": "0"},
     "SATI-ALL-SATISFIED", """
     | collected | satisfied |
     | 10        | 10        |
     | 9         | 9         |
     """, [(1, "satisfied")]),
    (satisfaction, "履职办", SURVEY, "SATI-NO-SERVED", """
     | subject | respondents |
     | 财务科  | 服务对象     |
     | 财务科  | 基层单位     |
     | 优抚科  | 服务对象     |
     """, [(1, "respondents")]),
    (inspections, "履职办", INSPECTION, "INSP-TWO", """
     | inspectors |
     | 赵静       |
     | 赵静、赵静  |
     | 赵静、王君  |
     """, [(1, "inspectors"), (2, "inspectors")]),
    (inspections, "履职办", INSPECTION, "INSP-NONE-BUT-TEXT", """
     | found | description            |
     | 无    | 上班时间窗口1人离岗40分钟 |
     | 无    |                        |
     """, [(1, "description")]),
    (inspections, "履职办", INSPECTION, "INSP-UNASSIGNED", """
     | found | description            | assignment_nos  |
     | 有    | 上班时间窗口1人离岗40分钟 |                 |
     | 有    | 上班时间窗口1人离岗40分钟 | 履职办-交办-005 |
     | 无    |                        |                 |
     """, [(1, "assignment_nos")]),
    (pilots, "履职办", PILOT, "PILO-DATES", """
     | end_on     |
     | 2015-06-30 |
     | 2015-07-01 |
     """, [(1, "end_on")]),
    (special_topics, "履职办", TOPIC, "TOPI-DUE-BEFORE", """
     | due        |
     | 2015-07-14 |
     | 2015-07-15 |
     """, [(1, "due")]),
    (special_topics, "履职办", TOPIC, "TOPI-ORDER", """
     | done_on    | answered_on |
     | 2015-07-14 | 2015-07-15  |
     | 2015-07-15 | 2015-07-14  |
     | 2015-07-15 | 2015-07-15  |
     """, [(1, "done_on"), (2, "answered_on")]),
    (special_topics, "履职办", TOPIC, "TOPI-LEAD-NOT-IN", """
     | units                 |
     | 优抚科、民间组织管理局   |
     | 婚姻登记处             |
     """, [(1, "units")]),
    (accountability, "履职办", CASE, "CASE-SAME-PERSON", """
     | direct_persons | leading_persons |
     | 赵某、孙某      | 钱某、孙某       |
     | 赵某           | 钱某            |
     """, [(1, "leading_persons")]),
    (accountability, "履职办", CASE, "CASE-EXPOSED-BEFORE", """
     | exposed_on |
     | 2015-08-05 |
     | 2015-08-06 |
     """, [(1, "exposed_on")]),
    (accountability, "履职办", CASE, "CASE-LEADER-NOT-DUAL", """
     | dual           | leading_persons | not_dual_reason |
     | 只查直接责任人  | 钱某            | 分管领导已尽责   |
     | 只查直接责任人  |                 | 分管领导已尽责   |
     """, [(1, "leading_persons")]),
    (accountability, "履职办", CASE, "CASE-NOT-IN-LEDGER", """
     | problem_no    |
     |               |
     | 三组-交办-006 |
     """, [(1, "problem_no")]),
]


@pytest.mark.parametrize(("module", "filer", "base", "code", "table", "places"), CASES, ids=[c[3] for c in CASES])
def test_rule_finds_its_rows_and_nothing_else(module, filer, base, code, table, places):
    assert in_rows(module.FORM, table, base, filer) == [(row, column, code) for row, column in places]


def test_every_row_rule_has_its_table():
    declared = {rule.code for module in {c[0] for c in CASES} for rule in module.FORM.rules}
    assert declared == {c[3] for c in CASES}


SEVERITIES = {
    Severity.QUERY: {"SATI-ALL-SATISFIED", "SATI-NO-SERVED"},
    Severity.NOTE: {
        "SUPV-OTHER-GROUP", "SUPV-LEADER-LEADS", "SUPV-UNASSIGNED", "ASGN-OTHER-GROUP", "INSP-UNASSIGNED",
        "TOPI-LEAD-NOT-IN", "CASE-NOT-IN-LEDGER",
    },
}


def test_severities():
    rules = {rule for module in {c[0] for c in CASES} for rule in module.FORM.rules}
    for severity, codes in SEVERITIES.items():
        assert {r.code for r in rules if r.severity is severity} == codes


REQUIRED = [
    (supervision, "三组", VISIT, "feedback_due", "| found | assignment_nos |\n| 1 | 三组-交办-001 |\n| 0 | |", [1]),
    (supervision, "三组", VISIT, "feedback", "| feedback_on |\n| 2015-09-01 |\n| |", [1]),
    (assignments, "三组", {**ASSIGNMENT, "source_ref": ""}, "source_ref",
     "| source |\n| 明察暗访 |\n| 督办检查 |\n| 点题监督 |\n| 群众投诉举报 |\n| 征求意见 |", [1, 2, 3, 4]),
    (assignments, "三组", {**ASSIGNMENT, "check_item": ""}, "area", "| area |\n| |\n| 服务民生 |", [1]),
    (verification, "三组", {**EVENT, "application_on": "", "approver": "余国华", "approval_no": "5号"},
     "application_on", "| event |\n| 核查通过 |\n| 批准销号 |", [1, 2]),
    (verification, "三组", {**EVENT, "verifier_2": ""}, "verifier_2", "| event |\n| 核查通过 |", [1]),
    (verification, "三组", EVENT, "result", "| event |\n| 核查退回 |\n| 核查通过 |", [1]),
    (verification, "三组",
     {**EVENT, "result": "涉及外出务工户,一时难以见面", "approver": "余国华", "approval_no": "5号"}, "new_due",
     "| event |\n| 延期 |\n| 长期认定 |\n| 取消长期 |\n| 核查退回 |", [1, 2, 3]),
    (verification, "三组", {**EVENT, "event": "批准销号"}, "approver", "| approver |\n| |", [1]),
    (verification, "三组", {**EVENT, "event": "批准销号", "approver": "余国华"}, "approval_no",
     "| entered_by | approval_no |\n| 赵静 | |\n| 余国华 | |\n| 赵静 | 5号 |", [1]),
    (verification, "履职办", {**EVENT, "result": "与另一条为同一问题,并案整改"}, "merged_into",
     "| event |\n| 归并 |\n| 撤销 |", [1]),
    (satisfaction, "履职办", SURVEY, "organiser", "| organiser |\n| |\n| 市局 |", [1]),
    (satisfaction, "履职办", {**SURVEY, "collected": ""}, "collected",
     "| scoring |\n| 局内测评 |\n| 窗口即时 |", [1, 2]),
    (satisfaction, "履职办", FORMAL, "formal_organiser", "| formal_organiser |\n| |\n| 联合组织 |", [1]),
    (inspections, "履职办", {**INSPECTION, "description": ""}, "description", "| found |\n| 有 |\n| 无 |", [1]),
    (pilots, "履职办", PILOT, "lessons", "| status |\n| 已总结 |\n| 已推广 |\n| 已确定 |", [1, 2]),
    (special_topics, "履职办", {**TOPIC, "answered_on": ""}, "answered_on", "| status |\n| 已办结 |\n| 推进中 |", [1]),
    (accountability, "履职办", {**CASE, "leader_duty": ""}, "leader_duty",
     "| dual | leading_persons | not_dual_reason |\n| 已双查 | 钱某 | |\n| 不启动 | | 属个人行为 |", [1]),
    (accountability, "履职办", {**CASE, "leader_duty": "", "leading_persons": ""}, "not_dual_reason",
     "| dual | not_dual_reason |\n| 只查直接责任人 | |\n| 不启动 | |\n| 不启动 | 属个人行为 |", [1, 2]),
    (accountability, "履职办", {**CASE, "exposed_on": ""}, "exposed_on",
     "| exposure |\n| 公开通报 |\n| 点名曝光 |\n| 内部通报 |", [1, 2]),
]


@pytest.mark.parametrize(("module", "filer", "base", "column", "table", "rows"), REQUIRED)
def test_a_column_is_asked_for_when_its_condition_holds(module, filer, base, column, table, rows):
    assert in_rows(module.FORM, table, base, filer) == [(row, column, "GEN-REQUIRED") for row in rows]


MESSAGES = [
    (satisfaction, {**SURVEY, "collected": "58", "satisfied": "43"},
     "满意、基本满意、不满意、不了解、无效票合计59份,与收回58份不一致,请核对。"),
    (satisfaction, {**SURVEY, "collected": "63", "satisfied": "47"}, "收回63份,多于发放60份,请核对。"),
    (satisfaction, {**FORMAL, "collected": "90", "issued": "100"},
     "市级正式测评的份数只填了一部分,还缺满意、基本满意、不满意、不了解、无效。请补齐;通报没有份数的,各项份数都留空。"),
    (satisfaction, {**SURVEY, "subject": "全局"}, "局内测评按单位登记,请从下拉列表中选定被测评的单位。"),
    (satisfaction, {**SURVEY, "batch": "8月第1次"}, "“8月第1次”的写法应为“××××年8月第1次”的样式,请核对。"),
    (inspections, {**INSPECTION, "inspectors": "赵静"},
     "检查人只有“赵静”。明察暗访须由两人以上进行,请补填另一名检查人,用“、”隔开。"),
    (accountability, {**CASE, "leading_persons": "赵某"}, "同一人既是直接责任人又是领导责任人,请核对。"),
]


@pytest.mark.parametrize(("module", "row", "text"), MESSAGES)
def test_message(module, row, text):
    said = said_in_rows(module.FORM, "| remark |\n| |", row, "履职办")
    assert [b.message for b in said] == [text]


def test_area_that_is_not_the_items_own_comes_with_the_right_one():
    said = said_in_rows(assignments.FORM, "| area |\n| 工作作风 |", ASSIGNMENT, "三组")
    assert [(b.message, b.suggestion) for b in said] == [
        ("检查项“三(二)3 优抚、安置、救灾、社会救…”属于服务民生,所属方面现为“工作作风”,请核对。", "服务民生")
    ]


def test_surveys_call_the_bureau_by_the_sheets_word_and_keep_its_code():
    subject = satisfaction.FORM.by_id["subject"].kind
    assert typed_frame(satisfaction.FORM, [FORMAL], "履职办")["subject"].tolist() == ["局机关"]
    assert (subject.options(seed_plan(), None)[-1], subject.show("局机关", seed_plan())) == ("全局", "全局")


def test_names_in_cases_are_restricted_unless_the_case_was_exposed_by_name():
    rows = [CASE, {**CASE, "exposure": "点名曝光"}, {**CASE, "exposure": ""}]
    frame = typed_frame(accountability.FORM, rows, "履职办")
    for column in ("direct_persons", "leading_persons"):
        restricted = accountability.FORM.by_id[column].restricted
        assert restricted.holds(frame).tolist() == [True, False, True]


def test_messages_name_no_restricted_cell():
    forms = [m.FORM for m in (*{c[0] for c in CASES}, special_topic_progress)]
    hidden = [(f, c.id) for f in forms for c in f.all_columns if c.restricted]
    told = [(f.id, c) for f, c in hidden for r in (*f.rules, *f.cross_rules) if f"{{{c}}}" in r.message]
    assert (len(hidden), told) == (3, [])
