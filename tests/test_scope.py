"""Whose rows leave: every measure, statement, trace and export, for every sort of viewer, over the example campaign."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from lvzhi import filings, measures
from lvzhi.books import consolidated
from lvzhi.selection import select
from lvzhi.trace import sources
from lvzhi.viewer import Viewer, confidential, papers, scope
from schemas import FORMS
from tests.matrix import measured
from tests.matrix.cells import wrong
from tests.samples import some
from tests.scoped import Campaign, narrowed, units_in

OFFICE = Viewer("office")
# One unit with everything, one that sees 举报 rows; the leader is held to their own groups.
VIEWERS = (
    Viewer("unit", "园林"), Viewer("unit", "监察"), Viewer("group", "三组"), Viewer("leader", "刘俊"), Viewer("admin"), OFFICE,
)
STATEMENTS = [(m.name, s) for m in measures.catalogue() for s in m.statements if s not in ("totals", "by")]
PARTS = [(m.name, key) for m in measures.catalogue() for key in m.by]


@pytest.fixture(scope="module")
def narrow(example: Path) -> Iterator[Campaign]:
    with narrowed(example) as held:
        yield held


def ident(viewer: Viewer) -> str:
    return f"{viewer.role}-{viewer.filer}"


@pytest.mark.parametrize("viewer", some((VIEWERS[0], VIEWERS[2], VIEWERS[3]), 1), ids=ident)
def test_no_row_of_a_filer_outside_the_scope_leaves_a_measure(narrow: Campaign, viewer: Viewer) -> None:
    plan, seen = narrow.plan, scope(viewer, narrow.plan)
    leaked: dict[tuple[str, str], set[str]] = {}
    for name, statement in STATEMENTS:
        if (name, statement) == ("complaints", "confidential"):
            continue
        found = narrow.rows(viewer, name, statement)
        # The survey of the whole bureau is everybody's.
        found = found[found["kind"] != "formal"] if name == "satisfaction" else found
        if strange := units_in(found, plan) - seen:
            leaked[name, statement] = strange
        if "filer" in found and not set(found["filer"]) <= seen:
            leaked[name, statement] = set(found["filer"]) - seen
    for name, key in PARTS:
        if strange := units_in(narrow.run(viewer, name, (key,)).rows, plan) - seen:
            leaked[name, key] = strange
    assert leaked == {}


@pytest.mark.parametrize("viewer", some(VIEWERS, 3), ids=ident)
def test_totals_are_everybodys_and_name_nobody_else(narrow: Campaign, viewer: Viewer) -> None:
    seen = scope(viewer, narrow.plan)
    for about in measures.catalogue():
        whole, mine = narrow.run(OFFICE, about.name).totals, narrow.run(viewer, about.name).totals
        listed = {k for k, v in whole.items() if isinstance(v, list)}
        assert {k: v for k, v in mine.items() if k not in listed} == {
            k: v for k, v in whole.items() if k not in listed
        }, about.name
        assert all(set(mine[k]) <= seen for k in listed), about.name


def test_a_measure_shows_each_their_own_rows_and_everybodys_totals(narrow: Campaign) -> None:
    assert wrong(measured.cells(narrow)) == []


@pytest.mark.parametrize("viewer", [VIEWERS[0], pytest.param(VIEWERS[2], marks=pytest.mark.soak)], ids=ident)
def test_no_filter_widens_a_view(narrow: Campaign, viewer: Viewer) -> None:
    """Asking for another by name, in any of the ways a filter knows, gives nothing: no row, no figure."""
    seen = scope(viewer, narrow.plan)
    other = next(u for u in narrow.plan.units if u.code not in seen)
    group = next(g for g in narrow.plan.groups if other.code in g.units)
    asked = {"unit": other.code, "filer": other.name, "group": group.code}
    for about in measures.catalogue():
        for key, value in asked.items():
            if key not in select_keys(about):
                continue
            result = narrow.run(viewer, about.name, **{key: value})
            rows = result.rows[result.rows["kind"] != "formal"] if about.name == "satisfaction" else result.rows
            assert units_in(rows, narrow.plan) <= seen, (about.name, key)
            empty = narrow.run(Viewer("admin"), about.name, **{key: value}).totals
            if key in ("unit", "filer"):
                assert result.totals == empty, (about.name, key)


def select_keys(about: measures.Measure) -> set[str]:
    held = {"filer"} if "filers" in about.parameters else set()
    return held | ({"unit", "group", "leader", "type"} if about.parameters & {"units", "filers"} else set())


@pytest.mark.parametrize(
    "of", some((s for s in STATEMENTS if s[1] not in ("confidential", "events")), 25), ids="-".join
)
def test_a_group_is_shown_all_the_office_sees_of_it(narrow: Campaign, of: tuple[str, str]) -> None:
    """The scope takes away nothing that is theirs."""
    name, statement = of
    mine, office = (narrow.rows(v, name, statement, group="三组") for v in (Viewer("group", "三组"), OFFICE))
    trimmed = {"units", "problems", "problems_open"}  # of a topic that concerns other groups too
    columns = [c for c in office.columns if c not in trimmed]
    assert said(mine[columns]) == said(office[columns])


def said(frame: pd.DataFrame) -> list[str]:
    return sorted(json.dumps(r, ensure_ascii=False, default=str) for r in frame.astype(object).to_dict("records"))


def test_a_trace_ends_at_no_cell_of_a_row_outside_the_scope(narrow: Campaign) -> None:
    viewer = Viewer("unit", "园林")
    others, traced = {f.code for f in narrow.plan.units} - {"园林"}, 0
    for about in measures.catalogue():
        if "cells" not in about.statements:
            continue
        with narrow.workspace.store.cursor() as cursor:
            found = sources(cursor, narrow.plan, about.name, None, {}, narrow.now, viewer=viewer)
        assert {s.filer for s in found} & others == set(), about.name
        traced += len(found)
    assert traced > 50


def test_no_trace_ends_at_a_whistle_blowers_row(narrow: Campaign) -> None:
    with narrow.workspace.store.cursor() as cursor:
        at = cursor.execute("select entry, sheet_row from complaints_at($now) where category = '举报'",
                            {"now": narrow.now.replace(tzinfo=None)}).fetchall()
    assert at
    for about in measures.catalogue():
        cells = narrow.rows(OFFICE, about.name, "cells") if "cells" in about.statements else pd.DataFrame()
        if "form" in cells:
            kept = cells[cells["form"] == "complaints"]
            assert not set(zip(kept["entry"], kept["sheet_row"], strict=True)) & set(at), about.name


# --- 举报 ------------------------------------------------------------------------------------------


def test_whistle_blowers_rows_are_seen_by_the_office_and_the_inspectors_alone(narrow: Campaign) -> None:
    seen = {ident(v): len(narrow.rows(v, "complaints", "confidential")) for v in VIEWERS}
    every = seen.pop("office-None")
    assert every > 0
    own = narrow.rows(OFFICE, "complaints", "confidential")
    assert seen.pop("unit-监察") == (own["subject_unit"] != "监察").sum()
    assert set(seen.values()) == {0}
    assert [ident(v) for v in VIEWERS if confidential(v, narrow.plan)] == ["unit-监察", "office-None"]


def test_no_figure_tells_that_there_are_any(narrow: Campaign) -> None:
    with narrow.workspace.store.cursor() as cursor:
        open_rows = cursor.execute(
            "select count(*) from complaints_at($now)"
            " where category <> '举报' and handling_unit in (select unnest($units))",
            {"now": narrow.now.replace(tzinfo=None), "units": [u.code for u in narrow.plan.units]},
        ).fetchone()
    for viewer in VIEWERS:
        assert (narrow.run(viewer, "complaints").totals["received"],) == open_rows


# --- papers and the consolidated workbook ----------------------------------------------------------


def test_papers_go_to_their_filer_and_to_the_office(narrow: Campaign) -> None:
    every = {f.code for f in narrow.plan.filers}
    found = {ident(v): set(papers(v, narrow.plan)) for v in VIEWERS}
    assert found["office-None"] == every
    assert (found["unit-园林"], found["group-三组"]) == ({"园林"}, {"三组"})
    assert found["leader-刘俊"] == found["admin-None"] == papers(Viewer("unit"), narrow.plan) == set()


def test_the_history_of_another_filer_is_empty(narrow: Campaign) -> None:
    now = narrow.now.replace(tzinfo=None)
    with narrow.workspace.store.cursor() as cursor:
        lengths = {
            ident(v): len(filings.history(cursor, narrow.plan, "泰丰", now, v)) for v in (*VIEWERS, Viewer("unit", "泰丰"))
        }
    assert lengths.pop("unit-泰丰") == lengths.pop("office-None") > 0
    assert set(lengths.values()) == {0}


@pytest.mark.parametrize("viewer", some((VIEWERS[0], VIEWERS[2], VIEWERS[4]), 1), ids=ident)
def test_the_consolidated_workbook_holds_nobody_elses_rows(narrow: Campaign, viewer: Viewer) -> None:
    out = io.BytesIO()
    with narrow.workspace.store.cursor() as cursor:
        consolidated.write(out, cursor, FORMS, narrow.plan, narrow.now, {}, viewer)
    names = {f.name: f.code for f in narrow.plan.filers}
    seen, found = scope(viewer, narrow.plan), set()
    for sheet in openpyxl.load_workbook(io.BytesIO(out.getvalue()), read_only=True).worksheets[1:]:
        found |= {names[r[1]] for r in sheet.iter_rows(min_row=4, values_only=True) if len(r) > 1 and r[1] in names}
    assert found <= seen
    assert bool(found) == bool(seen)


def test_the_chair_sees_every_group_whatever_the_plan_says_of_leaders(narrow: Campaign) -> None:
    plan = replace(narrow.plan, campaign=replace(narrow.plan.campaign, chair="刘俊"))
    assert scope(Viewer("leader", "刘俊"), plan) > scope(Viewer("leader", "余国华"), plan)
    assert {g.code for g in plan.groups} <= scope(Viewer("leader", "刘俊"), plan)


def test_who_is_nobody_sees_nobody(narrow: Campaign) -> None:
    assert scope(Viewer("unit"), narrow.plan) == scope(Viewer("leader", "查无此人"), narrow.plan) == frozenset()
    assert scope(Viewer("unit", "局机关"), narrow.plan) == {"局机关"}


def test_a_selection_without_a_viewer_is_the_command_lines(narrow: Campaign) -> None:
    chosen = select(measures.measure("reporting"), narrow.plan, {}, None)
    assert set(chosen.seen) == {f.code for f in narrow.plan.filers}
