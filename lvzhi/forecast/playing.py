"""Play the problems on: every draw's rates, every open problem, step by step to the horizon."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from lvzhi.forecast.history import AGAIN, CLOSED, EDGES, OPEN, WAITING, Array, History
from lvzhi.forecast.rates import Rates

MONTH = 30.0


@dataclass(frozen=True, eq=False)
class _Those:
    """Problems of all draws that may still move: which draw, where they stand, since when, until when so far."""

    draw: Array
    unit: Array
    group: Array
    phase: Array
    since: Array
    at: Array
    deadline: Array

    def only(self, mask: Array) -> _Those:
        return _Those(*(getattr(self, name)[mask] for name in self.__dataclass_fields__))


def play(known: History, rates: Rates, due: int, days: int, rng: np.random.Generator) -> Array:
    """Return the open problems of each draw at the end of the last known day and of each of the `days` after it."""
    draws = len(rates.leaving)
    change = np.zeros((draws, days + 1), dtype=np.int64)
    standing, new = _standing(known, draws), _new(known, rates, due, days, rng)
    _note(change, standing.only(standing.phase != CLOSED), 1)
    _note(change, new, 1)
    those = _Those(*(np.concatenate([getattr(standing, f), getattr(new, f)]) for f in _Those.__dataclass_fields__))
    while len(those.draw):
        those = _moved(those, rates, days, change, rng)
    return change.cumsum(axis=1)


def _note(change: Array, those: _Those, by: int) -> None:
    """Count problems in or out on the day of their instant; what lies before is part of the first day's stock."""
    day = np.clip(np.ceil(those.at), 0, None).astype(int)
    np.add.at(change, (those.draw, day), by)


def _standing(known: History, draws: int) -> _Those:
    now = known.now
    held = {
        "unit": now["unit"], "group": now["group"], "phase": now["phase"], "since": now["since"],
        "at": now["until"], "deadline": now["deadline"],
    }
    repeated = {name: np.tile(values.to_numpy(), draws) for name, values in held.items()}
    return _Those(draw=np.repeat(np.arange(draws), len(now)), **repeated)


def _new(known: History, rates: Rates, due: int, days: int, rng: np.random.Generator) -> _Those:
    """Problems yet to be found, like those found so far: a Poisson process of a changing rate, thinned.

    Nobody knows when the finding ends: in each draw on another day before the due day, rather soon than late.
    """
    most = rates.arriving * np.exp(np.maximum(rates.trend, 0) * days / MONTH)
    draw = np.repeat(np.arange(len(most)), rng.poisson(np.minimum(most, 1000) * days))
    at = rng.uniform(0, days, len(draw))
    now = rates.arriving[draw] * np.exp(rates.trend[draw] * at / MONTH)
    ends = max(due, 0) * rng.beta(1, 2, len(most))
    kept = (rng.uniform(size=len(draw)) * most[draw] < now) & (at < ends[draw])
    draw, at = draw[kept], at[kept]
    like = known.terms.iloc[rng.integers(0, len(known.terms), len(draw))]
    deadline = np.minimum(at + np.maximum(like["term"].to_numpy(), 1), np.maximum(due, at + 7))
    phase = np.full(len(draw), OPEN)
    return _Those(draw, like["unit"].to_numpy(), like["group"].to_numpy(), phase, at, at, deadline)


def _moved(those: _Those, rates: Rates, days: int, change: Array, rng: np.random.Generator) -> _Those:
    """Let every problem take its next step; those past the horizon or gone are left behind."""
    then, leaves = np.full(len(those.at), np.inf), np.full(len(those.at), np.inf)
    for phase in (OPEN, AGAIN, WAITING):
        here = those.phase == phase
        then[here] = _next(those.only(here), rates, phase, rng)
    still = those.phase == CLOSED
    then[still] = those.at[still] + rng.exponential(size=still.sum()) / rates.reopening[those.draw[still]]
    leaves[~still] = those.at[~still] + rng.exponential(size=(~still).sum()) / rates.leaving[those.draw[~still]]
    gone = (leaves < then) & (leaves <= days)
    _note(change, replace(those, at=leaves).only(gone), -1)
    goes = ~gone & (then <= days)
    moved = replace(those, at=then, since=then).only(goes)
    answered, back = moved.phase == WAITING, rng.uniform(size=len(moved.at)) < rates.returning[moved.draw]
    becomes: Array = np.select([answered & back, answered, moved.phase == CLOSED], [AGAIN, CLOSED, AGAIN], WAITING)
    _note(change, moved.only(answered & ~back), -1)
    _note(change, moved.only(moved.phase == CLOSED), 1)
    return replace(moved, phase=becomes)


def _next(those: _Those, rates: Rates, phase: int, rng: np.random.Generator) -> Array:
    """Draw when the step is taken: where the hazard summed from now on reaches an exponential draw."""
    origin = those.deadline if phase == OPEN else those.since
    holder = those.group if phase == WAITING else those.unit
    left = rng.exponential(size=len(those.at)) / rates.holders[phase][those.draw, holder]
    at, found = those.at - origin, np.full(len(those.at), np.inf)
    for k, edge in enumerate((*EDGES[phase], np.inf)):
        rate = rates.bins[phase][those.draw, k]
        room = np.maximum(edge - at, 0)
        hits = np.isinf(found) & (left <= rate * room)
        found[hits] = at[hits] + left[hits] / rate[hits]
        left = left - np.where(np.isinf(room), 0, rate * room)
        at = np.maximum(at, edge) if np.isfinite(edge) else at
    return found + origin

