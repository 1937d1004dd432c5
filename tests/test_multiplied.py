"""The example many times over, as the benchmarks take it: every count is as many times as large, every rate the same."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path
from typing import Any

import duckdb
import pytest

from benchmarks.multiplied import multiplied, rebuilt
from lvzhi import measures
from lvzhi.datadir import opened
from lvzhi.viewer import Viewer
from lvzhi.workspace import Workspace
from schemas import FORMS

TIMES = 3
# The bureau and the office file once; a unit of the example is three.
WHOSE = {"completion": "applicable", "rectification": "registered", "satisfaction": "valid", "supervision": "visits"}


@pytest.fixture(scope="module")
def many(example: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("many") / "data"
    multiplied(example, made, TIMES, FORMS)
    return made


@pytest.fixture(scope="module")
def totals(example: Path, many: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    return _totals(example), _totals(many)


def _totals(data: Path) -> dict[str, Any]:
    with Workspace(opened(data), FORMS) as workspace, workspace.store.cursor() as cursor:
        return {name: measures.run(cursor, workspace.plan, name, workspace.clock.now(), {}, Viewer("office")).totals
                for name in WHOSE}


@pytest.mark.parametrize("name", WHOSE)
def test_counts_are_many_times_the_examples_and_rates_the_same(
    totals: tuple[dict[str, Any], dict[str, Any]], name: str
) -> None:
    one, many = (held[name] for held in totals)
    assert one[WHOSE[name]] > 0
    for figure, value in one.items():
        if isinstance(value, int):
            assert many[figure] == TIMES * value, figure
        elif isinstance(value, float) and figure not in ("low", "high"):  # an interval narrows with the ballots
            assert many[figure] == pytest.approx(value), figure


def test_copies_made_by_other_code_are_known_before_anything_is_measured(many: Path, tmp_path: Path) -> None:
    same, other = (Path(shutil.copytree(many, tmp_path / name)) for name in ("same", "other"))
    with duckdb.connect(str(opened(other).projection)) as held:
        held.execute("update projection_state set fingerprint = 'of other code'")
    assert (rebuilt(same), rebuilt(other)) == (False, True)


@pytest.mark.soak  # a plan that only larger tables get must not meet a fault of the database (duckdb#24807 is one)
def test_every_statement_answers_over_larger_tables(many: Path) -> None:
    asked = {"titles": {}, "problem": "", "through": dt.date(2015, 10, 20), "by": []}
    with Workspace(opened(many), FORMS) as workspace, workspace.store.cursor() as cursor:
        now, office = workspace.clock.now(), Viewer("office")
        for measure in measures.catalogue():
            for statement in sorted(measure.statements):
                measures.detail(cursor, workspace.plan, measure.name, statement, now, {}, office, **asked)
