"""The problem ledger across rows, sheets and versions: every ⇄ rule fired and not fired."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest
from form_tables import across, filing, read_table, said_across, seed_plan, typed_frame
from standing import HeldStanding

from lvzhi.findings import Severity
from lvzhi.form import Form
from lvzhi.intake.filing import Filing
from schemas import assignments, complaints, rectification
from schemas.cross.resembling import pairs, share

ROW = {
    "registered_on": "2015-07-10", "source": "自查自纠", "check_item": "三(二)3", "area": "服务民生",
    "description": "二季度农村低保金到账比规定晚9天,3个村群众来询问", "responsible_unit": "园林办事处",
    "responsible_leader": "陈某", "responsible_person": "王某", "category": "限期整改", "cause": "送达晚了",
    "measures": "每季首月10日前送达发放表,到账当日公开", "due": "2015-10-30", "status": "整改中",
    "progress": "已与金融机构商定送达日期", "problem_no": "园林-问题-001",
}
STANDS = {"problem_no": "园林-问题-001", "unit": "园林", "state": "未销号", "deadline": "2015-10-30",
          "registered_on": "2015-07-10"}
GIVEN = {**ROW, "problem_no": "三组-交办-002", "description": "抽查6户低保档案,2户缺入户调查表"}


def accepted(
    form: Form, *rows: Mapping[str, str], period: str = "2015-09", filer: str = "园林",
) -> list[dict[str, Any]]:
    """Rows of text as they stand accepted."""
    frame = typed_frame(form, rows, filer)
    held = ({k: v for k, v in r.items() if isinstance(v, tuple) or v == v} for r in frame.to_dict("records"))
    return [{**{k: v for k, v in r.items() if v is not None}, "filer": filer, "period": period} for r in held]


def standing(*rows: Mapping[str, str], problems: Sequence[Mapping[str, Any]] = (STANDS,), **more: Any) -> HeldStanding:
    return HeldStanding(rows={rectification.FORM: accepted(rectification.FORM, *rows)}, problem_rows=problems, **more)


def ledger(table: str, held: HeldStanding, base: Mapping[str, str] = ROW) -> Filing:
    return filing(rectification.FORM, read_table(table, base), "园林", held)


def told(table: str, held: HeldStanding, base: Mapping[str, str] = ROW) -> list[tuple[Any, ...]]:
    return across(ledger(table, held, base), rectification.FORM)


def test_a_date_without_an_application_needs_an_earlier_one():
    table = "| applied_on |\n| 2015-09-20 |"
    assert told(table, standing(ROW)) == [(1, "applied_on", "RECT-DATE-NOT-APPLIED")]
    applied = {**ROW, "status": "申请销号", "applied_on": "2015-09-20"}
    returned = {**STANDS, "state": "退回"}
    history = {rectification.FORM: accepted(rectification.FORM, applied)}
    assert told(table, standing(ROW, problems=[returned], history=history)) == []


def test_an_ongoing_problem_is_asked_about_once():
    table = "| category | goal |\n| 长期坚持 | 年底核对率100% |"
    assert told(table, standing(ROW)) == [(1, "category", "RECT-LONG-CLAIM")]
    assert told(table, standing({**ROW, "category": "长期坚持"})) == []


def test_a_changed_deadline_is_said_against_the_one_in_force():
    said = said_across(ledger("| due |\n| 2015-11-15 |", standing(ROW)), rectification.FORM)
    assert said == [
        (1, "due", "RECT-DUE-CHANGED",
         "整改时限由2015年10月30日改为2015年11月15日。请说明延期原因和预计完成日期;批准前仍按原时限。"),
    ]


@pytest.mark.parametrize(("first", "received", "codes"), [
    ("2015-10", "2015-10-20", []),  # corrected before the first book is due: nothing is fixed yet
    ("2015-10", "2015-11-06", ["RECT-DUE-CHANGED"]),
    ("2015-09", "2015-10-20", ["RECT-DUE-CHANGED"]),
])
def test_the_first_periods_deadline_fixes_the_original_one(first, received, codes):
    held = HeldStanding(
        rows={rectification.FORM: accepted(rectification.FORM, ROW, period=first)},
        problem_rows=[{**STANDS, "deadline": "2015-11-09"}],
    )
    rows = [{**ROW, "due": "2015-11-15"}]
    assert [c for _, _, c in across(filing(rectification.FORM, rows, "园林", held, received_on=received),
                                    rectification.FORM)] == codes


def test_an_extension_pre_filled_is_no_change():
    extended = {**STANDS, "state": "已归并", "deadline": "2015-11-15"}
    assert told("| due |\n| 2015-11-15 |", standing(ROW, problems=[extended])) == []


@pytest.mark.parametrize("state", ["已销号", "已归并", "已撤销", "已移交"])
def test_a_row_that_has_left_does_not_change(state):
    gone = standing(ROW, problems=[{**STANDS, "state": state}])
    assert told("| progress |\n| 又去看了一次现场 |", gone) == [(1, "progress", "RECT-CLOSED-CHANGED")]
    assert told("| progress |\n| 已与金融机构商定送达日期 |", gone) == []


@pytest.mark.parametrize(("state", "found"), [("待核查", [(1, "status", "RECT-STATUS-BACK")]), ("退回", [])])
def test_an_application_is_not_taken_back_in_silence(state, found):
    applied = {**ROW, "status": "申请销号", "applied_on": "2015-09-20"}
    now = {**STANDS, "state": state, "deadline": "2015-11-30"}
    table = "| applied_on | due |\n| 2015-09-20 | 2015-11-30 |"
    assert told(table, standing(applied, problems=[now])) == found


@pytest.mark.parametrize(("state", "found"), [
    ("待核查", [(1, "applied_on", "RECT-APPLIED-CHANGED", "申请日期由2015年9月20日改为2015年9月2日,上次的申请没有退回。请说明原因。")]),
    ("退回", []), ("重新挂号", []),
])
def test_an_application_is_not_redated_in_silence(state, found):
    applied = {**ROW, "status": "申请销号", "applied_on": "2015-09-20", "evidence": "发放表"}
    now = {**STANDS, "state": state}
    table = "| applied_on |\n| 2015-09-02 |"
    assert said_across(ledger(table, standing(applied, problems=[now]), applied), rectification.FORM) == found


@pytest.mark.parametrize(("deadline", "more", "progress", "told_at"), [
    ("2015-10-19", {}, ROW["progress"], ["progress"]),
    ("2015-10-19", {}, "10月发放表已送达", []),
    ("2015-10-20", {}, ROW["progress"], []),
    ("2015-10-19", {"state": "待核查", "pending_on": "2015-09-28"}, ROW["progress"], []),
])
def test_overdue_without_a_word(deadline, more, progress, told_at):
    row = {**ROW, "due": deadline}
    held = standing(row, problems=[{**STANDS, "deadline": deadline, **more}])
    found = told(f"| progress |\n| {progress} |", held, row)
    assert found == [(1, column, "RECT-OVERDUE-NO-PROGRESS") for column in told_at]


def test_two_descriptions_of_one_problem():
    table = """
    | problem_no    | description |
    | 园林-问题-002 | 二季度农村低保金到账比规定晚了9天,3个村群众来询问 |
    | 园林-问题-003 | 福利院12名失能老人只有2名护理员,夜间无人值守 |
    """
    said = [s for s in said_across(ledger(table, standing(ROW)), rectification.FORM) if s[2] == "RECT-SIMILAR"]
    assert said == [
        (1, "description", "RECT-SIMILAR",
         "本条与本单位园林-问题-001基本相同。同一问题请归并;不是同一问题,请写明区别。"),
    ]
    merged = standing(ROW, problems=[{**STANDS, "state": "已归并"}])
    assert told(table, merged) == []


def test_likeness_is_the_share_of_letter_pairs():
    assert share(pairs("低保金到账晚"), pairs("低保金到账迟")) == 0.8
    assert share(pairs("甲,1"), pairs("甲")) == 0.0


@pytest.mark.parametrize(("registered", "period", "found"), [
    ("2015-06-20", "2015-08", ["7月、8月没有发现问题。请写明自查方式(座谈几次、走访几户、问卷几份)。"]),
    ("2015-08-02", "2015-08", []),
    ("2015-06-20", "2015-07", []),
])
def test_two_months_without_a_problem(registered, period, found):
    june = {**ROW, "registered_on": registered}
    held = HeldStanding(
        rows={rectification.FORM: accepted(rectification.FORM, june, period="2015-06")},
        problem_rows=[{**STANDS, "registered_on": registered}],
    )
    book = replace(filing(rectification.FORM, [june], "园林", held, received_on="2015-09-04"), period=period)
    said = said_across(book, rectification.FORM)
    assert [text for _, _, code, text in said if code == "RECT-NONE-FOUND"] == found


def test_a_problem_first_filed_with_august_was_found_then():
    book = filing(rectification.FORM, [{**ROW, "registered_on": "2015-09-02"}], "园林", HeldStanding())
    assert across(replace(book, period="2015-08"), rectification.FORM) == []
    empty = replace(filing(rectification.FORM, [], "园林", HeldStanding()), period="2015-08")
    assert across(empty, rectification.FORM) == [(None, None, "RECT-NONE-FOUND")]


def test_an_assigned_problem_wants_an_answer():
    own = dict.fromkeys(("responsible_leader", "responsible_person", "category", "measures", "status", "progress"), "")
    assigned = {**STANDS, "problem_no": "三组-交办-002"}
    held = HeldStanding(problem_rows=[assigned])
    assert told("| status |\n| |", held, {**GIVEN, **own}) == [(1, "responsible_leader", "RECT-ASSIGNED-UNANSWERED")]
    assert told("| status |\n| 整改中 |", held, GIVEN) == []


def test_assigned_problems_come_with_the_assignments_cells():
    given = {
        "assignment_no": "三组-交办-002", "assigned_on": "2015-08-20", "source": "督办检查",
        "source_ref": "三组-督办-003", "unit": "园林", "check_item": "三(二)3", "matter": "抽查6户低保档案,2户缺表",
        "request": "逐户补查并签字", "due": "2015-09-20", "area": "服务民生", "filer": "三组",
    }
    problems = [{**STANDS, "problem_no": "三组-交办-002", "deadline": "2015-10-10"},
                {**STANDS, "problem_no": "三组-交办-003", "state": "已销号"}]
    held = HeldStanding(
        rows={assignments.FORM: [given, {**given, "assignment_no": "三组-交办-003"}]}, problem_rows=problems,
    )
    row, = rectification.FORM.standing_rows(seed_plan(), "园林", "2015-09", held)
    assert {k: f"{v:%Y-%m-%d}" if isinstance(v, dt.datetime) else v for k, v in row.items()} == {
        "problem_no": "三组-交办-002", "registered_on": "2015-08-20", "source": "督办检查",
        "source_ref": "三组-督办-003", "check_item": "三(二)3", "area": "服务民生",
        "description": "抽查6户低保档案,2户缺表", "responsible_unit": "园林", "due": "2015-10-10",
        "assigned_request": "逐户补查并签字",
    }


def test_severities_of_the_cross_rules():
    queries = {r.code for r in rectification.FORM.cross_rules if r.severity is Severity.QUERY}
    errors = {r.code for r in rectification.FORM.cross_rules if r.severity is Severity.ERROR}
    assert queries == {"RECT-LONG-CLAIM", "RECT-DUE-CHANGED", "RECT-STATUS-BACK", "RECT-APPLIED-CHANGED",
                       "RECT-OVERDUE-NO-PROGRESS", "RECT-SIMILAR", "RECT-NONE-FOUND"}
    assert errors == {"RECT-DATE-NOT-APPLIED", "RECT-CLOSED-CHANGED", "RECT-ASSIGNED-UNANSWERED"}
    assert {r.code for r in complaints.FORM.cross_rules} == {"COMP-ANSWERED-CHANGED"}
