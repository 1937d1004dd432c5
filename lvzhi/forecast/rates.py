"""Rates of every step, drawn from their posterior: a few sweeps of Gibbs sampling, all draws at once."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from lvzhi.forecast.history import AGAIN, OPEN, RECENT, WAITING, Array, History, Step

SWEEPS = 12
# Two events' worth of what is usual, a day: twelve days to a first application, eight to an answer or to applying
# again, when it is known what is missing.
USUAL = {OPEN: 0.08, AGAIN: 0.12, WAITING: 0.12}
KINSHIP = 1.5  # how many events' worth a bin leans on the bin before it
SHAPES = np.array([1.0, 2.0, 4.0, 8.0, 16.0, 64.0])  # how alike units or groups are; the data choose
# How the pace of the days to come may differ from that of the days known: mean and standard deviation of its
# logarithm. Work quickens towards an end. Settled by calibration on simulated campaigns.
PACE = {OPEN: (0.25, 0.1), AGAIN: (0.25, 0.1), WAITING: (0.1, 0.1)}


@dataclass(frozen=True, eq=False)
class Rates:
    """Per draw: `bins` of each step's clock (draws × bins, a day), `holders` factors (draws × units or groups).

    `leaving` a day, `returning` of an answer, `reopening` a day; `arriving` new problems a day, changing by the
    factor exp(`trend`) a month.
    """

    bins: dict[int, Array]
    holders: dict[int, Array]
    leaving: Array
    returning: Array
    reopening: Array
    arriving: Array
    trend: Array

    def of(self, draws: slice) -> Rates:
        """Return the rates of some of the draws."""
        bins, holders = ({phase: drawn[draws] for phase, drawn in of.items()} for of in (self.bins, self.holders))
        rest = (self.leaving, self.returning, self.reopening, self.arriving, self.trend)
        return Rates(bins, holders, *(drawn[draws] for drawn in rest))


def draw_rates(known: History, draws: int, rng: np.random.Generator) -> Rates:
    """Draw every rate `draws` times."""
    bins, holders = dict[int, Array](), dict[int, Array]()
    for phase, step in known.steps.items():
        rates, factors = _step(step, _fallback(known, phase), draws, rng)
        bins[phase] = rates * np.exp(rng.normal(*PACE[phase], (draws, 1)))
        holders[phase] = factors
    left, at_risk = known.left
    again, days = known.reopened
    back, answers = known.returned
    arriving, trend = _arriving(known.found, draws, rng)
    return Rates(
        bins, holders, rng.gamma(left + 0.5, 1, draws) / (at_risk + 200), rng.beta(back + 1, answers - back + 6, draws),
        rng.gamma(again + 0.3, 1, draws) / (days + 500), arriving, trend,
    )


def _fallback(known: History, phase: int) -> float:
    """The pooled rate a day; long before a deadline hardly anybody applies, which says nothing of the rest."""
    step, from_bin = known.steps[phase], 1 if phase == OPEN else 0
    events, days = step.events[:, from_bin:].sum(), step.days[:, from_bin:].sum()
    return float((events + 2) / (days + 2 / USUAL[phase]))


def _step(step: Step, pooled: float, draws: int, rng: np.random.Generator) -> tuple[Array, Array]:
    """Rates by bin and factors by holder, given each other in turn."""
    holders, bins = step.events.shape
    factors, rates = np.ones((draws, holders)), np.full((draws, bins), pooled)
    happened, by_holder = step.events.sum(axis=0), step.events.sum(axis=1)
    for _ in range(SWEEPS):
        at_risk, like = factors @ step.days, np.full(draws, pooled)
        for k in range(bins):
            like = np.sqrt(like * pooled) if k < bins // 2 else like
            like = rates[:, k] = rng.gamma(KINSHIP + happened[k], 1, draws) / (KINSHIP / like + at_risk[:, k])
            like = np.maximum(like, 1e-4)
        shape = _shape(factors, rng)[:, None]
        factors = np.maximum(rng.gamma(shape + by_holder) / (shape + rates @ step.days.T), 1e-6)
    return rates, factors


def _shape(factors: Array, rng: np.random.Generator) -> Array:
    """Draw how alike the holders are: the gamma shape of their factors."""
    count, logs, sums = factors.shape[1], np.log(factors).sum(axis=1), factors.sum(axis=1)
    score = np.stack([
        count * (a * math.log(a) - math.lgamma(a)) + (a - 1) * logs - a * sums for a in SHAPES
    ], axis=1)
    chosen = (score + rng.gumbel(size=score.shape)).argmax(axis=1)
    return np.asarray(SHAPES[chosen])


def _arriving(found: Array, draws: int, rng: np.random.Generator) -> tuple[Array, Array]:
    """New problems a day by the last weeks, and how that changes: half of what the weeks before say it did."""
    late = float((found > -RECENT).sum())
    early = float(((found > -2 * RECENT) & (found <= -RECENT)).sum())
    change = min(max(0.5 * math.log((late + 1) / (early + 1)), -1.0), 0.2)
    return rng.gamma(late + 0.5, 1, draws) / RECENT, rng.normal(change, 0.3, draws)
