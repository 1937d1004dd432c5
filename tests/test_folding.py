"""Above two hundred rows charts open by group: nobody is left out, and a row is the sum of those it stands for."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from lvzhi.charts import satisfaction
from lvzhi.charts.drawing import Drawing
from lvzhi.charts.fold import MOST, Fold, Group, fold, groups
from lvzhi.charts.look import STATUSES
from lvzhi.charts.matrix import TILE, Column, Parts, Tile, matrix
from lvzhi.datadir import opened
from lvzhi.demo import invented_plan
from lvzhi.plan import Plan
from lvzhi.viewer import Viewer
from lvzhi.web import dialogs, folding, surveys
from lvzhi.web.listening import Chart
from lvzhi.web.offline.collecting import listened
from lvzhi.web.routes import ROUTES, route
from lvzhi.workspace import Workspace
from schemas import FORMS
from tests.campaigns import SEED, campaign, plan_of
from tests.test_headlines import page_of
from tests.test_pages import fresh_server, visit  # noqa: F401
from tests.tiles import said, seen_in

TIMES = 4  # the seed's units so many times: 208


@pytest.fixture(scope="module")
def plan() -> Plan:
    return plan_of()


@pytest.fixture(scope="module")
def held(plan: Plan) -> tuple[Group, ...]:
    return groups([u.code for u in plan.units], plan, plan.bureau.name)


def rows(folded: Fold) -> list[str]:
    return [key for block in folded.blocks for key, _ in block.rows]


def test_up_to_the_limit_every_unit_has_its_row(plan: Plan, held: Sequence[Group]) -> None:
    shown = fold(held, most=len(plan.units))
    assert not shown.folded
    assert rows(shown) == [u.code for u in plan.units]
    assert [b.heading for b in shown.blocks] == [g.label for g in plan.groups]


def test_above_it_a_group_has_one_and_the_one_opened_shows_its_units(plan: Plan, held: Sequence[Group]) -> None:
    shut, third = fold(held, most=51), plan.groups[2]
    assert rows(shut) == [g.label for g in plan.groups]
    assert [name for _, name in shut.blocks[0].rows][2] == f"{third.label} 11 个"
    opened = fold(held, third.code, most=51)
    assert [b.heading for b in opened.blocks] == ["各工作组", third.label, "各工作组"]
    assert rows(opened)[2:13] == list(third.units)
    assert set(opened.stands) >= {u.code for u in plan.units}


def test_where_the_groups_are_too_many_neighbours_share_a_row(plan: Plan, held: Sequence[Group]) -> None:
    shown = fold(held, most=3)
    assert [name for _, name in shown.blocks[0].rows] == ["一组—二组", "三组—四组", "五组—六组"]
    opened = fold(held, plan.groups[3].code, most=3)
    assert rows(opened) == ["一组—二组", plan.groups[2].label, *plan.groups[3].units, "五组—六组"]


def test_a_chart_of_shared_rows_is_no_longer_than_a_countys(held: Sequence[Group]) -> None:
    many = [replace(g, code=f"{g.code}{n}", heading=f"{g.heading}{n}") for n in range(40) for g in held]
    assert len(rows(fold(many[:MOST]))) == MOST
    shared = rows(fold(many))
    assert len(many) == 240 and len(shared) == 60


def test_those_of_no_group_and_those_the_plan_does_not_know_stand_at_the_end(plan: Plan) -> None:
    shown = fold(groups(["别处", plan.office.code, *(u.code for u in plan.units)], plan, "其他"), most=10)
    assert rows(shown)[-1] == "其他"
    assert {shown.stands["别处"], shown.stands[plan.office.code]} == {"其他"}


@pytest.mark.parametrize("most", [3, 10, 52])
@pytest.mark.parametrize("opened", [None, "四组"])
def test_a_row_is_the_sum_of_its_units(plan: Plan, held: Sequence[Group], most: int, opened: str | None) -> None:
    frame = pd.DataFrame([{"unit": u.code, "part": n % 3, "whole": n} for n, u in enumerate(plan.units)])
    shown = fold(held, opened, most)
    summed = shown.summed(frame, "unit", ["part", "whole"])
    assert list(summed["key"]) == rows(shown)
    whose = {r: [u for u, row in shown.stands.items() if row == r] for r in summed["key"]}
    for row in summed.to_dict("records"):
        mine = frame[frame["unit"].isin(whose[row["key"]])]
        assert (row["part"], row["whole"]) == (mine["part"].sum(), mine["whole"].sum())
    assert list(summed[["part", "whole"]].sum()) == list(frame[["part", "whole"]].sum())


def test_who_sees_no_rows_sees_an_empty_chart(plan: Plan) -> None:
    nothing = pd.DataFrame({"unit": pd.Series([], dtype="str"), "done": pd.Series([], dtype="int64")})
    folded = fold(groups([], plan, "全局"))
    cells = nothing.assign(column=nothing["unit"], status=nothing["unit"])
    assert (folded.blocks, folded.tiles(cells, "unit", "column", tile_of)) == ((), {})
    assert list(folded.summed(nothing, "unit", ["done"]).columns) == ["key", "name", "done"]
    assert folded.summed(nothing, "unit", ["done"]).empty


@pytest.mark.parametrize("url", ["stages", "supervision", "self_inspection", "reporting", "rectification", "satisfaction"])
def test_an_administrator_sees_the_pages_without_rows(
    tmp_path: Path, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with campaign(tmp_path / "data", today=dt.date(2015, 8, 20)):
        app = visit(tmp_path / "data", url, Viewer("admin"), monkeypatch)
    assert [title.value for title in app.title] == [route(url).title]
    assert app.metric and sum(len(frame.value) for frame in app.dataframe if "unit" in frame.value) == 0


def tile_of(line: Mapping[str, Any]) -> Tile:
    return Tile(line["status"], f"{line['unit']} {line['column']}")


def test_a_folded_cell_counts_statuses_and_its_pieces_fill_it(plan: Plan, held: Sequence[Group]) -> None:
    statuses = ["done", "overdue", "not_own", "done"]
    cells = pd.DataFrame([
        {"unit": u.code, "column": "x", "status": statuses[n % 4]} for n, u in enumerate(plan.units)
    ])
    shown = fold(held, "一组", most=10)
    merged = shown.tiles(cells, "unit", "column", tile_of)
    made = matrix(shown.blocks, [Column("x", "甲")], merged)
    drawn = seen_in(made)
    assert [round(sum(piece.width for piece in drawn[row, "x"]), 2) for row in rows(shown)] == [TILE] * len(rows(shown))
    label = plan.groups[1].label
    assert said(made)[label, "x"] == f"{label} 9 个 · 甲<br>按时完成 5<br>逾期 2<br>不是本单位的任务 2"
    assert [(p.fill, p.sign, round(p.width / TILE, 2)) for p in drawn[label, "x"]] == [
        (STATUSES["done"].fill, "✓", 0.71), (STATUSES["overdue"].fill, "", 0.29),
    ]


def merged_one_by_one(shown: Fold, cells: pd.DataFrame) -> dict[tuple[str, str], Tile | Parts]:
    """What `Fold.tiles` returns, by making every filer's tile and only then looking in which row it stands."""
    tiles = {(c["unit"], c["column"]): tile_of(c) for c in cells.to_dict("records")}
    found: dict[tuple[str, str], Tile | Parts] = {}
    counts: dict[tuple[str, str], Counter[str]] = {}
    for (unit, column), tile in tiles.items():
        row = shown.stands[unit]
        if row == unit:
            found[row, column] = tile
        else:
            counts.setdefault((row, column), Counter())[tile.status] += 1
    return found | {place: Parts(count) for place, count in counts.items()}


@given(data=st.data())
@settings(max_examples=60)
def test_counting_by_row_is_counting_the_tiles_of_its_units(
    plan: Plan, held: Sequence[Group], data: st.DataObject
) -> None:
    units = [u.code for u in plan.units]
    cell = st.tuples(st.sampled_from(units), st.sampled_from("xyz"), st.sampled_from(["done", "overdue", "not_own"]))
    cells = pd.DataFrame(data.draw(st.lists(cell, max_size=80)), columns=["unit", "column", "status"], dtype="object")
    opened, most = data.draw(st.sampled_from([None, *(g.code for g in held)])), data.draw(st.sampled_from([3, 10, 200]))
    shown = fold(held, opened, most)
    assert shown.tiles(cells, "unit", "column", tile_of) == merged_one_by_one(shown, cells)


def test_a_tile_of_nobody_who_stands_in_the_chart_is_refused(held: Sequence[Group]) -> None:
    cells = pd.DataFrame([{"unit": "没有", "column": "x", "status": "done"}])
    with pytest.raises(KeyError, match="没有"):
        fold(held, most=10).tiles(cells, "unit", "column", tile_of)


def test_rates_of_one_row_stand_beside_each_other_and_are_not_added_up() -> None:
    frame = pd.DataFrame([
        {"name": name, "subject": name, "rate_broad": rate, "rate_strict": 0.5, "low": 0.5, "high": 1.0, "valid": 40,
         "band": 1} for name, rate in [("甲", 0.8), ("甲", 0.9), ("乙", 0.7)]
    ])
    made = satisfaction.dots(frame, "满意率")
    assert list(made.data[0].x) == [0.8, 0.9, 0.7]
    assert [a.text for a in made.layout.annotations] == ["2 个", "70.0%"]
    assert made.data[0].error_x.visible is False
    assert satisfaction.dots(frame.iloc[1:], "满意率").data[0].error_x.visible is True


# --- the pages of a bureau with 208 units ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("large")
    (folder / "plan.yaml").write_bytes(invented_plan(SEED.read_bytes(), FORMS, 1, TIMES))
    with campaign(folder / "data", folder / "plan.yaml", dt.date(2015, 9, 20)):
        return folder


@pytest.fixture(scope="module")
def charts(large: Path) -> Iterator[dict[str, list[Chart]]]:
    """What every page draws, by its address."""
    with campaign(large / "data", large / "plan.yaml") as workspace:
        page = page_of(workspace)
        yield {
            r.url: [b for b in listened(r, page).blocks if isinstance(b, Chart)]
            for r in ROUTES if r.section in ("情况", "专项")
        }


def lines(made: Drawing) -> set[object]:
    """The places one below the other at which a chart of rows has marks."""
    if made.layout.images:  # a matrix
        return {y for trace in made.data[:1] for y in trace.y}
    return {y for trace in made.data if trace.type == "bar" and trace.orientation == "h" for y in trace.y}


def test_no_page_draws_more_than_two_hundred_rows(charts: dict[str, list[Chart]]) -> None:
    drawn = {(url, c.title): len(lines(c.figure)) for url, held in charts.items() for c in held}
    assert {place for place, count in drawn.items() if count > MOST} == set()
    assert sum(count == 6 * TIMES for count in drawn.values()) >= 4  # the matrices, one row per group


def test_a_mark_of_a_folded_chart_opens_the_rows_of_all_its_units(charts: dict[str, list[Chart]], large: Path) -> None:
    (chart,) = (c for c in charts["stages"] if c.title == "单位乘任务的情况")
    plan = plan_of(large / "plan.yaml")
    assert chart.frame is not None
    opened = {
        tuple(mark): dialogs.matching(chart.frame, chart.by, mark)
        for trace in chart.figure.data for mark in trace.customdata or ()
    }
    for (label, clause), found in opened.items():
        (group,) = (g for g in plan.groups if g.label == label)
        assert set(found["unit"]) <= set(group.units) and set(found["clause"]) <= {clause}
    assert sum(len(found) for found in opened.values()) == len(chart.frame)


def test_the_reader_opens_a_group(large: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app: AppTest = visit(large / "data", "stages", Viewer("office"), monkeypatch)
    box = app.selectbox(key="stages.matrix.opened")
    assert box.label == "展开一个工作组" and len(box.options) == 6 * TIMES
    drawn: list[int] = []
    monkeypatch.setattr(dialogs, "mark", lambda page, made, *_, **__: drawn.append(len(lines(made))))
    box.select(plan_of(large / "plan.yaml").groups[1].code).run()
    assert [e.message for e in app.exception] == []
    assert 6 * TIMES - 1 + 9 in drawn  # nine units in place of their group


def test_a_survey_is_folded_as_a_whole_however_few_units_a_type_has(large: Path) -> None:
    with Workspace(opened(large / "data"), FORMS) as workspace:
        page, units = page_of(workspace), workspace.plan.units
        held = surveys.folded(page, pd.DataFrame({"subject": [u.code for u in units]}))
        for kind in workspace.plan.unit_types:
            part = pd.DataFrame({"subject": [u.code for u in units if u.type == kind]})
            assert 0 < len(part) < MOST
            assert set(folding.named(held, part, "subject")["name"]) <= {
                f"{g.label} {len(g.units)} 个" for g in workspace.plan.groups
            }
        assert surveys.folded(page, pd.DataFrame({"subject": [u.code for u in units[:MOST]]})) is None
