"""The example campaign through the public pipeline: what every measure says of it, and that it can be made again."""

from __future__ import annotations

import datetime as dt
import io
import math
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import yaml

from lvzhi import measures
from lvzhi.books import consolidated
from lvzhi.datadir import opened
from lvzhi.decisions import decide
from lvzhi.intake.judging import Incoming, look_at
from lvzhi.workspace import Workspace
from schemas import FORMS
from tests.costs import counting

TODAY = dt.date(2015, 10, 20)
RATES = {  # rate -> numerator, denominator
    "completion": {"rate": ("done", "applicable"), "verified_rate": ("verified", "applicable")},
    "rectification": {
        "closure_rate": ("closed", "base"), "applied_rate": ("applied", "base"),
        "on_time_rate": ("closed_on_time", "due"), "applied_on_time_rate": ("applied_on_time", "due"),
    },
    "supervision": {"coverage": ("covered", "assigned"), "coverage_on_site": ("covered_on_site", "assigned")},
}


@pytest.fixture(scope="module")
def workspace(example: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    copy = tmp_path_factory.mktemp("copy") / "data"
    shutil.copytree(example, copy)
    with Workspace(opened(copy), FORMS) as found:
        yield found


def run(workspace: Workspace, name: str, day: dt.date = TODAY, **more: Any) -> measures.Result:
    with workspace.store.cursor() as cursor:
        return measures.run(cursor, workspace.plan, name, day, **more)


@pytest.mark.parametrize("name", [m.name for m in measures.catalogue()])
def test_every_measure_has_something_to_say(workspace: Workspace, name: str) -> None:
    result = run(workspace, name)
    printed = measures.as_json(result, workspace.plan)
    assert (printed["measure"], len(printed["rows"])) == (name, len(result.rows))
    assert result.rows.empty == (name == "scoring")  # no document orders it


@pytest.mark.parametrize("day", [dt.date(2015, 6, 30), dt.date(2015, 8, 31), TODAY])
@pytest.mark.parametrize("name", RATES)
def test_rates_are_their_numerator_over_their_denominator(workspace: Workspace, name: str, day: dt.date) -> None:
    result = run(workspace, name, day)
    records = [*result.rows.to_dict("records"), dict(result.totals)]
    for row in records:
        for rate, (over, under) in RATES[name].items():
            if rate not in row:
                continue
            if row[under] == 0:
                assert row[rate] is None or math.isnan(row[rate])
            else:
                assert row[rate] == pytest.approx(row[over] / row[under])
                assert 0 <= row[rate] <= 1


@pytest.mark.parametrize("day", [dt.date(2015, 7, 15), dt.date(2015, 9, 10), TODAY])
def test_open_problems_balance_every_day(workspace: Workspace, day: dt.date) -> None:
    before = 0
    for row in run(workspace, "rectification", day).rows.to_dict("records"):
        assert row["open"] == before + row["registered"] + row["reopened"] - row["closed"] - row["withdrawn"]
        before = row["open"]


def test_parts_add_up_to_the_whole(workspace: Workspace) -> None:
    whole = run(workspace, "rectification").totals
    for by in ("unit", "area", "source", "kind"):
        parts = run(workspace, "rectification", by=(by,)).rows
        assert {k: int(parts[k].sum()) for k in ("registered", "closed", "open", "overdue")} == {
            k: whole[k] for k in ("registered", "closed", "open", "overdue")
        }


def test_it_looks_like_the_campaign_it_was_planned_to_be(workspace: Workspace) -> None:
    found = run(workspace, "rectification").totals
    assert (found["registered"], found["base"]) == (278, 241)
    assert 0.53 <= found["closure_rate"] <= 0.63
    assert 12 <= found["overdue"] <= 27
    summer = run(workspace, "supervision", first_day=dt.date(2015, 7, 1), last_day=dt.date(2015, 8, 31))
    groups = summer.rows.drop_duplicates("group")
    assert list(zip(groups["covered"], groups["assigned"], strict=True)) == [(3, 3), (9, 9), (7, 11), (9, 10), (6, 11), (8, 8)]


@pytest.mark.soak  # random histories in small: tests/measures/test_lives_property.py
def test_what_was_known_on_a_day_is_not_changed_by_what_came_later(workspace: Workspace, example: Path, tmp_path: Path) -> None:
    """The measure as of a past day equals that of a system fed only what had arrived by then."""
    day = dt.date(2015, 7, 10)
    early = tmp_path / "books"
    early.mkdir()
    for folder in sorted(p for p in (example.parent / "books").iterdir() if p.is_dir() and p.name <= day.isoformat()):
        shutil.copytree(folder, early / folder.name)
    for name in ("plan.yaml", "campaign.toml"):
        shutil.copy(example.parent / "books" / name, early / name)
    command = [sys.executable, "-m", "lvzhi", "--data", str(tmp_path / "data"), "load", str(early), "--received-at", "folder"]
    subprocess.run(command, capture_output=True, check=False)
    acts = yaml.safe_load((example.parent / "books" / "decisions.yaml").read_text(encoding="utf-8"))
    with Workspace(opened(tmp_path / "data"), FORMS) as fed:
        decide(fed, [a for a in acts if a["at"][:10] <= day.isoformat()], "局履职办")
        for name in ("completion", "rectification", "supervision", "reporting", "commitments", "complaints"):
            then, now = run(fed, name, day), run(workspace, name, day)
            assert measures.as_json(then, fed.plan) == measures.as_json(now, workspace.plan)


@pytest.mark.soak  # in small: tests/test_receiving.py
def test_rebuild_leaves_every_table_identical(workspace: Workspace) -> None:
    before = workspace.store.dump()
    workspace.store.rebuild()
    after = workspace.store.dump()
    assert [name for name in before if before[name] != after[name]] == []


def test_a_groups_book_is_judged_by_what_it_names_not_by_what_all_have_filed(workspace: Workspace) -> None:
    with workspace.store.cursor() as cursor:
        last = cursor.execute(
            "select filer, arg_max(sha256, period) from filing_at($now) where book = 'group' group by filer",
            {"now": dt.datetime.max},
        ).fetchall()
    assert len(last) == len(workspace.plan.groups)
    named = 0
    for filer, sha256 in last:
        sent = Incoming("a.xlsx", workspace.vault.get(sha256), workspace.clock.now(), "测试", filer)
        with counting() as costs:
            filing = look_at(workspace.ground(), workspace.pool, sent, lambda _: None).checked.filing
        assert filing is not None
        standing = workspace.standing()
        own = sum(len(standing.versions(form, filer)) for form in filing.sheets)
        units = len(standing.problems_naming("unit", {u.code for u in workspace.plan.units if u.group == filer}))
        assert costs.rows < 4 * own + units  # everybody's ledgers, problems and checks would be a thousand and more
        named += len(filing.frame(filing.sheets["verification"].form))
    assert named > 3


def test_the_consolidated_workbook_says_what_the_measures_say(workspace: Workspace) -> None:
    out = io.BytesIO()
    with workspace.store.cursor() as cursor:
        consolidated.write(out, cursor, FORMS, workspace.plan, TODAY, {}, None, demo=True)
    book = openpyxl.load_workbook(out)
    facts = {row[0].value: row[1].value for row in book["封面"].iter_rows(min_row=2)}
    reporting = run(workspace, "reporting").totals
    assert (facts["应报(份)"], facts["其中按时(份)"], facts["其中未报(份)"]) == (
        reporting["expected"], reporting["on_time"], reporting["missing"],
    )
    missing = [r[1].value for r in book["未报清单"].iter_rows(min_row=4) if isinstance(r[0].value, int)]
    assert len(missing) == reporting["missing"]
    with workspace.store.cursor() as cursor:
        for form in FORMS:
            if form.id in ("cover", "explanations"):
                continue
            (stored,) = cursor.execute(
                f"select count(*) from {form.id}_at($as_of)" + (" where category <> '举报'" if form.id == "complaints" else ""),
                {"as_of": dt.datetime(2015, 10, 20, 23, 59, 59)},
            ).fetchone() or (0,)
            rows = [r for r in book[form.title].iter_rows(min_row=4, values_only=True) if isinstance(r[0], int)]
            assert (form.title, len(rows), facts[form.title]) == (form.title, stored, stored)
    restricted = {c.label for f in FORMS for c in f.all_columns if c.restricted is True}
    headers = {c.value for s in book for c in s[3]}
    assert headers & restricted == set()
