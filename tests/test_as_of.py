"""As of an instant every measure and every page says what a fresh system says that was fed only what had arrived."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest

from lvzhi import measures
from lvzhi.viewer import Viewer
from lvzhi.web import answers
from lvzhi.web.head import Page
from lvzhi.web.offline.collecting import collected
from tests.campaigns import plan_of
from tests.histories import FIRST, LAST, PLAN, Event, fed, history
from tests.test_headlines import page_of

CODE = re.compile(r"(?<=校验码 )[0-9a-f]{8}")
OFFICE = Viewer("office")
VIEWERS = (OFFICE, Viewer("leader", plan_of(PLAN).leaders[0]), Viewer("group", plan_of(PLAN).groups[0].code))
NAMES = [m.name for m in measures.catalogue()]
HAPPENED = (
    ("rectification", "closed"), ("supervision", "covered_on_site"), ("completion", "done"),
    ("visit_findings", "found"), ("reporting", "late"),
)


@pytest.fixture(autouse=True)
def nothing_remembered() -> Iterator[None]:
    yield
    answers.forget()


def pages(events: list[Event], day: dt.date, viewer: Viewer, folder: Path) -> Iterator[Page]:
    """The page of a day in the past of a system that knows everything, and of one on that day that knows no more."""
    at = dt.datetime.combine(day, dt.time.max, plan_of(PLAN).zone)
    for name, until, today in (("later", None, LAST), ("then", at, day)):
        with fed(folder / name, events, until, today) as workspace:
            yield replace(page_of(workspace, viewer), as_of=at)


def measured(page: Page, names: Sequence[str]) -> dict[str, Any]:
    return {name: measures.as_json(page.measure(name), page.plan) for name in names}


def numbers(said: Any) -> int:
    """How many numbers a value says, at any depth."""
    if isinstance(said, dict | list | tuple):
        return sum(map(numbers, said.values() if isinstance(said, dict) else said))
    return isinstance(said, int | float) and not isinstance(said, bool)


def happened(said: dict[str, Any]) -> list[bool]:
    return [bool(said[name]["totals"][figure]) for name, figure in HAPPENED]


@pytest.mark.parametrize("seed", [18])
def test_the_measures_of_a_past_day_are_those_of_that_day(seed: int, tmp_path: Path) -> None:
    """A sample: what has most of a life in time."""
    events, names = history(Random(seed), 20), [name for name, _ in HAPPENED]
    later, then = (measured(page, names) for page in pages(events, dt.date(2015, 9, 20), OFFICE, tmp_path))
    assert later == then
    assert all(happened(then))


def one_history(seed: int, folder: Path, with_pages: bool) -> tuple[int, int, int, list[bool]]:
    """Compare all measures; and all pages with their charts, rows and the cells these rest on, of all units or of one.

    The day, the viewer and the unit are drawn. Returns the filings of both systems and the numbers compared.
    """
    rng = Random(seed)
    events, day = history(rng, 60), FIRST + dt.timedelta(days=rng.randrange(5, (LAST - FIRST).days - 5))
    viewer, unit = rng.choice(VIEWERS), rng.choice([None, *(u.code for u in plan_of(PLAN).units)])
    said, filings = [], []
    for page in pages(events, day, viewer, folder):
        one = replace(page, filters={"unit": unit}, shown=("unit",)) if unit else page
        everything = [measured(page, NAMES), collected(one) if with_pages else {}]
        # A 校验码 names the journal's entry up to which a page is worked out: that is another here and there.
        said.append(json.loads(CODE.sub("", json.dumps(everything, default=str, ensure_ascii=False))))
        with page.workspace.store.cursor() as cursor:
            filings.extend(cursor.execute("select count(*) from filing").fetchone() or ())
        answers.forget()
    assert said[0] == said[1], f"seed {seed}, {day}, {viewer}, {unit}"
    return filings[0], filings[1], numbers(said[0]), happened(said[0][0])


@pytest.mark.soak
def test_everything_of_a_past_day_is_that_of_that_day(tmp_path: Path) -> None:
    """Every fourth history with its pages; the others, which cost a fifth, are compared by their measures."""
    seeds = range(40)
    found = [one_history(seed, tmp_path / str(seed), seed % 4 == 0) for seed in seeds]
    fed_later, fed_then, compared = (sum(one[n] for one in found) for n in range(3))
    print(f"{len(seeds)} histories (seeds 0 to {seeds[-1]}): {fed_later} filings of which {fed_then} had arrived, "
          f"{compared} numbers compared")
    often = [sum(column) for column in zip(*(one[3] for one in found), strict=True)]
    assert min(often) > len(seeds) // 4, often
