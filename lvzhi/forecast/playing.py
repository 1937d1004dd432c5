"""Play the problems on: every draw's rates, every open problem, step by step to the horizon."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from lvzhi.forecast.history import AGAIN, CLOSED, EDGES, OPEN, WAITING, Array, History
from lvzhi.forecast.rates import Rates

MONTH = 30.0
AT_ONCE = 250_000  # problems × draws played at a time: what is larger than a processor's own memory is slow
# New problems a day, at most: a pace that quickened for some weeks is not believed for ever.
MOST_NEW, QUICKENED = 1000.0, 5.0  # so many, or so many times those of today where they are more


@dataclass(frozen=True, eq=False)
class _Those:
    """Problems of all draws that may still move: which draw, where they stand, since when, until when so far.

    There are draws × problems of them: whole numbers are small ones.
    """

    draw: Array
    unit: Array
    group: Array
    phase: Array
    since: Array
    at: Array
    deadline: Array

    def only(self, which: Array) -> _Those:
        return _Those(*(getattr(self, name)[which] for name in self.__dataclass_fields__))


def play(known: History, rates: Rates, due: int, days: int, rng: np.random.Generator) -> Array:
    """Return the open problems of each draw at the end of the last known day and of each of the `days` after it."""
    draws, at_once = len(rates.leaving), max(AT_ONCE // max(len(known.now), 1), 1)
    blocks = [rates.of(slice(first, first + at_once)) for first in range(0, draws, at_once)]
    return np.concatenate([_played(known, block, due, days, rng) for block in blocks])


def _played(known: History, rates: Rates, due: int, days: int, rng: np.random.Generator) -> Array:
    draws = len(rates.leaving)
    change = np.zeros((draws, days + 1), dtype=np.int64)
    standing, new = _standing(known, draws), _new(known, rates, due, days, rng)
    for some in (standing, new):
        here = np.flatnonzero(some.phase != CLOSED)
        _note(change, some.draw[here], some.at[here], 1)
    those = _Those(*(np.concatenate([getattr(standing, f), getattr(new, f)]) for f in _Those.__dataclass_fields__))
    while len(those.draw):
        those = _moved(those, rates, days, change, rng)
    return change.cumsum(axis=1)


def _note(change: Array, draw: Array, at: Array, by: int) -> None:
    """Count problems in or out on the day of their instant; what lies before is part of the first day's stock."""
    np.add.at(change, (draw, np.clip(np.ceil(at), 0, None).astype(np.int32)), by)


def _standing(known: History, draws: int) -> _Those:
    now = known.now
    held = {
        "unit": now["unit"].astype(np.int32), "group": now["group"].astype(np.int32),
        "phase": now["phase"].astype(np.int8), "since": now["since"], "at": now["until"], "deadline": now["deadline"],
    }
    repeated = {name: np.tile(values.to_numpy(), draws) for name, values in held.items()}
    return _Those(draw=np.repeat(np.arange(draws, dtype=np.int32), len(now)), **repeated)


def _new(known: History, rates: Rates, due: int, days: int, rng: np.random.Generator) -> _Those:
    """Problems yet to be found, like those found so far: a Poisson process of a changing rate, thinned.

    Nobody knows when the finding ends: in each draw on another day before the due day, rather soon than late.
    """
    most = rates.arriving * np.exp(np.maximum(rates.trend, 0) * days / MONTH)
    most = np.minimum(most, np.maximum(MOST_NEW, QUICKENED * rates.arriving))
    counts = rng.poisson(most * days)
    parts = np.split(rng.uniform(0, days, counts.sum()), counts.cumsum()[:-1])
    ends = max(due, 0) * rng.beta(1, 2, len(most))
    found = [
        part[(part < ends[n]) & (
            rng.uniform(size=len(part)) * most[n] < rates.arriving[n] * np.exp(rates.trend[n] * part / MONTH))]
        for n, part in enumerate(parts)
    ]
    at, draw = np.concatenate(found), np.repeat(np.arange(len(found), dtype=np.int32), list(map(len, found)))
    like = rng.integers(0, len(known.terms), len(draw))
    unit, group, term = (known.terms[of].to_numpy()[like] for of in ("unit", "group", "term"))
    deadline = np.minimum(at + np.maximum(term, 1), np.maximum(due, at + 7))
    phase = np.full(len(draw), OPEN, np.int8)
    return _Those(draw, unit.astype(np.int32), group.astype(np.int32), phase, at, at, deadline)


def _moved(those: _Those, rates: Rates, days: int, change: Array, rng: np.random.Generator) -> _Those:
    """Let every problem take its next step; those past the horizon or gone are left behind."""
    then, leaves = np.empty(len(those.at)), np.full(len(those.at), np.inf)
    for phase in (OPEN, AGAIN, WAITING):
        here = np.flatnonzero(those.phase == phase)
        then[here] = _next(those, here, rates, phase, rng)
    closed = those.phase == CLOSED
    for which, at, rate in (
        (np.flatnonzero(closed), then, rates.reopening), (np.flatnonzero(~closed), leaves, rates.leaving),
    ):
        at[which] = those.at[which] + rng.exponential(size=len(which)) / rate[those.draw[which]]
    gone = (leaves < then) & (leaves <= days)
    _note(change, those.draw[gone], leaves[gone], -1)
    goes = np.flatnonzero(~gone & (then <= days))
    moved, then = those.only(goes), then[goes]
    answered, back = moved.phase == WAITING, rng.uniform(size=len(goes)) < rates.returning[moved.draw]
    for which, by in ((answered & ~back, -1), (moved.phase == CLOSED, 1)):
        _note(change, moved.draw[which], then[which], by)
    becomes: Array = np.select([answered & back, answered, moved.phase == CLOSED], [AGAIN, CLOSED, AGAIN], WAITING)
    return replace(moved, at=then, since=then, phase=becomes.astype(np.int8))


def _next(those: _Those, here: Array, rates: Rates, phase: int, rng: np.random.Generator) -> Array:
    """Draw when the step is taken: where the hazard summed from now on reaches an exponential draw.

    A bin is asked only of those whose clock has not passed it and whose step is not found yet.
    """
    draw = those.draw[here]
    origin = (those.deadline if phase == OPEN else those.since)[here]
    holder = (those.group if phase == WAITING else those.unit)[here]
    left = rng.exponential(size=len(here)) / rates.holders[phase][draw, holder]
    at, found = those.at[here] - origin, np.full(len(here), np.inf)
    for k, edge in enumerate((*EDGES[phase], np.inf)):
        those_in = np.flatnonzero(np.isinf(found) & (at < edge))
        rate, since, rest = rates.bins[phase][draw[those_in], k], at[those_in], left[those_in]
        passed = rate * (edge - since)
        hits = rest <= passed
        found[those_in[hits]] = since[hits] + rest[hits] / rate[hits]
        at[those_in], left[those_in] = edge, rest - passed
    return found + origin
