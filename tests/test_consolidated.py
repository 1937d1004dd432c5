"""汇总表 beside its sheets per form: 总表, charts, lists and definitions say what the measures say."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl import Workbook
from openpyxl.utils import range_boundaries

from lvzhi import measures
from lvzhi.books import consolidated
from lvzhi.books.consolidated.overview import COMPLETION, RECTIFICATION, SUPERVISION
from lvzhi.books.consolidated.unmatched import references
from lvzhi.headings import defined
from lvzhi.viewer import Viewer
from lvzhi.workspace import Workspace
from schemas import FORMS
from tests.campaigns import PROBLEM, book, campaign, file, nothing_this_month

TODAY = dt.date(2015, 10, 20)


def written(workspace: Workspace, viewer: Viewer | None = None, day: dt.date = TODAY) -> bytes:
    out = io.BytesIO()
    with workspace.store.cursor() as cursor:
        consolidated.write(out, cursor, FORMS, workspace.plan, day, {}, viewer)
    return out.getvalue()


def sheet(held: Workbook, title: str) -> list[tuple[Any, ...]]:
    return list(held[title].iter_rows(values_only=True))


def block(held: Workbook, first: str) -> dict[str, tuple[Any, ...]]:
    """The rows of a block of 总表 by their first cell, dashes as None."""
    rows = iter(sheet(held, "各单位" if first == "单位" else "总表"))
    while next(rows)[0] != first:
        pass
    found: dict[str, tuple[Any, ...]] = {}
    for row in rows:
        if row[0] is None:
            break
        found[row[0]] = tuple(None if v == "–" else v for v in row[1:])
    return found


@pytest.fixture(scope="module")
def data(example_workspace: Workspace) -> bytes:
    return written(example_workspace)


@pytest.fixture(scope="module")
def held(data: bytes) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(data))


@pytest.fixture(scope="module")
def measured(example_workspace: Workspace) -> Iterator[Any]:
    with example_workspace.store.cursor() as cursor:
        yield partial(measures.run, cursor, example_workspace.plan, as_of=TODAY)


def figures(found: dict[str, Any], names: tuple[str, ...]) -> tuple[Any, ...]:
    return tuple(found.get(n) for n in names)


@pytest.mark.parametrize(("key", "head"), [("unit", "单位"), ("group", "工作组")])
def test_every_part_of_the_overview_is_the_measures(
    example_workspace: Workspace, held: Workbook, measured: Any, key: str, head: str
) -> None:
    plan = example_workspace.plan
    names = {f.code: f.name for f in plan.filers} | {g.code: g.name for g in plan.groups}
    tasks, problems = measured("completion", by=(key,)), measured("rectification", by=(key,))
    closed = {r[key]: r for r in measures.records(problems.rows)}
    wanted = {
        names[r[key]]: (*figures(r, COMPLETION), *figures(closed.get(r[key], {}), RECTIFICATION))
        for r in measures.records(tasks.rows)
    }
    wanted["全局合计"] = (*figures(tasks.totals, COMPLETION), *figures(problems.totals, RECTIFICATION))
    shown = block(held, head)
    assert len(shown) == (53 if key == "unit" else 7)
    assert {k: pytest.approx(v) for k, v in shown.items()} == wanted


def test_stages_and_leaders_of_the_overview_are_the_measures(example_workspace: Workspace, held: Workbook, measured: Any) -> None:
    stages = {s.id: s.name for s in example_workspace.plan.stages}
    tasks = {stages[r["stage"]]: figures(r, COMPLETION) for r in measures.records(measured("completion", by=("stage",)).rows)}
    shown = {k: pytest.approx(v[: len(COMPLETION)]) for k, v in block(held, "阶段").items()}
    assert shown == tasks | {"全局合计": figures(measured("completion").totals, COMPLETION)}
    visits = measured("supervision")
    led = {r["leader"]: figures(r, SUPERVISION) for r in measures.records(visits.rows)}
    shown = {k: pytest.approx(v[: len(SUPERVISION)]) for k, v in block(held, "局领导").items()}
    assert shown == led | {"全局合计": figures(visits.totals, SUPERVISION)}


def test_the_charts_are_drawn_from_cells_that_hold_something(data: bytes, held: Workbook) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        drawn = [archive.read(n).decode() for n in archive.namelist() if re.fullmatch(r"xl/charts/chart\d+\.xml", n)]
    ranges = [r for text in drawn for r in re.findall(r"<c:f>'?([^!']+)'?!([^<]+)</c:f>", text)]
    assert (len(drawn), len(ranges)) == (5, 4 * 2 + 2 * 3)
    for title, cells in ranges:
        left, top, right, bottom = range_boundaries(cells.replace("$", ""))
        values = [v for row in held[title].iter_rows(top, bottom, left, right, values_only=True) for v in row]
        assert values and None not in values and "全局合计" not in values


def test_the_days_of_the_burn_down_are_the_measures(held: Workbook, measured: Any) -> None:
    rows = measures.records(measured("rectification").rows)
    names = ("registered", "applied", "closed", "open", "overdue")
    assert sheet(held, "整改逐日")[1:] == [(r["day"].isoformat(), *figures(r, names)) for r in rows]


def test_what_was_asked_is_listed_with_its_answer(example_workspace: Workspace, held: Workbook) -> None:
    with example_workspace.store.cursor() as cursor:
        answers = measures.records(measures.detail(cursor, example_workspace.plan, "reporting", "answers", TODAY))
    rows = [r for r in sheet(held, "疑问清单")[3:] if isinstance(r[0], int)]
    assert [(r[3], r[-2], r[-1]) for r in rows] == [(a["receipt"], a["asked"], a["answer"]) for a in answers]
    assert len(rows) > 20


def test_every_measure_is_defined_and_every_figure_stands_once_for_machines(held: Workbook, measured: Any) -> None:
    catalogue = measures.outgoing()
    rows = sheet(held, "口径说明")[3:]
    assert [r[0] for r in rows if r[0]] == [m.title for m in catalogue]
    assert [r[1] for r in rows] == [line for m in catalogue for line in defined(m.name)]
    told = {(r[0], r[1]): r[3] for r in sheet(held, "指标数据")[1:]}
    wanted = {
        (m.name, k): v for m in catalogue for k, v in measured(m.name).totals.items()
        if v is None or isinstance(v, int | float)
    }
    assert {k: pytest.approx(v) for k, v in told.items()} == wanted


def test_a_number_that_names_no_row_is_listed_until_the_row_comes(tmp_path: Path) -> None:
    with campaign(tmp_path / "data") as workspace:
        nothing = nothing_this_month(workspace, "园林", "2015-07")
        named = {**PROBLEM, "source": "督办检查", "source_ref": "三组-督办-004"}
        filed = book(workspace, "园林", "2015-07", **{**nothing, "rectification": [named]})
        receipt = file(workspace, filed, "2015-08-04T10:00")
        assert receipt.status == "accepted", [f.message for f in receipt.findings]
        found = sheet(openpyxl.load_workbook(io.BytesIO(written(workspace))), "对不上清单")[3:]
        assert [r[1:] for r in found if isinstance(r[0], int)] == [
            ("园林办事处", "问题整改台账", "园林-问题-001", "来源编号", "三组-督办-004", found[0][6]),
        ]
        assert "《督办记录》" in found[0][6]
        assert [r[1] for r in found if r[0] == "合计"] == ["1条"]


def test_what_was_asked_is_in_the_offices_workbook_alone(tmp_path: Path) -> None:
    with campaign(tmp_path / "data") as workspace:
        books = {v: openpyxl.load_workbook(io.BytesIO(written(workspace, v)), read_only=True).sheetnames for v in (
            Viewer("office"), Viewer("leader", workspace.plan.leaders[0]))}
    assert ["疑问清单" in names for names in books.values()] == [True, False]


def test_every_reference_of_the_forms_is_looked_up() -> None:
    columns = {(r.form.id, r.column.id) for r in references(FORMS)}
    assert {("rectification", "source_ref"), ("self_inspection", "problem_nos"), ("verification", "problem_no")} <= columns
    assert len(columns) >= 14
