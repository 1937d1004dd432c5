"""有异议: two working days before a bulletin, by the unit itself, beside the figure, answered by the office."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Button

from lvzhi import objections
from lvzhi.access.model import By
from lvzhi.datadir import opened
from lvzhi.decisions import DecisionRefused, decide
from lvzhi.permits import NotPermitted
from lvzhi.viewer import Viewer
from lvzhi.web.text import plain
from lvzhi.workspace import Workspace
from schemas import FORMS
from tests.campaigns import campaign, plan_of
from tests.test_pages import OFFICE, UNIT, fresh_server, said, visit  # noqa: F401

TODAY = dt.date(2015, 9, 29)
WRONG = {"act": "object", "filer": "园林", "key": "completion.done", "reason": "任务4已于9月20日完成,佐证材料随8月报送簿交来"}
OPEN = {"act": "open_review", "reason": "第3期督查通报"}


@pytest.fixture
def held(tmp_path: Path) -> Iterator[Workspace]:
    with campaign(tmp_path / "data", today=TODAY) as workspace:
        yield workspace


@pytest.mark.parametrize(
    ("begun", "until"),
    [("2015-09-28", "2015-09-30"), ("2015-09-30", "2015-10-09"), ("2015-10-09", "2015-10-12"), ("2015-09-25", "2015-09-29")],
)
def test_two_working_days_are_the_calendars_of_the_plan(begun: str, until: str) -> None:
    assert objections.until(plan_of(), dt.date.fromisoformat(begun)) == dt.date.fromisoformat(until)


def refused(workspace: Workspace, **changed: object) -> str:
    with pytest.raises(DecisionRefused) as caught:
        decide(workspace, [{**WRONG, **changed}], "园林办事处")
    return str(caught.value)


def test_an_objection_is_taken_to_the_end_of_the_last_day_and_not_after(held: Workspace) -> None:
    assert "现在没有送核对的数" in refused(held)
    decide(held, [{**OPEN, "at": "2015-09-28T09:00"}], "局履职办")
    decide(held, [{**WRONG, "at": "2015-09-30T23:59"}], "园林办事处")
    assert "核对期到9月30日24时为止" in refused(held, at="2015-10-01T00:00")
    assert "不是单位情况表上的数" in refused(held, key="completion.nothing", at="2015-09-30")
    assert "由填报单位提出" in refused(held, filer="一组", at="2015-09-30")
    assert "没有说明情况" in refused(held, reason="情况属实", at="2015-09-30")


def test_what_was_said_is_known_from_its_instant_on_and_answered_once_more_the_last_answer_stands(held: Workspace) -> None:
    decide(held, [{**OPEN, "at": "2015-09-28"}], "局履职办")
    (entry,) = decide(held, [{**WRONG, "at": "2015-09-28T10:00"}], "园林办事处")
    for day, words in (("2015-09-29", "已核对原件,佐证材料未附"), ("2015-09-30", "佐证材料已补,下期更正")):
        decide(held, [{"act": "answer_objection", "objection": entry.no, "reason": words, "at": day}], "局履职办")
    with held.store.cursor() as cursor:
        seen = [
            list(objections.objections(cursor, dt.datetime(2015, 9, day, 12))["answer"].fillna("")) for day in (27, 28, 29, 30)
        ]
    assert seen == [[], [""], ["已核对原件,佐证材料未附"], ["佐证材料已补,下期更正"]]
    with pytest.raises(DecisionRefused, match="没有第999号异议"):
        decide(held, [{"act": "answer_objection", "objection": 999, "reason": "已核对原件"}], "局履职办")


@pytest.mark.parametrize("viewer", [Viewer("unit", "泰丰"), Viewer("group", "一组"), Viewer("leader", "刘俊")])
def test_nobody_objects_for_another_unit(viewer: Viewer, held: Workspace) -> None:
    decide(held, [OPEN], "局履职办")
    by = By(str(viewer.filer), None, held.clock.now(), viewer)
    with pytest.raises(NotPermitted):
        decide(held, [WRONG], "某人", by)
    with pytest.raises(NotPermitted):
        decide(held, [OPEN], "某人", by)


def send(app: AppTest) -> Button:
    return next(b for b in app.button if b.key.startswith("objecting.send"))


def test_the_unit_objects_on_its_page_the_office_answers_on_its_desk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = tmp_path / "data"
    with campaign(data, today=TODAY):
        pass
    office = visit(data, "objections", OFFICE, monkeypatch)
    assert "到10月8日24时为止" in said(office)
    office.button(key="objecting.open").click().run()
    unit = visit(data, "unit", UNIT, monkeypatch)
    assert "有出入的,10月8日24时前在下面提出" in said(unit)
    unit.text_area[0].set_value("同上").run()
    send(unit).click().run()
    assert "“同上”没有说明情况" in said(unit)
    unit.text_area[0].set_value(WRONG["reason"]).run()
    send(unit).click().run()
    assert unit.text_area[0].value == ""
    assert unit.dataframe[0].value["指标"][0] == "阶段任务完成(有异议,待答复)"
    leader = visit(data, "unit", Viewer("leader", "刘俊"), monkeypatch, unit="园林")
    assert plain(WRONG["reason"]) in said(leader) and not [b for b in leader.button if b.key.startswith("objecting.send")]
    office = visit(data, "objections", OFFICE, monkeypatch)
    assert [s.value for s in office.subheader] == ["待答复(1)"]
    area = next(a for a in office.text_area if a.key.startswith("objecting.answer"))
    area.set_value("已核对原件,下期更正").run()
    next(b for b in office.button if b.key.startswith("objecting.answered")).click().run()
    assert [s.value for s in office.subheader] == ["待答复(0)", "已答复(1)"]
    unit = visit(data, "unit", UNIT, monkeypatch)
    assert unit.dataframe[0].value["指标"][0] == "阶段任务完成(异议已答复)"
    with Workspace(opened(data), FORMS) as workspace:
        kinds = [e.body["act"] for e in workspace.journal.entries() if e.kind == "decision"]
    assert kinds == ["open_review", "object", "answer_objection"]


def test_a_refusal_is_said_once_and_not_at_the_next_unit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = tmp_path / "data"
    with campaign(data, today=TODAY) as workspace:
        decide(workspace, [OPEN], "局履职办")
    app = visit(data, "unit", OFFICE, monkeypatch, unit="园林")
    app.text_area[0].set_value("同上").run()
    send(app).click().run()
    assert "“同上”没有说明情况" in said(app)
    app.selectbox(key="filter.unit").select("泰丰").run()
    assert [s.value for s in app.subheader][:1] == ["泰丰办事处"]
    assert ("没有说明情况" in said(app), app.text_area[0].value) == (False, "")
