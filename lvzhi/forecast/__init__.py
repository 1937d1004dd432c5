"""按目前进度推算: from the problems' lives known up to a day, when all will be closed and how many stay open.

A piecewise-constant hazard of every step (application, answer, second application, leaving, re-opening) and of new
problems is drawn from its posterior, `DRAWS` times; each draw plays the open problems on to the horizon. Of very many
problems fewer draws are played, `LEAST_DRAWS` at least: the interval holds the truth as often, and what a reader waits
for does not grow with both (docs/decisions/0009-forecast.md). Nothing is read here and nothing is kept: equal input and
seed, equal answer.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from lvzhi.forecast.history import History, history
from lvzhi.forecast.playing import play
from lvzhi.forecast.rates import draw_rates

__all__ = ["DRAWS", "LEAST_CLOSED", "LEAST_DAYS", "Forecast", "Range", "forecast"]

DRAWS, LEAST_DRAWS = 400, 100
MOST_PLAYED = 200_000  # problems × draws: of more problems fewer futures are played, down to LEAST_DRAWS
LEAST_CLOSED, LEAST_DAYS = 10, 28  # fewer closings, or fewer days since the first registration: 样本较少,不作推算
# Of the draws; the truth lies between low and high in eight of ten: real delays scatter less than the model's, and
# counts are whole numbers. Settled by calibration on simulated campaigns.
LOW, MIDDLE, HIGH = 0.125, 0.5, 0.875


@dataclass(frozen=True)
class Range:
    """An 80 % interval with its middle."""

    low: int
    middle: int
    high: int


@dataclass(frozen=True, eq=False)
class Forecast:
    """What the draws say from the day after `known_to` up to `horizon`.

    `path`: one row per day with `day`, `low`, `middle`, `high` of the open problems. `done`: the first day on which
    none is open, low and high of it; None: after the horizon. `open_on_due`, `in_time` (the share of draws with none
    open on `due`): None when `due` is not after `known_to`. `paths`: draws × days, what all of these are taken from.
    """

    known_to: dt.date
    due: dt.date
    horizon: dt.date
    open_now: int
    path: pd.DataFrame
    done: tuple[dt.date | None, dt.date | None]
    open_on_due: Range | None
    in_time: float | None
    paths: np.ndarray[Any, np.dtype[np.int64]]


def forecast(
    spans: pd.DataFrame, known_to: dt.date, due: dt.date, horizon: dt.date, rng: np.random.Generator
) -> Forecast | None:
    """Play the problems on from `known_to`; None when there is too little to go by.

    `spans`: rectification's `spans`, one row per stretch of a problem's life (see `history`). Too little: fewer than
    `LEAST_CLOSED` closings or `LEAST_DAYS` days known, or no day left to the horizon. Nothing open is no question.
    """
    days = (horizon - known_to).days
    known = history(spans, known_to)
    if known.closings < LEAST_CLOSED or known.days < LEAST_DAYS or not known.open_now or days < 1:
        return None
    paths = play(known, draw_rates(known, _draws(known), rng), (due - known_to).days, days, rng)
    return _told(paths, known, known_to, due, horizon)


def _draws(known: History) -> int:
    """Return how many futures are played: fewer of very many problems."""
    return min(max(MOST_PLAYED // len(known.now), LEAST_DRAWS), DRAWS)


def _told(
    paths: np.ndarray[Any, np.dtype[np.int64]], known: History, known_to: dt.date, due: dt.date, horizon: dt.date
) -> Forecast:
    low, middle, high = (_quantile(paths, share) for share in (LOW, MIDDLE, HIGH))
    path = pd.DataFrame({
        "day": pd.date_range(known_to, horizon, unit="s"), "low": low, "middle": middle, "high": high,
    })
    # The first day with none open; one past the horizon where there is none.
    empty = np.where((paths == 0).any(axis=1), (paths == 0).argmax(axis=1), paths.shape[1])
    first, last = (int(_quantile(empty, share)) for share in (LOW, HIGH))
    ahead = (due - known_to).days
    on_due = paths[:, ahead] if 0 < ahead < paths.shape[1] else None
    return Forecast(
        known_to, due, horizon, known.open_now, path, (_day(first, known_to, horizon), _day(last, known_to, horizon)),
        None if on_due is None else Range(*(int(part[ahead]) for part in (low, middle, high))),
        None if on_due is None else float((on_due == 0).mean()), paths,
    )


def _quantile(values: np.ndarray[Any, Any], share: float) -> np.ndarray[Any, np.dtype[np.int64]]:
    """A value that was drawn, not one between two draws."""
    drawn: np.ndarray[Any, Any] = np.quantile(values, share, axis=0, method="inverted_cdf")
    return drawn.astype(np.int64)


def _day(ahead: int, known_to: dt.date, horizon: dt.date) -> dt.date | None:
    day = known_to + dt.timedelta(days=ahead)
    return day if day <= horizon else None
