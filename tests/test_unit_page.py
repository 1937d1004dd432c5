"""单位情况表: who sees whose, and figures equal to the measures' for this unit."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from lvzhi import measures
from lvzhi.charts.look import share
from lvzhi.datadir import opened
from lvzhi.viewer import Viewer
from lvzhi.web import dialogs, listening, unit, visits
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


@pytest.mark.soak
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


# Whose sheet a list of the page is, and the column that names the unit where it is not the filer's own.
SHEETS = {
    "公开承诺": ("commitments", "filer"), "征求意见": ("consultations", "filer"), "督查员": ("supervisors", "filer"),
    "宣传信息": ("publicity", "filer"), "明察暗访": ("inspections", "unit"), "督办记录": ("supervision", "unit"),
    "交办事项": ("assignments", "unit"), "试点": ("pilots", "unit"),
}


def test_the_page_lists_every_row_that_is_about_the_unit(example: Path) -> None:
    """Against the accepted rows themselves, for the unit of each type that most is said of."""
    with Workspace(opened(example), FORMS) as workspace, workspace.store.cursor() as cursor:
        at, page = {"at": workspace.clock.now().replace(tzinfo=None)}, page_of(workspace)
        filed = {
            title: cursor.execute(f"select {column} as unit, count(*) as n from {form}_at($at) group by all", at).df()
            .set_index("unit")["n"] for title, (form, column) in SHEETS.items()
        }
        for kind in workspace.plan.unit_types:
            units = [u.code for u in workspace.plan.units if u.type == kind]
            code = max(units, key=lambda u: sum(u in counts for counts in filed.values()))
            with listening.listening(replace(page, filters={"unit": code}, shown=("unit",))) as listener:
                unit.lists(listener.base)
                visits.of_unit(listener.base)
            shown = {b.title: len(b.frame) for b in listener.blocks if isinstance(b, listening.Rows)}
            expected = {title: int(counts.get(code, 0)) for title, counts in filed.items()}
            assert {title: shown[title] for title in SHEETS} == expected
            assert sum(n > 0 for n in expected.values()) >= 5
