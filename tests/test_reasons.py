"""需说明: a real sentence is taken, on the page and on 说明, kept and shown to the office; empty words are not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from lvzhi.decisions import decide
from lvzhi.findings import Finding, Severity
from lvzhi.intake.checking import Checked
from lvzhi.intake.judging import Incoming, examine
from lvzhi.intake.reading import read
from lvzhi.intake.reasons import PageReason, is_reason
from lvzhi.web import opening
from lvzhi.workspace import Workspace
from tests import deskwork
from tests.campaigns import PROBLEM, book, campaign, file, nothing_this_month
from tests.test_pages import OFFICE, TODAY, UNIT, accepted, fresh_server, put, said, visit  # noqa: F401

SAME_DAY = {**PROBLEM, "registered_on": dt.date(2015, 7, 21), "status": "申请销号", "applied_on": dt.date(2015, 7, 21),
            "evidence": "照片3张"}
OTHERS = {**PROBLEM, "description": "服务窗口公示栏的监督电话已停机,群众打不通", "responsible_unit": "龙湾"}
QUERY, REASON = "RECT-SAME-DAY", "检查当日即恢复公示栏电话,分管领导陈某在场。"
ASKED = "登记当日即提出申请。请说明当场整改了什么、谁在场。"
EMPTY = ("无", "已核实", "。。。", "核实无误", "情况属实", "同上", "已整改", "情况属实,已核实无误。", "说明说明说明", "啊啊啊啊",
         "123456", ASKED, "请说明当场整改了什么、谁在场", f"【履职办核对】需说明:{ASKED}\n请在《说明》表E4格写一句话。")


@pytest.mark.parametrize("text", EMPTY)
def test_empty_words_are_no_reason(text: str) -> None:
    assert not is_reason(text, Finding(QUERY, Severity.QUERY, ASKED))


@pytest.mark.parametrize("text", [REASON, "当场更换了号码,李某在场", f"{ASKED}当场更换了号码,李某和王某在场", "8月3日局务会定", "雨水冲毁路基"])
def test_a_sentence_of_ones_own_is_a_reason(text: str) -> None:
    assert is_reason(text, Finding(QUERY, Severity.QUERY, ASKED))


def test_a_quick_answer_and_the_model_answer_are_reasons_though_the_question_holds_them() -> None:
    carried = "上期已列的园林-问题-003本期未列。请选:漏填,已补上 / 已归并到编号____ / 登记有误,申请撤销,理由____。"
    assert is_reason("漏填,已补上", Finding("GEN-CARRIED-OVER", Severity.QUERY, carried))
    assert not is_reason("上期已列的园林-问题-003本期未列", Finding("GEN-CARRIED-OVER", Severity.QUERY, carried))
    model = "填了“不适用”。请写明原因,如“本科室无行政审批事项”。"
    assert is_reason("本科室无行政审批事项", Finding("TASK-NA", Severity.QUERY, model))


# --- on the sheet 说明 -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with campaign(tmp_path_factory.mktemp("reasons") / "data", today=TODAY) as opened:
        yield opened


def july(workspace: Workspace, *problems: dict[str, object], reasons: tuple[dict[str, object], ...] = ()) -> bytes:
    sheets = {"rectification": list(problems), "explanations": list(reasons)}
    return book(workspace, "园林", "2015-07", **{**nothing_this_month(workspace, "园林", "2015-07"), **sheets})


def judged(workspace: Workspace, data: bytes, *typed: PageReason) -> Checked:
    received = dt.datetime(2015, 8, 4, 10, tzinfo=workspace.plan.zone)
    incoming = Incoming("报送簿.xlsx", data, received, "测试", reasons=typed)
    return examine(workspace.ground(), [(incoming, read(data))])[0]


def test_the_question_copied_onto_the_sheet_is_said_at_its_cell(workspace: Workspace) -> None:
    given = {"form": "问题整改台账", "row_ref": "园林-问题-001", "code": QUERY, "reason": ASKED}
    found = judged(workspace, july(workspace, SAME_DAY, reasons=(given,))).findings
    assert [(f.code, f.cell) for f in found if f.open] == [(QUERY, "T4"), ("GEN-REASON-WORDS", "E4")]


def test_one_sentence_for_every_question_answers_none(workspace: Workspace) -> None:
    """Two problems, two kinds of question each: four times the same words; the plan takes them for three rows."""
    both = {**SAME_DAY, "responsible_unit": "龙湾"}
    data = july(workspace, both, {**both, "description": OTHERS["description"]})
    queries = [f for f in judged(workspace, data).findings if f.severity is Severity.QUERY]
    assert len(queries) == 4 and len({f.code for f in queries}) == 2

    def left(*texts: str) -> int:
        typed = [PageReason(f.form or "", f.code, f.key, f.row, t) for f, t in zip(queries, texts, strict=True)]
        return sum(f.open for f in judged(workspace, data, *typed).findings)

    assert left(REASON, REASON, REASON, REASON) == 4
    assert left(REASON, REASON, REASON, "按7月3日局务会商定移交龙湾镇办理") == 0


# --- on the page -----------------------------------------------------------------------------------


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    with campaign(tmp_path / "data", today=TODAY) as opened:
        (tmp_path / "asked.xlsx").write_bytes(july(opened, SAME_DAY))
    return tmp_path / "data"


def confirm(app: AppTest) -> list[str]:
    return [b.key for b in app.button if b.key == "filing.confirm"]


def test_a_reason_typed_on_the_page_is_kept_and_shown_to_the_office(
    desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = put(visit(desk, "filing", UNIT, monkeypatch), desk.parent / "asked.xlsx", 0)
    key = f"filing.reason.园林.2015-07.rectification.{QUERY}.园林-问题-001"
    for words in ("无", "已核实", "。。。", ASKED):
        app.text_input(key=key).set_value(words).run()
        assert (confirm(app), "没有说明情况。请写明时间、原因或依据" in said(app)) == ([], True), words
    app.text_input(key=key).set_value(REASON).run()
    assert confirm(app) == ["filing.confirm"]
    app.button(key="filing.confirm").click().run()
    assert accepted(desk) == [("园林-201507-01", "accepted")]
    with opening.workspace().store.cursor() as cursor:
        kept = cursor.execute("select code, reason from finding where reason is not null").fetchall()
    assert kept == [(QUERY, REASON)]
    assert f"说明:{REASON}" in said(app).replace("\\", "")  # in the record of what was sent
    office = visit(desk, "reporting", OFFICE, monkeypatch)
    [shown] = [d.value for d in office.dataframe if "需说明的事项" in d.value.columns]
    assert shown[["填报单位", "报告期", "表", "单元格", "需说明的事项", "说明"]].to_numpy().tolist() == [
        ["园林办事处", "2015年7月", "问题整改台账", "T4", ASKED, REASON],
    ]


def test_a_reason_typed_for_one_units_book_does_not_stand_ready_for_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data, asked = tmp_path / "data", ("供水", "河道")
    with campaign(data, deskwork.PLAN, deskwork.TODAY) as opened:
        for unit in asked:
            sheets = nothing_this_month(opened, unit, "2031-04")
            assert file(opened, book(opened, unit, "2031-04", **sheets), "2031-05-03T10:00").status == "rejected"
            decide(opened, [{"act": "ask_help", "filer": unit, "period": "2031-04"}], "测试")
    app = visit(data, "load", OFFICE, monkeypatch)
    typed = []
    for unit in asked:
        app.button(key=f"load.help.{unit}.2031-04").click().run()
        [box] = [t for t in app.text_input if str(t.key).endswith(".RECT-NONE-FOUND.0")]
        typed.append(box.value)
        box.set_value("座谈两次、走访六户,没有收到反映").run()
    assert typed == ["", ""]
