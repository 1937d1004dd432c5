"""The command line's contract of section 8 from outside: keys, exit codes, what is stored and what is not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.outside.clerk import Book
from tests.outside.desk import ROOT, Desk
from tests.outside.worked import LEDGER, P1, problem

PLAN = ROOT / "tests" / "plans" / "worked.yaml"
CHECK = {"file", "book", "filer", "period", "ok", "rows_read", "findings"}
FINDING = {"sheet", "cell", "row", "column", "severity", "code", "message", "value", "suggestion"}
LOAD = {"file", "sha256", "status", "receipt", "filer", "book", "period", "rows", "change", "errors", "queries"}
MEASURE = {"measure", "as_of", "filters", "rows", "totals"}
CELL = {"file", "sha256", "filer", "sheet", "cell", "value"}


def july(path: Path, **answers: Any) -> Book:
    told = problem("窗口办理时限没有对外公布", "2015-7-1", "立行立改", "2015-07-16")
    return Book(path).nothing("履职清单").type(LEDGER, P1, **{**told, **answers})


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> tuple[Desk, Path, list[Any]]:
    """A data directory into which one load has received a good, a refused, an unreadable and a repeated file."""
    folder = tmp_path_factory.mktemp("contract")
    desk = Desk(folder / "data", PLAN)
    books = desk.templates(folder / "books", "2015-07", "甲", "乙")
    day = folder / "in" / "2015-08-01"
    good = july(books["甲"]).save(day / "1.xlsx")
    bad = Book(books["乙"]).nothing("履职清单").type(
        LEDGER, "乙-问题-001", **problem("窗口办理时限没有对外公布", "2015-7-1", "立行立改", "7月16日", 责任人=None)
    )
    bad.save(day / "2.xlsx")
    (day / "3.xlsx").write_bytes(b"%PDF-1.4\n")
    (day / "4.xlsx").write_bytes(good.read_bytes())
    said = desk.run("load", folder / "in", "--received-at", "folder", "--json")
    assert said.code == 1
    return desk, folder, said.json


def test_load_tells_every_key_of_every_file(desk: tuple[Desk, Path, list[Any]]) -> None:
    _, _, receipts = desk
    assert [set(r) for r in receipts] == [LOAD] * 4
    told = [(r["file"], r["status"], r["filer"], r["book"], r["period"], r["errors"], r["queries"]) for r in receipts]
    assert told == [
        ("1.xlsx", "accepted", "甲", "单位报送簿", "2015-07", 0, 0),
        ("2.xlsx", "rejected", "乙", "单位报送簿", "2015-07", 2, 0),
        ("3.xlsx", "unreadable", None, None, None, 1, 0),
        ("4.xlsx", "duplicate", "甲", "单位报送簿", "2015-07", 0, 0),
    ]
    assert receipts[0]["change"] == {"added": 2, "changed": 0, "unchanged": 0, "carried_over": 0}
    assert (receipts[0]["rows"]["rectification"], receipts[3]["receipt"]) == (1, receipts[0]["receipt"])
    assert all(len(r["sha256"]) == 64 for r in receipts)


def test_check_names_sheet_and_cell_and_stores_nothing(desk: tuple[Desk, Path, list[Any]]) -> None:
    at, folder, _ = desk
    day = folder / "in" / "2015-08-01"
    before = at.fine("measure", "reporting", "--as-of", "2015-12-31", "--json").json
    said = at.run("check", day / "2.xlsx", day / "3.xlsx", "--json")
    assert (said.code, said.err) == (1, "")
    assert [set(c) for c in said.json] == [CHECK] * 2
    first, second = said.json
    assert {frozenset(f) for c in said.json for f in c["findings"]} == {frozenset(FINDING)}
    assert [(f["sheet"], f["cell"], f["row"], f["column"], f["severity"], f["value"]) for f in first["findings"]] == [
        (LEDGER, "M4", 4, "责任人", "error", None), (LEDGER, "Q4", 4, "整改时限", "error", "7月16日"),
    ]
    assert (second["ok"], second["book"], second["filer"], second["period"]) == (False, None, None, None)
    assert at.fine("measure", "reporting", "--as-of", "2015-12-31", "--json").json == before


@pytest.mark.soak
def test_check_without_a_data_directory_makes_none(desk: tuple[Desk, Path, list[Any]], tmp_path: Path) -> None:
    _, folder, _ = desk
    said = Desk(tmp_path / "none", PLAN).fine("check", folder / "in" / "2015-08-01" / "1.xlsx", "--json")
    assert [(c["ok"], c["findings"]) for c in said.json] == [(True, [])]
    assert not (tmp_path / "none").exists()


def test_measures_filters_and_hours(desk: tuple[Desk, Path, list[Any]]) -> None:
    at, _, _ = desk
    asked = [
        ("--as-of", "2015-08-01"), ("--as-of", "2015-08-01T11:59"), ("--as-of", "2015-08-01T03:59:00Z"),
        ("--as-of", "2015-08-01T12:00+08:00"), ("--filter", "unit=乙"), ("--filter", "group=一组", "--filter", "leader=刘"),
    ]
    said = at.together(*(("measure", "rectification", *words, "--json") for words in asked))
    assert [s.code for s in said] == [0] * len(asked)
    assert [set(s.json) for s in said] == [MEASURE] * len(asked)
    assert [s.json["totals"]["registered"] for s in said] == [1, 0, 0, 1, 0, 1]
    assert [s.json["filters"] for s in said[4:]] == [{"unit": "乙"}, {"group": "一组", "leader": "刘"}]
    assert said[4].json["totals"]["closure_rate"] is None
    assert said[0].json["as_of"].startswith("2015-08-01T23:59:59")


def test_trace_tells_the_cells_and_a_figure_without_any_has_none(desk: tuple[Desk, Path, list[Any]]) -> None:
    at, _, receipts = desk
    words = ("trace", "rectification", "--figure", "registered", "day=2015-07-01", "--as-of", "2015-08-31", "--json")
    found, nothing, unknown = at.together(
        words, (*words[:4], "day=2015-07-02", *words[5:]), ("trace", "rectification", "--figure", "nothing", "--json")
    )
    (cell,) = found.json
    assert set(cell) == CELL
    assert cell == {"file": "1.xlsx", "sha256": receipts[0]["sha256"], "filer": "甲", "sheet": LEDGER, "cell": "C4",
                    "value": "2015-7-1"}
    assert nothing.json == []
    assert (unknown.code, unknown.out) == (2, "")


def test_decide_is_all_or_none(desk: tuple[Desk, Path, list[Any]]) -> None:
    at, _, receipts = desk
    good = f"- {{act: approve, filing: {receipts[0]['receipt']}, at: 2015-08-02}}\n"
    both = at.run("decide", "-", "--json", typed=good + "- {act: approve, filing: 没有这个回执号}\n")
    assert (both.code, both.json["recorded"], len(both.json["problems"])) == (1, 0, 1)
    done = at.fine("decide", "-", "--json", typed=good)
    assert (done.json["recorded"], len(done.json["entries"])) == (1, 1)
    said = at.fine("measure", "reporting", "--as-of", "2015-08-31", "--filter", "filer=甲", "--json").json
    assert [r["approval"] for r in said["rows"] if r["period"] == "2015-07"] == ["approved"]


@pytest.mark.parametrize("words", [
    ("measure", "rectification", "--as-of", "昨天"), ("measure", "rectification", "--by", "colour"),
    ("measure", "rectification", "--filter", "unit=无"), ("trace", "rectification", "--figure", "closed", "day=昨天"),
    ("load", "no-such-file.xlsx"), ("nothing",), ("decide", "no-such-file.yaml"),
])
@pytest.mark.soak
def test_wrong_use_exits_with_2_and_a_sentence(desk: tuple[Desk, Path, list[Any]], words: tuple[str, ...]) -> None:
    at, _, _ = desk
    said = at.run(*words)
    assert (said.code, said.out, "Traceback" in said.err) == (2, "", False)


@pytest.mark.soak
def test_every_measure_prints_the_same_keys(desk: tuple[Desk, Path, list[Any]]) -> None:
    at, _, _ = desk
    names = ("completion", "rectification", "satisfaction", "supervision", "reporting", "commitments", "complaints",
             "consultations", "self_inspection", "lists", "projects", "inspections", "assignments", "pilots",
             "special_topics", "publicity", "supervisors", "accountability", "summaries")
    said = at.together(*(("measure", name, "--as-of", "2015-08-31", "--json") for name in names))
    assert {name: s.err for name, s in zip(names, said, strict=True) if s.code} == {}
    assert [set(s.json) for s in said] == [MEASURE] * len(names)


@pytest.mark.soak
def test_what_is_kept_is_rebuilt_and_verified(desk: tuple[Desk, Path, list[Any]]) -> None:
    at, _, _ = desk
    before = at.fine("measure", "reporting", "--as-of", "2015-12-31", "--json").out
    at.fine("rebuild")
    assert at.fine("measure", "reporting", "--as-of", "2015-12-31", "--json").out == before
    assert json.loads(at.fine("verify", "--json").out) == {"ok": True, "problems": []}


@pytest.mark.soak
def test_text_that_looks_like_a_formula_leaves_as_text(desk: tuple[Desk, Path, list[Any]], tmp_path: Path) -> None:
    _, folder, _ = desk
    at = Desk(tmp_path / "data", PLAN)
    book = july(folder / "books" / "甲-2015-07-单位报送簿.xlsx", 备注="=1+1")
    book.at(LEDGER, P1, "备注").data_type = "s"
    at.fine("load", book.save(tmp_path / "1.xlsx"), "--received-at", "2015-08-01T09:00", "--json")
    at.fine("export", "--out", tmp_path / "all.xlsx", "--as-of", "2015-08-31")
    cells = [c for row in openpyxl.load_workbook(tmp_path / "all.xlsx")[LEDGER].iter_rows() for c in row]
    assert [c.data_type for c in cells if c.value == "=1+1"] == ["s"]
