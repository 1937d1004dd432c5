"""The worked example from outside: its books filled in by hand, filed by the command line, its tables as they stand.

Nothing here knows the product but by its documents: `python -m lvzhi`, a workbook program, JSON.
"""

from __future__ import annotations

import fcntl
import json
from typing import Any

import pytest

from tests.outside.desk import ROOT, Desk
from tests.outside.worked import Play

PLAN = ROOT / "tests" / "plans" / "worked.yaml"
NOT_APPLICABLE = "- {act: accept_not_applicable, filer: 甲, key: 四(一)3, at: 2015-07-10}\n"
FLOWS = ("registered", "applied", "returned", "closed", "reopened", "withdrawn", "open", "overdue", "overdue_waiting")
BY_DAY = """
| 07-01 | 1 | 0 | 0 | 0 | 0 | 0 | 1 | 0 | 0 |
| 07-05 | 2 | 0 | 0 | 0 | 0 | 0 | 3 | 0 | 0 |
| 07-10 | 0 | 1 | 0 | 0 | 0 | 0 | 3 | 0 | 0 |
| 07-12 | 0 | 0 | 0 | 1 | 0 | 0 | 2 | 0 | 0 |
| 08-01 | 1 | 0 | 0 | 0 | 0 | 0 | 3 | 0 | 0 |
| 08-05 | 0 | 0 | 0 | 0 | 0 | 1 | 2 | 0 | 0 |
| 08-15 | 1 | 0 | 0 | 0 | 0 | 0 | 3 | 0 | 0 |
| 08-18 | 0 | 1 | 0 | 0 | 0 | 0 | 3 | 0 | 0 |
| 08-20 | 0 | 0 | 0 | 1 | 0 | 0 | 2 | 0 | 0 |
| 08-25 | 0 | 0 | 0 | 0 | 0 | 1 | 1 | 0 | 0 |
| 09-10 | 0 | 0 | 0 | 0 | 1 | 0 | 2 | 0 | 0 |
| 09-15 | 1 | 0 | 0 | 0 | 0 | 0 | 3 | 0 | 0 |
| 09-20 | 0 | 1 | 0 | 0 | 0 | 0 | 3 | 0 | 0 |
| 09-22 | 0 | 0 | 1 | 0 | 0 | 0 | 3 | 0 | 0 |
| 09-28 | 0 | 1 | 0 | 0 | 0 | 0 | 3 | 0 | 0 |
| 10-01 | 0 | 0 | 0 | 0 | 0 | 0 | 3 | 1 | 1 |
| 10-02 | 0 | 0 | 0 | 1 | 0 | 0 | 2 | 0 | 0 |
| 10-11 | 0 | 0 | 0 | 0 | 0 | 0 | 2 | 1 | 0 |
| 10-31 | 0 | 0 | 0 | 0 | 0 | 0 | 2 | 1 | 0 |
"""


@pytest.fixture(scope="session")
def played(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> tuple[Desk, dict[str, Any]]:
    """The example played out once however many workers run: its desk, and the receipts by file name. Only look."""
    base = tmp_path_factory.getbasetemp()
    folder = (base if worker_id == "master" else base.parent) / "outside"
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = folder / "receipts.json"
        if not done.exists():
            play = Play(folder, PLAN).act()
            said = play.desk.fine("decide", "-", "--json", typed=NOT_APPLICABLE)
            assert said.json["recorded"] == 1
            done.write_text(json.dumps(play.receipts), encoding="utf-8")
    return Desk(folder / "data", PLAN), json.loads(done.read_text(encoding="utf-8"))


def measured(desk: Desk, name: str, *days: str, more: tuple[str, ...] = ()) -> list[Any]:
    """A measure as of several days of 2015."""
    said = desk.together(*(("measure", name, "--as-of", f"2015-{day}", *more, "--json") for day in days))
    assert [s.err for s in said if s.code] == []
    return [s.json for s in said]


def picked(record: dict[str, Any], *keys: str) -> tuple[Any, ...]:
    return tuple(record[k] for k in keys)


def near(*figures: float) -> Any:
    """Rates as the example prints them, to four places."""
    return pytest.approx(figures, abs=5e-5)


def by_day(found: dict[str, Any]) -> dict[str, tuple[int, ...]]:
    return {row["day"][5:]: picked(row, *FLOWS) for row in found["rows"]}


def test_what_became_of_each_file(played: tuple[Desk, dict[str, Any]]) -> None:
    _, receipts = played
    refused = {name: r["errors"] for name, r in receipts.items() if r["status"] != "accepted"}
    assert refused == {"甲六月一.xlsx": 1, "乙六月一.xlsx": 1}
    assert len(receipts) == 28


def test_completion(played: tuple[Desk, dict[str, Any]]) -> None:
    desk, _ = played
    early, before, after = measured(desk, "completion", "07-05", "07-09", "07-31")
    keys = ("applicable", "done", "late", "overdue", "rate")

    def of(found: dict[str, Any]) -> dict[str, tuple[Any, ...]]:
        return {r["unit"]: picked(r, *keys) for r in found["rows"] if r["stage"] == "动员部署"}

    assert of(after) == {"甲": (3, 2, 1, 1, 2 / 3), "乙": (4, 1, 0, 3, 1 / 4), "丙": (4, 0, 0, 4, 0)}
    assert of(before)["甲"] == (4, 2, 1, 2, 2 / 4)
    assert [row[3] for row in of(early).values()] == [0, 0, 0]
    assert picked(after["totals"], "rate", "mean_rate") == near(0.2727, 0.3056)
    assert picked(after["totals"], "verified", "verified_rate") == (0, 0)


def test_rectification_day_by_day(played: tuple[Desk, dict[str, Any]]) -> None:
    """Days without events repeat the stock of the day before as it then stands."""
    desk, _ = played
    (found,) = measured(desk, "rectification", "10-31")
    expected: dict[str, tuple[int, ...]] = {}
    for line in BY_DAY.strip().splitlines():
        day, *figures = (cell.strip() for cell in line.strip("|").split("|"))
        expected[day] = tuple(map(int, figures))
    days = by_day(found)
    assert {day: days[day] for day in expected} == expected
    quiet = {day: row for day, row in days.items() if day not in expected}
    assert {row[:6] for row in quiet.values()} == {(0,) * 6}
    stock = {"07-20": (2, 0, 0), "08-31": (1, 0, 0), "09-30": (3, 0, 0), "10-10": (2, 0, 0), "10-20": (2, 1, 0)}
    assert {day: days[day][6:] for day in stock} == stock


def test_rectification_totals(played: tuple[Desk, dict[str, Any]]) -> None:
    desk, _ = played
    (found,) = measured(desk, "rectification", "10-31")
    totals = found["totals"]
    assert picked(totals, "registered", "withdrawn", "base", "closed", "applied", "open", "overdue", "due") == (
        6, 2, 4, 2, 2, 2, 1, 3,
    )
    assert picked(totals, "closed_on_time", "applied_on_time") == (1, 2)
    assert picked(totals, "closure_rate", "applied_rate", "on_time_rate", "applied_on_time_rate") == (
        2 / 4, 2 / 4, 1 / 3, 2 / 3,
    )


def test_rectification_as_of_other_days(played: tuple[Desk, dict[str, Any]]) -> None:
    """What is received later changes no earlier as-of; an extension moves the deadline, not the original due."""
    desk, _ = played
    august, september, fourth, sixth, last = measured(
        desk, "rectification", "08-31", "09-30", "12-04", "12-06", "12-08"
    )
    assert (by_day(august)["08-20"][6], by_day(august)["08-31"][6]) == (3, 2)
    assert (by_day(september)["08-20"][6], by_day(september)["09-30"][6]) == (2, 3)
    assert [f["totals"]["overdue"] for f in (fourth, sixth)] == [1, 2]  # P3, then P6 too
    assert picked(last["totals"], "closed", "due", "closed_on_time", "applied_on_time") == (3, 4, 1, 2)


def test_rectification_by_its_parts(played: tuple[Desk, dict[str, Any]]) -> None:
    desk, _ = played
    keys = ("unit", "leader", "unit,kind")
    said = desk.together(
        *(("measure", "rectification", "--as-of", "2015-10-31", "--by", key, "--json") for key in keys)
    )
    parts = {key: s.json["rows"] for key, s in zip(keys, said, strict=True)}
    figures = ("registered", "withdrawn", "base", "closed", "applied", "open", "overdue", "due",
               "closed_on_time", "applied_on_time", "closure_rate")
    assert {r["unit"]: picked(r, *figures) for r in parts["unit"] if r["registered"]} == {
        "甲": (3, 0, 3, 2, 2, 1, 0, 2, 1, 2, 2 / 3), "乙": (3, 2, 1, 0, 0, 1, 1, 1, 0, 0, 0),
    }
    assert {r["leader"]: r["open"] for r in parts["leader"] if r["registered"]} == {"刘": 2}
    assert {(r["unit"], r["kind"]): r["open"] for r in parts["unit,kind"] if r["open"]} == {
        ("甲", "限期整改"): 1, ("乙", "限期整改"): 1,
    }


@pytest.mark.soak
def test_rectification_by_words_of_the_ledger(played: tuple[Desk, dict[str, Any]]) -> None:
    desk, _ = played
    keys = ("area", "source", "kind")
    said = desk.together(
        *(("measure", "rectification", "--as-of", "2015-10-31", "--by", key, "--json") for key in keys)
    )
    found = {k: {r[k]: r["registered"] for r in s.json["rows"] if r["registered"]} for k, s in zip(keys, said, strict=True)}
    assert found == {
        "area": {"依法行政": 6}, "source": {"自查自纠": 6}, "kind": {"立行立改": 1, "限期整改": 4, "长期坚持": 1},
    }


def test_satisfaction(played: tuple[Desk, dict[str, Any]]) -> None:
    desk, _ = played
    (found,) = measured(desk, "satisfaction", "11-30")
    rows = {r["subject"]: r for r in found["rows"]}
    rates = ("rate_broad", "rate_strict", "low", "high", "awareness", "response")
    assert picked(rows["甲"], "kind", "issued", "collected", "valid") == ("internal", 200, 180, 170)
    assert picked(rows["甲"], *rates) == near(160 / 170, 120 / 170, 0.8951, 0.9677, 0.9659, 0.9)
    assert rows["甲"]["score"] == pytest.approx(88.24, abs=0.005)
    assert picked(rows["乙"], "valid", "band") == (9, None)
    assert picked(rows["乙"], "low", "high") == near(0.5650, 0.9801)
    assert picked(rows["丙"], "valid", "rate_broad", "rate_strict", "score", "low", "high") == (0, *[None] * 5)
    assert picked(rows["全局"], "kind", "issued", "valid", "score", "low", "high", "band") == (
        "formal", None, None, 91.5, None, None, None,
    )


def test_supervision(played: tuple[Desk, dict[str, Any]]) -> None:
    desk, _ = played
    september = ("--from", "2015-09-01", "--to", "2015-09-30")
    asked, next_day = measured(desk, "supervision", "09-30", "10-01", more=september)
    by_default, after, before = measured(desk, "supervision", "09-30", "11-01", "06-10")
    keys = ("group", "assigned", "covered", "covered_on_site", "coverage", "coverage_on_site", "visits", "with_leader",
            "feedback_due", "feedback_on_time", "cross_group", "not_covered")
    rows = {r["leader"]: picked(r, *keys) for r in asked["rows"]}
    assert rows == {
        "刘": ("一组", 3, 2, 1, 2 / 3, 1 / 3, 3, 2, 2, 1, 1, ["丙"]),
        "袁": ("二组", 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, []),
        "陈": ("二组", 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, []),
    }
    assert picked(asked["totals"], "covered", "assigned") == (3, 4)
    assert {r["leader"]: picked(r, "feedback_due", "feedback_on_time") for r in next_day["rows"]} == {
        "刘": (2, 1), "袁": (1, 0), "陈": (1, 0),
    }
    assert by_default["rows"] == asked["rows"]
    assert [picked(f["totals"], "from", "to", "visits") for f in (after, before)] == [
        ("2015-09-01", "2015-09-30", 4), ("2015-07-01", "2015-08-31", 0),
    ]


def test_reporting(played: tuple[Desk, dict[str, Any]]) -> None:
    desk, _ = played
    june = ("--filter", "period=2015-06", "--filter", "book=单位报送簿")
    early, found = measured(desk, "reporting", "07-05", "07-31", more=june)
    keys = ("state", "received_on_time", "attempts", "due")
    assert {r["filer"]: picked(r, *keys) for r in found["rows"]} == {
        "甲": ("on_time", True, 2, "2015-07-06"), "乙": ("late", True, 2, "2015-07-06"),
        "丙": ("missing", False, 0, "2015-07-06"),
    }
    assert {r["filer"]: r["accepted_at"] for r in found["rows"]} == {
        "甲": "2015-07-04T12:00:00+08:00", "乙": "2015-07-07T12:00:00+08:00", "丙": None,
    }
    totals = ("expected", "on_time", "late", "missing", "pending", "exempt", "received_on_time")
    assert picked(found["totals"], *totals) == (3, 1, 1, 1, 0, 0, 2)
    assert {r["filer"]: r["state"] for r in early["rows"]} == {"甲": "on_time", "乙": "pending", "丙": "pending"}
