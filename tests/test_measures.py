"""Every measure on an empty store, its filters, who may see what, and its file's header."""

from __future__ import annotations

import datetime as dt
import json

import pandas as pd
import pytest
from measures.lives import Lives
from measures.world import World, plan_of

from lvzhi import measures
from lvzhi.measure_files import parse
from lvzhi.viewer import Viewer
from schemas import vocabulary

NAMES = [m.name for m in measures.catalogue()]
RATES = ("rate", "coverage", "awareness", "response")


@pytest.fixture(scope="module")
def empty() -> World:
    return World(plan_of("worked"))


@pytest.fixture(scope="module")
def small() -> World:
    return World(plan_of("small"))


@pytest.fixture(scope="module")
def filed() -> World:
    world = World(plan_of("worked"))
    lives = Lives(world)
    for problem, unit in (("P1", "甲"), ("P2", "甲"), ("P3", "丁"), ("P4", "局机关")):
        lives.register(problem, unit, "07-01", "07-31")
    return world


@pytest.mark.parametrize("name", NAMES)
def test_an_empty_store_gives_zeros_and_no_made_up_rates(empty: World, name: str) -> None:
    found = empty.json(name, "06-10")
    json.dumps(found, allow_nan=False)
    rates = {k: v for k, v in found["totals"].items() if k.endswith(RATES) and isinstance(v, float)}
    assert set(rates.values()) <= {0.0}
    assert list(found) == ["measure", "as_of", "filters", "rows", "totals"]


@pytest.mark.parametrize("name", NAMES)
def test_another_plan_needs_no_other_code(small: World, name: str) -> None:
    found = small.json(name, "05-20")
    assert (found["measure"], found["as_of"]) == (name, "2031-05-20T23:59:59.999999+08:00")


@pytest.mark.parametrize("measure", measures.catalogue(), ids=NAMES)
def test_every_header_defines_the_measure(measure: measures.Measure) -> None:
    assert {line.split(":")[0].split(" ")[0] for line in measure.definition} >= {"定义", "分子/分母", "依据"}
    assert {"rows", "totals"} <= measure.statements.keys()


def test_header_choices_are_the_sheets_own() -> None:
    choices = {name: measures.measure(name).choices for name in NAMES}
    assert choices["rectification"] == {"source": vocabulary.SOURCE, "kind": vocabulary.CATEGORY}
    assert choices["satisfaction"]["dimension"] == vocabulary.DIMENSION
    assert choices["satisfaction"]["respondents"] == vocabulary.RESPONDENTS
    assert choices["commitments"]["batch"] == vocabulary.PROMISE_BATCH
    assert choices["self_inspection"]["conclusion"] == vocabulary.CONCLUSION


@pytest.mark.parametrize(("filters", "message"), [
    ({"colour": "红"}, "“colour”不能用来筛选"), ({"unit": "戊"}, "“戊”不是方案中单位"),
    ({"kind": "慢慢改"}, "“慢慢改”不在可选内容之内"), ({"group": "三组"}, "“三组”不是方案中的工作组"),
    ({"area": "别的"}, "“别的”不是方案中的方面"),
])
def test_unknown_filters_are_refused(empty: World, filters: dict[str, str], message: str) -> None:
    with pytest.raises(measures.UnknownFilter, match=message):
        empty.json("rectification", "07-31", filters)


def test_unknown_measures_are_refused(empty: World) -> None:
    with pytest.raises(measures.UnknownMeasure, match="没有“happiness”这项统计"):
        empty.json("happiness", "07-31")


def registered(world: World, viewer: Viewer | None = None, **filters: str) -> tuple[dict[str, int], int]:
    found = world.json("rectification", "07-31", filters, viewer=viewer, by=("unit",))
    return {r["unit"]: r["registered"] for r in found["rows"]}, found["totals"]["registered"]


def test_the_bureau_is_in_no_total(filed: World) -> None:
    assert registered(filed) == ({"甲": 2, "乙": 0, "丙": 0, "丁": 1}, 3)
    assert registered(filed, unit="示例局机关") == ({"示例局机关": 1}, 1)


def test_a_unit_sees_its_own_rows_and_the_totals_of_all(filed: World) -> None:
    assert registered(filed, Viewer("unit", "丁")) == ({"丁": 1}, 3)


def test_a_unit_sees_nothing_of_another_by_filtering(filed: World) -> None:
    assert registered(filed, Viewer("unit", "丁"), unit="甲") == ({}, 0)
    assert registered(filed, Viewer("unit", "丁"), group="一组") == ({}, 0)


def test_a_group_sees_its_units(filed: World) -> None:
    assert registered(filed, Viewer("group", "一组")) == ({"甲": 2, "乙": 0, "丙": 0}, 3)


def test_filters_by_group_leader_and_type(filed: World) -> None:
    assert registered(filed, group="二组") == ({"丁": 1}, 1)
    assert registered(filed, leader="刘")[1] == 2
    assert registered(filed, type="局属单位") == ({"丙": 0, "丁": 1}, 1)


def test_days_and_instants_are_told_apart(filed: World) -> None:
    frame = filed.run("rectification", "07-02").rows
    assert str(frame["day"].dtype) == "datetime64[s]"
    assert filed.json("rectification", "07-01 11:00")["totals"]["registered"] == 0
    assert filed.json("rectification", "07-01 13:00")["totals"]["registered"] == 3


def test_a_file_parses_into_header_and_statements() -> None:
    text = "-- 某表\n-- 定义: 数。\n-- 取值 kind: 甲/乙\n-- 分组: unit/kind\n\n-- name: rows\nselect $day\n"
    found = parse("x", text)
    assert (found.title, found.definition, found.choices, found.by, found.parameters) == (
        "某表", ("定义: 数。",), {"kind": ("甲", "乙")}, ("unit", "kind"), frozenset({"day"}),
    )


def test_rows_in_plain_python_have_days_instants_and_none_for_every_kind_of_null():
    day, at = dt.date(2015, 7, 1), dt.datetime(2015, 7, 1, 8, 30, 0, 5)
    columns = {
        "text": (pd.Series(["甲", None], dtype="str"), ["甲", None]),
        "day": (pd.Series([day, None], dtype="datetime64[s]"), [day, None]),
        "instant": (pd.Series([at, None], dtype="datetime64[us]"), [at, None]),
        "count": (pd.Series([3, 4], dtype="int64"), [3, 4]),
        "count or nothing": (pd.Series([3, None], dtype="Int64"), [3, None]),
        "share": (pd.Series([0.5, None], dtype="float64"), [0.5, None]),
        "yes": (pd.Series([True, False], dtype="bool"), [True, False]),
        "yes or nothing": (pd.Series([True, None], dtype="boolean"), [True, None]),
        "several": (pd.Series([["甲", None], None], dtype="object"), [["甲", None], None]),
        "mixed": (pd.Series([float("nan"), pd.Timestamp(at)], dtype="object"), [None, at]),
    }
    found = measures.records(pd.DataFrame({name: held for name, (held, _) in columns.items()}))
    expected = [{name: plain[n] for name, (_, plain) in columns.items()} for n in (0, 1)]
    assert found == expected
    kinds = [{name: type(value) for name, value in row.items()} for row in (*found, *expected)]
    assert kinds[:2] == kinds[2:]
    assert measures.records(pd.DataFrame({name: held.iloc[:0] for name, (held, _) in columns.items()})) == []
