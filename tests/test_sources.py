"""Every count of every measure over the example campaign, found again from the cells that are said to lie behind it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest

from lvzhi import measures
from lvzhi.datadir import opened
from lvzhi.intake.filing import SheetRows
from lvzhi.sources import OF_PLAN, Source
from lvzhi.trace import Behind, behind
from lvzhi.viewer import Viewer
from lvzhi.workspace import Workspace
from schemas import FORMS
from tests.campaigns import plan_of

NAMES = [m.name for m in measures.catalogue()]
Count = Callable[[Sequence[Source]], float]


@pytest.fixture(scope="module")
def workspace(example: Path) -> Iterator[Workspace]:
    with Workspace(opened(example), FORMS) as held:
        yield held


@pytest.fixture(scope="module")
def cursor(workspace: Workspace) -> Iterator[duckdb.DuckDBPyConnection]:
    with workspace.store.cursor() as held:
        yield held


def look(workspace: Workspace, cursor: duckdb.DuckDBPyConnection, name: str, **filters: str) -> Behind:
    return behind(cursor, workspace.plan, name, workspace.clock.now(), filters)


# --- from cells to figures, each in the one way its definition in words gives -----------------------


def rows(found: Sequence[Source]) -> int:
    """Rows of workbooks, and what the plan asks where there is none."""
    return len({(s.entry, s.form, s.row, s.reason) for s in found if s.file or s.act == OF_PLAN})


def filers(found: Sequence[Source]) -> int:
    return len({s.filer for s in found if s.file})


def values(found: Sequence[Source]) -> int:
    return len({s.value for s in found})


def units(found: Sequence[Source]) -> int:
    return len({s.value for s in found if s.column == "unit"})


def sheets(found: Sequence[Source]) -> int:
    return len({(s.filer, s.form) for s in found if s.file}) + len({s.reason for s in found if not s.file})


def items(found: Sequence[Source]) -> int:
    """Check items: the parts of one count once."""
    return len({(s.filer, str(s.key).split(" × ")[0], s.reason) for s in found})


def problems(found: Sequence[Source]) -> int:
    """Problems by the number on the row that registers them or applies for them."""
    return len({s.key for s in found if s.form in ("rectification", "assignments")})


def total(found: Sequence[Source]) -> float:
    return sum(float(s.value) for s in found)


def named(found: Sequence[Source]) -> int:
    """Names in cells that hold several."""
    return sum(len(str(s.value).split("、")) for s in found)


def words(found: Sequence[Source]) -> int:
    return len({s.reason for s in found})


def units_and_windows(found: Sequence[Source]) -> int:
    """Units in windows of the plan, by the day and the unit of the row of each visit."""
    rows: dict[tuple[int, int | None], dict[str | None, Any]] = {}
    for s in found:
        rows.setdefault((s.entry, s.row), {})[s.column] = s.value
    visited = ((pd.Timestamp(row["visited_on"]).date(), row["unit"]) for row in rows.values())
    return len({(unit, w) for day, unit in visited for w in plan_of().settings.windows if w.start <= day <= w.end})


WAYS: Mapping[str, Mapping[str, Count]] = {
    "accountability": {"units": lambda found: len({s.key for s in found})},
    "assignments": dict.fromkeys(("answered", "open", "closed", "overdue"), problems),
    "commitments": {"units": filers},
    "consultations": {"units": filers, "methods": values, "issued": total, "collected": total},
    "lists": dict.fromkeys(("required", "reported", "missing"), sheets)
    | dict.fromkeys(("units", "units_complete"), filers),
    "pilots": {"leaders": values, "leaders_all": words},
    "projects": dict.fromkeys(("budget", "received", "spent"), total) | {"projects": values},
    "publicity": {"units": filers},
    "rectification": dict.fromkeys((
        "registered", "withdrawn", "base", "closed", "applied", "open", "overdue", "overdue_waiting", "due",
        "closed_on_time", "applied_on_time", "found_by_self", "ongoing", "merged_or_withdrawn", "transferred",
    ), problems),
    "rhythm": {
        "met": units_and_windows, "windows": lambda found: len({str(s.reason).split(":")[2] for s in found}),
    },
    "satisfaction": dict.fromkeys(("issued", "collected", "valid"), total) | {
        "subjects": lambda found: len({(s.entry, s.row) for s in found}),
    },
    "self_inspection": dict.fromkeys(
        ("applicable", "answered", "none_found", "found", "not_applicable", "transferred"), items,
    ) | {"problems": problems, "closed": problems},
    "summaries": {"expected": lambda found: len({str(s.reason).split(":")[1] for s in found})},
    "supervision": {"covered": units, "covered_on_site": units, "assigned": words},
    "supervisors": {"units_with": filers, "categories": values, "activities": named},
}
# What is no count by itself: from which units cells of one kind come.
ASIDE = {("accountability", "units"), ("inspections", "units")}


# What happened on one day is counted by the rows that say so, not by the problems they are about.
OF_A_DAY: Mapping[str, Count] = dict.fromkeys(
    ("registered", "applied", "returned", "closed", "reopened", "withdrawn"), rows,
)


def counted(name: str, figure: str, found: Sequence[Source], of_a_day: bool = False) -> float:
    ways = {**WAYS.get(name, {}), **(OF_A_DAY if of_a_day else {})}
    return ways.get(figure, rows)(found)


def count_figures(name: str, totals: Mapping[str, Any]) -> list[str]:
    held = [k for k, v in totals.items() if isinstance(v, int | float) and not isinstance(v, bool)]
    made_of = measures.measure(name).made_of
    return [k for k in held if (name, k) not in ASIDE and (k not in made_of or k in WAYS.get(name, {})) and not (
        name == "satisfaction" and k not in WAYS[name]
    )]


@pytest.mark.parametrize("name", NAMES)
def test_every_count_of_the_totals_is_found_again_in_its_cells(
    workspace: Workspace, cursor: duckdb.DuckDBPyConnection, name: str
) -> None:
    totals = measures.run(cursor, workspace.plan, name, workspace.clock.now()).totals
    held = look(workspace, cursor, name)
    figures = count_figures(name, totals)
    again = {k: counted(name, k, held.sources(cursor, k, {})) for k in figures}
    assert again == pytest.approx({k: totals[k] for k in figures})
    assert figures


@pytest.mark.parametrize("name", [n for n in NAMES if n != "scoring"])  # no document orders it: no row
def test_every_count_of_a_row_is_found_again_in_its_cells(
    workspace: Workspace, cursor: duckdb.DuckDBPyConnection, name: str
) -> None:
    """The row that says most: of its unit, leader, item, topic …, whatever tells it apart."""
    result = measures.run(cursor, workspace.plan, name, workspace.clock.now())
    held = look(workspace, cursor, name)
    keys = [c for c in result.rows if c in held.keys or c == "group"]
    counts = [c for c in result.rows.select_dtypes("number") if c in held.named and c not in keys]
    if not counts:  # lines of their own: a case, an assignment, a summary; their cells are asked for by name
        assert all(held.sources(cursor, None, {k: str(row[k]) for k in keys if row[k]})
                   for row in result.rows.head(3).to_dict("records"))
        return
    row = result.rows.loc[result.rows[counts].gt(0).sum(axis=1).idxmax()]
    which = {k: f"{row[k]:%Y-%m-%d}" if k == "day" else str(row[k]) for k in keys if not pd.isna(row[k])}
    again = {
        k: counted(name, k, held.sources(cursor, k, which), "day" in which) for k in counts if not pd.isna(row[k])
    }
    assert again == pytest.approx({k: row[k] for k in again})


@pytest.mark.parametrize("name", NAMES)
def test_every_figure_a_measure_names_can_be_asked_for(
    workspace: Workspace, cursor: duckdb.DuckDBPyConnection, name: str
) -> None:
    """Rates from both parts, days, states: what is not nothing has a source."""
    result = measures.run(cursor, workspace.plan, name, workspace.clock.now())
    held = look(workspace, cursor, name)
    without = [
        k for k, v in result.totals.items()
        if v not in (0, None) and k not in count_figures(name, result.totals) and not held.sources(cursor, k, {})
    ]
    assert without == []


# --- what the rows say, read again from the kept files ----------------------------------------------

Row = Mapping[str, Any]
Says = Callable[[Row, dt.date], bool]


def before(column: str) -> Says:
    return lambda row, today: row[column] < pd.Timestamp(today)


def says(**words: tuple[str, ...]) -> Says:
    return lambda row, today: all(row[column] in held for column, held in words.items())


def both(*conditions: Says) -> Says:
    return lambda row, today: all(holds(row, today) for holds in conditions)


KEPT = both(before("due"), says(status=("已兑现",)))
# Per measure: the figure all of its rows count in, and which of them count in another one.
CONDITIONS: Mapping[str, tuple[str, Mapping[str, Says]]] = {
    "accountability": ("cases", {
        "dual": says(dual=("已双查",)), "exposed": says(exposure=("公开通报", "点名曝光")),
        "in_ledger": lambda row, today: isinstance(row["problem_no"], str),
    }),
    "commitments": ("promised", {
        "due": before("due"), "kept": KEPT, "broken": lambda row, today: before("due")(row, today) and not KEPT(row, today),
        "kept_on_time": both(KEPT, lambda row, today: row["kept_on"] <= row["due"]),
        "kept_early": lambda row, today: row["status"] == "已兑现" and not KEPT(row, today),
    }),
    "complaints": ("received", {
        "inquiries": says(category=("咨询",)), "finished": says(status=("已答复", "办结", "退回")),
        "upheld": says(truth=("属实", "部分属实")),
    }),
    "completion": ("applicable", {
        "done": says(status=("已完成",)),
        "late": both(says(status=("已完成",)), lambda row, today: row["done_on"] > row["due"]),
    }),
    "consultations": ("opinions", {
        "adopted": says(decision=("采纳", "部分采纳")), "to_problems": lambda row, today: isinstance(row["problem_nos"], tuple),
    }),
    "inspections": ("visits", {
        "secret": says(method=("暗访",)), "found": says(found=("有",)), "made_known": says(made_known=("是",)),
        "assigned": both(says(found=("有",)), lambda row, today: isinstance(row["assignment_nos"], tuple)),
    }),
    "pilots": ("pilots", {"summed_up": says(status=("已总结", "已推广")), "spread": says(status=("已推广",))}),
    "publicity": ("items", {
        "media": says(kind=("媒体宣传",)), "results": says(kind=("整改成果宣传",)), "reports": says(kind=("信息报送",)),
        "adopted": says(kind=("信息报送",), adoption=("局简报", "上级")), "above_city": says(level=("国家级", "省级", "市级")),
    }),
    "special_topics": ("topics", {
        "done": says(status=("已办结",)), "overdue": both(before("due"), says(status=("推进中",))),
    }),
    "supervisors": ("listed", {
        "serving": both(says(term=("在聘",)), lambda row, today: row["term_to"] >= pd.Timestamp(today)),
    }),
}


@pytest.fixture(scope="module")
def files(workspace: Workspace) -> Callable[[Source], Mapping[str, SheetRows]]:
    """The sheets of the kept file a source stands in, read again once."""
    read: dict[str, Mapping[str, SheetRows]] = {}

    def sheets_of(source: Source) -> Mapping[str, SheetRows]:
        sha256 = str(source.sha256)
        if sha256 not in read:
            plan, filer = workspace.plan, workspace.plan.filer(str(source.filer))
            read[sha256] = workspace.derive(
                workspace.vault.get(sha256), str(source.file), plan, filer, str(source.period), source.at.date()
            )
        return read[sha256]

    return sheets_of


@pytest.mark.parametrize("name", CONDITIONS)
def test_the_kept_files_say_the_same_as_the_measures(
    workspace: Workspace, cursor: duckdb.DuckDBPyConnection, files: Callable[[Source], Mapping[str, SheetRows]], name: str
) -> None:
    """No SQL between the rows of the kept workbooks and the figure."""
    whose = {"group": workspace.plan.groups[1].code}
    every, conditions = CONDITIONS[name]
    totals = measures.run(cursor, workspace.plan, name, workspace.clock.now(), whose).totals
    found = look(workspace, cursor, name, **whose).sources(cursor, every, {})
    kept = {(s.sha256, s.row): files(s)[str(s.form)].frame.loc[s.row].to_dict() for s in found if s.file}
    today = workspace.clock.today()
    again = {k: sum(holds(row, today) for row in kept.values()) for k, holds in conditions.items()}
    assert again == {k: totals[k] for k in conditions}
    assert len(kept) + sum(s.act == OF_PLAN for s in found) == totals[every]


def test_a_value_is_what_was_typed_at_its_address(
    workspace: Workspace, cursor: duckdb.DuckDBPyConnection, files: Callable[[Source], Mapping[str, SheetRows]]
) -> None:
    whose = {"group": workspace.plan.groups[1].code}
    for source in look(workspace, cursor, "commitments", **whose).sources(cursor, "kept_on_time", {}):
        sheet = files(source)["commitments"]
        assert source.cell == sheet.cell(source.row, source.column)
        assert source.key == sheet.frame.loc[source.row, "commitment_no"]
        assert source.value == sheet.raw.get((int(str(source.row)), str(source.column)), source.value)


# --- whose cells -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_a_unit_is_shown_cells_about_itself_only(
    workspace: Workspace, cursor: duckdb.DuckDBPyConnection, name: str
) -> None:
    unit = workspace.plan.groups[1].units[0]
    held = behind(cursor, workspace.plan, name, workspace.clock.now(), None, Viewer("unit", unit))
    whose = held.rows.get("unit", held.rows.get("filer"))
    about = set() if whose is None else set(whose.dropna())
    assert about <= {unit}
    found = held.sources(cursor, None, {})
    own_books = {s.filer for s in found if s.file and workspace.plan.filer(str(s.filer)).book == "unit"}
    assert own_books <= {unit}


@pytest.mark.parametrize("name", NAMES)
def test_no_cell_of_a_restricted_column_is_named(
    workspace: Workspace, cursor: duckdb.DuckDBPyConnection, name: str
) -> None:
    restricted = {(f.id, c.id) for f in FORMS for c in f.all_columns if c.restricted}
    held = look(workspace, cursor, name)
    assert {(s.form, s.column) for s in held.sources(cursor, None, {})} & restricted == set()
