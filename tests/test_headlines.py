"""Every headline figure lists exactly the rows it counts, and is worked out again from the cells of their files."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest

from lvzhi import measures
from lvzhi.access.model import Account, Session
from lvzhi.books.rows import rows_csv
from lvzhi.charts.look import share
from lvzhi.datadir import opened
from lvzhi.excerpt import HELD_BACK, around
from lvzhi.intake.reading import read
from lvzhi.sources import Source
from lvzhi.trace import behind
from lvzhi.viewer import Viewer, papers
from lvzhi.web import dialogs, figures, life, source, visits
from lvzhi.web.figures import Figure
from lvzhi.web.head import Page
from lvzhi.web.source import Of
from lvzhi.workspace import Workspace
from schemas import FORMS
from tests.campaigns import PROBLEM, book, campaign, file, nothing_this_month

TODAY = dt.date(2015, 8, 20)
HEADLINES: Mapping[str, Callable[[Mapping[str, Any]], Sequence[Figure]]] = {
    "completion": lambda t: [f(t) for f in (figures.completed, figures.verified, figures.late, figures.overdue_tasks)],
    "rectification": lambda t: [
        f(t) for f in (figures.found, figures.still_open, figures.overdue, figures.closed, figures.applied, figures.on_time)
    ],
    "supervision": visits.figures,
    "reporting": lambda t: [figures.not_filed(t), *figures.filed(t)],
}


@pytest.fixture(scope="module")
def full(example: Path) -> Iterator[Workspace]:
    with Workspace(opened(example), FORMS) as held:
        yield held


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with campaign(tmp_path_factory.mktemp("one") / "data", today=TODAY) as held:
        july = {**nothing_this_month(held, "园林", "2015-07"), "rectification": [PROBLEM]}
        file(held, book(held, "园林", "2015-07", **july), "2015-08-04T10:00")
        yield held


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with campaign(tmp_path_factory.mktemp("none") / "data", today=TODAY) as held:
        yield held


def page_of(workspace: Workspace, viewer: Viewer = Viewer("office")) -> Page:  # noqa: B008 frozen
    now = workspace.clock.now()
    account = Account(1, "测试", viewer.role, viewer.filer, None, False, False, now)
    session = Session("", account, now, now, None, None)
    return Page(workspace, session, now, {}, (), workspace.clock.today(), workspace.store.changed)


@pytest.mark.parametrize("measure", HEADLINES)
@pytest.mark.parametrize("which", ["empty", "one", "full"])
def test_a_headline_lists_as_many_rows_as_it_says(which: str, measure: str, request: pytest.FixtureRequest) -> None:
    page = page_of(request.getfixturevalue(which))
    shown = HEADLINES[measure](page.measure(measure).totals)
    for figure in shown:
        assert figure.counted, figure.label
        part, whole = (
            len(dialogs.rows_of(page, Of(measure), names)) if names else None
            for names in (figure.counted.part, figure.counted.whole)
        )
        said = share(part, whole) if figure.counted.whole else str(part)
        assert figure.value.split(" ")[0] == said, figure.label


def test_the_survey_lists_the_rows_it_adds_up(full: Workspace) -> None:
    page = page_of(full)
    totals = page.measure("satisfaction").totals
    for figure in ("collected", "issued", "valid"):
        rows = dialogs.rows_of(page, Of("satisfaction"), (figure,))
        assert rows[figure].sum() == totals[figure]
        assert set(rows["batch"]) == {totals["batch"]}


# --- worked out again from what stands in the files, read by another program -----------------------

Cell = Callable[[Source], Any]


@pytest.fixture(scope="module")
def workbook(full: Workspace) -> Callable[[Source], openpyxl.Workbook]:
    @cache
    def read_again(sha256: str) -> openpyxl.Workbook:
        return openpyxl.load_workbook(io.BytesIO(full.vault.get(sha256)), data_only=True)

    return lambda source: read_again(str(source.sha256))


@pytest.fixture(scope="module")
def cell(workbook: Callable[[Source], openpyxl.Workbook]) -> Cell:
    return lambda source: workbook(source)[source.sheet][source.cell].value


def sources(workspace: Workspace, measure: str, figure: str, **filters: str) -> list[Source]:
    with workspace.store.cursor() as cursor:
        held = behind(cursor, workspace.plan, measure, workspace.clock.now(), filters)
        return [s for s in held.sources(cursor, figure, {}) if s.file]


def totals(workspace: Workspace, measure: str, **filters: str) -> Mapping[str, Any]:
    with workspace.store.cursor() as cursor:
        return measures.run(cursor, workspace.plan, measure, workspace.clock.now(), filters).totals


def unit_of(workspace: Workspace) -> str:
    """A unit that has problems closed and open, and survey forms."""
    return workspace.plan.groups[1].units[0]


def test_tasks_done_from_their_cells(full: Workspace, cell: Cell) -> None:
    unit = unit_of(full)
    found = sources(full, "completion", "done", unit=unit)
    statuses = [cell(s) for s in found if s.column == "status"]
    days = [cell(s) for s in found if s.column == "done_on"]
    assert statuses == ["已完成"] * totals(full, "completion", unit=unit)["done"]
    assert len(days) == len(statuses) and all(days)


def test_problems_from_their_cells(full: Workspace, cell: Cell) -> None:
    unit = unit_of(full)
    said = totals(full, "rectification", unit=unit)
    registered = sources(full, "rectification", "registered", unit=unit)
    days = {s.key: cell(s) for s in registered}
    assert len(days) == said["registered"] and all(days.values())
    closed = sources(full, "rectification", "closed", unit=unit)
    assert len({s.key for s in closed if s.form in ("rectification", "assignments")}) == said["closed"]
    approved = [s for s in closed if s.column == "event_on"]
    assert len(approved) == said["closed"] and all(cell(s) for s in approved)


def test_the_survey_from_its_cells(full: Workspace, cell: Cell) -> None:
    """One subject's last survey: (满意 + 基本满意) ÷ 有效票, dimension by dimension, then their mean."""
    asked = {"unit": unit_of(full), "respondents": "服务对象"}
    said = totals(full, "satisfaction", **asked)
    rows: dict[tuple[int, Any], dict[str, float]] = {}
    for s in sources(full, "satisfaction", "rate_broad", **asked):
        rows.setdefault((s.entry, s.row), {})[str(s.column)] = float(cell(s))
    valid = [r["satisfied"] + r["basically"] + r["dissatisfied"] for r in rows.values()]
    rates = [(r["satisfied"] + r["basically"]) / n for r, n in zip(rows.values(), valid, strict=True)]
    assert said["subjects"] == 1
    assert sum(rates) / len(rates) == pytest.approx(said["rate_broad"])


def test_units_visited_on_site_from_the_visits_cells(full: Workspace, cell: Cell) -> None:
    group = full.plan.groups[1].code
    found = sources(full, "supervision", "covered_on_site", group=group)
    visited = {cell(s) for s in found if s.column == "unit"}
    methods = {cell(s) for s in found if s.column == "method"}
    assert len(visited) == totals(full, "supervision", group=group)["covered_on_site"]
    assert methods.isdisjoint({"电话", "书面"}) and methods


def test_filings_from_their_files(full: Workspace, workbook: Callable[[Source], openpyxl.Workbook]) -> None:
    unit = unit_of(full)
    found = sources(full, "reporting", "on_time", unit=unit)
    periods = {tuple(c.value for c in workbook(s)["_meta"]["B"]) for s in found}
    assert len(periods) == len(found) == totals(full, "reporting", unit=unit)["on_time"]


# --- a problem's life, an excerpt, an export -------------------------------------------------------


def test_a_problems_life_is_in_order_and_each_event_is_written_somewhere(full: Workspace) -> None:
    page = page_of(full)
    problems = page.detail("rectification", "problems")
    longest = problems.sort_values(["reopened_count", "returned_count", "extended_count"]).iloc[-1]
    events = page.detail("rectification", "events", problem=longest["problem_no"])
    written = life.sources_of(page, events)
    assert list(events["day"]) == sorted(events["day"])
    assert events["event"].iloc[0] == "registered" and longest["last_event"] in set(events["event"])
    assert longest["reopened_count"] == (events["effective"] & (events["event"] == "reopened")).sum() > 0
    assert [(s.entry, s.row) for s in written] == list(zip(events["entry"], events["sheet_row"], strict=True))
    days = [s.value for s in written if s.column in ("registered_on", "event_on", "applied_on") and s.file]
    assert len(days) == len(events)


def test_a_row_of_a_page_leads_to_its_own_cells(one: Workspace) -> None:
    page = page_of(one)
    (record,) = page.detail("rectification", "problems").to_dict("records")
    (found,) = source.found(page, Of("rectification"), record)
    assert (source.place(found), found.value) == ("园林-201507-01《问题整改台账》C4", "2015-07-20")
    tasks = page.detail("completion", "tasks").to_dict("records")
    assert source.said(source.found(page, Of("completion"), tasks[0])[0]).startswith("方案第 1 版:")


def test_an_excerpt_without_the_papers_is_the_row_alone_and_holds_back_what_is_restricted(one: Workspace) -> None:
    form = next(f for f in FORMS if f.id == "supervisors")
    data = book(one, "园林", "2015-06")
    workbook = read(data)
    name = next(s.name for s in workbook.sheets if s.name == form.title)
    closed = next(c.id for c in form.all_columns if c.restricted)
    sheet = next(s for s in workbook.sheets if s.name == name)
    first = around(workbook, name, form, "unit", 6, [closed], whole=True)
    assert first is not None and len(first.rows) > 2
    at = next(iter(first.marked))
    column = first.columns.index("".join(c for c in at if c.isalpha()))
    sheet.cells[6, list(_numbers(first.columns))[column]] = dt.date(2015, 6, 20)
    alone = around(workbook, name, form, "unit", 6, [closed], whole=False)
    assert alone is not None and [row for row, _ in alone.rows] == [first.heading, 6]
    assert alone.rows[-1][1][alone.columns.index(first.columns[column])] == HELD_BACK


def _numbers(letters: Sequence[str]) -> Iterator[int]:
    return (openpyxl.utils.column_index_from_string(letter) for letter in letters)


def test_papers_go_to_their_filer_and_the_office(one: Workspace) -> None:
    plan = one.plan
    assert papers(Viewer("unit", "园林"), plan) == {"园林"}
    assert papers(Viewer("leader", plan.leaders[0]), plan) == frozenset()
    assert papers(Viewer("office"), plan) == {f.code for f in plan.filers}


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1"])
def test_no_text_of_a_csv_is_a_formula(text: str) -> None:
    frame = duckdb.sql("select $1 as 甲", params=[text]).df()
    assert rows_csv(frame).decode("utf-8-sig").splitlines()[1].strip('"').startswith("'")
