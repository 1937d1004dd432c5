"""The forecast: calibrated on campaigns it was not made for, better than a straight line, silent with too little."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from measures.lives import Lives
from measures.world import World, plan_of

from lvzhi import measures, planfile
from lvzhi.forecast import DRAWS, HIGH, LEAST_CLOSED, LEAST_DRAWS, LOW, MOST_PLAYED, forecast, playing
from lvzhi.forecast.history import EDGES, OPEN, History
from lvzhi.forecast.playing import play
from lvzhi.forecast.rates import Rates
from lvzhi.viewer import Viewer, sees_forecast
from lvzhi.web.outlook import chance, sentence
from schemas import FORMS
from tests.forecast_calibration import scores
from tests.forecasting.simulated import DUE, KINDS, KNOWN, LAST, Life, campaign, frame, known

PLAN = Path(__file__).parent.parent / "data" / "plans" / "qianjiang-2015.yaml"
SEPTEMBER = KNOWN[1]


def lives(count: int, closed: int) -> list[Life]:
    """Problems registered day by day, the first of them applied for after ten days and closed after fifteen."""
    return [
        Life("甲", "一组", n + 60, ((n, "registered"), *(((n + 10, "applied"), (n + 15, "closed")) if n < closed else ())))
        for n in range(count)
    ]


def drawn(spans: pd.DataFrame, known_to: dt.date = SEPTEMBER, seed: int = 1):
    return forecast(spans, known_to, DUE, LAST, np.random.default_rng(seed))


def judged(each: int, seed: int) -> pd.DataFrame:
    return scores(each, seed)


def better_than_a_line(found: pd.DataFrame) -> bool:
    return bool(found["crps"].mean() < 0.5 * found["crps_of_line"].mean()
                and found["brier"].mean() < found["brier_of_line"].mean())


def test_a_sample_of_intervals_holds_the_truth_about_eight_times_in_ten() -> None:
    found = judged(2, seed=3)
    assert len(found) > 40
    assert 0.68 <= found["held"].mean() <= 0.92  # 0.8 within 2.3 standard errors of 55 forecasts
    assert better_than_a_line(found)


@pytest.mark.soak
def test_intervals_hold_the_truth_eight_times_in_ten() -> None:
    found = judged(60, seed=1)
    assert 0.75 <= found["held"].mean() <= 0.85
    # Few ranges of days end before the horizon; where the last day lies among the draws is known of every forecast.
    assert 0.70 <= found["day_place"].between(LOW, HIGH).mean() <= 0.85
    assert abs(found["in_time"].mean() - (found["truth"] == 0).mean()) < 0.02
    assert better_than_a_line(found)


@pytest.mark.parametrize(("closed", "says"), [(LEAST_CLOSED - 1, False), (LEAST_CLOSED, True)])
def test_too_few_closings_give_no_forecast(closed: int, says: bool) -> None:
    assert (drawn(known(lives(40, closed), SEPTEMBER)) is not None) == says


def test_too_few_days_nothing_open_and_nothing_known_give_no_forecast() -> None:
    soon = dt.date(2015, 7, 7)  # closings, but 26 days since the first registration
    quick = [Life("甲", "一组", 60, ((0, "registered"), (2, "applied"), (3, "closed")))] * 20
    assert drawn(known([*quick, *lives(5, 0)], soon), soon) is None
    assert drawn(known(quick, SEPTEMBER)) is None
    assert drawn(frame([])) is None
    assert forecast(known(lives(40, 20), LAST), LAST, DUE, LAST, np.random.default_rng(1)) is None


def test_equal_input_gives_the_equal_answer() -> None:
    spans = known(campaign(KINDS["as planned"], np.random.default_rng(5)), SEPTEMBER)
    one, two = drawn(spans), drawn(spans)
    assert one and two and (one.path.equals(two.path), one.done, one.in_time) == (True, two.done, two.in_time)


def test_very_many_problems_are_played_less_often() -> None:
    once = known(campaign(KINDS["as planned"], np.random.default_rng(5)), SEPTEMBER)
    one = drawn(once)
    assert one and len(one.paths) == DRAWS
    times = MOST_PLAYED // 400 // one.open_now  # those closed, which may come back, are as many again
    copies = [once.assign(id=once["id"] + n * (once["id"].max() + 1)) for n in range(times)]
    many = drawn(pd.concat(copies, ignore_index=True))
    assert many and LEAST_DRAWS < len(many.paths) < DRAWS
    assert (many.paths[:, 0] == many.open_now).all() and many.open_now == times * one.open_now


def test_played_a_few_draws_at_a_time_they_say_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    spans = known(campaign(KINDS["as planned"], np.random.default_rng(5)), SEPTEMBER)
    at_once = drawn(spans)
    monkeypatch.setattr(playing, "AT_ONCE", 2000)
    apart = drawn(spans)
    assert at_once and apart and apart.paths.shape == at_once.paths.shape
    assert not np.array_equal(apart.paths, at_once.paths)
    ratio = apart.paths.mean(axis=0) / at_once.paths.mean(axis=0)
    assert ((ratio > 0.85) & (ratio < 1.15)).all(), ratio


def test_new_problems_come_at_their_pace_however_many_they_are() -> None:
    """Two thousand a day until the finding ends, on the mean after a third of the days to the due one; none moves on."""
    draws, never = 100, 1e-12
    still = pd.DataFrame([{"phase": OPEN, "since": 0.0, "until": 0.0, "deadline": 9.0, "unit": 0, "group": 0}])
    terms = pd.DataFrame([{"unit": 0, "group": 0, "term": 30.0}])
    held = History({}, (0, 0), (0, 0), (0, 0), still, np.zeros(1), terms, LEAST_CLOSED, 60, 1)
    bins = {phase: np.full((draws, len(EDGES[phase]) + 1), never) for phase in EDGES}
    one = np.ones(draws)
    rates = Rates(bins, {phase: np.ones((draws, 1)) for phase in EDGES}, never * one, one, one, 2000 * one, 0 * one)
    found = play(held, rates, 6, 9, np.random.default_rng(1))[:, -1] - 1
    assert 3000 < found.mean() < 5000  # 4,000, a standard error of 280


def test_a_forecast_starts_where_things_stand_and_its_bounds_are_in_order() -> None:
    found = drawn(known(lives(60, 30), SEPTEMBER))
    assert found is not None
    path = found.path
    assert path.iloc[0].tolist() == [pd.Timestamp(SEPTEMBER), 30, 30, 30]
    assert path["low"].le(path["middle"]).all() and path["middle"].le(path["high"]).all() and path["low"].ge(0).all()
    assert pd.Timestamp(LAST) == path["day"].iloc[-1]


def test_after_the_due_day_nothing_is_said_of_finishing_in_time() -> None:
    found = drawn(known(lives(60, 30), DUE), DUE)
    assert found is not None
    assert (found.open_on_due, found.in_time) == (None, None)
    assert "按期清零" not in sentence(found)


def test_it_is_said_with_range_chance_and_basis() -> None:
    found = drawn(known(lives(60, 30), SEPTEMBER))
    assert found is not None and found.in_time is not None and found.open_on_due is not None
    said = sentence(found)
    assert said.startswith("**按目前进度推算**:9月30日未销号 30 个;到 11月30日 未销号约 ")
    assert chance(found.in_time) in said
    assert f"{found.open_on_due.low}—{found.open_on_due.high}" in said
    assert said.endswith("范围是十次里大约八次落在其中,只用截至 9月30日 的情况。")


@pytest.mark.parametrize(("role", "kept", "released"), [
    ("office", True, True), ("admin", True, True), ("leader", False, True), ("group", False, True),
    ("unit", False, False),
])
def test_the_office_sees_it_first_and_others_once_it_is_released(role, kept: bool, released: bool) -> None:
    text = PLAN.read_text(encoding="utf-8")
    plans = [planfile.read(t.encode(), [f.id for f in FORMS]) for t in (
        text, text.replace("leaders_see_forecast: false", "leaders_see_forecast: true"),
    )]
    assert [sees_forecast(Viewer(role, "园林"), plan) for plan in plans] == [kept, released]


def test_what_is_known_of_a_problem_is_told_in_stretches() -> None:
    """Registered, applied, returned, applied, closed, re-opened; what comes after `through` is not known."""
    world = World(plan_of("worked"))
    life = Lives(world)
    life.register("P1", "甲", "07-01", "07-31")
    life.apply("P1", "07-10")
    life.act("P1", "returned", "07-15")
    life.apply("P1", "07-20")
    life.act("P1", "closed", "07-25")
    life.act("P1", "reopened", "08-05", new_due="08-20")

    def stretches(through: str) -> list[tuple[str, str, str, str]]:
        found = measures.detail(world.connection.cursor(), world.plan, "rectification", "spans", world.day("08-31"),
                                {}, through=world.day(through))
        return [(r.phase, f"{r.from_day:%m-%d}", f"{r.until:%m-%d}", f"{r.since:%m-%d}") for r in found.itertuples()]

    assert stretches("07-17") == [
        ("open", "07-01", "07-10", "07-01"), ("waiting", "07-10", "07-15", "07-10"), ("again", "07-15", "07-17", "07-15"),
    ]
    assert stretches("08-31")[3:] == [
        ("waiting", "07-20", "07-25", "07-20"), ("closed", "07-25", "08-05", "07-25"),
        ("again", "08-05", "08-31", "08-05"),
    ]
