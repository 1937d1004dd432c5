"""阶段进度: how the stages fill up, against the accepted rows; the tasks that are no unit's own."""

from __future__ import annotations

import datetime as dt
import runpy
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from lvzhi.datadir import opened
from lvzhi.viewer import Viewer
from lvzhi.web import listening
from lvzhi.web.head import ROOT, Page
from lvzhi.web.listening import Block, Chart, Rows
from lvzhi.web.periods import form_filed_to
from lvzhi.web.routes import route
from lvzhi.workspace import Workspace
from schemas import FORMS
from tests.test_headlines import page_of

BUREAUS = "局机关、督办组和局履职办的任务"


@pytest.fixture(scope="module")
def workspace(example: Path) -> Iterator[Workspace]:
    with Workspace(opened(example), FORMS) as held:
        yield held


def heard(page: Page) -> Mapping[str, Block]:
    with listening.listening(page) as listener:
        runpy.run_path(str(ROOT / route("stages").path), run_name="page")
    return {block.title: block for block in listener.blocks if isinstance(block, Chart | Rows)}


def test_the_lines_end_at_what_is_done_and_the_tasks_of_groups_and_office_stand_apart(workspace: Workspace) -> None:
    page = page_of(workspace)
    shown = heard(page)
    with workspace.store.cursor() as cursor:
        rows = cursor.execute("from stage_tasks_at($at)", {"at": page.as_of.replace(tzinfo=None)}).df()
    plan, done = page.plan, rows[rows["status"] == "已完成"]
    of_units = done[done["filer"] != plan.bureau.code]
    chart = shown["各阶段任务完成的走势"]
    assert isinstance(chart, Chart)
    ends = {line.name: line.hovertext[-1].split(" ")[-1].split("/")[0] for line in chart.figure.data if line.hovertext}
    expected = {s.name: int(of_units["key"].isin([t.clause for t in s.tasks]).sum()) for s in plan.stages}
    assert {name: int(n) for name, n in ends.items()} == {name: expected[name] for name in ends}
    assert sum(expected.values()) > 100
    mine = shown[BUREAUS]
    assert isinstance(mine, Rows)
    owners = {t.clause: t.by for t in plan.tasks}
    assert set(mine.frame["unit"]) == {plan.bureau.code}
    assert {owners[c] for c in mine.frame["clause"]} == {"unit", "group", "office"}
    assert int(mine.frame["status"].eq("已完成").sum()) == len(done) - len(of_units)


def test_only_who_sees_the_bureau_sees_its_tasks_and_only_without_a_unit_chosen(workspace: Workspace) -> None:
    leader = page_of(workspace, Viewer("leader", workspace.plan.leaders[0]))
    narrowed = replace(page_of(workspace), filters={"unit": "园林"}, shown=("unit",))
    assert [BUREAUS in heard(page) for page in (leader, narrowed)] == [False, False]


@pytest.mark.parametrize(("day", "filed_to"), [("06-20", "06-05"), ("07-06", "06-05"), ("07-07", "06-30"), ("10-20", "08-31")])
def test_nothing_is_known_of_a_task_after_the_last_book_that_asked_for_it(
    day: str, filed_to: str, workspace: Workspace
) -> None:
    asked, known = (dt.date.fromisoformat(f"2015-{text}") for text in (day, filed_to))
    assert form_filed_to(workspace.plan, "stage_tasks", asked) == known
