"""A form declared in one place appears in all five: template, checks, table, consolidated sheet, dictionary."""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
from pathlib import Path

import openpyxl
import pytest

from lvzhi import docs
from lvzhi.books import consolidated, template
from lvzhi.books.nothing import NothingAccepted
from lvzhi.campaign import Campaign
from lvzhi.conditions import equals
from lvzhi.datadir import initialise
from lvzhi.form import Column, Form, error, number_column
from lvzhi.intake.judging import Incoming
from lvzhi.intake.receiving import receive
from lvzhi.kinds import Choice, Count, Date, Text
from lvzhi.planfile import dump
from lvzhi.workspace import Workspace
from schemas import FORMS
from tests.campaigns import COVER, plan_of

TRAINING = Form(
    id="training",
    title="培训记录",
    books=("unit",),
    mark="培训",
    key=("training_no",),
    kept="cumulative",
    columns=(
        number_column("training_no", "培训编号", "培训"),
        Column("held_on", "培训日期", Date("past"), required=True, help="培训当天的日期"),
        Column("way", "方式", Choice(("集中", "网络")), required=True),
        Column("people", "人数", Count(unit="人"), required=True),
        Column("site", "网址", Text(), required=equals("way", "网络")),
    ),
    rules=(
        error("TRAI-FEW", ("people",), lambda f, plan: f["people"] < 3, "参加{people}人,少于3人的不算培训,请核对。"),
    ),
)
WITH = (*FORMS, TRAINING)


@pytest.fixture
def plan():
    """The seed's plan, with the new sheet owed by everybody in July."""
    from lvzhi.plan import Obligation

    plan = plan_of()
    return dataclasses.replace(plan, obligations=(*plan.obligations, Obligation("training", due=("2015-07",), all_units=True)))


def a_book(plan, **row) -> bytes:
    owed = plan.owed("光荣院", "2015-07")
    nil = {f: [{"本期无": "是"}] for f, duty in owed.items() if duty == "due" and f != "training"}
    return template.build(
        WITH, plan, plan.filer("光荣院"), "2015-07", NothingAccepted.of(WITH), plan_version=1,
        answers={**nil, "cover": [COVER], "training": [row]},
    )


GOOD = {"held_on": dt.date(2015, 7, 8), "way": "集中", "people": 30}


def test_it_appears_in_the_template(plan) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(a_book(plan, **GOOD)))["培训记录"]
    assert [c.value for c in sheet[3]][:7] == ["序号", "培训编号", "培训日期", "方式", "人数", "网址", "备注"]
    assert [sheet.cell(4, 2).value, sheet.cell(5, 2).value] == ["光荣院-培训-001", "光荣院-培训-002"]


def test_it_is_checked_stored_and_consolidated(plan, tmp_path: Path) -> None:
    at = dt.datetime(2015, 8, 4, 10, tzinfo=plan.zone)
    datadir = initialise(tmp_path / "data", dump(plan), Campaign(), dt.datetime(2015, 6, 5, tzinfo=plan.zone), "测试")
    with Workspace(datadir, WITH) as workspace:
        bad = a_book(plan, **{**GOOD, "way": "网络", "people": 2})
        files = [Incoming(n, d, at, "测试") for n, d in (("坏.xlsx", bad), ("好.xlsx", a_book(plan, **GOOD)))]
        refused, accepted = receive(workspace, files)
        assert [(f.code, f.cell) for f in refused.findings if f.open] == [("TRAI-FEW", "E4"), ("GEN-REQUIRED", "F4")]
        assert (accepted.status, accepted.rows["training"]) == ("accepted", 1)
        with workspace.store.cursor() as cursor:
            rows = cursor.execute("select filer, key, held_on, people from rows_training").fetchall()
            out = io.BytesIO()
            consolidated.write(out, cursor, WITH, plan, at, {}, None)
    assert rows == [("光荣院", "光荣院-培训-001", dt.date(2015, 7, 8), 30)]
    sheet = openpyxl.load_workbook(out)["培训记录"]
    assert [c.value for c in sheet[4]][:7] == [1, "光荣院", "2015年7月", "光荣院-培训-001", dt.datetime(2015, 7, 8), "集中", 30]
    assert [sheet.cell(5, n).value for n in (1, 2)] == ["合计", "1行"]


def test_it_is_in_the_dictionary() -> None:
    text = docs.dictionary(WITH)
    assert "培训记录" in text and "`held_on`" in text and "TRAI-FEW" in text


