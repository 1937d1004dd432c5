"""单位情况表: who sees whose, and figures equal to the measures' for this unit."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from lvzhi import measures
from lvzhi.charts.look import share
from lvzhi.datadir import opened
from lvzhi.viewer import Viewer
from lvzhi.web import dialogs, unit
from lvzhi.web.source import Of
from lvzhi.workspace import Workspace
from schemas import FORMS
from tests.campaigns import PROBLEM, campaign, file
from tests.test_headlines import page_of
from tests.test_pages import OFFICE, UNIT, fresh_server, july, said, visit  # noqa: F401


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("unit") / "data"
    with campaign(folder, today=dt.date(2015, 8, 20)) as workspace:
        file(workspace, july(workspace, "园林", rectification=[PROBLEM]), "2015-08-04T10:00")
    return folder


@pytest.fixture(scope="module")
def open_problems(data: Path) -> str:
    with Workspace(opened(data), FORMS) as workspace, workspace.store.cursor() as cursor:
        found = measures.run(cursor, workspace.plan, "rectification", workspace.clock.now(), {"unit": "园林"}).totals
    return f"{found['closed']}/{found['base']}"


def test_the_office_sees_any_unit_beside_its_type_and_all(
    data: Path, open_problems: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = visit(data, "unit", OFFICE, monkeypatch, unit="园林")
    table = app.dataframe[0].value
    assert list(table.columns) == ["指标", "本单位", "同类合计", "全局合计"]
    row = table[table["指标"] == "问题销号"].iloc[0]
    assert (row["本单位"], row["全局合计"]) == (open_problems, "0/1")
    assert table[table["指标"] == "阶段任务完成"].iloc[0]["全局合计"] == "0/408"
    assert "第一工作组" in said(app)


def test_a_unit_sees_itself_whatever_the_link_says_and_others_only_in_the_bureaus_totals(
    data: Path, open_problems: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = visit(data, "unit", UNIT, monkeypatch, unit="审计科")
    table = app.dataframe[0].value
    assert list(table.columns) == ["指标", "本单位", "全局合计"]
    assert table[table["指标"] == "问题销号"].iloc[0]["本单位"] == open_problems
    assert "审计科" not in said(app)
    assert [s.label for s in app.selectbox] == []


def test_a_unit_of_another_group_is_not_shown(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = visit(data, "unit", Viewer("group", "三组"), monkeypatch, unit="园林")
    assert "这个单位由其他工作组联系,这里看不到它的情况。" in said(app)
    assert len(app.dataframe) == 0


def test_a_leader_sees_every_unit_where_the_plan_lets_leaders(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = visit(data, "unit", Viewer("leader", "陈跃"), monkeypatch, unit="园林")
    assert "同类合计" in app.dataframe[0].value.columns


def test_nobody_chosen_is_asked_for(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = visit(data, "unit", OFFICE, monkeypatch)
    assert "请在上面选择一个单位。" in said(app)


def test_each_number_of_the_table_lists_the_rows_it_counts(data: Path) -> None:
    with Workspace(opened(data), FORMS) as workspace:
        page = page_of(workspace)
        for part in unit.parts(page, workspace.plan.filer("园林")).values():
            for line in unit.LINES:
                of = Of(line.counted.measure)
                listed = [len(dialogs.rows_of(part, of, names)) for names in (line.counted.part, line.counted.whole)]
                assert line.said(part.measure(of.measure).totals) == share(*listed), line.label
