"""来源: the panel that shows one of several cells in its sheet, each under a name of its own."""

from __future__ import annotations

import copy
import datetime as dt
import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from lvzhi.decisions import decide
from lvzhi.plan_tree import tree_of
from tests.campaigns import campaign, plan_of
from tests.deskwork import GROUP, NO, OPEN, PASS, PLAN, PROBLEM, TODAY, UNIT, filed, send
from tests.test_ended_units import put_in_force
from tests.test_pages import fresh_server  # noqa: F401

FIRST, SECOND = "三月公布记录", "两个小区补公布的记录"  # the evidence for it, then and once more


def _panel() -> None:
    """The panel of a problem's life, as the office sees it."""
    from lvzhi.web import life, opening, source
    from tests.deskwork import NO
    from tests.test_headlines import page_of

    page = page_of(opening.workspace())
    source.cells(page, life.show(page, NO), "panel")


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LVZHI_DATA", str(tmp_path / "data"))
    with campaign(tmp_path / "data", PLAN, TODAY) as workspace:
        filed(workspace)
    return tmp_path / "data"


def panel() -> AppTest:
    app = AppTest.from_function(_panel, default_timeout=60).run()
    assert [e.message for e in app.exception] == []
    return app


def row(app: AppTest) -> str:
    """The text of the sheet's rows that are shown."""
    return next(h.proto.body for h in app.get("html") if 'class="excerpt"' in h.proto.body)


def test_the_file_chosen_is_the_file_shown(data: Path) -> None:
    """The problem was applied for twice: its cell is the same in both books."""
    returned = {**PASS, "event": "核查退回", "result": "公布记录缺两个小区,请补齐后再报"}
    again = {**PROBLEM, "problem_no": NO, "applied_on": dt.date(2031, 4, 3), "evidence": SECOND}
    with campaign(data) as workspace:
        decide(workspace, [{"act": "verification", "filer": GROUP, "rows": [returned]}], "东片组")
        send(workspace, UNIT, "2031-03", "2031-04-03T10:00", rectification=[again, {**OPEN, "problem_no": "河道-问题-002"}])
    app = panel()
    options = app.selectbox(key="panel.place").options
    assert options == [
        "河道-203103-01《问题整改台账》C4", "河道-203103-01《问题整改台账》T4", "河道-203103-02《问题整改台账》T4",
    ]
    for option, there in ((1, FIRST), (2, SECOND)):
        app.selectbox(key="panel.place").select_index(option).run()
        assert re.findall(f"{FIRST}|{SECOND}", row(app)) == [there]


def test_a_book_of_a_group_that_has_ended_is_shown_in_its_sheet(data: Path) -> None:
    with campaign(data) as workspace:
        receipt = send(workspace, GROUP, "2031-04", "2031-04-03T10:00", verification=[PASS])
        assert receipt.status == "accepted"
        of = copy.deepcopy(tree_of(plan_of(PLAN)))
        ended, stays = of["groups"]
        of["groups"] = [{**stays, "member_units": [], "units": [*ended["units"], *stays["units"]]}]
        put_in_force(workspace, of)
    app = panel()
    app.selectbox(key="panel.place").select_index(2).run()
    assert [e.message for e in app.exception] == []
    assert "核查通过" in row(app)
    assert [b.label for b in app.get("download_button")] == ["下载原件"]
