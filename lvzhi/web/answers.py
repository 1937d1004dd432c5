"""What measures answer, worked out once for all who look: by whose eyes, as of when, filters and the last entry."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Hashable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import pandas as pd
import streamlit as st

from lvzhi import measures, worklist
from lvzhi.measures import Result
from lvzhi.plan import Plan
from lvzhi.viewer import Viewer, as_allowed_now
from lvzhi.worklist import Worklist
from lvzhi.workspace import Workspace

T = TypeVar("T")
Chosen = tuple[tuple[str, str], ...]


def eyes(workspace: Workspace, plan: Plan, viewer: Viewer) -> Viewer:
    """Return who looks at what a version of the plan says: at an older one nobody sees more than now."""
    return viewer if plan is workspace.plan else as_allowed_now(viewer, workspace.plan)


@st.cache_data(show_spinner=False, max_entries=100)
def settled(path: Path, entry: int, as_of: dt.datetime, _workspace: Workspace) -> dt.datetime:
    """Return the earliest instant of the day with the same figures."""
    with _workspace.store.cursor() as cursor:
        return measures.settled(cursor, _workspace.plan, as_of)


@st.cache_data(show_spinner=False, max_entries=400)
def totals(path: Path, entry: int, viewer: Viewer, name: str, as_of: dt.datetime, chosen: Chosen,
           parameters: Mapping[str, Any], _workspace: Workspace) -> Mapping[str, Any]:
    """Return a measure's totals alone."""
    with _workspace.store.cursor() as cursor:
        plan = _workspace.plan_at(as_of)
        seen_by = eyes(_workspace, plan, viewer)
        return measures.totals(cursor, plan, name, as_of, dict(chosen), seen_by, **parameters)


# Kept by `cache_data`, rows would be unpickled at every look: of thousands of units, most of what a filter costs.
@st.cache_resource(show_spinner=False, max_entries=400)
def run(path: Path, entry: int, viewer: Viewer, name: str, as_of: dt.datetime, chosen: Chosen,
        parameters: Mapping[str, Any], _workspace: Workspace) -> Result:
    """Return a measure's answer, the same to all: `own` before it is shown."""
    with _workspace.store.cursor() as cursor:
        plan = _workspace.plan_at(as_of)
        seen_by = eyes(_workspace, plan, viewer)
        return measures.run(cursor, plan, name, as_of, dict(chosen), seen_by, **parameters)


@st.cache_resource(show_spinner=False, max_entries=200)
def parted(path: Path, entry: int, viewer: Viewer, name: str, by: tuple[str, ...], as_of: dt.datetime, chosen: Chosen,
           _workspace: Workspace) -> pd.DataFrame:
    """Return a measure's figures for each value of some keys, the same to all: a copy of them before they are shown."""
    with _workspace.store.cursor() as cursor:
        plan = _workspace.plan_at(as_of)
        return measures.parted(cursor, plan, name, by, as_of, dict(chosen), eyes(_workspace, plan, viewer))


@st.cache_resource(show_spinner=False, max_entries=200)
def detail(path: Path, entry: int, viewer: Viewer, name: str, statement: str, as_of: dt.datetime, chosen: Chosen,
           parameters: Mapping[str, Any], _workspace: Workspace) -> pd.DataFrame:
    """Return the rows of a measure's statement, the same to all: a copy of them before they are shown."""
    with _workspace.store.cursor() as cursor:
        plan = _workspace.plan_at(as_of)
        seen_by = eyes(_workspace, plan, viewer)
        return measures.detail(cursor, plan, name, statement, as_of, dict(chosen), seen_by, **parameters)


@st.cache_resource(show_spinner=False, max_entries=8)
def worked(path: Path, entry: int, viewer: Viewer, as_of: dt.datetime, _workspace: Workspace) -> Worklist:
    """Return what waits on the desk, the same to all who may see it; nobody writes to it."""
    with _workspace.store.cursor() as cursor:
        plan = _workspace.plan_at(as_of)
        return worklist.problems(cursor, plan, eyes(_workspace, plan, viewer), measures.instant(as_of, plan))


@st.cache_resource(show_spinner=False, max_entries=1_000)
def of_rows(path: Path, entry: int, what: str, about: tuple[Hashable, ...], _ask: Callable[[], T]) -> T:
    """Return what `_ask` finds in rows that stand, the same to all; `about` is all it depends on besides."""
    return _ask()


def own(kept: Result) -> Result:
    """Return an answer with rows of one's own; they are copied when they are written to."""
    return replace(kept, rows=kept.rows.copy(deep=False))


def forget() -> None:
    """Forget all answers, as a server that has just been started."""
    for kept in (settled, totals, run, parted, detail, worked, of_rows):
        kept.clear()
