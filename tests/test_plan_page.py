"""方案 on its page: taken as a workbook, a changed one compared and put in force by the office alone, once."""

from __future__ import annotations

import copy
import datetime as dt
import shutil
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from lvzhi import plan_versions, planbook, planfile
from lvzhi.access.model import By
from lvzhi.permits import NotPermitted
from lvzhi.plan_tree import tree_of
from lvzhi.viewer import Viewer
from schemas import FORMS
from tests.campaigns import campaign, plan_of
from tests.test_pages import OFFICE, fresh_server, said, visit  # noqa: F401

SMALL = Path("tests/plans/small.yaml")
TODAY = dt.date(2031, 5, 6)
TITLES = {f.id: f.title for f in FORMS}


def workbook(**settings: object) -> bytes:
    tree = copy.deepcopy(tree_of(plan_of(SMALL)))
    tree["settings"] |= settings
    return planbook.to_workbook(planfile.checked(tree, tuple(TITLES), {}), TITLES)


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("plan") / "data"
    with campaign(folder, SMALL, TODAY):
        return folder


@pytest.fixture
def data(begun: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(begun, tmp_path / "data"))


def put(data: Path, monkeypatch: pytest.MonkeyPatch, workbook: bytes) -> AppTest:
    app = visit(data, "plan", OFFICE, monkeypatch)
    app.file_uploader(key="plan.file.0").set_value([("方案.xlsx", workbook, "")]).run()
    assert [e.message for e in app.exception] == []
    return app


def test_a_changed_workbook_is_compared_and_put_in_force(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = put(data, monkeypatch, workbook(near_due_days=5))
    assert [list(map(str, row)) for row in app.dataframe[0].value.to_numpy()] == [["参数", "临期提醒由“3”改为“5”。"]]
    with campaign(data) as workspace:
        assert (workspace.plan_version, workspace.plan.settings.near_due_days) == (1, 3)
    app.button(key="plan.confirm.1").click().run()
    assert [s.value for s in app.success] == ["方案第 2 版已生效。"]
    assert "第 2 版" in said(app)
    with campaign(data) as workspace:
        assert (workspace.plan_version, workspace.plan.settings.near_due_days) == (2, 5)
        entry = list(workspace.journal.entries(kinds=["plan"]))[-1]
        assert (entry.actor, entry.body["version"]) == ("局履职办", 2) and "login" in entry.body


def test_what_cannot_be_the_next_version_is_said_and_changes_nothing(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    same = put(data, monkeypatch, workbook())
    assert "与现行方案的内容相同" in said(same)
    wrong = put(data, monkeypatch, workbook().replace(b"PK", b"no", 1))
    assert len(wrong.dataframe) == 1 and "没有收" in wrong.warning[0].value
    tree = copy.deepcopy(tree_of(plan_of(SMALL)))
    tree["campaign"]["id"] = "another"
    other = put(data, monkeypatch, planbook.to_workbook(planfile.checked(tree, tuple(TITLES), {}), TITLES))
    assert "换一届请另建数据目录" in other.warning[0].value
    assert not [b for app in (same, wrong, other) for b in app.button if (b.key or "").startswith("plan.confirm")]
    with campaign(data) as workspace:
        assert workspace.plan_version == 1


def test_a_plan_compared_with_an_older_version_is_not_put_in_force(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = put(data, monkeypatch, workbook(near_due_days=5))
    with campaign(data) as workspace:
        tree = copy.deepcopy(tree_of(workspace.plan))
        tree["settings"]["near_due_days"] = 7
        plan_versions.put_in_force(workspace, planfile.checked(tree, tuple(TITLES), {}), "另一位")
    app.button(key="plan.confirm.1").click().run()
    with campaign(data) as workspace:
        assert (workspace.plan_version, workspace.plan.settings.near_due_days) == (2, 7)


def test_nobody_else_puts_a_plan_in_force(data: Path) -> None:
    with campaign(data) as workspace:
        for viewer in (Viewer("group", "东片"), Viewer("leader", "何启明"), Viewer("unit", "河道"), Viewer("admin")):
            with pytest.raises(NotPermitted):
                plan_versions.put_in_force(workspace, workspace.plan, "测试",
                                           by=By("x", "127.0.0.1", dt.datetime.now(dt.UTC), viewer))
        assert workspace.plan_version == 1


def test_next_years_proposal_is_offered_with_what_is_to_be_checked(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = visit(data, "plan", OFFICE, monkeypatch)
    assert [e.label for e in app.expander][-1].startswith("草稿中要核对的(")
    assert "文号、上级文号没有沿用" in said(app)
    assert len(app.get("download_button")) == 2
