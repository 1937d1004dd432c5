"""The unit book's other forms across rows, sheets and versions: every ⇄ rule fired and not fired."""

from __future__ import annotations

from dataclasses import replace

import pytest
from form_tables import across, filing, said_across
from standing import HeldStanding
from test_forms_unit import COVER, DUTY, OPINION, PERSON, PROMISE, TASK, WORKS
from test_forms_unit_across import ROW, STANDS, accepted

from lvzhi.findings import Severity
from schemas import (
    commitments,
    consultations,
    cover,
    duty_list,
    explanations,
    projects,
    publicity,
    rectification,
    self_inspection,
    stage_tasks,
    summaries,
    supervisors,
)

DONE = {**TASK, "status": "已完成", "done_on": "2015-10-10", "evidence": "台账"}
NIL = {**COVER, "nil_return": "是", "unit": "园林办事处", "report_month": "2015-10"}
ITEM = {"check_item": "三(二)3", "part": "④", "conclusion": "发现问题", "problem_nos": "园林-问题-001",
        "manifestation": "二季度低保金到账比规定晚9天"}
SUMMARY = {
    "version": "定稿", "practice": "召开动员会1次、座谈会3次,走访62户,发放问卷60份。",
    "results": "查出问题9个,销号7个;答复由27天缩短到10个工作日。",
    "shortcomings": "福利院夜班护理力量仍然偏紧,信息更新不够及时。",
    "next_steps": "明年一季度前再聘护理员1名,每月核对优抚信息。",
}
NEWS = {"published_on": "2015-06-18", "kind": "媒体宣传", "title": "民政办公开五项便民承诺", "media": "市报",
        "level": "市级"}
WHY = {"form": "问题整改台账", "code": "RECT-SAME-DAY", "reason": "当日更换公示栏电话,陈某在场"}


def stands(form, *rows, period="2015-09", filer="园林", problems=(), **more):
    return HeldStanding(rows={form: accepted(form, *rows, period=period, filer=filer)}, problem_rows=problems, **more)


def codes(held, form):
    return [code for _, _, code in across(held, form)]


# --- 封面 -------------------------------------------------------------------------------------------


def test_nil_return_over_a_changed_row_names_the_sheet():
    held = stands(duty_list.FORM, DUTY)
    book = filing(cover.FORM, [NIL], "园林", held, also={duty_list.FORM: [{**DUTY, "target": "9月底前复核"}]})
    assert said_across(book, cover.FORM) == [
        (1, "nil_return", "COVER-NIL-WITH-ROWS",
         "选了零报告,《履职清单》却有新增或变化的行。有新增或变化的请清空零报告;没有的请恢复这些行。"),
    ]


def test_nil_return_over_unchanged_and_fixed_rows_is_fine():
    held = stands(duty_list.FORM, DUTY)
    also = {duty_list.FORM: [DUTY], stage_tasks.FORM: [TASK]}
    assert across(filing(cover.FORM, [NIL], "园林", held, also=also), cover.FORM) == []
    changed = {duty_list.FORM: [{**DUTY, "target": "9月底前复核"}]}
    assert across(filing(cover.FORM, [{**NIL, "nil_return": ""}], "园林", held, also=changed), cover.FORM) == []


@pytest.mark.parametrize(("problem", "told"), [
    ({**STANDS, "deadline": "2015-10-19"}, [(1, "nil_return", "COVER-NIL-REFUSED")]),
    ({**STANDS, "deadline": "2015-10-20"}, []),
    ({**STANDS, "deadline": "2015-10-19", "state": "待核查", "pending_on": "2015-10-10"}, []),
    ({**STANDS, "problem_no": "三组-交办-002", "deadline": "2015-11-30"}, [(1, "nil_return", "COVER-NIL-REFUSED")]),
])
def test_nil_return_while_something_waits(problem, told):
    held = stands(rectification.FORM, ROW, problems=[problem])
    assert across(filing(cover.FORM, [NIL], "园林", held), cover.FORM) == told


def test_kickoff_is_asked_for_once_the_first_task_is_done():
    told = [(1, "kickoff_on", "GEN-REQUIRED"), (1, "attendance", "GEN-REQUIRED")]
    assert across(filing(cover.FORM, [COVER], "园林", also={stage_tasks.FORM: [DONE]}), cover.FORM) == told
    assert across(filing(cover.FORM, [COVER], "园林", stands(stage_tasks.FORM, DONE)), cover.FORM) == told
    full = {**COVER, "kickoff_on": "2015-06-12", "attendance": "36"}
    known = {**full, "unit": "园林", "report_month": "2015-09"}
    assert across(filing(cover.FORM, [full], "园林", also={stage_tasks.FORM: [DONE]}), cover.FORM) == []
    assert across(filing(cover.FORM, [COVER], "园林", also={stage_tasks.FORM: [TASK]}), cover.FORM) == []
    assert across(filing(cover.FORM, [COVER], "一组", also={stage_tasks.FORM: [DONE]}), cover.FORM) == []
    assert across(filing(cover.FORM, [COVER], "园林", stands(cover.FORM, known), {stage_tasks.FORM: [DONE]}), cover.FORM) == []


# --- 阶段任务 ---------------------------------------------------------------------------------------


def test_a_task_is_not_undone_in_silence():
    said = said_across(filing(stage_tasks.FORM, [TASK], "园林", stands(stage_tasks.FORM, DONE)), stage_tasks.FORM)
    assert said == [(1, "status", "TASK-UNDONE", "上期已报完成,本期改为“进行中”,请说明。")]
    assert across(filing(stage_tasks.FORM, [DONE], "园林", stands(stage_tasks.FORM, DONE)), stage_tasks.FORM) == []


def test_a_day_something_was_done_on_is_not_moved_in_silence():
    moved = {**DONE, "done_on": "2015-10-02"}
    said = said_across(filing(stage_tasks.FORM, [moved], "园林", stands(stage_tasks.FORM, DONE)), stage_tasks.FORM)
    assert said == [(1, "done_on", "TASK-DONE-CHANGED", "完成日期由2015年10月10日改为2015年10月2日。请说明原因。")]


LATE = {**STANDS, "deadline": "2015-09-30"}
SEEN = [
    ("四(一)3", {}, {commitments.FORM: [PROMISE]}),
    ("四(一)4", {}, {supervisors.FORM: [PERSON]}),
    ("四(二)2", {}, {self_inspection.FORM: [ITEM]}),
    ("四(三)1", {"problem_rows": [LATE]}, {rectification.FORM: [ROW]}),
    ("四(三)3", {"rows": {commitments.FORM: accepted(commitments.FORM, {**PROMISE, "due": "2015-10-01"})}},
     {commitments.FORM: [{**PROMISE, "due": "2015-10-01", "status": "已兑现", "kept_on": "2015-09-20"}]}),
    ("四(五)", {}, {summaries.FORM: [SUMMARY]}),
]


@pytest.mark.parametrize(("task", "held", "shown"), SEEN, ids=[s[0] for s in SEEN])
def test_a_task_done_shows_in_other_sheets(task, held, shown):
    rows, base = [{**DONE, "task_no": task}], HeldStanding(**held)
    told = [(1, "status", "TASK-NOT-SEEN")]
    assert across(filing(stage_tasks.FORM, rows, "园林", base), stage_tasks.FORM) == told
    assert across(filing(stage_tasks.FORM, rows, "园林", base, also=shown), stage_tasks.FORM) == []


# --- 公开承诺台账, 自查自纠 --------------------------------------------------------------------------


def test_a_public_promise_does_not_change_in_silence():
    held = stands(commitments.FORM, PROMISE)
    changed = {**PROMISE, "target": "答复率90%", "due": "2015-11-30"}
    said = said_across(filing(commitments.FORM, [changed], "园林", held), commitments.FORM)
    assert said == [
        (1, "target", "PROM-CHANGED",
         "目标或量化指标、承诺时限与上次报送的不同。承诺已公开,请写明调整依据和公开情况。"),
    ]
    adjusted = {**changed, "status": "调整", "not_kept_reason": "发放系统升级停用"}
    assert across(filing(commitments.FORM, [adjusted], "园林", held), commitments.FORM) == []
    assert across(filing(commitments.FORM, [PROMISE], "园林", held), commitments.FORM) == []


def test_what_was_found_is_registered_first():
    said = said_across(filing(self_inspection.FORM, [ITEM], "园林"), self_inspection.FORM)
    assert said == [
        (1, "problem_nos", "SELF-FOUND-UNREGISTERED",
         "三(二)3④填了“发现问题”,《问题整改台账》中还没有对应问题(园林-问题-001)。请先登记,再把问题编号填入本格。"),
    ]
    for held, also in ((stands(rectification.FORM, ROW), {}), (HeldStanding(), {rectification.FORM: [ROW]})):
        assert across(filing(self_inspection.FORM, [ITEM], "园林", held, also=also), self_inspection.FORM) == []


@pytest.mark.parametrize(("item", "told"), [
    ("三(三)6", [(1, "problem_nos", "SELF-ITEM-DIFFERS")]), ("三(二)3①", []), ("三(二)3", []),
])
def test_the_problem_is_of_the_same_item(item, told):
    held = stands(rectification.FORM, {**ROW, "check_item": item})
    assert across(filing(self_inspection.FORM, [ITEM], "园林", held), self_inspection.FORM) == told


@pytest.mark.parametrize(("state", "period", "told"), [
    ("未销号", "2015-11", [(1, "conclusion", "SELF-CLEARED-OPEN")]),
    ("已销号", "2015-11", []),
    ("未销号", "2015-08", []),
])
def test_the_re_check_does_not_clear_what_is_open(state, period, told):
    held = stands(rectification.FORM, ROW, problems=[{**STANDS, "state": state}])
    clear = {"check_item": "三(二)3", "part": "④", "conclusion": "未发现问题"}
    book = replace(filing(self_inspection.FORM, [clear], "园林", held), period=period)
    assert across(book, self_inspection.FORM) == told


# --- lists -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("period", "nil", "held", "told"), [
    ("2015-06", True, HeldStanding(), [(None, None, "LIST-NEVER-FILED")]),
    ("2015-06", False, HeldStanding(), []),
    ("2015-06", True, stands(duty_list.FORM, DUTY), []),
    ("2015-07", True, HeldStanding(), []),
])
def test_a_list_never_filed_is_asked_about(period, nil, held, told):
    book = filing(duty_list.FORM, [], "园林", held)
    sheets = {"duty_list": replace(book.sheets["duty_list"], nil=nil)}
    assert across(replace(book, period=period, sheets=sheets), duty_list.FORM) == told


def test_a_changed_entry_has_a_new_day():
    held, changed = stands(duty_list.FORM, DUTY), {**DUTY, "target": "9月底前复核"}
    assert across(filing(duty_list.FORM, [changed], "园林", held), duty_list.FORM) == [
        (1, "updated_on", "LIST-NOT-UPDATED")]
    dated = {**changed, "updated_on": "2015-10-01"}
    assert across(filing(duty_list.FORM, [dated], "园林", held), duty_list.FORM) == []
    assert across(filing(duty_list.FORM, [DUTY], "园林", held), duty_list.FORM) == []


# --- the other sheets ------------------------------------------------------------------------------


def test_a_survey_is_counted_on_its_first_row_and_asked_for_once():
    survey = {**OPINION, "method": "问卷调查", "issued": "60", "collected": ""}
    rows = [survey, survey, {**survey, "held_on": "2015-07-19", "collected": "54"}, {**survey, "held_on": "2015-07-19"},
            {**survey, "method": "座谈会"}]
    assert across(filing(consultations.FORM, rows, "园林"), consultations.FORM) == [(1, "collected", "GEN-REQUIRED")]
    held = stands(consultations.FORM, {**survey, "opinion_no": "园林-意见-009", "collected": "54"})
    assert across(filing(consultations.FORM, [survey], "园林", held), consultations.FORM) == []


def test_a_survey_is_counted_once():
    survey = {**OPINION, "method": "问卷调查", "issued": "60", "collected": "54"}
    rows = [survey, {**survey, "collected": "53"}, {**survey, "issued": "", "collected": ""},
            {**survey, "held_on": "2015-07-19", "collected": "50"}]
    assert said_across(filing(consultations.FORM, rows, "园林"), consultations.FORM) == [
        (2, "collected", "CONS-SURVEY-TWICE", "同一次征求意见的收回份数,一处填54份,本行填53份。请核对,只留一个数。"),
    ]
    held = stands(consultations.FORM, {**survey, "opinion_no": "园林-意见-009", "issued": "70"})
    told = [(1, "issued", "CONS-SURVEY-TWICE")]
    assert across(filing(consultations.FORM, [survey], "园林", held), consultations.FORM) == told


def test_a_project_does_not_go_back_or_stand_still_in_silence():
    held = stands(projects.FORM, WORKS, filer="烈士园", period="2015-06")
    back = filing(projects.FORM, [{**WORKS, "progress": "40", "spent": "100"}], "烈士园", held)
    assert [(c, s) for _, c, _, s in said_across(back, projects.FORM)] == [
        ("progress", "完成率由上次的45%减为40%。请说明原因。"),
        ("spent", "支出由上次的126.5万元减为100万元。请说明原因。"),
    ]
    assert codes(filing(projects.FORM, [WORKS], "烈士园", held), projects.FORM) == ["PROJ-NO-PROGRESS"]
    said = {**WORKS, "obstacles": "雨季停工15天"}
    assert codes(filing(projects.FORM, [said], "烈士园", held), projects.FORM) == []
    later = stands(projects.FORM, WORKS, filer="烈士园", period="2015-11")
    assert codes(filing(projects.FORM, [{**WORKS, "progress": "40", "spent": "100"}], "烈士园", later), projects.FORM) == []
    again = stands(projects.FORM, WORKS, filer="烈士园", period="2015-10")
    assert codes(filing(projects.FORM, [WORKS], "烈士园", again), projects.FORM) == []


def test_one_piece_of_news_one_row():
    held = stands(publicity.FORM, {**NEWS, "item_no": "园林-宣传-009"})
    rows = [NEWS, {**NEWS, "media": "市电视台"}]
    assert said_across(filing(publicity.FORM, rows, "园林", held), publicity.FORM) == [
        (1, "title", "PUBL-TWICE", "日期、标题、媒体名称与园林-宣传-009相同。同一条请只留一行。"),
    ]


def test_nobody_serves_twice():
    rows = [PERSON, {**PERSON, "phone": "0728-6240003"}, {**PERSON, "term": "期满"},
            {**PERSON, "workplace": "周湾村"}]
    assert across(filing(supervisors.FORM, rows, "园林"), supervisors.FORM) == [(2, "name", "SUPR-TWICE")]
    held = stands(supervisors.FORM, PERSON)
    assert across(filing(supervisors.FORM, [PERSON], "园林", held), supervisors.FORM) == []


def test_the_final_summary_is_more_than_the_draft():
    held = stands(summaries.FORM, {**SUMMARY, "version": "初稿"})
    told = [(1, "practice", "SUMM-FINAL-AS-DRAFT")]
    assert across(filing(summaries.FORM, [SUMMARY], "园林", held), summaries.FORM) == told
    more = {**SUMMARY, "results": "查出问题9个,销号9个;答复由27天缩短到10个工作日。"}
    assert across(filing(summaries.FORM, [more], "园林", held), summaries.FORM) == []


def test_a_full_text_named_is_still_to_come():
    named = {**SUMMARY, "attachment": "总结.docx"}
    assert codes(filing(summaries.FORM, [named], "园林"), summaries.FORM) == ["SUMM-ATTACHMENT"]
    here = HeldStanding(with_files=frozenset({("summaries", "定稿")}))
    assert codes(filing(summaries.FORM, [named], "园林", here), summaries.FORM) == []


@pytest.mark.parametrize(("count", "told"), [(4, [(1, "reason", "EXPL-REPEATED")]), (3, [])])
def test_one_sentence_for_many_rows(count, told):
    rows = [{**WHY, "row_ref": f"园林-问题-{n:03d}"} for n in range(1, count + 1)]
    assert across(filing(explanations.FORM, rows, "园林"), explanations.FORM) == told


SEVERITIES = {
    "COVER-NIL-WITH-ROWS": Severity.ERROR, "COVER-NIL-REFUSED": Severity.ERROR, "GEN-REQUIRED": Severity.ERROR,
    "TASK-UNDONE": Severity.QUERY, "TASK-DONE-CHANGED": Severity.QUERY, "TASK-NOT-SEEN": Severity.NOTE,
    "PROM-CHANGED": Severity.QUERY, "CONS-FEWER": Severity.QUERY, "PROM-KEPT-CHANGED": Severity.QUERY,
    "SELF-FOUND-UNREGISTERED": Severity.ERROR, "SELF-ITEM-DIFFERS": Severity.NOTE,
    "SELF-CLEARED-OPEN": Severity.QUERY, "LIST-NEVER-FILED": Severity.QUERY, "LIST-NOT-UPDATED": Severity.NOTE,
    "CONS-SURVEY-TWICE": Severity.ERROR, "PROJ-BACK": Severity.QUERY, "PROJ-NO-PROGRESS": Severity.QUERY,
    "PUBL-TWICE": Severity.NOTE, "SUPR-TWICE": Severity.ERROR, "SUMM-ATTACHMENT": Severity.NOTE,
    "SUMM-FINAL-AS-DRAFT": Severity.NOTE, "EXPL-REPEATED": Severity.NOTE,
}


def test_severities_of_the_cross_rules():
    forms = (cover, stage_tasks, commitments, self_inspection, duty_list, consultations, projects, publicity,
             supervisors, summaries, explanations)
    assert {r.code: r.severity for m in forms for r in m.FORM.cross_rules} == SEVERITIES
