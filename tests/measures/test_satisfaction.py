"""The worked example of 满意度 as it stands, dimensions, formal scores and bands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import pytest

from lvzhi import measures
from lvzhi.papers import phrases
from lvzhi.papers.desk import Desk
from lvzhi.viewer import Viewer
from lvzhi.web import figures
from measures.world import World, emptied

VOTES = ("issued", "collected", "satisfied", "basically", "dissatisfied", "unknown", "invalid")
DAY = dt.datetime(2015, 9, 30)


@pytest.fixture
def world() -> World:
    return emptied("worked")


def ballot(
    subject: str, *votes: int, dimension: str = "总体", scoring: str = "局内测评", **more: Any
) -> dict[str, Any]:
    row = {
        "batch": "2015年8月第1次", "scoring": scoring, "subject": subject, "respondents": "服务对象",
        "dimension": dimension, "organiser": None if scoring == "市级正式" else "市局",
        **dict(zip(VOTES, votes, strict=False)), **more,
    }
    return row | {"key": " × ".join(str(row[k]) for k in ("batch", "subject", "respondents", "dimension"))}


def rows_of(world: World, *ballots: dict[str, Any], **filters: str) -> list[dict[str, Any]]:
    world.file("履职办", "2015-08", "09-01", {"satisfaction": ballots})
    return world.json("satisfaction", "09-30", filters)["rows"]


def test_one_ballot_as_in_the_worked_example(world: World) -> None:
    row, = rows_of(world, ballot("甲", 200, 180, 120, 40, 10, 6, 4))
    wanted = {
        "batch": "2015年8月第1次", "kind": "internal", "subject": "甲", "respondents": "服务对象",
        "dimension": "总体", "issued": 200, "collected": 180, "valid": 170, "rate_broad": 160 / 170,
        "rate_strict": 120 / 170, "score": pytest.approx((120 + 0.75 * 40) / 170 * 100),
        "low": pytest.approx(0.8951, abs=5e-5), "high": pytest.approx(0.9677, abs=5e-5),
        "awareness": 170 / 176, "response": 180 / 200, "band": 1,
    }
    assert {k: row[k] for k in wanted} == wanted


def test_nine_valid_are_listed_not_compared(world: World) -> None:
    row, = rows_of(world, ballot("甲", 10, 10, 5, 3, 1, 1, 0))
    assert (round(row["low"], 4), round(row["high"], 4), row["band"]) == (0.5650, 0.9801, None)


def test_no_valid_answer_gives_no_rate(world: World) -> None:
    row, = rows_of(world, ballot("甲", 10, 3, 0, 0, 0, 2, 1))
    assert [row[k] for k in ("valid", "rate_broad", "rate_strict", "score", "low", "high", "awareness")] == [
        0, None, None, None, None, None, 0.0,
    ]
    totals = world.json("satisfaction", "09-30")["totals"]
    assert [totals[k] for k in ("valid", "rate_broad", "score", "low", "high")] == [0, None, None, None, None]


def test_everything_satisfied_stays_within_one(world: World) -> None:
    row, = rows_of(world, ballot("甲", 20, 20, 20, 0, 0, 0, 0))
    assert (row["rate_broad"], row["high"], round(row["low"], 4)) == (1.0, 1.0, 0.8389)


def test_dimensions_are_averaged_with_the_count_of_one(world: World) -> None:
    rows_of(
        world, ballot("甲", 60, 58, 40, 10, 8, 0, 0, dimension="服务质量"),
        ballot("甲", 60, 58, 30, 10, 10, 5, 3, dimension="办事公开"),
    )
    totals = world.json("satisfaction", "09-30")["totals"]
    assert (totals["valid"], totals["collected"]) == (50, 58)
    assert totals["rate_broad"] == pytest.approx((50 / 58 + 40 / 50) / 2)


def test_the_overall_dimension_gives_the_count_where_asked(world: World) -> None:
    rows_of(
        world, ballot("甲", 60, 58, 30, 10, 10, 5, 3, dimension="办事公开"), ballot("甲", 60, 58, 40, 10, 8, 0, 0),
    )
    assert world.json("satisfaction", "09-30")["totals"]["valid"] == 58


def test_a_formal_score_without_counts_is_shown_as_reported(world: World) -> None:
    row, = rows_of(world, ballot(
        "局机关", scoring="市级正式", announced_score="91.26", announced_rank=5, departments=60,
    ))
    assert (row["kind"], row["subject"], row["score"], row["low"], row["valid"], row["announced_rank"]) == (
        "formal", "全局", 91.26, None, None, 5,
    )
    totals = world.json("satisfaction", "09-30")["totals"]
    assert (totals["kind"], totals["score"], totals["rate_broad"], totals["low"]) == ("formal", 91.26, None, None)


def test_bands_within_a_unit_type(world: World) -> None:
    rows = rows_of(
        world, ballot("甲", 100, 100, 98, 0, 2, 0, 0), ballot("乙", 100, 100, 60, 0, 40, 0, 0),
        ballot("丙", 100, 100, 60, 0, 40, 0, 0), ballot("丁", 100, 100, 62, 0, 38, 0, 0),
    )
    assert {r["subject"]: r["band"] for r in rows} == {"甲": 1, "乙": 2, "丙": 1, "丁": 1}


@pytest.mark.parametrize("asked", [{"filters": {"unit": "乙"}}, {"viewer": Viewer("unit", "乙")}])
def test_a_band_is_the_same_whoever_is_asked_for(world: World, asked: dict[str, Any]) -> None:
    rows_of(world, ballot("甲", 100, 100, 98, 0, 2, 0, 0), ballot("乙", 100, 100, 60, 0, 40, 0, 0))
    rows = world.json("satisfaction", "09-30", **asked)["rows"]
    assert [(r["subject"], r["band"]) for r in rows] == [("乙", 2)]


def test_what_a_unit_collected_itself_is_not_compared(world: World) -> None:
    row, = rows_of(world, ballot("甲", 100, 100, 98, 0, 2, 0, 0, organiser="本单位"))
    assert (row["band"], row["rate_broad"]) == (None, 0.98)


def test_filters(world: World) -> None:
    rows = rows_of(world, ballot("甲", 20, 20, 20, 0, 0, 0, 0), ballot("乙", 20, 20, 10, 0, 10, 0, 0), unit="乙")
    assert [r["subject"] for r in rows] == ["乙"]
    assert world.json("satisfaction", "09-30", {"unit": "乙"})["totals"]["rate_broad"] == 0.5


# --- from batch to batch -----------------------------------------------------------------------------

EARLIER, LATER = "2015年8月第1次", "2015年10月第1次"


def changes_of(world: World, *ballots: dict[str, Any], **filters: str) -> list[dict[str, Any]]:
    world.file("履职办", "2015-10", "10-20", {"satisfaction": ballots})
    found = measures.detail(
        world.connection.cursor(), world.plan, "satisfaction", "changes", world.day("10-31"), filters
    )
    return found.astype(object).where(found.notna(), None).to_dict("records")


def both(subject: str, broad: tuple[int, int], then: tuple[int, int], **more: Any) -> list[dict[str, Any]]:
    """Two batches of one subject: (satisfied, of valid)."""
    return [
        ballot(subject, n, n, k, 0, n - k, 0, 0, batch=batch, **more)
        for batch, (k, n) in ((EARLIER, broad), (LATER, then))
    ]


def test_a_change_has_newcombes_interval(world: World) -> None:
    """48 of 80, then 56 of 70: the example of Newcombe (1998), 0.0524 to 0.3339 by the score method."""
    row, = changes_of(world, *both("甲", (48, 80), (56, 70)))
    assert (row["before"], row["batch"], row["valid_before"], row["valid"]) == (EARLIER, LATER, 80, 70)
    assert [round(row[k], 4) for k in ("change", "change_low", "change_high")] == [0.2, 0.0524, 0.3339]
    assert (row["verdict"], bool(row["overall"])) == ("better", True)


@pytest.mark.parametrize(("then", "verdict"), [((30, 70), "worse"), ((46, 70), "unclear")])
def test_an_interval_that_holds_nought_says_nothing(world: World, then: tuple[int, int], verdict: str) -> None:
    assert [r["verdict"] for r in changes_of(world, *both("甲", (48, 80), then))] == [verdict]


def test_everybody_satisfied_twice_is_no_change(world: World) -> None:
    row, = changes_of(world, *both("甲", (20, 20), (20, 20)))
    assert (row["change"], row["verdict"]) == (0, "unclear")
    assert (round(row["change_low"], 4), round(row["change_high"], 4)) == (-0.1611, 0.1611)


def test_few_answers_and_surveys_of_ones_own_are_listed_only(world: World) -> None:
    rows = changes_of(world, *both("甲", (2, 9), (70, 70)), *both("乙", (40, 80), (70, 70), organiser="本单位"))
    assert [(r["subject"], r["verdict"]) for r in rows] == [("甲", "listed"), ("乙", "listed")]


def test_only_like_is_compared_with_like(world: World) -> None:
    """Another scoring, other respondents, a dimension asked once, a survey of one's own: no change."""
    rows = changes_of(
        world, ballot("甲", 20, 20, 10, 0, 10, 0, 0, batch=EARLIER),
        ballot("甲", 20, 20, 20, 0, 0, 0, 0, batch=LATER, respondents="基层单位"),
        ballot("甲", 20, 20, 20, 0, 0, 0, 0, batch=LATER, scoring="窗口即时"),
        ballot("甲", 20, 20, 20, 0, 0, 0, 0, batch=LATER, dimension="办事公开"),
        ballot("局机关", 50, 50, 20, 0, 30, 0, 0, batch=EARLIER),
        ballot("局机关", 50, 50, 20, 0, 30, 0, 0, batch=LATER, scoring="市级正式"),
    )
    assert rows == []


def test_over_dimensions_a_change_is_averaged_with_the_count_of_one(world: World) -> None:
    rows = changes_of(
        world, *both("甲", (30, 60), (40, 50), dimension="办事公开"), *both("甲", (45, 50), (36, 60), dimension="服务质量"),
        ballot("甲", 60, 60, 60, 0, 0, 0, 0, batch=LATER, dimension="清正廉洁"),
    )
    found = {r["dimension"]: r for r in rows}
    assert [(k, round(r["change"], 4), bool(r["overall"])) for k, r in found.items()] == [
        (None, 0.0, True), ("办事公开", 0.3, False), ("服务质量", -0.3, False),
    ]
    whole = found[None]
    assert (whole["valid_before"], whole["valid"], whole["verdict"]) == (50, 50, "unclear")
    assert (whole["rate_before"], whole["rate_broad"]) == (pytest.approx(0.7), pytest.approx(0.7))


def test_a_formal_change_needs_counts(world: World) -> None:
    formal = {"scoring": "市级正式", "organiser": None}
    rows = changes_of(
        world, *both("局机关", (300, 400), (380, 400), **formal),
        *(ballot("局机关", batch=b, respondents="社会各界", announced_score=s, **formal)
          for b, s in ((EARLIER, "90"), (LATER, "91"))),
    )
    assert {r["respondents"]: r["verdict"] for r in rows} == {"服务对象": "better", "社会各界": "listed"}


def test_a_batch_asked_for_is_compared_with_the_one_before_it(world: World) -> None:
    row, = changes_of(world, *both("甲", (48, 80), (56, 70)), batch=LATER)
    assert row["before"] == EARLIER


# --- in words ------------------------------------------------------------------------------------


def totals_of(world: World, *ballots: dict[str, Any]) -> Mapping[str, Any]:
    rows_of(world, *ballots)
    return measures.totals(world.connection.cursor(), world.plan, "satisfaction", DAY)


@pytest.mark.parametrize(("known", "tile", "about", "on_paper"), [
    ({"announced_score": "91.50", "announced_rank": 5}, "91.5 分", "只有通报得分", "通报得分91.5分"),
    ({"announced_score": "优秀"}, "优秀", "只有通报得分", "通报得分优秀"),
    ({"announced_rank": 5, "departments": 60}, "第 5 名", "只有通报名次", "通报名次第5名"),
    (dict.fromkeys(VOTES, 0) | {"issued": 9, "collected": 1, "unknown": 1}, "–", "没有有效票", "没有有效票"),
])
def test_a_survey_without_a_rate_is_told_by_what_was_announced(
    world: World, known: dict[str, Any], tile: str, about: str, on_paper: str
) -> None:
    shown = figures.satisfied(totals_of(world, ballot("局机关", scoring="市级正式", **known)))
    assert (shown.value, shown.note) == (tile, f"2015年8月第1次,{about}")
    desk = Desk(world.connection.cursor(), world.plan, DAY, None, None, {})
    assert "".join(p.text for p in phrases.survey(desk)) == f"群众测评。2015年8月第1次\uff0c{on_paper}。"


def test_a_formal_survey_is_not_set_beside_the_bureaus_own(world: World) -> None:
    counts = (200, 180, 120, 40, 10, 6, 4)
    own = totals_of(world, ballot("甲", *counts))
    formal = totals_of(world, ballot("甲", *counts), ballot("局机关", *counts, scoring="市级正式"))
    assert (own["kind"], formal["kind"]) == ("internal", "formal")
    pairs = ((own, own), (formal, formal), (formal, own), (own, formal))
    assert [figures.satisfied(now, before).before for now, before in pairs] == ["94.1%", "94.1%", None, None]
