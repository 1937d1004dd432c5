"""How good a forecast was: does its interval hold the truth, CRPS, Brier; and the straight line it is compared with."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pandas as pd

from lvzhi.forecast import HIGH, LOW, forecast
from tests.forecasting.simulated import DUE, LAST, Life, known, path

RUN = 42  # days the straight line is drawn through


@dataclass(frozen=True)
class Scored:
    """One forecast against the truth; `of_line`: the same of the straight line.

    `day_held`: whether the day on which all are closed lies in its range; None where the range is open at its end.
    `place`: where the truth lies among the draws (0–1, ties broken by luck): evenly spread when all is well.
    """

    known_to: dt.date
    open_now: int
    truth: int
    held: bool
    place: float
    day_held: bool | None
    day_place: float
    crps: float
    crps_of_line: float
    in_time: float
    brier: float
    brier_of_line: float


def score(lives: list[Life], known_to: dt.date, seed: int, due: dt.date = DUE, last: dt.date = LAST) -> Scored | None:
    """Forecast from a day and compare with what came; None where the forecast refuses."""
    rng = np.random.default_rng(seed)
    said = forecast(known(lives, known_to), known_to, due, last, rng)
    if said is None:
        return None
    came = path(lives, known_to, last)
    truth, ahead = int(came[(due - known_to).days]), (due - known_to).days
    draws, line = said.paths[:, ahead], straight_line(lives, known_to, ahead, rng)
    assert said.open_on_due and said.in_time is not None
    empty, done = first_empty(said.paths), int(first_empty(came[None, :])[0])
    first, final = ((d - known_to).days if d else len(came) for d in said.done)
    return Scored(
        known_to, said.open_now, truth, said.open_on_due.low <= truth <= said.open_on_due.high, place(draws, truth, rng),
        first <= done <= final if final < len(came) else None, place(empty, done, rng),
        crps(draws, truth), crps(line, truth), said.in_time, (said.in_time - (truth == 0)) ** 2,
        ((line == 0).mean() - (truth == 0)) ** 2,
    )


def first_empty(paths: np.ndarray) -> np.ndarray:
    """Return the first day with none open; one past the last where there is none."""
    return np.where((paths == 0).any(axis=1), (paths == 0).argmax(axis=1), paths.shape[1])


def place(draws: np.ndarray, truth: float, rng: np.random.Generator) -> float:
    """Return the share of draws below the truth, with a part of those equal to it."""
    return float((draws < truth).mean() + rng.uniform() * (draws == truth).mean())


def crps(draws: np.ndarray, truth: float) -> float:
    """Return the continuous ranked probability score: the mean absolute error of a sure forecast."""
    ordered = np.sort(draws.astype(float))
    n = len(ordered)
    spread = 2 * (ordered * (2 * np.arange(1, n + 1) - n - 1)).sum() / n**2
    return float(np.abs(ordered - truth).mean() - spread / 2)


def straight_line(lives: list[Life], known_to: dt.date, ahead: int, rng: np.random.Generator) -> np.ndarray:
    """Draw the straight line through the last weeks on, spread as its weekly steps were; at least none is open."""
    steps = np.diff(path(lives, known_to - dt.timedelta(days=RUN), known_to)[::7])
    now, weeks = path(lives, known_to, known_to)[0], ahead / 7
    return np.maximum(np.round(rng.normal(now + steps.mean() * weeks, max(steps.std(ddof=1), 1) * weeks**0.5, 400)), 0)


def table(scores: pd.DataFrame) -> pd.DataFrame:
    """Return per kind: forecasts, share of intervals that hold the truth, mean scores beside the straight line's."""
    def line(part: pd.DataFrame) -> pd.Series:
        days = part["day_held"].dropna()
        return pd.Series({
            "n": len(part), "open 80 %": part["held"].mean(),
            "open, ties split": part["place"].between(LOW, HIGH).mean(), "days": len(days),
            "day 80 %": days.astype(float).mean() if len(days) else np.nan,
            "day, ties split": part["day_place"].between(LOW, HIGH).mean(),
            "CRPS": part["crps"].mean(), "line": part["crps_of_line"].mean(),
            "Brier": part["brier"].mean(), "line's": part["brier_of_line"].mean(),
            "said": part["in_time"].mean(), "came": (part["truth"] == 0).mean(), "place": part["place"].mean(),
        })

    by_kind = {kind: line(part) for kind, part in scores.groupby("kind", sort=False)}
    by_day = {f"known to {day:%m-%d}": line(part) for day, part in scores.groupby("known_to")}
    return pd.DataFrame({**by_kind, **by_day, "all": line(scores)}).T
