"""交办 on the page: numbered by the system, checked as the sheet is, registered for the unit, withdrawn by 撤销."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from lvzhi.datadir import opened
from lvzhi.decisions import decide
from lvzhi.viewer import Viewer
from lvzhi.web.text import plain
from lvzhi.workspace import Workspace
from schemas import FORMS
from tests.campaigns import campaign
from tests.deskwork import GROUP, OFFICE, PLAN, TODAY
from tests.test_pages import fresh_server, said, visit  # noqa: F401

TYPED = {
    "source": "行风热线", "unit": "河道管护股", "area": "服务民生", "matter": "北堤水尺夜间没有照明,来电两次未见处理",
    "request": "五月前装好照明", "due": dt.date(2031, 5, 20),
}


def test_a_problem_found_by_others_is_assigned_once_and_withdrawn_by_the_office(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = tmp_path / "data"
    with campaign(data, PLAN, today=TODAY):
        pass
    app = visit(data, "assigning", Viewer("group", GROUP), monkeypatch)
    [button] = [b for b in app.button if "登记交办" in b.label]
    button.click().run()
    assert plain("承办单位:“承办单位”尚未填写") in said(app) and plain("来源:“来源”尚未填写") in said(app)

    def fill(**values: object) -> None:
        for name, value in values.items():
            kinds = (*app.text_input, *app.text_area, *app.selectbox, *app.date_input)
            next(w for w in kinds if str(w.key).startswith(f"assigning.{name}.")).set_value(value)
        next(b for b in app.button if "登记交办" in b.label).click().run()
        assert [e.message for e in app.exception] == []

    fill(**{**TYPED, "due": dt.date(2031, 4, 1)})
    assert "早于交办日期" in said(app)
    fill(**TYPED)
    number = f"{GROUP}-交办-5001"
    assert plain(f"已交办河道管护股,编号 {number}。") in said(app)
    fill(**TYPED)  # the form is empty again; the same once more is asked about
    assert "来源编号、承办单位和交办事项相同" in said(app).replace("\\", "")
    with Workspace(opened(data), FORMS) as workspace:
        assert [e.body["act"] for e in workspace.journal.entries() if e.kind == "decision"] == ["assign"]
        undone = {"problem_no": number, "event": "撤销", "event_on": "2031-05-04", "result": "交办对象有误,另行交办供水服务所",
                  "entered_by": "唐某"}
        decide(workspace, [{"act": "verification", "filer": OFFICE, "rows": [undone]}], "局督查办")
        known = workspace.standing().problems()
    assert list(zip(known["problem_no"], known["state"], strict=True)) == [(number, "已撤销")]
