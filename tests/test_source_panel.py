"""来源: the panel that shows one of several cells in its sheet, each under a name of its own."""

from __future__ import annotations

import copy
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from lvzhi.plan_tree import tree_of
from tests.campaigns import campaign, plan_of
from tests.deskwork import GROUP, PASS, PLAN, TODAY, filed, send
from tests.test_ended_units import put_in_force
from tests.test_pages import fresh_server  # noqa: F401


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


def opened() -> AppTest:
    app = AppTest.from_function(_panel, default_timeout=60).run()
    assert [e.message for e in app.exception] == []
    return app


def row(app: AppTest) -> str:
    """The text of the sheet's rows that are shown."""
    return next(h.proto.body for h in app.get("html") if 'class="excerpt"' in h.proto.body)


def test_a_book_of_a_group_that_has_ended_is_shown_in_its_sheet(data: Path) -> None:
    with campaign(data) as workspace:
        receipt = send(workspace, GROUP, "2031-04", "2031-04-03T10:00", verification=[PASS])
        assert receipt.status == "accepted"
        of = copy.deepcopy(tree_of(plan_of(PLAN)))
        ended, stays = of["groups"]
        of["groups"] = [{**stays, "member_units": [], "units": [*ended["units"], *stays["units"]]}]
        put_in_force(workspace, of)
    app = opened()
    app.selectbox(key="panel.place").select_index(2).run()
    assert [e.message for e in app.exception] == []
    assert "核查通过" in row(app)
    assert [b.label for b in app.get("download_button")] == ["下载原件"]
