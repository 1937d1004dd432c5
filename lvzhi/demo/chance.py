"""Draws the example campaign is made of: sums cut into parts, shares turned into exact counts, lags of days."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")


def parts(rng: Random, total: int, count: int, low: int, high: int) -> list[int]:
    """Cut a total into `count` whole parts between low and high; the total is met as far as the bounds allow."""
    found = [low] * count
    rest = min(max(total - low * count, 0), (high - low) * count)
    while rest:
        open_ones = [n for n in range(count) if found[n] < high]
        found[rng.choice(open_ones)] += 1
        rest -= 1
    return found


def shares(rng: Random, weights: Mapping[T, float], count: int) -> list[T]:
    """Return `count` values in random order whose numbers follow the weights exactly, by largest remainders."""
    whole = sum(weights.values())
    exact = {value: count * weight / whole for value, weight in weights.items()}
    found = {value: int(share) for value, share in exact.items()}
    by_rest = sorted(exact, key=lambda v: found[v] - exact[v])
    for value in by_rest[: count - sum(found.values())]:
        found[value] += 1
    drawn = [value for value, number in found.items() for _ in range(number)]
    rng.shuffle(drawn)
    return drawn


def lag(rng: Random, median: float, spread: float, longest: int = 60) -> int:
    """Days of a log-normal lag, at least one."""
    return max(1, min(longest, round(rng.lognormvariate(math.log(median), spread))))


def between(rng: Random, first: dt.date, last: dt.date) -> dt.date:
    """A day from first to last, both included; first when last lies before it."""
    return first + dt.timedelta(days=rng.randint(0, max(0, (last - first).days)))


def days(count: int) -> dt.timedelta:
    return dt.timedelta(days=count)


def some(rng: Random, values: Sequence[T], least: int, most: int) -> tuple[T, ...]:
    """A few different values in their own order."""
    count = min(len(values), rng.randint(least, most))
    return tuple(values[n] for n in sorted(rng.sample(range(len(values)), count)))
