"""上报版: one page of the measures' figures, the units' behind it, nobody's name, nothing hidden."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path

import openpyxl
import pytest
from openpyxl import Workbook

from lvzhi import measures
from lvzhi.books import upward
from lvzhi.headings import called, labels_of
from lvzhi.workspace import Workspace
from schemas import FORMS
from tests.campaigns import campaign

TODAY = dt.date(2015, 10, 20)


def written(workspace: Workspace) -> Workbook:
    out = io.BytesIO()
    with workspace.store.cursor() as cursor:
        upward.write(out, cursor, FORMS, workspace.plan, TODAY)
    return openpyxl.load_workbook(out)


@pytest.fixture(scope="module")
def held(example_workspace: Workspace) -> Workbook:
    return written(example_workspace)


def shown(held: Workbook) -> dict[tuple[str, str], object]:
    """(section, name of the figure) -> what stands behind it."""
    found, section = {}, ""
    for row in held["统计表"].iter_rows(min_row=3, values_only=True):
        section = row[0] or section
        found |= {(section, name): value for name, value in zip(row[1::2], row[2::2], strict=True) if name}
    return found


def test_every_figure_is_the_measures(example_workspace: Workspace, held: Workbook) -> None:
    wanted: dict[tuple[str, str], object] = {}
    with example_workspace.store.cursor() as cursor:
        for section, name, figures in upward.TABLE:
            totals = measures.run(cursor, example_workspace.plan, name, TODAY).totals
            own = labels_of(name)
            wanted |= {(section, own.get(f) or called(f)): totals[f] for f in figures}
    assert shown(held) == {k: pytest.approx(v) for k, v in wanted.items()}
    assert len(wanted) == sum(len(figures) for _, _, figures in upward.TABLE)


def test_it_is_one_page_with_a_place_to_sign(held: Workbook) -> None:
    sheet = held["统计表"]
    assert (sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.page_setup.orientation) == (True, "portrait")
    assert {sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight} <= {None, 1}  # one is what is meant unsaid
    assert sheet["A1"].value == "履职尽责工作情况统计表"
    assert str(sheet.cell(sheet.max_row, 1).value).startswith("填报单位(盖章):")


def test_nothing_is_hidden_nobody_is_named_and_the_bureaus_own_ballots_stay(example_workspace: Workspace, held: Workbook) -> None:
    assert held.sheetnames == ["统计表", "各单位", "口径说明"]
    assert [s.title for s in held if s.sheet_state != "visible"] == []
    cells = [c for s in held for row in s.iter_rows() for c in row if c.value is not None]
    text = "\n".join(str(c.value) for c in cells)
    with example_workspace.store.cursor() as cursor:
        people = {*example_workspace.plan.leaders, *(p for g in example_workspace.plan.groups for p in g.members)}
        people |= {r[0] for r in cursor.execute("select distinct preparer from rows_cover").fetchall() if r[0]}
    assert len(people) > 50
    assert {p for p in people if p in text} == set()
    figures = [c.value for s in ("统计表", "各单位") for row in held[s].iter_rows() for c in row]
    assert not any("满意" in str(v) for v in figures)
    dimensions = {s.title: [d for d in (*s.row_dimensions.values(), *s.column_dimensions.values()) if d.hidden] for s in held}
    assert not any(dimensions.values())


def test_an_empty_campaign_has_dashes_and_noughts(tmp_path: Path) -> None:
    with campaign(tmp_path / "data", today=TODAY) as workspace:
        found = shown(written(workspace))
    assert found["问题整改", "登记"] == 0
    assert found["问题整改", "销号率"] == "–"
