"""As of an instant every measure and every page says what a fresh system says that was fed only what had arrived."""

from __future__ import annotations

import datetime as dt
import json
import runpy
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import streamlit
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lvzhi import measures
from lvzhi.viewer import Viewer
from lvzhi.web import listening
from lvzhi.web.head import ROOT, Page
from lvzhi.web.listening import Block, Chart, Figures, Rows
from lvzhi.web.offline.collecting import collected
from lvzhi.web.routes import route
from tests.campaigns import plan_of
from tests.histories import FIRST, LAST, PLAN, Event, fed, history
from tests.test_headlines import page_of

OFFICE = Viewer("office")
VIEWERS = (OFFICE, Viewer("leader", plan_of(PLAN).leaders[0]), Viewer("group", plan_of(PLAN).groups[0].code))
days = st.integers(5, (LAST - FIRST).days - 5).map(lambda n: FIRST + dt.timedelta(days=n))


@pytest.fixture(autouse=True)
def nothing_remembered() -> Iterator[None]:
    yield
    streamlit.cache_data.clear()


def pages(events: list[Event], day: dt.date, viewer: Viewer, folder: Path) -> Iterator[Page]:
    """The page of a day in the past of a system that knows everything, and of one on that day that knows no more."""
    at = dt.datetime.combine(day, dt.time.max, plan_of(PLAN).zone)
    for name, until, today in (("later", None, LAST), ("then", at, day)):
        with fed(folder / name, events, until, today) as workspace:
            yield replace(page_of(workspace, viewer), as_of=at)


def measured(page: Page) -> dict[str, Any]:
    return {m.name: measures.as_json(page.measure(m.name), page.plan) for m in measures.catalogue()}


def told(page: Page, url: str) -> list[Any]:
    """What a page says: its words, figures, charts and rows."""
    with listening.listening(page) as listener:
        runpy.run_path(str(ROOT / route(url).path), run_name="page")
    return [_told(block) for block in listener.blocks]


def _told(block: Block) -> Any:
    if isinstance(block, Figures):
        return [(f.label, f.value, f.before, f.note) for f in block.figures]
    if isinstance(block, Chart):
        return block.title, block.figure.to_json()
    return (block.title, block.frame.to_csv()) if isinstance(block, Rows) else str(block)


@pytest.mark.parametrize("seed", [9])
def test_the_measures_and_the_overview_of_a_past_day_are_those_of_that_day(seed: int, tmp_path: Path) -> None:
    events = history(Random(seed), 24)
    later, then = ((measured(page), told(page, "overview")) for page in pages(events, dt.date(2015, 9, 12), OFFICE, tmp_path))
    assert later == then
    totals = {name: said["totals"] for name, said in then[0].items()}
    assert totals["rectification"]["closed"] and totals["supervision"]["covered"] and totals["completion"]["done"]


@pytest.mark.soak
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 2**32), days, st.sampled_from(VIEWERS), st.sampled_from([u.code for u in plan_of(PLAN).units]))
def test_everything_of_a_past_day_is_that_of_that_day(seed: int, day: dt.date, viewer: Viewer, unit: str) -> None:
    """All measures, and all pages with their charts, rows and the cells these rest on, in one unit's view too."""
    events = history(Random(seed), 60)
    with TemporaryDirectory() as folder:
        said = []
        for page in pages(events, day, viewer, Path(folder)):
            one = replace(page, filters={"unit": unit}, shown=("unit",))
            said.append((measured(page), json.dumps([collected(page), collected(one)], default=str)))
            streamlit.cache_data.clear()
    assert said[0] == said[1]
