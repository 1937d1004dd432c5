"""核查销号 on the page: the list, the evidence beside it, the same records as the workbook, nothing twice."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from lvzhi.audit import line
from lvzhi.datadir import opened
from lvzhi.decisions import decide
from lvzhi.papers.catalogue import PAPERS
from lvzhi.papers.issuing import issue
from lvzhi.viewer import Viewer
from lvzhi.web.text import plain
from lvzhi.workspace import Workspace
from schemas import FORMS
from tests.deskwork import APPROVER, GROUP, NO, OFFICE, PASS, UNIT, send
from tests.test_pages import fresh_server, said, visit  # noqa: F401

GROUPS, OFFICES, OTHERS = Viewer("group", GROUP), Viewer("office"), Viewer("group", "西片")


@pytest.fixture
def data(applied_for: Path, tmp_path: Path) -> Iterator[Path]:
    yield Path(shutil.copytree(applied_for, tmp_path / "data"))
    st.cache_data.clear()
    st.cache_resource.clear()


def entered(data: Path) -> list[dict[str, Any]]:
    with Workspace(opened(data), FORMS) as workspace:
        return [e.body for e in workspace.journal.entries() if e.kind == "decision"]


def state(data: Path, number: str = NO) -> str:
    with Workspace(opened(data), FORMS) as workspace:
        known = workspace.standing().problems()
        return str(known.loc[known["problem_no"] == number, "state"].iloc[0])


def choose(app: AppTest, event: str) -> AppTest:
    """Choose an event for the problem shown."""
    group = next(b for b in app.get("button_group") if str(b.key).startswith("deciding.event."))
    return group.set_value(event).run() if group.value != event else app


def fill(app: AppTest, **values: Any) -> AppTest:
    """Type into the fields of the form by their columns."""
    for name, value in values.items():
        kinds = (*app.text_input, *app.text_area, *app.selectbox, *app.date_input)
        next(w for w in kinds if str(w.key).startswith(f"deciding.{name}.")).set_value(value)
    return app


def press(app: AppTest) -> AppTest:
    next(b for b in app.button if "登记" in b.label).click().run()
    assert [e.message for e in app.exception] == []
    return app


def test_a_group_passes_the_office_closes_and_the_list_moves_on(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = visit(data, "closing", GROUPS, monkeypatch)
    assert app.get("button_group")[0].options[0] == "待核查 1"
    assert "三月公布记录" in said(app) and "仅有名称,未附材料" in said(app)
    assert "登记后转为“待批准”" in said(app)
    press(app)  # nothing filled in
    assert plain("核查方式:“核查方式”尚未填写") in said(app)
    assert entered(data) == []
    press(fill(app, method="现场", verifier_1="方晓", verifier_2="李某", entered_by="方晓"))
    assert plain("核查人“李某”是河道-问题-001的责任人。请由其他人核查。") in said(app)
    press(fill(app, verifier_2="方远"))
    assert plain(f"已登记:{NO} 核查通过。") in said(app)
    [body] = entered(data)
    assert (body["filer"], body["act"]) == (GROUP, "verification")
    [row] = body["rows"]
    assert {k: v for k, v in row.items() if k != "event_on"} == {
        "problem_no": NO, "event": "核查通过", "application_on": "2031-03-28T00:00:00", "method": "现场",
        "verifier_1": "方晓", "verifier_2": "方远", "entered_by": "方晓", "verification_no": f"{GROUP}-核查-5001",
    }
    office = visit(data, "closing", OFFICES, monkeypatch)
    assert "登记后转为“已销号”" in said(office)
    press(fill(office, approver="苏岚", approval_no="审批表1号", entered_by="唐某"))
    assert "是河道-问题-001的责任领导" in said(office).replace("\\", "")
    press(fill(office, approver=APPROVER))
    assert state(data) == "已销号"
    assert [b["filer"] for b in entered(data)] == [GROUP, OFFICE]
    assert entered(data)[1]["login"] == "测试-局履职办-"


def test_a_second_click_writes_nothing_more(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app, late = (visit(data, "closing", GROUPS, monkeypatch) for _ in range(2))
    for one in (app, late):
        fill(one, method="现场", verifier_1="方晓", verifier_2="方远", entered_by="方晓")
    press(app)
    press(late)
    assert "没有等核查的问题" in said(late)
    assert len(entered(data)) == 1


def test_the_application_answered_is_the_one_that_was_read(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The unit applies anew while the page stands open: a click on what is drawn of the old one answers neither."""
    app = visit(data, "closing", GROUPS, monkeypatch)
    fill(app, method="现场", verifier_1="方晓", verifier_2="方远", entered_by="方晓")
    assert "所依申请日期 2031-03-28" in said(app)
    with Workspace(opened(data), FORMS) as workspace:
        anew = {"problem_no": NO, "applied_on": dt.date(2031, 3, 30), "progress": "三月仍晚了一天,已再改"}
        receipt = send(workspace, UNIT, "2031-03", "2031-04-03T10:00", rectification=[anew])
        assert receipt.status == "accepted", [f.message for f in receipt.findings if f.open]
    press(app)
    assert entered(data) == []
    assert "所依申请日期 2031-03-30" in said(app) and "三月仍晚了一天" in said(app)
    assert "单位刚才改了销号申请" in said(app)
    press(app)
    [body] = entered(data)
    assert [(row["event"], row["application_on"]) for row in body["rows"]] == [("核查通过", "2031-03-30T00:00:00")]


def test_merging_withdrawing_and_handing_over_are_the_offices_alone(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    offered = [
        set(next(b for b in visit(data, "closing", who, monkeypatch).get("button_group")
                 if str(b.key).startswith("deciding.event.")).options)
        for who in (GROUPS, OFFICES)
    ]
    assert offered[1] - offered[0] == {"归并", "撤销", "移交"}
    other = visit(data, "closing", OTHERS, monkeypatch)
    assert "没有等核查的问题" in said(other) and UNIT not in said(other)


def test_a_problem_is_merged_into_another_of_the_list(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = visit(data, "closing", OFFICES, monkeypatch)
    next(b for b in app.get("button_group") if b.key == "deciding.queue").set_value("未申请").run()
    choose(app, "归并")
    press(fill(app, merged_into=NO, result="与第一件是同一处水尺,一并整改", entered_by="唐某"))
    assert state(data, f"{UNIT}-问题-002") == "已归并"


def test_a_signed_list_is_typed_in_at_once_what_fails_is_said_and_the_rest_goes(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Workspace(opened(data), FORMS) as workspace:
        decide(workspace, [{"act": "verification", "filer": GROUP, "rows": [PASS]}], "东片组")
        with workspace.store.cursor() as cursor:
            paper = next(p for p in PAPERS if p.id == "closing_sheet")
            made = issue(paper, cursor, workspace.plan, FORMS, workspace.clock.now(), GROUP)
        decide(workspace, [made.act(APPROVER)], "局督查办")
    app = visit(data, "closing", OFFICES, monkeypatch)
    next(b for b in app.get("button_group") if b.key == "deciding.way").set_value("审批表代录").run()
    sheet = app.selectbox(key="deciding.batch.sheet")
    assert [o for o in sheet.options if made.code in o] == [f"东片组 截至5月4日,校验码 {made.code}"]
    sheet.select_index(1).run()
    assert app.multiselect[0].value == [NO]
    app = visit(data, "closing", OFFICES, monkeypatch)
    next(b for b in app.get("button_group") if b.key == "deciding.way").set_value("审批表代录").run()
    app.text_area(key="deciding.batch.text").set_value(f"{NO}、{UNIT}-问题-002\n{UNIT}-问题-077").run()
    app.selectbox(key="deciding.batch.approver").set_value(APPROVER)
    app.text_input(key="deciding.batch.approval_no").set_value("审批表1号")
    app.text_input(key="deciding.batch.entered_by").set_value("唐某")
    next(b for b in app.button if b.label == "核对这 3 件").click().run()
    assert {r["问题编号"]: r["原因"] for r in app.dataframe[0].value.to_dict("records")} == {
        f"{UNIT}-问题-002": "现为“未销号”,没有核查通过、等批准的申请。",
        f"{UNIT}-问题-077": "没有找到这个问题,或已归并、撤销、移交。请核对编号。",
    }
    judged = f"批准人 {APPROVER},签批单号 审批表1号,事项日期 2031-05-04,录入人 唐某"
    assert plain(judged) in said(app)
    app.text_input(key="deciding.batch.approval_no").set_value("审批表2号")  # put right without 核对
    app.button(key="deciding.batch.record").click().run()
    assert plain("已代录批准销号 1 件。") in said(app)
    body = entered(data)[-1]
    [row] = body["rows"]
    assert (row["approver"], row["approval_no"], row["entered_by"]) == (APPROVER, "审批表1号", "唐某")
    with Workspace(opened(data), FORMS) as workspace:
        *_, last = workspace.journal.entries(kinds=["decision"])
        told = line(last, workspace.plan)
    assert (told.act, told.details) == ("登记核查销号事项", f"{NO} 批准销号(代录)")
    assert (state(data), told.who) == ("已销号", "局督查办(登录名 测试-局履职办-)")
